// Package webpage writes the pages that the module shows to users: one style, and a Content-Security-Policy that allows
// what stands in the page itself and nothing else.
package webpage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

// Style is the style of every page, for its element style. A page's content stands in an element main.
const Style = template.CSS(`
:root{color-scheme:light dark;font:17px/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
body{margin:0;background:#ededed;color:#191919}
main{max-width:26rem;margin:0 auto;padding:20vh 1.5rem 2rem;text-align:center}
h1{font-size:1.3rem;margin:0 0 .6rem}
p{margin:0 0 1.5rem;text-wrap:balance}
p.lines{white-space:pre-line}
h1+form{margin-top:1.5rem}
code{overflow-wrap:anywhere;user-select:all;font-size:.85rem}
a,button{display:inline-block;min-width:9rem;padding:.5rem 1.2rem;border-radius:.5rem;background:#07c160;color:#fff;font-weight:500;text-decoration:none}
button{border:0;font:inherit;font-weight:500;cursor:pointer}
button.plain{background:none;color:inherit;text-decoration:underline}
img{display:block;width:13.5rem;height:13.5rem;margin:0 auto 1rem;background:#fff;border-radius:.5rem}
input{width:5rem;margin:0 .5rem 1.5rem 0;padding:.4rem;border:1px solid #888;border-radius:.5rem;background:none;color:inherit;font:600 1.6rem/1.2 ui-monospace,monospace;text-align:center}
strong{display:block;margin:0 0 1.5rem;font:600 2rem/1.2 ui-monospace,monospace;letter-spacing:.15em;user-select:all}
dl{display:inline-grid;grid-template-columns:auto auto;gap:.2rem 1rem;margin:0 0 1.5rem;text-align:start}
dd{margin:0}
small{display:block;margin-top:2.5rem;color:#888;overflow-wrap:anywhere}
@keyframes late{from{opacity:0}to{opacity:1}}
.late{animation:late .3s 1s both}
@media(prefers-color-scheme:dark){body{background:#111;color:#d5d5d5}}
`)

// base allows the page's own style and nothing else, forms left aside.
var base = "default-src 'none'; style-src " + hash(string(Style)) + "; base-uri 'none'"

// Policy is a Content-Security-Policy that allows the page's own style and nothing else.
var Policy = base + "; form-action 'none'"

// WithScript returns the policy of a page with an inline script.
func WithScript(text string) string { return Policy + "; script-src " + hash(text) }

// WithForms returns the policy of a page with forms to its own site.
func WithForms() string { return base + "; form-action 'self'" }

// Interactive returns the policy of a page with forms to its own site, an inline script that asks that site, and, if it
// has some, pictures from an origin. No other page may show it in a frame.
func Interactive(script, pictures string) string {
	policy := WithForms() + "; script-src " + hash(script) + "; connect-src 'self'; frame-ancestors 'none'"
	if pictures != "" {
		policy += "; img-src " + pictures
	}
	return policy
}

// hash returns the source expression of a Content-Security-Policy for an inline style or script.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Write answers with the page that a template makes of data.
func Write(w http.ResponseWriter, status int, page *template.Template, policy string, data any) {
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// IsOwnPath reports whether a browser stays on the site with a redirect to path. It would leave it with "//evil.com" or
// "/\evil.com", and it removes tabs and line breaks before it looks. Other than ASCII must be encoded, as in a Location.
func IsOwnPath(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) {
		return false
	}
	return !strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r > '~' })
}
