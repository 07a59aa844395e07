package onetime

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// ServeHTTP answers a user who comes back from the confirm page: it verifies the answer and calls [Config.Return]. An
// answer that does not belong to a visit that this browser began within 10 minutes is refused with a page, and Return is
// not called. Only GET is allowed.
func (s *Subscription) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The address has an OpenID: it is kept from caches and other sites.
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if !s.isSetUp() {
		writePage(w, r, newPageError(r, ReasonConfig))
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "onetime: use GET", http.StatusMethodNotAllowed)
		return
	}
	q := r.URL.Query()
	p, known := s.states.find(r, q.Get("reserved"))
	if !known {
		s.fail(w, r, ReasonState)
		return
	}
	a, ok := answerOf(q, p)
	if !ok {
		s.fail(w, r, ReasonAnswer)
		return
	}
	if !s.isSameUser(r, p, a) {
		s.fail(w, r, ReasonUser)
		return
	}
	if !a.Repeated {
		p.Given = append(p.Given, q.Get("action"))
		// This cannot fail, since the visit was read from JSON.
		_ = s.states.set(w, q.Get("reserved"), p)
	}
	s.config.Return(w, r, a)
}

// answerOf returns the answer in a query. ok is false if it does not fit the visit that began.
func answerOf(q url.Values, p pending) (a Answer, ok bool) {
	action := q.Get("action")
	a = Answer{TemplateID: p.TemplateID, Scene: p.Scene, Page: p.Page, Repeated: slices.Contains(p.Given, action)}
	if q.Get("template_id") != p.TemplateID || q.Get("scene") != strconv.Itoa(p.Scene) {
		return Answer{}, false
	}
	switch action {
	case "cancel":
		return a, true
	case "confirm":
		a.Confirmed, a.OpenID = true, q.Get("openid")
		return a, isID(a.OpenID)
	}
	return Answer{}, false
}

// isSameUser reports whether the user who comes back is the one who began, as far as the program knows its users.
func (s *Subscription) isSameUser(r *http.Request, p pending, a Answer) bool {
	if s.config.OpenID == nil {
		return true
	}
	if !equal(s.config.OpenID(r), p.OpenID) {
		return false
	}
	return p.OpenID == "" || !a.Confirmed || equal(a.OpenID, p.OpenID)
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
