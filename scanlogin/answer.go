package scanlogin

import (
	"net/http"
	"strings"

	"github.com/wechatgo/wechatgo/oauth"
)

// answerPage is the page for the answer, which the phone opens behind web login: who answers is who WeChat says, and
// must be who has scanned the code.
func (l *Login) answerPage(w http.ResponseWriter, r *http.Request) {
	if !l.config.WebLogin {
		http.NotFound(w, r)
		return
	}
	l.config.Login.Require(oauth.Base, http.HandlerFunc(l.answerBehindLogin)).ServeHTTP(w, r)
}

func (l *Login) answerBehindLogin(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("login")
	if !isID(id) {
		l.fail(w, r, ReasonExpired, nil)
		return
	}
	a, _, err := l.load(id)
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	user := oauth.User(r.Context())
	if user.Snapshot || a.OpenID == "" || a.OpenID != user.OpenID {
		l.fail(w, r, ReasonUser, nil)
		return
	}
	lang, t := l.textsFor(r)
	said := ""
	if r.Method == http.MethodPost {
		answer := halfWidth(strings.TrimSpace(r.FormValue("digits")))
		if r.FormValue("refuse") != "" {
			answer = t.Refusals[0]
		}
		if a, err = l.decide(user.OpenID, id, answer); err != nil {
			l.failOwn(w, r, err)
			return
		}
		said = t.phone(a)
	} else if a.State != Scanned {
		said = t.phone(a)
	}
	v := view{Lang: lang, T: t, Title: t.Title, Said: said, Login: id}
	if said == "" {
		v.Question = l.describe(t, a)
	}
	l.write(w, http.StatusOK, v)
}
