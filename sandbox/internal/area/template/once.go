package template

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	api "github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// subscriptions is the state of the one-time subscription messages.
type subscriptions struct {
	// templates has the template ids that the confirm page was opened with. The sandbox has no console that lists the
	// account's.
	templates core.Recent[bool]
	confirmed core.Recent[bool] // the confirmations without a message yet, by their key
}

// Subscriptions is the type of the state of the one-time messages, for what saves it.
func Subscriptions() core.StateType { return core.StateOf[subscriptions]() }

// How many template ids and confirmations are kept.
const (
	maxTemplates     = 100
	maxConfirmations = 10_000
)

// confirmation is the key of what a user has confirmed. Confirming again in the same scene adds nothing.
func confirmation(openID, templateID, scene string) string {
	return openID + " " + templateID + " " + scene
}

// parseScene returns the scene without leading zeros. ok is false if it is not a number from 0 to 10000.
func parseScene(text string) (scene string, ok bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return strconv.FormatUint(n, 10), err == nil && n <= api.MaxScene
}

// confirm is a visit to the confirm page.
type confirm struct {
	templateID, scene, reserved string
	redirect                    *url.URL
}

// newConfirm checks the parameters of a visit to the confirm page. The platform's texts for them are not known.
func newConfirm(tx *core.Tx, q url.Values) (*confirm, *record.Problem) {
	refuse := func(en, zh string) (*confirm, *record.Problem) { return nil, &record.Problem{EN: en, ZH: zh} }
	scene, isScene := parseScene(q.Get("scene"))
	redirect, err := url.Parse(q.Get("redirect_url"))
	switch {
	case q.Get("action") != "get_confirm":
		return refuse("action is not get_confirm.", "action 参数应为 get_confirm。")
	case q.Get("appid") != tx.Account().AppID:
		return refuse("appid is not this account's.", "appid 不是本公众号的 AppID。")
	case api.SubscribeOnce.Describe().Access.For(tx.Rules().Kind) == endpoint.No:
		return refuse(
			fmt.Sprintf("An account of kind %s has no one-time subscription messages.", tx.Rules().Kind),
			fmt.Sprintf("%s没有一次性订阅消息权限。", core.KindZH(tx.Rules().Kind)))
	case !isScene:
		return refuse("scene is not a number from 0 to 10000.", "scene 须为 0 到 10000 的整数。")
	case !core.IsTemplateID(q.Get("template_id")):
		return refuse("template_id is not the id of a template.", "template_id 不是订阅模板 ID。")
	case err != nil || !core.IsPage(q.Get("redirect_url")) || !tx.IsWebHost(redirect):
		hosts := tx.WebHosts()
		var cure record.Problem
		if err == nil && redirect.Host != "" {
			cure = tx.AddHost(redirect)
		}
		return refuse(
			fmt.Sprintf("The domain of redirect_url (%s) is not the account's (%s). %s",
				core.Short(q.Get("redirect_url")), strings.Join(hosts, ", "), cure.EN),
			fmt.Sprintf("redirect_url 的域名（%s）与公众号的业务域名（%s）不一致。%s",
				core.Short(q.Get("redirect_url")), strings.Join(hosts, "、"), cure.ZH),
		)
	}
	redirect.Fragment = ""
	return &confirm{
		templateID: q.Get("template_id"),
		scene:      scene,
		reserved:   q.Get("reserved"),
		redirect:   redirect,
	}, nil
}

