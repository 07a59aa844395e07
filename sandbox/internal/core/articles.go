package core

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Shelf is where sets of articles stand.
type Shelf int

// The shelves.
const (
	Drafts  Shelf = iota // 草稿箱
	Library              // of the permanent material, as before the drafts
	ForMass              // for a mass message: there for three days
	shelves
)

// News is a set of articles, changed by [Tx.UpdateNews] alone. Their addresses
// are those of pages that a browser can open.
type News struct {
	MediaID  string
	Shelf    Shelf
	Articles []draft.Article
	Created  time.Time
	Updated  time.Time

	pages []string // of the articles, by which the addresses are known
}

// MaxArticles is how many articles a set may have.
const MaxArticles = 8

// Bounds of the articles together, in bytes.
const (
	maxNewsBytes = 64 << 20
	articleBytes = 1 << 10 // what an article takes beside its texts
)

// news is all articles.
type news struct {
	shelves [shelves][]*News // the one that was changed last at the end
	byID    map[string]*News
	byPage  map[string]*News
	bytes   int
}

// AddNews checks articles, and puts them on a shelf as the platform keeps them.
func (tx *Tx) AddNews(on Shelf, articles []draft.Article) (*News, error) {
	switch n := len(articles); {
	case n == 0:
		return nil, Refuse(endpoint.ErrEmptyNews, "articles needs one article at least.", "articles 至少须有一篇图文。")
	case n > MaxArticles:
		return nil, Refuse(endpoint.ErrTooManyArticles,
			fmt.Sprintf("articles has %d articles; it must have 1 to %d.", n, MaxArticles),
			fmt.Sprintf("articles 有 %d 篇图文，须为 1 到 %d 篇。", n, MaxArticles))
	}
	set := &News{Shelf: on, Created: tx.now, Updated: tx.now}
	for i, a := range articles {
		kept, err := tx.accept(on, a, fmt.Sprintf("articles[%d]", i), len(articles) == 1)
		if err != nil {
			return nil, err
		}
		set.Articles = append(set.Articles, kept)
	}
	tx.endForMass()
	if err := tx.news.take(sizeOf(set.Articles...)); err != nil {
		return nil, err
	}
	set.MediaID = tx.IDs.MediaID()
	for i := range set.Articles {
		page := tx.IDs.Word(URLSafe, 22)
		set.pages = append(set.pages, page)
		set.Articles[i].URL = tx.Config().Base + ArticlePath + page
	}
	tx.news.put(set)
	return set, nil
}

// UpdateNews checks an article, and replaces the one at index of a set by it.
func (tx *Tx) UpdateNews(set *News, index int, a draft.Article) error {
	if index < 0 || index >= len(set.Articles) {
		return Refuse(endpoint.ErrInvalidIndex,
			fmt.Sprintf("index is %d, and there are %d articles, counted from 0.", index, len(set.Articles)),
			fmt.Sprintf("index 为 %d，而图文共 %d 篇，从 0 开始计数。", index, len(set.Articles)))
	}
	kept, err := tx.accept(set.Shelf, a, "articles", len(set.Articles) == 1)
	if err != nil {
		return err
	}
	if err := tx.news.take(sizeOf(kept) - sizeOf(set.Articles[index])); err != nil {
		return err
	}
	kept.URL = set.Articles[index].URL
	set.Articles = slices.Clone(set.Articles) // somebody may be reading the former ones
	set.Articles[index], set.Updated = kept, tx.now
	list := tx.news.shelves[set.Shelf]
	at := slices.Index(list, set)
	tx.news.shelves[set.Shelf] = append(slices.Delete(list, at, at+1), set)
	return nil
}

// RemoveNews takes a set off its shelf; its pages are gone.
func (tx *Tx) RemoveNews(set *News) {
	n := &tx.news
	n.shelves[set.Shelf] = slices.DeleteFunc(n.shelves[set.Shelf], func(other *News) bool { return other == set })
	n.bytes -= sizeOf(set.Articles...)
	delete(n.byID, set.MediaID)
	for _, page := range set.pages {
		delete(n.byPage, page)
	}
}

// News lists what stands on a shelf; what was changed last comes at the end.
func (tx *Tx) News(on Shelf) []*News {
	tx.endForMass()
	return tx.news.shelves[on]
}

// FindNews returns the set with that media_id on a shelf, or nil.
func (tx *Tx) FindNews(on Shelf, mediaID string) *News {
	tx.endForMass()
	if set := tx.news.byID[mediaID]; set != nil && set.Shelf == on {
		return set
	}
	return nil
}

// Card is how the phone shows a set of articles of the library or the drafts:
// nil where there is none with that media_id.
func (tx *Tx) Card(mediaID string) []record.EntryArticle {
	set := tx.FindNews(Library, mediaID)
	if set == nil {
		set = tx.FindNews(Drafts, mediaID)
	}
	if set == nil {
		return nil
	}
	var card []record.EntryArticle
	for _, a := range set.Articles {
		picture := ""
		if a.ThumbMediaID != "" {
			picture = tx.Config().Base + MediaPath(a.ThumbMediaID)
		}
		card = append(card, record.EntryArticle{Title: a.Title, Description: a.Digest, PicURL: picture, URL: a.URL})
	}
	return card
}

// ArticlePath is where the pages of articles are.
const ArticlePath = "/s/"

// FindArticle returns the article of a page, and the set that it belongs to;
// nil for no such page.
func (tx *Tx) FindArticle(page string) (*draft.Article, *News) {
	tx.endForMass()
	set := tx.news.byPage[page]
	if set == nil {
		return nil, nil
	}
	return &set.Articles[slices.Index(set.pages, page)], set
}

// endForMass removes what was uploaded for a mass message and is past its time.
func (tx *Tx) endForMass() {
	for {
		list := tx.news.shelves[ForMass]
		if len(list) == 0 || tx.now.Before(list[0].Created.Add(TemporaryLife)) {
			return
		}
		tx.RemoveNews(list[0])
	}
}

// take makes room for so many bytes, or refuses to.
func (n *news) take(bytes int) error {
	if n.bytes+bytes > maxNewsBytes {
		return Refuse(endpoint.ErrContentTooLong,
			fmt.Sprintf("The sandbox keeps %d MB of articles together. Delete some, or reset it.", maxNewsBytes>>20),
			fmt.Sprintf("沙箱的图文合计最多保存 %d MB。请删除部分图文或重置沙箱。", maxNewsBytes>>20))
	}
	n.bytes += bytes
	return nil
}

func (n *news) put(set *News) {
	if n.byID == nil {
		n.byID, n.byPage = map[string]*News{}, map[string]*News{}
	}
	n.shelves[set.Shelf] = append(n.shelves[set.Shelf], set)
	n.byID[set.MediaID] = set
	for _, page := range set.pages {
		n.byPage[page] = set
	}
}

// sizeOf is what articles take, in bytes. What is not counted has a bound of its
// own.
func sizeOf(articles ...draft.Article) (bytes int) {
	for _, a := range articles {
		bytes += articleBytes + len(a.Title) + len(a.Author) + len(a.Digest) + len(a.Content) + len(a.ContentSourceURL)
		bytes += strings.Count(a.Content, "'") * len("&#3") // as it is answered
	}
	return bytes
}
