// Package sns is the web login (网页授权): the authorize page and what the account
// gets with its codes.
package sns

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	api "github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
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

// userCookie names who holds the phone whose browser asks, with what a cookie may
// not have escaped as in a query.
const userCookie = "wechatgo_user"

// CookieOf is the cookie of a user's browser.
func CookieOf(name string) *http.Cookie {
	return &http.Cookie{Name: userCookie, Value: url.QueryEscape(name), Path: "/", SameSite: http.SameSiteLaxMode}
}

// holder is the user whose phone's browser asks, or nil.
func holder(tx *core.Tx, r *http.Request) *core.Person {
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

// webLogin is the state of the web login.
type webLogin struct {
	waiting core.Recent[*authorization] // by the id in the page's form
	codes   core.Recent[*loginCode]
	access  core.Recent[*webToken]
	refresh core.Recent[*webToken]
}

// Bounds of what is remembered: visits that were left without a decision, and
// codes and tokens.
const (
	maxWaiting = 200
	maxTokens  = 10_000
)

// authorization is a visit to the authorize page.
type authorization struct {
	id       string
	redirect *url.URL
	scope    string
	state    string
	force    bool // forceSnapShot
	user     *core.Person
	exchange *core.Exchange
}

// loginCode is a code on its way to the account.
type loginCode struct {
	grant
	expires time.Time
	used    bool
}

// grant is what a user has granted.
type grant struct {
	user     *core.Person
	scope    string
	snapshot bool
}

// openID of a snapshot page is that of a virtual account.
func (g grant) openID(tx *core.Tx) string {
	if g.snapshot {
		return tx.IDs.DerivedID("snapshot", g.user.Name)
	}
	return g.user.OpenID
}

// authorizeError is one of the authorize page's own errors.
type authorizeError struct {
	code int // 0 where the platform's page shows no number that is known
	record.Problem
}

func pageError(code int, en, zh string) *authorizeError {
	return &authorizeError{code, record.Problem{EN: en, ZH: zh}}
}

// visit checks the page's parameters.
func visit(tx *core.Tx, q url.Values) (*authorization, *authorizeError) {
	switch {
	case q.Get("appid") == "":
		return nil, pageError(10012, "appid is empty.", "appid 参数为空。")
	case q.Get("appid") != tx.Account().AppID:
		return nil, pageError(0, "appid is not this account's.", "AppID 参数错误。")
	case q.Get("redirect_uri") == "":
		return nil, pageError(10011, "redirect_uri is empty.", "redirect_uri 参数为空。")
	case q.Get("response_type") != "code":
		return nil, pageError(0, "response_type is not code.", "response_type 参数错误，应为 code。")
	case q.Get("scope") == "":
		return nil, pageError(10010, "scope is empty.", "scope 参数为空。")
	case q.Get("scope") != scopeBase && q.Get("scope") != scopeUserInfo:
		return nil, pageError(10005, "The account has no such scope: it is snsapi_base or snsapi_userinfo.", "该公众号没有此 scope 权限，应为 snsapi_base 或 snsapi_userinfo。")
	case api.AccessToken.Describe().Access.For(tx.Rules().Kind) == endpoint.No:
		return nil, pageError(10005,
			fmt.Sprintf("An account of kind %s has no web login.", tx.Rules().Kind),
			fmt.Sprintf("%s没有网页授权（scope）权限。", core.KindZH(tx.Rules().Kind)))
	}
	redirect, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !core.IsPage(q.Get("redirect_uri")) || !tx.IsWebHost(redirect) {
		return nil, pageError(10003,
			fmt.Sprintf("The domain of redirect_uri (%s) is not the account's web domain (%s).", q.Get("redirect_uri"), strings.Join(tx.WebHosts(), ", ")),
			fmt.Sprintf("redirect_uri 域名（%s）与后台配置的网页授权域名（%s）不一致。", q.Get("redirect_uri"), strings.Join(tx.WebHosts(), ", ")))
	}
	redirect.Fragment = ""
	return &authorization{
		redirect: redirect, scope: q.Get("scope"), state: q.Get("state"), force: q.Get("forceSnapShot") == "true",
	}, nil
}

// plainState is what the platform's page says a state may be.
var plainState = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`)

// stateProblem warns of a state that the platform does not promise to carry.
func stateProblem(q url.Values) *record.Problem {
	state := q.Get("state")
	switch {
	case plainState.MatchString(state):
		return nil
	case state == "":
		return &record.Problem{
			EN: "There is no state. The login goes on, but the account cannot tell it from a forged one: send a random state and compare it when the user comes back.",
			ZH: "没有 state 参数。登录可以继续，但公众号无法识别伪造的登录：请发送随机 state 并在回调时比对。",
		}
	}
	return &record.Problem{
		EN: "state is not 1 to 128 letters and digits, and WeChat promises to bring back nothing else.",
		ZH: "state 不是 1 到 128 位字母或数字，微信不保证原样带回。",
	}
}

// parameterOrder is the order that the platform's page is known to insist on.
var parameterOrder = []string{"appid", "redirect_uri", "response_type", "scope", "state"}

// orderProblem warns of parameters in another order.
func orderProblem(rawQuery string) *record.Problem {
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
	return &record.Problem{
		EN: "The parameters are not in the order appid, redirect_uri, response_type, scope, state. On a phone the page may not open.",
		ZH: "参数顺序不是 appid、redirect_uri、response_type、scope、state，手机上可能无法打开授权页。",
	}
}

// remember keeps a visit until its form comes back.
func (s *webLogin) remember(tx *core.Tx, a *authorization) {
	a.id = tx.IDs.Word(core.URLSafe, 32)
	s.waiting.Put(a.id, a, maxWaiting)
}

// Answer is what the authorize page answers: a page, or a redirect.
type Answer struct {
	Page     Page
	Redirect string
	Cookie   *http.Cookie
}

// Page is what the authorize page shows.
type Page struct {
	Kind    string // "choose", "consent" or "error"
	Request string
	Account string
	User    PageUser
	Users   []PageUser
	Code    int
	Text    record.Problem
}

// PageUser is a user on the page.
type PageUser struct{ Name, Nickname, Avatar string }

func pageUser(u *core.Person) PageUser { return PageUser{u.Name, u.Nickname, u.Avatar()} }

func errorPage(code int, text record.Problem) Answer {
	return Answer{Page: Page{Kind: "error", Code: code, Text: text}}
}

// Authorize answers GET /connect/oauth2/authorize.
func Authorize(tx *core.Tx, r *http.Request) Answer {
	q := r.URL.Query()
	a, refused := visit(tx, q)
	var x core.Exchange
	x.Kind, x.Title, x.Status = "authorize", cmp.Or(q.Get("scope"), "authorize"), http.StatusOK
	x.Request = record.HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: core.FlattenHeader(r.Header)}
	x.Problem = orderProblem(r.URL.RawQuery).And(stateProblem(q))
	kept := tx.Record(x)
	defer tx.Update(kept)
	if refused != nil {
		kept.Outcome, kept.Problem, kept.ErrCode = "refused", &refused.Problem, refused.code
		return errorPage(refused.code, refused.Problem)
	}
	kept.OK, a.exchange = true, kept
	a.user = holder(tx, r)
	return core.State[webLogin](tx).proceed(tx, a)
}

// maxChoices is how many users the page offers to choose from.
const maxChoices = 100

// proceed is the next page of a visit, or the way back.
func (s *webLogin) proceed(tx *core.Tx, a *authorization) Answer {
	u := a.user
	a.exchange.Outcome = "waiting"
	if u == nil {
		s.remember(tx, a)
		page := Page{Kind: "choose", Request: a.id}
		for u := range tx.People() {
			if len(page.Users) == maxChoices {
				break
			}
			page.Users = append(page.Users, pageUser(u))
		}
		return Answer{Page: page}
	}
	if tx.Rules().Kind == endpoint.TestAccount && !u.Following {
		problem := record.Problem{
			EN: "A test account's web login takes its followers alone. Follow the account first.",
			ZH: "测试号的网页授权仅限已关注的用户，请先关注测试号。",
		}
		a.exchange.OK, a.exchange.Outcome, a.exchange.Problem, a.exchange.ErrCode = false, "refused", &problem, mustFollow
		return errorPage(mustFollow, problem)
	}
	snapshot := a.scope == scopeUserInfo && (u.Snapshot || (a.force && !u.Authorized))
	switch {
	case a.scope == scopeUserInfo && !snapshot && u.Refusing:
		return s.wayBack(tx, a, false, false)
	case a.scope == scopeUserInfo && !snapshot:
		s.remember(tx, a)
		return Answer{Page: Page{Kind: "consent", Request: a.id, Account: tx.Config().Nickname, User: pageUser(u)}}
	}
	return s.wayBack(tx, a, snapshot, true)
}

// mustFollow is the page's error where only followers may log in.
const mustFollow = 10006

// Decide takes the user's choice or decision, the form of the authorize page.
func Decide(tx *core.Tx, form url.Values) (Answer, error) {
	s := core.State[webLogin](tx)
	a := s.waiting.Get(form.Get("request"))
	if a == nil {
		return errorPage(0, record.Problem{
			EN: "This page is too old. Go back and begin again.", ZH: "页面已过期，请返回重新进入。",
		}), nil
	}
	defer tx.Update(a.exchange)
	chosen, decision := tx.Named(form.Get("user")), form.Get("decision")
	switch {
	case a.user == nil && chosen != nil:
		s.waiting.Delete(a.id)
		a.user = chosen
		answer := s.proceed(tx, a)
		answer.Cookie = CookieOf(chosen.Name)
		return answer, nil
	case a.user != nil && (decision == "allow" || decision == "refuse"):
		s.waiting.Delete(a.id)
		allowed := decision == "allow"
		a.user.Authorized = a.user.Authorized || allowed
		return s.wayBack(tx, a, false, allowed), nil
	}
	return Answer{}, core.RefuseAction("decision is allow or refuse, and user one of the sandbox's", "decision 须为 allow 或 refuse，user 须为沙箱用户")
}

// wayBack leads to the account's page, with a code where the user agreed and
// with the state alone where not.
func (s *webLogin) wayBack(tx *core.Tx, a *authorization, snapshot, allowed bool) Answer {
	x, back := a.exchange, *a.redirect
	if back.RawQuery != "" {
		back.RawQuery += "&"
	}
	x.User, x.Outcome = a.user.Name, "refused"
	if allowed {
		code := tx.IDs.Code()
		s.codes.Put(code, &loginCode{grant: grant{a.user, a.scope, snapshot}, expires: tx.Now().Add(codeLife)}, maxTokens)
		back.RawQuery += "code=" + code + "&"
		x.Outcome = "allowed"
	}
	back.RawQuery += "state=" + url.QueryEscape(a.state)
	if back.Path == "" {
		back.Path = "/"
	}
	x.Status = http.StatusFound
	x.Response = record.HTTPMessage{Status: x.Status, Headers: map[string]string{"Location": back.String()}}
	return Answer{Redirect: back.String()}
}
