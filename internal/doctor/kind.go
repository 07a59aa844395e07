package doctor

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
)

// The verdicts of Report.May.
const (
	may     = "yes"
	mayNot  = "no"
	unclear = "unknown"
)

// probe is one cheap read of a group of the API, whose answer says whether the account may use the group.
type probe struct {
	group string
	read  func(ctx context.Context, p probing) error
}

// probing is what a probe may use.
type probing struct {
	api    *endpoint.Client
	tokens *credential.Source
}

var probes = []probe{
	{"openapi", func(ctx context.Context, p probing) error {
		_, err := base.New(p.api).Quota(ctx, menu.Get.Describe().Path)
		return err
	}},
	{"menu", func(ctx context.Context, p probing) error { _, err := menu.New(p.api).Get(ctx); return err }},
	{"user", func(ctx context.Context, p probing) error { _, err := user.New(p.api).Tags(ctx); return err }},
	{"material", func(ctx context.Context, p probing) error { _, err := material.New(p.api).Count(ctx); return err }},
	{"draft", func(ctx context.Context, p probing) error { _, err := draft.New(p.api).Count(ctx); return err }},
	{"freepublish", func(ctx context.Context, p probing) error {
		one := freepublish.BatchGetIn{Window: endpoint.Window{Count: 1}, NoContent: true}
		_, err := endpoint.Call(ctx, p.api, freepublish.BatchGet, one)
		return err
	}},
	{"datacube", func(ctx context.Context, p probing) error {
		statistics := datacube.New(p.api)
		day := statistics.Latest()
		_, err := statistics.UserSummary(ctx, day, day)
		return err
	}},
	{"template", func(ctx context.Context, p probing) error { _, err := template.New(p.api).List(ctx); return err }},
	{"mass", func(ctx context.Context, p probing) error { _, err := mass.New(p.api).Speed(ctx); return err }},
	{"jssdk", func(ctx context.Context, p probing) error { _, err := p.tokens.Ticket(ctx, "jsapi"); return err }},
	{"kf", func(ctx context.Context, p probing) error { _, err := kf.New(p.api).Accounts(ctx); return err }},
	{"subscribe", func(ctx context.Context, p probing) error {
		_, err := subscribe.New(p.api).Categories(ctx)
		return err
	}},
}

// Groups returns the names of the groups of the API that the check of the account's kind reads.
func Groups() (names []string) {
	for _, p := range probes {
		names = append(names, p.group)
	}
	return names
}

var (
	kindKnown   = known{id: "kind.known", level: OK}
	kindUnclear = known{
		"kind.unclear", Note,
		text{
			"What the account may call fits no kind of account that is known.",
			"该账号的接口权限与已知的账号类型都不符。",
		},
		text{
			"Look at 接口管理 in the developer platform; a group may be switched off, or limited for a time.",
			"请查看微信开发者平台的“接口管理”：某组接口可能被关闭或暂时受限。",
		},
	}
	kindRefused = known{
		"kind.refused",
		Note,
		text{
			"The account may not call these groups of the API (48001).",
			"该账号不能调用下列接口组（48001）。",
		},
		text{
			"This is no fault if the program does not need them. Else certify the account, or use a service " +
				"account (服务号), or a test account for trying.",
			"程序用不到则无妨；否则需完成微信认证、改用服务号，试用可申请接口测试号。",
		},
	}
	kindNeeds = known{
		"kind.needs", Error,
		text{"The account may not call what its program needs.", "程序需要的接口，该账号无权调用。"},
		text{
			"Certify the account or use a service account (服务号); docs/api.md has who may call what.",
			"完成微信认证或改用服务号；各类账号的权限见接口目录。",
		},
	}
	kindNeedsUnknown = known{
		"kind.needs-unknown", Warning,
		text{
			"It is not known whether the account may call what its program needs.",
			"无法判断账号能否调用程序需要的接口。",
		},
		text{
			"The evidence has what the platform answered; run the doctor again when it is over.",
			"平台的应答见下；排除后请重新运行。",
		},
	}
	// kindTitles describe the kinds of accounts.
	kindTitles = map[endpoint.AccountKind]text{
		endpoint.PersonalAccount: {
			"The account is a person's, or a 公众号 that is not certified.", "个人或未认证的公众号。",
		},
		endpoint.SubscriptionAccount: {"The account is a certified 公众号.", "已认证的公众号。"},
		endpoint.UnverifiedServiceAccount: {
			"The account is a service account (服务号) that is not certified.", "未认证的服务号。",
		},
		endpoint.ServiceAccount: {"The account is a certified service account (服务号).", "已认证的服务号。"},
		endpoint.TestAccount:    {"The account is a test account (接口测试号).", "接口测试号。"},
	}
)

// checkKind makes one cheap read of each group. A refusal (48001) is an answer, and no mistake.
func checkKind(ctx context.Context, x *exam) {
	if !x.needsAPI(ctx, "kind") {
		return
	}
	answers, failed := map[string]string{}, "" // the first failure
	for _, p := range probes {
		err := p.read(ctx, probing{x.api, x.tokens})
		if ctx.Err() != nil {
			return
		}
		answers[p.group] = verdict(err)
		if failed == "" && answers[p.group] == unclear {
			failed = err.Error()
		}
	}
	x.report.May = answers
	if kind, ok := kindOf(answers); ok {
		x.report.Kind = kind.String()
		k := kindKnown
		k.title = kindTitles[kind]
		x.add(k, kind.String())
	} else {
		x.add(kindUnclear, failed)
	}
	if refused := groupsOf(answers, mayNot, slices.Sorted(maps.Keys(answers))); refused != "" {
		x.add(kindRefused, refused)
	}
	if missing := groupsOf(answers, mayNot, x.Needs); missing != "" {
		x.add(kindNeeds, missing)
	}
	if unknown := groupsOf(answers, unclear, x.Needs); unknown != "" {
		x.add(kindNeedsUnknown, unknown+": "+failed)
	}
}

// groupsOf returns those of the groups that have an answer, in a list.
func groupsOf(answers map[string]string, answer string, groups []string) string {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g string) bool { return answers[g] != answer })
	return strings.Join(groups, ", ")
}

// verdict says what the answer of a probe means. Another refusal than 48001, such as "no menu" (46003), comes from a
// group that the account may call.
func verdict(err error) string {
	switch {
	case err == nil:
		return may
	case errors.Is(err, endpoint.ErrAPIUnauthorized):
		return mayNot
	case errors.Is(err, endpoint.ErrNotFound), errors.Is(err, endpoint.ErrArgument):
		return may
	}
	return unclear
}

// kindOf returns the kind of account that may call these groups and no others.
func kindOf(answers map[string]string) (endpoint.AccountKind, bool) {
	pattern := ""
	for _, group := range []string{"menu", "user", "template", "mass"} {
		pattern += map[string]string{may: "y", mayNot: "n", unclear: "?"}[answers[group]]
	}
	kind, ok := map[string]endpoint.AccountKind{
		"nnnn": endpoint.PersonalAccount,
		"ynnn": endpoint.UnverifiedServiceAccount,
		"yyny": endpoint.SubscriptionAccount,
		"yyyn": endpoint.TestAccount,
		"yyyy": endpoint.ServiceAccount,
	}[pattern]
	return kind, ok
}
