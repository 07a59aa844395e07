// Package sns has the web login (网页授权): the authorize page, and the endpoints that take its codes and tokens.
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

// Lifetimes of what a web login issues.
const (
	codeLife    = 5 * time.Minute
	refreshLife = 30 * 24 * time.Hour
)

// The scopes of a web login.
const (
	scopeBase     = "snsapi_base"
	scopeUserInfo = "snsapi_userinfo"
)

// userCookie is the name of the cookie with the user whose phone sends a request. The value is escaped as in a query,
// since a cookie may not have every character.
const userCookie = "wechatgo_user"

// CookieOf returns the cookie of a user's browser.
func CookieOf(name string) *http.Cookie {
	return &http.Cookie{Name: userCookie, Value: url.QueryEscape(name), Path: "/", SameSite: http.SameSiteLaxMode}
}

// phoneUser returns the user whose phone sends the request, or nil if the request has no such cookie.
func phoneUser(tx *core.Tx, r *http.Request) *core.Person {
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

// webLogin is the state of this area.
type webLogin struct {
	pending core.Recent[*authorization] // visits without a decision yet, by the id in the page's form
	codes   core.Recent[*loginCode]
	access  core.Recent[*webToken]
	refresh core.Recent[*webToken]
}

// How many visits without a decision, and how many codes and tokens of a kind, are kept.
const (
	maxPending = 200
	maxTokens  = 10_000
)

// authorization is a visit to the authorize page.
type authorization struct {
	id            string
	redirect      *url.URL
	scope         string
	state         string
	forceSnapshot bool // the parameter forceSnapShot
	user          *core.Person
	exchange      *core.Exchange
}

// loginCode is the code of a web login.
type loginCode struct {
	grant
	expires time.Time
	used    bool
}

// grant is what a user has allowed the account.
type grant struct {
	user     *core.Person
	scope    string
	snapshot bool
}

// openID returns the user's OpenID. On a snapshot page it is that of a virtual account.
func (g grant) openID(tx *core.Tx) string {
	if g.snapshot {
		return tx.IDs.DerivedID("snapshot", g.user.Name)
	}
	return g.user.OpenID
}

// authorizeError is an error that the authorize page shows.
type authorizeError struct {
	code int // 0 if it is not known which number the platform's page shows
	record.Problem
}

func pageError(code int, en, zh string) *authorizeError {
	return &authorizeError{code, record.Problem{EN: en, ZH: zh}}
}

// newAuthorization checks the parameters of a visit to the authorize page.
func newAuthorization(tx *core.Tx, q url.Values) (*authorization, *authorizeError) {
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
		return nil, pageError(
			10005,
			"The account has no such scope: it is snsapi_base or snsapi_userinfo.",
			"该公众号没有此 scope 权限，应为 snsapi_base 或 snsapi_userinfo。",
		)
	case api.AccessToken.Describe().Access.For(tx.Rules().Kind) == endpoint.No:
		return nil, pageError(10005,
			fmt.Sprintf("An account of kind %s has no web login.", tx.Rules().Kind),
			fmt.Sprintf("%s没有网页授权（scope）权限。", core.KindZH(tx.Rules().Kind)))
	}
	redirect, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !core.IsPage(q.Get("redirect_uri")) || !tx.IsWebHost(redirect) {
		return nil, pageError(
			10003,
			fmt.Sprintf(
				"The domain of redirect_uri (%s) is not the account's web domain (%s).",
				q.Get("redirect_uri"),
				strings.Join(tx.WebHosts(), ", "),
			),
			fmt.Sprintf(
				"redirect_uri 域名（%s）与后台配置的网页授权域名（%s）不一致。",
				q.Get("redirect_uri"),
				strings.Join(tx.WebHosts(), ", "),
			),
		)
	}
	redirect.Fragment = ""
	return &authorization{
		redirect:      redirect,
		scope:         q.Get("scope"),
		state:         q.Get("state"),
		forceSnapshot: q.Get("forceSnapShot") == "true",
	}, nil
}

