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

// webLogin is the state of this area.
type webLogin struct {
	codes   core.Recent[*loginCode]
	access  core.Recent[*webToken]
	refresh core.Recent[*webToken]
}

// maxTokens is how many codes and tokens of a kind are kept.
const maxTokens = 10_000

// authorization is a visit to the authorize page.
type authorization struct {
	redirect      *url.URL
	scope         string
	state         string
	forceSnapshot bool // the parameter forceSnapShot
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
		return nil, pageError(
			10005,
			fmt.Sprintf(
				"An account of kind %s has no web login. Use a certified service account, or change the kind in the sandbox.",
				tx.Rules().Kind,
			),
			fmt.Sprintf("%s没有网页授权（scope）权限。请使用已认证的服务号，或在沙箱中更改账号类型。", core.KindZH(tx.Rules().Kind)),
		)
	}
	redirect, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !core.IsPage(q.Get("redirect_uri")) || !tx.IsWebHost(redirect) {
		return nil, wrongDomain(tx, q.Get("redirect_uri"))
	}
	redirect.Fragment = ""
	return &authorization{
		redirect:      redirect,
		scope:         q.Get("scope"),
		state:         q.Get("state"),
		forceSnapshot: q.Get("forceSnapShot") == "true",
	}, nil
}

// wrongDomain returns the error for an address that is on none of the account's hosts.
func wrongDomain(tx *core.Tx, address string) *authorizeError {
	cure := record.Problem{EN: "It must be http:// or https:// and a host.", ZH: "须以 http:// 或 https:// 开头并包含域名。"}
	if u, err := url.Parse(address); err == nil && core.IsPage(address) {
		cure = tx.AddHost(u)
		if !tx.IsInner(u) {
			cure.EN = "Set oauth.Config.BaseURL to a host that is. " + cure.EN
			cure.ZH = "请把 oauth.Config.BaseURL 改为该域名。" + cure.ZH
		}
	}
	return pageError(
		10003,
		fmt.Sprintf("The domain of redirect_uri (%s) is not the account's web domain (网页授权域名: %s). %s",
			address, strings.Join(tx.WebHosts(), ", "), cure.EN),
		fmt.Sprintf("redirect_uri 域名（%s）与后台配置的网页授权域名（%s）不一致。%s",
			address, strings.Join(tx.WebHosts(), "、"), cure.ZH),
	)
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

// Authorize answers GET /connect/oauth2/authorize.
func Authorize(tx *core.Tx, r *http.Request) core.PageAnswer {
	q := r.URL.Query()
	a, refused := newAuthorization(tx, q)
	x := tx.RecordVisit(
		r, "authorize", cmp.Or(q.Get("scope"), "authorize"), orderProblem(r.URL.RawQuery).And(stateProblem(q)))
	defer tx.Update(x)
	if refused != nil {
		return x.RefuseVisit(refused.code, refused.Problem)
	}
	return tx.StartVisit(&core.Visit{About: core.AboutLogin, Exchange: x, Next: a.next, Decided: a.decided}, r)
}

// next returns the consent page if the scope needs it, or else the redirect to the account's page.
func (a *authorization) next(tx *core.Tx, v *core.Visit) core.PageAnswer {
	u := v.User
	if tx.Rules().Kind == endpoint.TestAccount && !u.Following {
		return v.Exchange.RefuseVisit(followersOnly, record.Problem{
			EN: "Only followers of a test account can use its web login. Follow the account first.",
			ZH: "测试号的网页授权仅限已关注的用户，请先关注测试号。",
		})
	}
	snapshot := a.scope == scopeUserInfo && (u.Snapshot || (a.forceSnapshot && !u.Authorized))
	switch {
	case a.scope == scopeUserInfo && !snapshot && u.Refusing:
		return a.redirectBack(tx, v, false, false)
	case a.scope == scopeUserInfo && !snapshot:
		return tx.AskConsent(v)
	}
	return a.redirectBack(tx, v, snapshot, true)
}

// followersOnly is the error code of the page if only followers may log in.
const followersOnly = 10006

func (a *authorization) decided(tx *core.Tx, v *core.Visit, allowed bool) core.PageAnswer {
	v.User.Authorized = v.User.Authorized || allowed
	return a.redirectBack(tx, v, false, allowed)
}

// redirectBack returns the redirect to the account's page: with a code if the user agreed, otherwise only with the
// state.
func (a *authorization) redirectBack(tx *core.Tx, v *core.Visit, snapshot, allowed bool) core.PageAnswer {
	query := "state=" + url.QueryEscape(a.state)
	if allowed {
		code := tx.IDs.Code()
		core.State[webLogin](tx).codes.Put(
			code,
			&loginCode{grant: grant{v.User, a.scope, snapshot}, expires: tx.Now().Add(codeLife)},
			maxTokens,
		)
		query = "code=" + code + "&" + query
	}
	return v.Redirect(*a.redirect, query, allowed)
}
