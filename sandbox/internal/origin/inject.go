package origin

import (
	"html/template"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// body is the body of a page with the script in it.
type body struct {
	io.Closer
	in    io.Reader
	piece [32 << 10]byte
	scan  scanner
	done  func() // called once, at the end
	err   error  // of in
}

// Read returns what there is. It does not wait for more than an unfinished tag.
func (b *body) Read(p []byte) (int, error) {
	for b.scan.out.Len() == 0 && b.err == nil {
		n, err := b.in.Read(b.piece[:])
		b.scan.write(b.piece[:n])
		if b.err = err; err != nil {
			b.scan.end()
			b.done()
		}
	}
	if b.scan.out.Len() == 0 {
		return 0, b.err
	}
	return b.scan.out.Read(p)
}

// inject puts the bridge's script into the body of a response that is a whole page of HTML.
func (v *visit) inject(resp *http.Response, nonce string) {
	if !v.isWholePage(resp) {
		return
	}
	v.changed("The script of WeChat's bridge was put behind the doctype, as WeChat's browser has it.",
		"在 doctype 之后加入了微信 JSBridge 脚本，与微信内置浏览器一致。")
	h := resp.Header
	h.Del("Content-Length")
	h.Del("ETag") // of other bytes
	h.Del("Last-Modified")
	h.Add("Vary", "Cookie") // the script's address has the user
	resp.ContentLength = -1
	if v.in.Method == http.MethodHead {
		return
	}
	b := &body{Closer: resp.Body, in: resp.Body, done: v.finish}
	b.scan.insert = v.scriptTag(nonce)
	b.scan.wanted = []string{"script", "link", "meta"}
	b.scan.rewrite = v.rewriteTag
	resp.Body = b
}

// isWholePage reports whether a response to a navigation is a page into which the script can be put.
func (v *visit) isWholePage(resp *http.Response) bool {
	h := resp.Header
	_, params, _ := mime.ParseMediaType(h.Get("Content-Type"))
	switch {
	case firstWord(h, "Content-Type") != "text/html", firstWord(h, "Content-Disposition") == "attachment",
		resp.StatusCode == http.StatusPartialContent, resp.StatusCode == http.StatusNoContent,
		resp.StatusCode == http.StatusNotModified, isRedirect(resp):
		return false
	case h.Get("Content-Encoding") != "" && !strings.EqualFold(h.Get("Content-Encoding"), "identity"):
		v.warn("The page is compressed ("+core.Short(h.Get("Content-Encoding"))+
			") although nobody asked for it, so that it got no bridge. Let the program obey Accept-Encoding.",
			"页面在未请求压缩的情况下被压缩（"+core.Short(h.Get("Content-Encoding"))+"），无法加入 JSBridge。请让程序遵守 Accept-Encoding。")
		return false
	case strings.HasPrefix(strings.ToLower(params["charset"]), "utf-16"):
		v.warn(
			"The page is in UTF-16, so that it got no bridge. Serve it in UTF-8.",
			"页面使用 UTF-16 编码，无法加入 JSBridge。请改用 UTF-8。",
		)
		return false
	}
	return true
}

// firstWord returns a header's value without its parameters, which need not be well-formed for browsers.
func firstWord(h http.Header, name string) string {
	word, _, _ := strings.Cut(h.Get(name), ";")
	return strings.ToLower(strings.TrimSpace(word))
}

func isRedirect(resp *http.Response) bool {
	return resp.StatusCode/100 == 3 && resp.Header.Get("Location") != ""
}

// scriptTag returns the tag that loads the bridge.
func (v *visit) scriptTag(nonce string) []byte {
	tag := `<script src="` + template.HTMLEscapeString(
		v.o.WebBase().String()+scriptPath+"?user="+url.QueryEscape(v.user.name)) + `"`
	if nonce != "" {
		tag += ` nonce="` + template.HTMLEscapeString(nonce) + `"`
	}
	return []byte(tag + "></script>")
}

// weChatsScript matches the addresses of WeChat's script.
var weChatsScript = regexp.MustCompile(
	`^(?i)(https?:)?//res2?\.wx\.qq\.com/open/js/jweixin-[\d.]+?(\.min)?\.js([?#].*)?$`,
)

// rewriteTag returns a tag of the page as it must be here: references to WeChat's script, policies, and redirects.
func (v *visit) rewriteTag(raw []byte) []byte {
	z := html.NewTokenizer(strings.NewReader(string(raw)))
	z.Next()
	t := z.Token()
	var changed bool
	switch t.Data {
	case "script":
		changed = v.ownScript(&t, "src")
	case "link":
		changed = v.ownScript(&t, "href")
	case "meta":
		changed = v.rewriteMeta(&t)
	}
	if !changed {
		return raw
	}
	return []byte(t.String())
}

// attribute returns the first attribute of a name, or nil.
func attribute(t *html.Token, name string) *html.Attribute {
	if i := slices.IndexFunc(t.Attr, func(a html.Attribute) bool { return a.Key == name }); i >= 0 {
		return &t.Attr[i]
	}
	return nil
}

// ownScript leads a reference to WeChat's script to the sandbox's. Its integrity is that of other bytes.
func (v *visit) ownScript(t *html.Token, name string) bool {
	a := attribute(t, name)
	if a == nil || !weChatsScript.MatchString(strings.TrimSpace(a.Val)) {
		return false
	}
	v.changed(
		core.Short(a.Val)+" is answered by the sandbox's own script; integrity and crossorigin were dropped with it.",
		core.Short(a.Val)+" 由沙箱自己的脚本代替，并去掉了 integrity 与 crossorigin。",
	)
	a.Val = v.o.jweixin()
	t.Attr = slices.DeleteFunc(
		t.Attr,
		func(a html.Attribute) bool { return a.Key == "integrity" || a.Key == "crossorigin" },
	)
	return true
}

// rewriteMeta changes a policy or a redirect in the page.
func (v *visit) rewriteMeta(t *html.Token) bool {
	equiv, content := attribute(t, "http-equiv"), attribute(t, "content")
	if equiv == nil || content == nil {
		return false
	}
	before := content.Val
	switch strings.ToLower(strings.TrimSpace(equiv.Val)) {
	case "content-security-policy":
		content.Val = v.amend("<meta> Content-Security-Policy", before, "")
	case "refresh":
		content.Val, _ = v.o.outwardRefresh(before)
	}
	return content.Val != before
}
