package core

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// What an article's HTML must not contain. The documents name scripts and pictures of other hosts; users of publishing
// tools have reported the rest.
var (
	// These are removed with their content.
	droppedElements = []string{"script", "style", "iframe", "object"}
	// These are removed, but their content stays.
	droppedTags = []string{
		"link", "meta", "base", "embed", "form", "input", "button", "html", "head", "body",
		"xmp", "plaintext", "noembed", "noframes", "noscript",
	}
)

// pictureHosts are the hosts on which the platform stores the pictures of articles.
var pictureHosts = []string{"mmbiz.qpic.cn", "mmecoa.qpic.cn", "mmbiz.qlogo.cn"}

// cleanContent returns the HTML of an article as the platform stores it, and its plain text. It warns about what it
// removed.
func (tx *Tx) cleanContent(content, field string) (cleaned, text string) {
	c := cleaner{isOwn: tx.isOwnPicture}
	c.run(content)
	if n := utf8.RuneCountInString(content); n >= maxContent {
		tx.Warn(
			fmt.Sprintf(
				"%s.content has %d characters. The platform's page says less than %d; more has been taken.",
				field,
				n,
				maxContent,
			),
			fmt.Sprintf("%s.content 有 %d 个字符。文档要求少于 %d 个，实际曾接受更多。", field, n, maxContent),
		)
	}
	if len(c.removedNames) > 0 {
		tx.Warn(fmt.Sprintf("The platform removed from %s.content: %s.", field, strings.Join(c.removedNames, ", ")),
			fmt.Sprintf("平台已从 %s.content 中移除：%s。", field, strings.Join(c.removedNames, "、")))
	}
	if len(c.foreignPictures) > 0 {
		what := "1 picture of another host"
		if n := len(c.foreignPictures); n > 1 {
			what = fmt.Sprintf("%d pictures of other hosts", n)
		}
		tx.Warn(
			fmt.Sprintf(
				"The platform removed %s from %s.content, the first at %q. Upload pictures by media/uploadimg.",
				what,
				field,
				Short(c.foreignPictures[0]),
			),
			fmt.Sprintf(
				"平台已从 %s.content 中移除 %d 张外部图片，第一张为 %q。图片请用 media/uploadimg 上传。",
				field,
				len(c.foreignPictures),
				Short(c.foreignPictures[0]),
			),
		)
	}
	cleaned = content
	if c.changed {
		cleaned = c.kept.String()
	}
	return cleaned, plainText(cleaned)
}

// plainText returns the text of cleaned HTML, with a space for each run of white space.
func plainText(cleaned string) string {
	var text strings.Builder
	z := html.NewTokenizer(strings.NewReader(cleaned))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind == html.TextToken {
			text.Write(z.Text())
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// isOwnPicture reports whether address is that of a picture which the platform stores.
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

// cleaner reads HTML and keeps what an article may contain. It leaves the parts that it keeps exactly as they are.
type cleaner struct {
	isOwn func(address string) bool

	kept            strings.Builder
	removedNames    []string // the names of removed elements and attributes, without repetition
	changed         bool     // whether anything was removed
	foreignPictures []string // the addresses of the removed pictures

	skipping string // the element that is being removed with its content, or ""
	depth    int    // how many elements of that name are open
}

func (c *cleaner) run(content string) {
	z := html.NewTokenizer(strings.NewReader(content))
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw()) // before Token, which changes it
		t := z.Token()
		if t.Type == html.StartTagToken && slices.Contains(droppedTags, t.Data) {
			z.NextIsNotRawText() // what stays of <xmp> and its like is ordinary HTML
		}
		c.token(raw, t)
	}
}

func (c *cleaner) token(raw string, t html.Token) {
	opens := t.Type == html.StartTagToken || t.Type == html.SelfClosingTagToken
	switch {
	case c.skipping != "":
		if t.Data == c.skipping && opens {
			c.depth++
		}
		if t.Data == c.skipping && t.Type == html.EndTagToken {
			if c.depth--; c.depth == 0 {
				c.skipping = ""
			}
		}
	case t.Type == html.TextToken:
		// A < in the text is escaped. Otherwise it could begin a tag together with the text behind something that is
		// removed.
		c.kept.WriteString(strings.ReplaceAll(raw, "<", "&lt;"))
	case t.Type == html.CommentToken || t.Type == html.DoctypeToken:
		c.changed = true
	case slices.Contains(droppedElements, t.Data):
		if opens {
			c.skipping, c.depth = t.Data, 1
		}
		c.noteRemoved("<" + t.Data + ">")
	case slices.Contains(droppedTags, t.Data):
		c.noteRemoved("<" + t.Data + ">")
	case opens:
		c.tag(raw, t)
	default:
		c.kept.WriteString(raw)
	}
}

// tag keeps a tag without the attributes that run scripts. It removes an img of another host.
func (c *cleaner) tag(raw string, t html.Token) {
	if t.Data == "img" {
		if address, foreign := c.foreignPicture(t); foreign {
			c.foreignPictures, c.changed = append(c.foreignPictures, address), true
			return
		}
	}
	before := len(t.Attr)
	t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool {
		if isUnsafe(a) {
			c.noteRemoved(a.Key)
			return true
		}
		return false
	})
	if len(t.Attr) != before {
		raw = t.String()
	}
	c.kept.WriteString(raw)
}

// maxRemovedNames limits the length of the warning.
const maxRemovedNames = 20

func (c *cleaner) noteRemoved(name string) {
	c.changed = true
	if len(c.removedNames) < maxRemovedNames && !slices.Contains(c.removedNames, name) {
		c.removedNames = append(c.removedNames, name)
	}
}

// foreignPicture reports whether an img is not one of the platform's pictures, and returns the address that is the
// reason, "" if the img has no address. Pages of the platform use data-src for the address.
func (c *cleaner) foreignPicture(img html.Token) (address string, foreign bool) {
	foreign = true
	for _, a := range img.Attr {
		if a.Key != "src" && a.Key != "data-src" {
			continue
		}
		if !c.isOwn(a.Val) {
			return a.Val, true
		}
		foreign = false
	}
	return "", foreign
}

// urlAttributes are the attributes whose value a browser may load as a URL.
var urlAttributes = []string{"href", "xlink:href", "src", "data", "action", "formaction", "poster", "background"}

// isUnsafe reports whether a browser would run a script because of the attribute, or load pictures that the platform
// does not store.
func isUnsafe(a html.Attribute) bool {
	if !slices.Contains(urlAttributes, a.Key) {
		return strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "srcset"
	}
	scheme, _, _ := strings.Cut(strings.ToLower(strings.Map(dropInvisible, a.Val)), ":")
	return scheme == "javascript" || scheme == "vbscript"
}

// dropInvisible drops the spaces and control characters, which a browser ignores in a URL.
func dropInvisible(r rune) rune {
	if r <= ' ' {
		return -1
	}
	return r
}
