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

// Collection is one of the places in which the account keeps sets of articles.
type Collection int

// The collections.
const (
	Drafts    Collection = iota // 草稿箱
	Library                     // articles in the permanent material, made by the endpoints before drafts existed
	ForMass                     // articles uploaded for a mass message, kept for three days
	Published                   // what the account has published (发布); media_id is the article_id
	Sent                        // what mass messages have sent (群发)
	collections
)

// News is a set of articles. Only [Tx.UpdateNews] changes it. Each article has the address of a page that a browser can
// open.
type News struct {
	MediaID    string
	Collection Collection
	Articles   []draft.Article
	Created    time.Time
	Updated    time.Time
	// MsgDataID and Threads are set once readers can find the articles.
	MsgDataID int64
	Threads   []*Thread // what readers may write about the articles, in the order of Articles

	pages []string // the ids of the articles' pages, in the order of Articles
}

// MaxArticles is how many articles a set may have.
const MaxArticles = 8

// Limits of all articles together, in bytes.
const (
	maxNewsBytes = 64 << 20
	articleBytes = 1 << 10 // the size that an article is counted with, beside its texts
)

// news holds all sets of articles.
type news struct {
	lists  [collections][]*News // the set that was changed last is at the end
	byID   map[string]*News
	byPage map[string]*News
	byData map[int64]*News // by MsgDataID
	bytes  int             // the size of all sets
}

// ToShape implements graph.Shaper: the rest follows from the lists.
func (n *news) ToShape() [collections][]*News { return n.lists }

// FromShape implements graph.Shaper.
func (n *news) FromShape(lists [collections][]*News) error {
	*n = news{lists: lists}
	for i, list := range lists {
		for _, set := range list {
			if set.Collection != Collection(i) || len(set.pages) != len(set.Articles) {
				return fmt.Errorf(
					"the set of articles %s is in the wrong list, or has not a page for each article",
					set.MediaID,
				)
			}
			n.index(set)
			n.bytes += sizeOf(set.Articles...)
		}
	}
	return nil
}

// AddNews checks articles and adds them to a collection in the form in which the platform stores them.
func (tx *Tx) AddNews(to Collection, articles []draft.Article) (*News, error) {
	switch n := len(articles); {
	case n == 0:
		return nil, Refuse(endpoint.ErrEmptyNews, "articles needs one article at least.", "articles 至少须有一篇图文。")
	case n > MaxArticles:
		return nil, Refuse(endpoint.ErrTooManyArticles,
			fmt.Sprintf("articles has %d articles; it must have 1 to %d.", n, MaxArticles),
			fmt.Sprintf("articles 有 %d 篇图文，须为 1 到 %d 篇。", n, MaxArticles))
	}
	set := &News{Collection: to, Created: tx.now, Updated: tx.now}
	for i, a := range articles {
		accepted, err := tx.acceptArticle(to, a, fmt.Sprintf("articles[%d]", i), len(articles) == 1)
		if err != nil {
			return nil, err
		}
		set.Articles = append(set.Articles, accepted)
	}
	tx.removeExpiredNews()
	if err := tx.news.reserve(sizeOf(set.Articles...)); err != nil {
		return nil, err
	}
	set.MediaID = tx.IDs.MediaID()
	for i := range set.Articles {
		page := tx.IDs.Word(URLSafe, 22)
		set.pages = append(set.pages, page)
		set.Articles[i].URL = tx.Config().Base + ArticlePath + page
	}
	tx.news.add(set)
	return set, nil
}

// UpdateNews checks an article and replaces the article of a set at index, counted from 0, by it.
func (tx *Tx) UpdateNews(set *News, index int, a draft.Article) error {
	if index < 0 || index >= len(set.Articles) {
		return Refuse(endpoint.ErrInvalidIndex,
			fmt.Sprintf("index is %d, and there are %d articles, counted from 0.", index, len(set.Articles)),
			fmt.Sprintf("index 为 %d，而图文共 %d 篇，从 0 开始计数。", index, len(set.Articles)))
	}
	accepted, err := tx.acceptArticle(set.Collection, a, "articles", len(set.Articles) == 1)
	if err != nil {
		return err
	}
	if err := tx.news.reserve(sizeOf(accepted) - sizeOf(set.Articles[index])); err != nil {
		return err
	}
	accepted.URL = set.Articles[index].URL
	set.Articles = slices.Clone(set.Articles) // another goroutine may still read the old slice
	set.Articles[index], set.Updated = accepted, tx.now
	list := tx.news.lists[set.Collection]
	at := slices.Index(list, set)
	tx.news.lists[set.Collection] = append(slices.Delete(list, at, at+1), set)
	return nil
}

