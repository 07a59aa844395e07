package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Lives of what a web login hands out.
const (
	codeLife    = 5 * time.Minute
	refreshLife = 30 * 24 * time.Hour
)

// The scopes of a web login.
const (
	scopeBase     = "snsapi_base"
	scopeUserInfo = "snsapi_userinfo"
)

// userCookie names who holds the phone whose browser asks.
const userCookie = "wechatgo_user"

// webLogin is the state of the web login (网页授权).
type webLogin struct {
	waiting map[string]*authorization // by the id in the page's form
	order   []string                  // of waiting, oldest first
	codes   map[string]*loginCode
	access  map[string]*webToken
	refresh map[string]*webToken
}

func newWebLogin() webLogin {
	return webLogin{
		waiting: map[string]*authorization{}, codes: map[string]*loginCode{},
		access: map[string]*webToken{}, refresh: map[string]*webToken{},
	}
}

// authorization is a visit to the authorize page.
type authorization struct {
	id       string
	redirect *url.URL
	scope    string
	state    string
	force    bool // forceSnapShot
	user     *person
	exchange *Exchange
}

// loginCode is a code on its way to the account.
type loginCode struct {
	grant
	expires time.Time
	used    bool
}

// grant is what a user has granted.
type grant struct {
	user     *person
	scope    string
	snapshot bool
}

// openID of a snapshot page is that of a virtual account.
func (g grant) openID(w *world) string {
	if g.snapshot {
		return w.ids.of("snapshot", g.user.name)
	}
	return g.user.openID
}

// authorizeError is one of the authorize page's own errors.
type authorizeError struct {
	code int // 0 where the platform's page shows no number that is known
	Problem
}

func (e *authorizeError) Error() string { return e.EN }

func pageError(code int, en, zh string) *authorizeError {
	return &authorizeError{code, Problem{EN: en, ZH: zh}}
}

// authorization checks the page's parameters.
func (w *world) authorization(q url.Values) (*authorization, *authorizeError) {
	switch {
	case q.Get("appid") == "":
		return nil, pageError(10012, "appid is empty.", "appid 参数为空。")
	case q.Get("appid") != w.p.config.Account.AppID:
		return nil, pageError(0, "appid is not this account's.", "AppID 参数错误。")
	case q.Get("redirect_uri") == "":
		return nil, pageError(10011, "redirect_uri is empty.", "redirect_uri 参数为空。")
	case q.Get("response_type") != "code":
		return nil, pageError(0, "response_type is not code.", "response_type 参数错误，应为 code。")
	case q.Get("scope") == "":
		return nil, pageError(10010, "scope is empty.", "scope 参数为空。")
	case q.Get("scope") != scopeBase && q.Get("scope") != scopeUserInfo:
		return nil, pageError(10005, "The account has no such scope: it is snsapi_base or snsapi_userinfo.", "该公众号没有此 scope 权限，应为 snsapi_base 或 snsapi_userinfo。")
	case q.Get("state") == "":
		return nil, pageError(10013, "state is empty.", "state 参数为空。")
	}
	redirect, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !isPage(q.Get("redirect_uri")) || !w.p.isWebHost(redirect) {
		return nil, pageError(10003,
			fmt.Sprintf("The domain of redirect_uri (%s) is not the account's web domain (%s).", q.Get("redirect_uri"), strings.Join(w.p.webHosts(), ", ")),
			fmt.Sprintf("redirect_uri 域名（%s）与后台配置的网页授权域名（%s）不一致。", q.Get("redirect_uri"), strings.Join(w.p.webHosts(), ", ")))
	}
	redirect.Fragment = ""
	return &authorization{
		redirect: redirect, scope: q.Get("scope"), state: q.Get("state"), force: q.Get("forceSnapShot") == "true",
	}, nil
}

