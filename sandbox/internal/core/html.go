package core

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// What an article's HTML may not hold. The documents name scripts and pictures
// of other hosts; the rest is what publishing tools report.
var (
	droppedElements = []string{"script", "style", "iframe", "object"}                                              // with all that they hold
	droppedTags     = []string{"link", "meta", "base", "embed", "form", "input", "button", "html", "head", "body"} // alone
)

// pictureHosts are where the platform keeps the pictures of articles.
var pictureHosts = []string{"mmbiz.qpic.cn", "mmecoa.qpic.cn", "mmbiz.qlogo.cn"}

// cleaned is the HTML of an article as the platform keeps it, and its text. What
// is lost is said in a warning.
func (tx *Tx) cleaned(content, where string) (kept, text string) {
	c := cleaner{own: tx.isOwnPicture}
	c.run(content)
	if n := utf8.RuneCountInString(content); n >= maxContent {
		tx.Warn(fmt.Sprintf("%s.content has %d characters. The platform's page says less than %d; more has been taken.", where, n, maxContent),
			fmt.Sprintf("%s.content 有 %d 个字符。文档要求少于 %d 个，实际曾接受更多。", where, n, maxContent))
	}
	if len(c.lost) > 0 {
		tx.Warn(fmt.Sprintf("The platform removed from %s.content: %s.", where, strings.Join(c.lost, ", ")),
			fmt.Sprintf("平台已从 %s.content 中移除：%s。", where, strings.Join(c.lost, "、")))
	}
	if len(c.pictures) > 0 {
		what := "1 picture of another host"
		if n := len(c.pictures); n > 1 {
			what = fmt.Sprintf("%d pictures of other hosts", n)
		}
		tx.Warn(fmt.Sprintf("The platform removed %s from %s.content, the first at %q. Upload pictures by media/uploadimg.", what, where, Short(c.pictures[0])),
			fmt.Sprintf("平台已从 %s.content 中移除 %d 张外部图片，第一张为 %q。图片请用 media/uploadimg 上传。", where, len(c.pictures), Short(c.pictures[0])))
	}
	kept = content
	if c.dropped {
		kept = c.kept.String()
	}
	return kept, strings.Join(strings.Fields(c.text.String()), " ")
}

// isOwnPicture reports whether the address is that of a picture which the
// platform keeps.
func (tx *Tx) isOwnPicture(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	id, isMedia := strings.CutPrefix(u.Path, mediaPath)
	if u.Host == tx.p.base.Host && isMedia {
		f := tx.FindFile("", id)
		return f != nil && (f.Kind == "image" || f.Kind == "thumb" || f.Kind == ArticlePicture)
	}
	return slices.Contains(pictureHosts, u.Host)
}

// cleaner reads HTML and keeps what an article may hold, letter by letter where
// nothing is to be removed.
type cleaner struct {
	own func(address string) bool

	kept     strings.Builder
	text     strings.Builder
	lost     []string // what was removed, each once
	dropped  bool     // something was left out
	pictures []string // the addresses of those that were removed

	within string // the element that is left out at present
	depth  int
}

func (c *cleaner) run(content string) {
	z := html.NewTokenizer(strings.NewReader(content))
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw()) // before Token, which changes it
		c.token(raw, z.Token())
	}
}

func (c *cleaner) token(raw string, t html.Token) {
	opens := t.Type == html.StartTagToken || t.Type == html.SelfClosingTagToken
	switch {
	case c.within != "":
		if t.Data == c.within && opens {
			c.depth++
		}
		if t.Data == c.within && t.Type == html.EndTagToken {
			if c.depth--; c.depth == 0 {
				c.within = ""
			}
		}
	case t.Type == html.TextToken:
		// A < of the text must not begin a tag with what comes after something
		// that is left out.
		c.kept.WriteString(strings.ReplaceAll(raw, "<", "&lt;"))
		c.text.WriteString(t.Data)
	case t.Type == html.CommentToken || t.Type == html.DoctypeToken:
		c.dropped = true
	case slices.Contains(droppedElements, t.Data):
		if opens {
			c.within, c.depth = t.Data, 1
		}
		c.removed("<" + t.Data + ">")
	case slices.Contains(droppedTags, t.Data):
		c.removed("<" + t.Data + ">")
	case opens:
		c.tag(raw, t)
	default:
		c.kept.WriteString(raw)
	}
}

// tag keeps a tag without the attributes that run something, and no picture of
// another host.
func (c *cleaner) tag(raw string, t html.Token) {
	if t.Data == "img" {
		if address, foreign := c.foreign(t); foreign {
			c.pictures, c.dropped = append(c.pictures, address), true
			return
		}
	}
	before := len(t.Attr)
	t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool {
		if runs(a) {
			c.removed(a.Key)
			return true
		}
		return false
	})
	if len(t.Attr) != before {
		raw = t.String()
	}
	c.kept.WriteString(raw)
}

// maxLost bounds the names of what was removed: a warning needs no more.
const maxLost = 20

func (c *cleaner) removed(what string) {
	c.dropped = true
	if len(c.lost) < maxLost && !slices.Contains(c.lost, what) {
		c.lost = append(c.lost, what)
	}
}

// foreign returns the address of a picture that is not the platform's, or says
// that it has none at all. Pages of the platform's own have it in data-src.
func (c *cleaner) foreign(img html.Token) (address string, foreign bool) {
	foreign = true
	for _, a := range img.Attr {
		if a.Key != "src" && a.Key != "data-src" {
			continue
		}
		if !c.own(a.Val) {
			return a.Val, true
		}
		foreign = false
	}
	return "", foreign
}

// addresses are the attributes that a browser may follow.
var addresses = []string{"href", "xlink:href", "src", "data", "action", "formaction", "poster", "background"}

// runs reports whether a browser would run something of the attribute's, or fetch
// pictures that the platform does not keep.
func runs(a html.Attribute) bool {
	if !slices.Contains(addresses, a.Key) {
		return strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "srcset"
	}
	scheme, _, _ := strings.Cut(strings.ToLower(strings.Map(visible, a.Val)), ":")
	return scheme == "javascript" || scheme == "vbscript"
}

// visible drops the spaces and control characters that a browser passes over in
// an address.
func visible(r rune) rune {
	if r <= ' ' {
		return -1
	}
	return r
}