// plainReserved matches what reserved may be according to the platform's page.
var plainReserved = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`).MatchString

// reservedProblem returns a warning about a reserved that the platform may not pass back, or nil.
func reservedProblem(reserved string) *record.Problem {
	switch {
	case plainReserved(reserved):
		return nil
	case reserved == "":
		return &record.Problem{
			EN: "There is no reserved, so the account cannot tell the user's return from a forged one: send a random value and compare it when the user comes back.",
			ZH: "没有 reserved 参数，公众号无法识别伪造的回调：请发送随机值并在回调时比对。",
		}
	}
	return &record.Problem{
		EN: "reserved is not 1 to 128 letters and digits, and WeChat promises to bring back nothing else.",
		ZH: "reserved 不是 1 到 128 位字母或数字，微信不保证原样带回。",
	}
}

// Confirm answers GET /mp/subscribemsg.
func Confirm(tx *core.Tx, r *http.Request) core.PageAnswer {
	q := r.URL.Query()
	c, refused := newConfirm(tx, q)
	x := tx.RecordVisit(r, "subscribe", "scene "+core.Short(q.Get("scene")), reservedProblem(q.Get("reserved")))
	defer tx.Update(x)
	if refused != nil {
		return x.RefuseVisit(0, *refused)
	}
	core.State[subscriptions](tx).templates.Put(c.templateID, true, maxTemplates)
	return tx.StartVisit(&core.Visit{About: core.AboutSubscription, Exchange: x, Next: c.next, Decided: c.decided}, r)
}

func (c *confirm) next(tx *core.Tx, v *core.Visit) core.PageAnswer {
	if v.User.Refusing {
		return c.decided(tx, v, false)
	}
	return tx.AskConsent(v)
}

// decided returns the redirect to the account's page. Only a user who agrees is named there.
func (c *confirm) decided(tx *core.Tx, v *core.Visit, allowed bool) core.PageAnswer {
	query := "template_id=" + c.templateID + "&action=cancel&scene=" + c.scene
	if allowed {
		openID := v.User.OpenID
		core.State[subscriptions](tx).confirmed.Put(confirmation(openID, c.templateID, c.scene), true, maxConfirmations)
		query = "openid=" + openID + "&template_id=" + c.templateID + "&action=confirm&scene=" + c.scene
	}
	if c.reserved != "" {
		query += "&reserved=" + url.QueryEscape(c.reserved)
	}
	return v.Redirect(*c.redirect, query, allowed)
}

// isColor matches the color of a text.
var isColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`).MatchString

// subscribeOnce handles template.subscribe_once: the message appears on the phone of a user who has confirmed it.
func subscribeOnce(tx *core.Tx, s *subscriptions, in api.OnceIn) (endpoint.None, error) {
	u, err := tx.FindOpenID(in.ToUser)
	tx.SetSubject("scene "+core.Short(in.Scene), u)
	scene, isScene := parseScene(in.Scene)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !s.templates.Get(in.TemplateID):
		return endpoint.None{}, core.Refuse(endpoint.ErrInvalidTemplateID,
			"The confirm page was not opened with this template_id.", "没有以该 template_id 打开过授权页。")
	case !isScene:
		return endpoint.None{}, core.Refuse(endpoint.ErrInvalidArgs,
			"scene is not a number from 0 to 10000.", "scene 须为 0 到 10000 的整数。")
	}
	m := api.Once{
		Title:       in.Title,
		Content:     in.Data.Content.Value,
		TemplateID:  in.TemplateID,
		MiniProgram: in.MiniProgram,
	}
	if err := m.Check(); err != nil {
		return endpoint.None{}, core.Refuse(endpoint.ErrInvalidArgs, err.Error()+".", fmt.Sprintf(
			"title 须为 1 到 %d 字，data.content.value 须为 1 到 %d 字，miniprogram 须同时有 appid 与 pagepath。",
			api.MaxTitle,
			api.MaxContent,
		))
	}
	if color := in.Data.Content.Color; color != "" && !isColor(color) {
		tx.Warn(
			fmt.Sprintf("The color %q is not of the form #RRGGBB.", core.Short(color)),
			fmt.Sprintf("颜色 %q 不是 #RRGGBB 格式。", core.Short(color)),
		)
	}
	key := confirmation(u.OpenID, in.TemplateID, scene)
	if !s.confirmed.Get(key) {
		return endpoint.None{}, core.Refuse(
			endpoint.ErrUserRefused,
			"The user has not confirmed a message of this template in this scene, or it was sent already: one confirmation allows one message.",
			"用户没有在该 scene 授权该模板，或消息已经发送：一次授权只能发送一条。",
		)
	}
	s.confirmed.Delete(key)
	tx.Show(u, card("subscribe", in.Title, in.Data.Content.Value, in.URL, in.MiniProgram))
	return endpoint.None{}, nil
}