// plainState is what the platform's page says a state may be.
var plainState = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`)

// stateProblem warns of a state that the platform does not promise to carry.
func stateProblem(state string) *Problem {
	if plainState.MatchString(state) {
		return nil
	}
	return &Problem{
		EN: "state is not 1 to 128 letters and digits, and WeChat promises to bring back nothing else.",
		ZH: "state 不是 1 到 128 位字母或数字，微信不保证原样带回。",
	}
}

// parameterOrder is the order that the platform's page is known to insist on.
var parameterOrder = []string{"appid", "redirect_uri", "response_type", "scope", "state"}

// orderProblem warns of parameters in another order.
func orderProblem(rawQuery string) *Problem {
	var got []string
	for pair := range strings.SplitSeq(rawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if slices.Contains(parameterOrder, key) {
			got = append(got, key)
		}
	}
	if slices.Equal(got, parameterOrder) {
		return nil
	}
	return &Problem{
		EN: "The parameters are not in the order appid, redirect_uri, response_type, scope, state. On a phone the page may not open.",
		ZH: "参数顺序不是 appid、redirect_uri、response_type、scope、state，手机上可能无法打开授权页。",
	}
}

// maxWaiting bounds the visits that were left without a decision.
const maxWaiting = 200

// remember keeps a visit until its form comes back.
func (w *world) remember(a *authorization) {
	a.id = w.ids.word(urlSafe, 32)
	if len(w.web.order) == maxWaiting {
		delete(w.web.waiting, w.web.order[0])
		w.web.order = w.web.order[1:]
	}
	w.web.waiting[a.id] = a
	w.web.order = append(w.web.order, a.id)
}

func (w *world) forget(a *authorization) {
	delete(w.web.waiting, a.id)
	w.web.order = slices.DeleteFunc(w.web.order, func(id string) bool { return id == a.id })
}

// pageAnswer is what the authorize page answers: a page, or a redirect. It is
// written once Platform.mu is free.
type pageAnswer struct {
	page     authorizePage
	redirect string
	cookie   *http.Cookie
}

func (a pageAnswer) write(rw http.ResponseWriter, r *http.Request) {
	if a.cookie != nil {
		http.SetCookie(rw, a.cookie)
	}
	if a.redirect != "" {
		http.Redirect(rw, r, a.redirect, http.StatusFound)
		return
	}
	writeAuthorizePage(rw, r, a.page)
}

// serveAuthorize answers GET /connect/oauth2/authorize.
func (p *Platform) serveAuthorize(rw http.ResponseWriter, r *http.Request) {
	var answer pageAnswer
	p.do(func(w *world) { answer = w.authorize(r) })
	answer.write(rw, r)
}

func (w *world) authorize(r *http.Request) pageAnswer {
	a, refused := w.authorization(r.URL.Query())
	x := w.record(Exchange{
		Kind: "authorize", Title: cmp.Or(r.URL.Query().Get("scope"), "authorize"), Status: http.StatusOK,
		Request: HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: flatten(r.Header)},
		Problem: orderProblem(r.URL.RawQuery).and(stateProblem(r.URL.Query().Get("state"))),
	})
	defer w.changed(x)
	if refused != nil {
		x.Outcome, x.Problem, x.ErrCode = "refused", &refused.Problem, refused.code
		return pageAnswer{page: authorizePage{Kind: "error", Code: refused.code, Text: refused.Problem}}
	}
	x.OK, a.exchange = true, x
	if c, err := r.Cookie(userCookie); err == nil {
		a.user = w.byName[c.Value]
	}
	return w.proceed(a)
}

// proceed is the next page of a visit, or the way back.
func (w *world) proceed(a *authorization) pageAnswer {
	u := a.user
	a.exchange.Outcome = "waiting"
	snapshot := u != nil && a.scope == scopeUserInfo && (u.snapshot || (a.force && !u.authorized))
	switch {
	case u == nil:
		w.remember(a)
		page := authorizePage{Kind: "choose", Request: a.id}
		for _, u := range w.people {
			page.Users = append(page.Users, pageUser{u.name, u.nickname, u.avatar()})
		}
		return pageAnswer{page: page}
	case a.scope == scopeUserInfo && !snapshot && u.refusing:
		return w.wayBack(a, false, false)
	case a.scope == scopeUserInfo && !snapshot:
		w.remember(a)
		return pageAnswer{page: authorizePage{
			Kind: "consent", Request: a.id, Account: w.p.config.Nickname, User: pageUser{u.name, u.nickname, u.avatar()},
		}}
	}
	return w.wayBack(a, snapshot, true)
}

// serveDecision answers the form of the authorize page.
func (p *Platform) serveDecision(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		writeProblem(rw, http.StatusBadRequest, Problem{EN: "The form cannot be read.", ZH: "无法解析表单。"})
		return
	}
	var answer pageAnswer
	var err error
	p.do(func(w *world) { answer, err = w.decide(r.PostForm) })
	if err != nil {
		writeResult(rw, 0, nil, err)
		return
	}
	answer.write(rw, r)
}

// decide takes the user's choice or decision.
func (w *world) decide(form url.Values) (pageAnswer, error) {
	a := w.web.waiting[form.Get("request")]
	if a == nil {
		return pageAnswer{page: authorizePage{Kind: "error", Text: Problem{
			EN: "This page is too old. Go back and begin again.", ZH: "页面已过期，请返回重新进入。",
		}}}, nil
	}
	chosen, decision := w.byName[form.Get("user")], form.Get("decision")
	switch {
	case a.user == nil && chosen != nil:
		w.forget(a)
		a.user = chosen
		answer := w.proceed(a)
		answer.cookie = &http.Cookie{Name: userCookie, Value: chosen.name, Path: "/", SameSite: http.SameSiteLaxMode}
		w.changed(a.exchange)
		return answer, nil
	case a.user != nil && (decision == "allow" || decision == "refuse"):
		w.forget(a)
		allowed := decision == "allow"
		a.user.authorized = a.user.authorized || allowed
		answer := w.wayBack(a, false, allowed)
		w.changed(a.exchange)
		return answer, nil
	}
	return pageAnswer{}, cannot("decision is allow or refuse, and user one of the sandbox's", "decision 须为 allow 或 refuse，user 须为沙箱用户")
}

// wayBack leads to the account's page, with a code where the user agreed and
// with the state alone where not.
func (w *world) wayBack(a *authorization, snapshot, allowed bool) pageAnswer {
	x, back := a.exchange, *a.redirect
	if back.RawQuery != "" {
		back.RawQuery += "&"
	}
	x.User, x.Outcome = a.user.name, "refused"
	if allowed {
		code := w.ids.code()
		w.web.codes[code] = &loginCode{grant: grant{a.user, a.scope, snapshot}, expires: w.now().Add(codeLife)}
		back.RawQuery += "code=" + code + "&"
		x.Outcome = "allowed"
	}
	back.RawQuery += "state=" + url.QueryEscape(a.state)
	if back.Path == "" {
		back.Path = "/"
	}
	x.Status = http.StatusFound
	x.Response = HTTPMessage{Status: x.Status, Headers: map[string]string{"Location": back.String()}}
	return pageAnswer{redirect: back.String()}
}