// plainState matches what a state may be according to the platform's page.
var plainState = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`)

// stateProblem returns a warning about a state that the platform may not pass back, or nil.
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

// parameterOrder is the order of the parameters that the platform's page is known to require.
var parameterOrder = []string{"appid", "redirect_uri", "response_type", "scope", "state"}

// orderProblem returns a warning if the parameters are in another order, or nil.
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

// addPending keeps a visit until its form is sent.
func (s *webLogin) addPending(tx *core.Tx, a *authorization) {
	a.id = tx.IDs.Word(core.URLSafe, 32)
	s.pending.Put(a.id, a, maxPending)
}

// Answer is the answer of the authorize page: a page, or a redirect if Redirect is not "".
type Answer struct {
	Page     Page
	Redirect string
	Cookie   *http.Cookie
}

// Page is the content of the authorize page.
type Page struct {
	Kind    string // "choose", "consent" or "error"
	Request string
	Account string
	User    PageUser
	Users   []PageUser
	Code    int
	Text    record.Problem
}

// PageUser is a user as the page shows it.
type PageUser struct{ Name, Nickname, Avatar string }

func pageUser(u *core.Person) PageUser { return PageUser{u.Name, u.Nickname, u.Avatar()} }

func errorPage(code int, text record.Problem) Answer {
	return Answer{Page: Page{Kind: "error", Code: code, Text: text}}
}

// Authorize answers GET /connect/oauth2/authorize.
func Authorize(tx *core.Tx, r *http.Request) Answer {
	q := r.URL.Query()
	a, refused := newAuthorization(tx, q)
	var x core.Exchange
	x.Kind, x.Title, x.Status = "authorize", cmp.Or(q.Get("scope"), "authorize"), http.StatusOK
	x.Request = record.HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: core.FlattenHeader(r.Header)}
	x.Problem = orderProblem(r.URL.RawQuery).And(stateProblem(q))
	recorded := tx.Record(x)
	defer tx.Update(recorded)
	if refused != nil {
		recorded.Outcome, recorded.Problem, recorded.ErrCode = "refused", &refused.Problem, refused.code
		return errorPage(refused.code, refused.Problem)
	}
	recorded.OK, a.exchange = true, recorded
	a.user = phoneUser(tx, r)
	return core.State[webLogin](tx).next(tx, a)
}

// maxChoices is how many users the page offers for selection.
const maxChoices = 100

// next returns the next page of a visit, or the redirect to the account's page. The page asks who holds the phone if
// that is not known, and asks for consent if the scope needs it.
func (s *webLogin) next(tx *core.Tx, a *authorization) Answer {
	u := a.user
	a.exchange.Outcome = "waiting"
	if u == nil {
		s.addPending(tx, a)
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
			EN: "Only followers of a test account can use its web login. Follow the account first.",
			ZH: "测试号的网页授权仅限已关注的用户，请先关注测试号。",
		}
		a.exchange.OK, a.exchange.Outcome, a.exchange.Problem, a.exchange.ErrCode = false, "refused", &problem, followersOnly
		return errorPage(followersOnly, problem)
	}
	snapshot := a.scope == scopeUserInfo && (u.Snapshot || (a.forceSnapshot && !u.Authorized))
	switch {
	case a.scope == scopeUserInfo && !snapshot && u.Refusing:
		return s.redirect(tx, a, false, false)
	case a.scope == scopeUserInfo && !snapshot:
		s.addPending(tx, a)
		return Answer{Page: Page{Kind: "consent", Request: a.id, Account: tx.Config().Nickname, User: pageUser(u)}}
	}
	return s.redirect(tx, a, snapshot, true)
}

// followersOnly is the error code of the page if only followers may log in.
const followersOnly = 10006

// Decide handles the form of the authorize page: the selected user, or the user's decision.
func Decide(tx *core.Tx, form url.Values) (Answer, error) {
	s := core.State[webLogin](tx)
	a := s.pending.Get(form.Get("request"))
	if a == nil {
		return errorPage(0, record.Problem{
			EN: "This page is too old. Go back and begin again.", ZH: "页面已过期，请返回重新进入。",
		}), nil
	}
	defer tx.Update(a.exchange)
	chosen, decision := tx.Named(form.Get("user")), form.Get("decision")
	switch {
	case a.user == nil && chosen != nil:
		s.pending.Delete(a.id)
		a.user = chosen
		answer := s.next(tx, a)
		answer.Cookie = CookieOf(chosen.Name)
		return answer, nil
	case a.user != nil && (decision == "allow" || decision == "refuse"):
		s.pending.Delete(a.id)
		allowed := decision == "allow"
		a.user.Authorized = a.user.Authorized || allowed
		return s.redirect(tx, a, false, allowed), nil
	}
	return Answer{}, core.RefuseAction(
		"decision is allow or refuse, and user one of the sandbox's",
		"decision 须为 allow 或 refuse，user 须为沙箱用户",
	)
}

// redirect returns the redirect to the account's page: with a code if the user agreed, otherwise only with the state.
func (s *webLogin) redirect(tx *core.Tx, a *authorization, snapshot, allowed bool) Answer {
	x, back := a.exchange, *a.redirect
	if back.RawQuery != "" {
		back.RawQuery += "&"
	}
	x.User, x.Outcome = a.user.Name, "refused"
	if allowed {
		code := tx.IDs.Code()
		s.codes.Put(
			code,
			&loginCode{grant: grant{a.user, a.scope, snapshot}, expires: tx.Now().Add(codeLife)},
			maxTokens,
		)
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
