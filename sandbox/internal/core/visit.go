package core

import (
	"net/http"
	"net/url"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// userCookie is the name of the cookie with the user whose phone sends a request. The value is escaped as in a query,
// since a cookie may not have every character.
const userCookie = "wechatgo_user"

// PhoneCookie returns the cookie of a user's browser.
func PhoneCookie(name string) *http.Cookie {
	return &http.Cookie{Name: userCookie, Value: url.QueryEscape(name), Path: "/", SameSite: http.SameSiteLaxMode}
}

// PhoneUser returns the user whose phone sends the request, or nil if the request has no such cookie.
func (tx *Tx) PhoneUser(r *http.Request) *Person {
	c, err := r.Cookie(userCookie)
	if err != nil {
		return nil
	}
	name, err := url.QueryUnescape(c.Value)
	if err != nil {
		return nil
	}
	return tx.Named(name)
}

// Visit is a visit to a page of WeChat's on which the user decides something, such as the authorize page of a web
// login. It ends with a redirect to the account's page.
type Visit struct {
	// About is what the user decides about: [AboutLogin] or [AboutSubscription].
	About string
	// User is who holds the phone, nil if that is not known yet.
	User *Person
	// Exchange shows the visit in the inspector.
	Exchange *Exchange
	// Next returns what follows once the user is known, usually [Tx.AskConsent].
	Next func(*Tx, *Visit) PageAnswer
	// Decided returns what follows the user's decision, usually [Visit.Redirect].
	Decided func(tx *Tx, v *Visit, allowed bool) PageAnswer

	id string // in the page's form
}

// What the user decides about.
const (
	AboutLogin        = "login"
	AboutSubscription = "subscription"
)

// visits has the visits without a decision yet.
type visits struct{ pending Recent[*Visit] }

// Discarded says that the state is not saved: a page that waits for the user's decision is opened again.
func (visits) Discarded() {}

// maxVisits is how many visits without a decision are kept.
const maxVisits = 200

// PageAnswer is the answer of such a page: a page, or a redirect if Redirect is not "".
type PageAnswer struct {
	Page     Page
	Redirect string
	Cookie   *http.Cookie
}

// Page is the content of such a page.
type Page struct {
	Kind    string // "choose", "consent" or "error"
	About   string
	Request string // the id in the form
	Account string
	User    PageUser
	Users   []PageUser
	Code    int // of an error; 0 if it is not known which number the platform's page shows
	Text    record.Problem
}

// PageUser is a user as the page shows it.
type PageUser struct{ Name, Nickname, Avatar string }

func pageUser(u *Person) PageUser { return PageUser{u.Name, u.Nickname, u.Avatar()} }

// ErrorPage returns a page that shows an error.
func ErrorPage(code int, text record.Problem) PageAnswer {
	return PageAnswer{Page: Page{Kind: "error", Code: code, Text: text}}
}

// RecordVisit records a request for a page on which the user decides something.
func (tx *Tx) RecordVisit(r *http.Request, kind, title string, warning *record.Problem) *Exchange {
	var x Exchange
	x.Kind, x.Title, x.Status, x.Problem = kind, title, http.StatusOK, warning
	x.Request = record.HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: FlattenHeader(r.Header)}
	return tx.Record(x)
}

// RefuseVisit shows an error on the page, and in the inspector.
func (x *Exchange) RefuseVisit(code int, text record.Problem) PageAnswer {
	x.OK, x.Outcome, x.Problem, x.ErrCode = false, "refused", &text, code
	return ErrorPage(code, text)
}

// StartVisit returns the first page of a visit. The page asks who holds the phone if the browser does not say it.
func (tx *Tx) StartVisit(v *Visit, r *http.Request) PageAnswer {
	v.Exchange.OK = true
	v.User = tx.PhoneUser(r)
	return v.next(tx)
}

// maxChoices is how many users the page offers for selection.
const maxChoices = 100

func (v *Visit) next(tx *Tx) PageAnswer {
	v.Exchange.Outcome = "waiting"
	if v.User != nil {
		return v.Next(tx, v)
	}
	return PageAnswer{Page: tx.ChooseUser(v.About, tx.keepVisit(v))}
}

// ChooseUser returns the page that asks who holds the phone. request is for its form.
func (tx *Tx) ChooseUser(about, request string) Page {
	page := Page{Kind: "choose", About: about, Request: request}
	for u := range tx.People() {
		if len(page.Users) == maxChoices {
			break
		}
		page.Users = append(page.Users, pageUser(u))
	}
	return page
}

// keepVisit keeps a visit until its form is sent, and returns the id for the form.
func (tx *Tx) keepVisit(v *Visit) string {
	v.id = tx.IDs.Word(URLSafe, 32)
	State[visits](tx).pending.Put(v.id, v, maxVisits)
	return v.id
}

// AskConsent returns the page that asks the user for a decision.
func (tx *Tx) AskConsent(v *Visit) PageAnswer {
	return PageAnswer{Page: Page{
		Kind:    "consent",
		About:   v.About,
		Request: tx.keepVisit(v),
		Account: tx.Config().Nickname,
		User:    pageUser(v.User),
	}}
}

// DecideVisit handles the form of the page: the selected user, or the user's decision.
func (tx *Tx) DecideVisit(form url.Values) (PageAnswer, error) {
	pending := &State[visits](tx).pending
	v := pending.Get(form.Get("request"))
	if v == nil {
		return ErrorPage(0, record.Problem{
			EN: "This page is too old. Go back and begin again.", ZH: "页面已过期，请返回重新进入。",
		}), nil
	}
	defer tx.Update(v.Exchange)
	chosen, decision := tx.Named(form.Get("user")), form.Get("decision")
	switch {
	case v.User == nil && chosen != nil:
		pending.Delete(v.id)
		v.User = chosen
		answer := v.next(tx)
		answer.Cookie = PhoneCookie(chosen.Name)
		return answer, nil
	case v.User != nil && (decision == "allow" || decision == "refuse"):
		pending.Delete(v.id)
		return v.Decided(tx, v, decision == "allow"), nil
	}
	return PageAnswer{}, RefuseAction(
		"decision is allow or refuse, and user one of the sandbox's",
		"decision 须为 allow 或 refuse，user 须为沙箱用户",
	)
}

// Redirect returns the redirect to the account's page, with the parameters in query added to its own.
func (v *Visit) Redirect(back url.URL, query string, allowed bool) PageAnswer {
	if back.RawQuery != "" {
		query = back.RawQuery + "&" + query
	}
	back.RawQuery = query
	if back.Path == "" {
		back.Path = "/"
	}
	x := v.Exchange
	x.User, x.Outcome = v.User.Name, "refused"
	if allowed {
		x.Outcome = "allowed"
	}
	x.Status = http.StatusFound
	x.Response = record.HTTPMessage{Status: x.Status, Headers: map[string]string{"Location": back.String()}}
	return PageAnswer{Redirect: back.String()}
}
