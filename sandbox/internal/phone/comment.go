package phone

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// MaxComment is the longest comment, in characters. WeChat's client has a limit that is not documented; this is the
// sandbox's own.
const MaxComment = 600

// Comment makes the user comment on the article at an address. Others see the comment once the account has elected it.
func Comment(article, content string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		at, err := url.Parse(article)
		if err != nil {
			return core.RefuseAction("url is not the address of an article", "url 不是文章地址")
		}
		page, _ := strings.CutPrefix(at.Path, core.ArticlePath)
		t := tx.ThreadAt(page)
		if err := t.MayComment(u); err != nil {
			return err
		}
		if n := utf8.RuneCountInString(content); n == 0 || n > MaxComment {
			return core.RefuseAction(
				fmt.Sprintf("a comment has 1 to %d characters", MaxComment),
				fmt.Sprintf("留言须为 1 到 %d 个字符", MaxComment),
			)
		}
		tx.AddComment(t, u, content)
		tx.CountArticle(core.Commented, u, page)
		return nil
	}
}
