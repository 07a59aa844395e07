package scanlogin

import (
	_ "embed" // for page.html and page.js
	"html/template"
	"net/http"
	"net/url"

	"github.com/wechatgo/wechatgo/internal/webpage"
)

var (
	//go:embed page.html
	pageSource   string
	pageTemplate = template.Must(template.New("page").Parse(pageSource))
	//go:embed page.js
	pageScript string
)

// view is what a page shows.
type view struct {
	Lang   string
	T      Texts
	Title  string
	Path   string // of the Login
	To     string // the path to which the login leads
	Style  template.CSS
	Script template.JS

	// Text says more than the title, and Button makes a code; each may be empty.
	Text, Button string

	Begun *Begun // the code, on the page that waits

	// Login is the id, on the page for the answer. Said is what follows the question.
	Login, Question, Said string
}

// start shows the button that makes a code.
func (l *Login) start(w http.ResponseWriter, r *http.Request) {
	lang, t := l.textsFor(r)
	l.write(w, http.StatusOK, view{Lang: lang, T: t, Title: t.Title, Button: t.LogIn, To: targetOf(r)})
}

// writeCode shows a code, and waits for the phone.
func (l *Login) writeCode(w http.ResponseWriter, r *http.Request, begun Begun, target string) {
	lang, t := l.textsFor(r)
	l.write(w, http.StatusOK, view{
		Lang: lang, T: t, Title: t.Title, To: target, Begun: &begun, Script: template.JS(pageScript),
	})
}

func (l *Login) write(w http.ResponseWriter, status int, v view) {
	v.Path, v.Style = l.config.Path, webpage.Style
	policy := webpage.WithForms()
	if v.Begun != nil {
		policy = webpage.Interactive(pageScript, originOf(v.Begun.Picture))
	}
	webpage.Write(w, status, pageTemplate, policy, v)
}

// originOf returns scheme and host of an address, or "" if there is none.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