// RemoveNews removes a set from its collection. Its pages no longer exist.
func (tx *Tx) RemoveNews(set *News) {
	n := &tx.news
	n.lists[set.Collection] = slices.DeleteFunc(n.lists[set.Collection], func(other *News) bool { return other == set })
	n.bytes -= sizeOf(set.Articles...)
	delete(n.byID, set.MediaID)
	delete(n.byData, set.MsgDataID)
	for _, page := range set.pages {
		delete(n.byPage, page)
	}
}

// News lists the sets of a collection. The set that was changed last comes last.
func (tx *Tx) News(in Collection) []*News {
	tx.removeExpiredNews()
	return tx.news.lists[in]
}

// FindNews returns the set with that media_id in a collection, or nil.
func (tx *Tx) FindNews(in Collection, mediaID string) *News {
	tx.removeExpiredNews()
	if set := tx.news.byID[mediaID]; set != nil && set.Collection == in {
		return set
	}
	return nil
}

// NewsEntry returns the articles of a set as the phone shows them. It looks in the permanent material and in the
// drafts, and returns nil if neither has a set with that media_id.
func (tx *Tx) NewsEntry(mediaID string) []record.EntryArticle {
	set := tx.FindNews(Library, mediaID)
	if set == nil {
		set = tx.FindNews(Drafts, mediaID)
	}
	if set == nil {
		return nil
	}
	return tx.NewsCard(set)
}

// NewsCard returns the articles of a set as the phone shows them.
func (tx *Tx) NewsCard(set *News) []record.EntryArticle {
	var entry []record.EntryArticle
	for _, a := range set.Articles {
		picture := ""
		if a.ThumbMediaID != "" {
			picture = tx.Config().Base + MediaPath(a.ThumbMediaID)
		}
		entry = append(entry, record.EntryArticle{Title: a.Title, Description: a.Digest, PicURL: picture, URL: a.URL})
	}
	return entry
}

// ArticlePath is the path below which articles have their pages.
const ArticlePath = "/s/"

// FindArticle returns the article with that page and the set that it belongs to, or nil and nil if there is no such
// page.
func (tx *Tx) FindArticle(page string) (*draft.Article, *News) {
	tx.removeExpiredNews()
	set := tx.news.byPage[page]
	if set == nil {
		return nil, nil
	}
	index := slices.Index(set.pages, page)
	if set.Threads != nil && set.Threads[index].Deleted {
		return nil, nil
	}
	return &set.Articles[index], set
}

// removeExpiredNews removes the sets that were uploaded for a mass message at least three days ago.
func (tx *Tx) removeExpiredNews() {
	for {
		list := tx.news.lists[ForMass]
		if len(list) == 0 || tx.now.Before(list[0].Created.Add(TemporaryLife)) {
			return
		}
		tx.RemoveNews(list[0])
	}
}

// reserve counts so many more bytes, or refuses them if they would exceed maxNewsBytes.
func (n *news) reserve(bytes int) error {
	if n.bytes+bytes > maxNewsBytes {
		return Refuse(endpoint.ErrContentTooLong,
			fmt.Sprintf("The sandbox keeps %d MB of articles together. Delete some, or reset it.", maxNewsBytes>>20),
			fmt.Sprintf("沙箱的图文合计最多保存 %d MB。请删除部分图文或重置沙箱。", maxNewsBytes>>20))
	}
	n.bytes += bytes
	return nil
}

func (n *news) add(set *News) {
	n.lists[set.Collection] = append(n.lists[set.Collection], set)
	n.index(set)
}

// index makes a set findable.
func (n *news) index(set *News) {
	if n.byID == nil {
		n.byID, n.byPage, n.byData = map[string]*News{}, map[string]*News{}, map[int64]*News{}
	}
	n.byID[set.MediaID] = set
	if set.MsgDataID != 0 {
		n.byData[set.MsgDataID] = set
	}
	for _, page := range set.pages {
		n.byPage[page] = set
	}
}

// sizeOf returns the size of articles in bytes. It leaves out the fields that have a limit of their own.
func sizeOf(articles ...draft.Article) (bytes int) {
	for _, a := range articles {
		bytes += articleBytes + len(a.Title) + len(a.Author) + len(a.Digest) + len(a.Content) + len(a.ContentSourceURL)
		bytes += strings.Count(a.Content, "'") * len("&#3") // an answer has &#39; for each '
	}
	return bytes
}
