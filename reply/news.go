package reply

import (
	"fmt"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// The limits on the articles of a [News]. The platform drops further articles.
const (
	// MaxArticles is the limit in answer to an event, such as a follow, a scan or a menu click.
	MaxArticles = 8
	// MaxArticlesToMessage is the limit in answer to a user's message. Check does not know what the reply answers, so
	// it allows MaxArticles; [Fit] is told.
	MaxArticlesToMessage = 1
)

// News is a card of 1 to 8 articles that link to pages (图文); one article alone in answer to a user's message.
type News []Article

// Article is one entry of a [News]. The platform's table demands all four fields; Check demands Title and URL, and
// empty others are written empty.
type Article struct {
	Title       string
	Description string
	// PicURL is a JPG or PNG: 360*200 pixels for the first article (900*500 if it is alone), 200*200 for the others.
	PicURL string
	// URL is the page that a tap opens.
	URL string
}

// Type returns "news".
func (News) Type() string { return "news" }

// Check refuses a number of articles other than 1 to 8, and an article without title or URL. A field's name counts
// articles from 0.
func (n News) Check() error {
	if len(n) == 0 || len(n) > MaxArticles {
		return refuse.Field("Articles", fmt.Sprintf("has %d articles", len(n)),
			fmt.Sprintf("give 1 to %d, and %d in answer to a user's message", MaxArticles, MaxArticlesToMessage))
	}
	for i, a := range n {
		if err := a.check(i); err != nil {
			return err
		}
	}
	return nil
}

// check refuses the article at index i without title or URL.
func (a Article) check(i int) *field.Error {
	switch {
	case isEmpty(a.Title):
		return refuse.Empty(fmt.Sprintf("Articles[%d].Title", i), "give each article a title")
	case isEmpty(a.URL):
		return refuse.Empty(fmt.Sprintf("Articles[%d].URL", i), "give each article the page that a tap opens")
	}
	return nil
}

func (n News) fields(b *xmldoc.Binder) Reply {
	items := []Article(n)
	count := int64(len(items))
	b.Int("ArticleCount", &count)
	b.Group("Articles", func(b *xmldoc.Binder) {
		xmldoc.List(b, "item", &items, func(b *xmldoc.Binder, a *Article) {
			b.Text("Title", &a.Title)
			b.Text("Description", &a.Description)
			b.Text("PicUrl", &a.PicURL)
			b.Text("Url", &a.URL)
		})
	})
	if count != int64(len(items)) {
		b.Fail("ArticleCount", fmt.Sprintf("is %d while Articles holds %d items", count, len(items)))
	}
	return News(items)
}
