package qrcode

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	api "github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Limits of jump rules. The documents say that there is a limit for the number of rules (85073), but not which one; the
// sandbox takes that of permanent codes. The limits in bytes are choices that bound the memory.
const (
	maxRules        = maxPermanent
	maxPrefixBytes  = 256
	maxPathBytes    = 1024
	maxAppIDBytes   = 64
	maxNewestRules  = 10_000
	maxRulePage     = 200
	maxPublishes    = 100 // a month
	maxCallsASecond = 5
)

// jumps is the state of the rules that lead from codes to mini programs.
type jumps struct {
	rules     map[string]*api.ListedRule // by prefix
	order     []*api.ListedRule          // in the order in which they were made
	month     string                     // the month of published, in China
	published int

	second int64 // the second of calls, counted from 1970
	calls  int
}

// countCall counts a call of one of the endpoints for rules. The error is 44990 beyond five a second, if the quotas are
// switched on.
func (j *jumps) countCall(tx *core.Tx) error {
	if second := tx.Now().Unix(); second != j.second {
		j.second, j.calls = second, 0
	}
	if j.calls++; j.calls > maxCallsASecond && tx.Rules().Quotas {
		return endpoint.ErrTooFast
	}
	return nil
}

// publishesLeft returns how many rules may still be published this month.
func (j *jumps) publishesLeft(tx *core.Tx) int {
	if month := tx.Now().In(endpoint.China).Format("2006-01"); month != j.month {
		j.month, j.published = month, 0
	}
	return maxPublishes - j.published
}

// setRule handles qrcode.qrcodejumpadd.
func setRule(tx *core.Tx, j *jumps, in api.JumpAddIn) (none endpoint.None, err error) {
	if err := j.countCall(tx); err != nil {
		return none, err
	}
	if err := checkRule(in.Rule); err != nil {
		return none, err
	}
	rule := j.rules[in.Prefix]
	switch {
	case bool(in.IsEdit) && rule == nil:
		return none, core.Refuse(endpoint.ErrInvalidArgs,
			"is_edit is 1, but there is no rule of this prefix.", "is_edit 为 1，但没有该 prefix 的规则。")
	case bool(in.IsEdit) && rule.State == api.Published:
		return none, core.Refuse(endpoint.ErrInvalidArgs,
			"A published rule cannot be changed: delete it, and add it again.", "已发布的规则不能修改，请删除后重新添加。")
	case !bool(in.IsEdit) && rule != nil:
		return none, core.Refuse(endpoint.ErrQRJumpURLExists,
			"There is a rule of this prefix: set is_edit to 1 to change it.", "该 prefix 的规则已存在，修改须将 is_edit 设为 1。")
	case rule == nil && len(j.order) == maxRules:
		return none, endpoint.ErrQRJumpRulesFull
	}
	if in.OpenVersion != 0 || in.SubRules != 0 || len(in.DebugURLs) > 0 {
		tx.Warn(
			"open_version, permit_sub_rule and debug_url are for ordinary links; a rule of a service account has none.",
			"open_version、permit_sub_rule 与 debug_url 只用于普通链接，服务号的规则没有这些字段。",
		)
	}
	if rule == nil {
		rule = &api.ListedRule{State: api.Unpublished}
		if j.rules == nil {
			j.rules = map[string]*api.ListedRule{}
		}
		j.rules[in.Prefix], j.order = rule, append(j.order, rule)
	}
	rule.Rule = api.Rule{Prefix: in.Prefix, AppID: in.AppID, Path: in.Path}
	return none, nil
}

func checkRule(r api.Rule) error {
	u, err := url.Parse(r.Prefix)
	switch {
	case len(r.Prefix) > maxPrefixBytes || err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host != "weixin.qq.com" ||
		!strings.HasPrefix(u.Path, "/q/"):
		return core.Refuse(endpoint.ErrQRJumpInvalidURL,
			"prefix is the url that qrcode/create answered, such as http://weixin.qq.com/q/….",
			"prefix 须为 qrcode/create 返回的 url：http://weixin.qq.com/q/…。")
	case !strings.HasPrefix(r.AppID, "wx") || len(r.AppID) > maxAppIDBytes:
		return core.Refuse(endpoint.ErrInvalidMiniProgramAppID,
			"appid is the AppID of the mini program that the rule leads to: wx….", "appid 须为规则指向的小程序的 AppID：wx…。")
	case r.Path == "" || len(r.Path) > maxPathBytes:
		return core.Refuse(endpoint.ErrInvalidArgs,
			fmt.Sprintf("path is the page of the mini program: it has %d bytes, and may have 1 to 1024.", len(r.Path)),
			fmt.Sprintf("path 为小程序页面路径，长 %d 字节，须为 1 到 1024 字节。", len(r.Path)))
	}
	return nil
}

// publishRule handles qrcode.qrcodejumppublish. Every mini program counts as released. A rule that is published already
// does not count again.
func publishRule(tx *core.Tx, j *jumps, in api.JumpPublishIn) (none endpoint.None, err error) {
	if err := j.countCall(tx); err != nil {
		return none, err
	}
	rule := j.rules[in.Prefix]
	switch {
	case rule == nil:
		return none, core.Refuse(endpoint.ErrQRJumpDataError,
			"There is no rule of this prefix: add it first.", "没有该 prefix 的规则，请先添加。")
	case rule.State == api.Published:
		return none, nil
	case j.publishesLeft(tx) == 0:
		return none, endpoint.ErrQRJumpPublishLimit
	}
	j.published++
	rule.State = api.Published
	return none, nil
}

// removeRule handles qrcode.qrcodejumpdelete. The documents name no code for a rule that does not exist.
func removeRule(tx *core.Tx, j *jumps, in api.JumpDeleteIn) (none endpoint.None, err error) {
	if err := j.countCall(tx); err != nil {
		return none, err
	}
	rule := j.rules[in.Prefix]
	if rule == nil || rule.AppID != in.AppID {
		tx.Warn("There is no rule of this prefix and appid: nothing was deleted.", "没有该 prefix 与 appid 的规则，未删除任何规则。")
		return none, nil
	}
	delete(j.rules, in.Prefix)
	j.order = slices.DeleteFunc(j.order, func(r *api.ListedRule) bool { return r == rule })
	return none, nil
}

// listRules handles qrcode.qrcodejumpget.
func listRules(tx *core.Tx, j *jumps, in api.JumpGetIn) (api.Rules, error) {
	if err := j.countCall(tx); err != nil {
		return api.Rules{}, err
	}
	var all []*api.ListedRule
	for _, rule := range j.order {
		if rule.AppID == in.AppID {
			all = append(all, rule)
		}
	}
	chosen, err := choose(all, in)
	if err != nil {
		return api.Rules{}, err
	}
	out := api.Rules{
		Rules: []api.ListedRule{}, Open: true,
		Size: endpoint.Number(len(chosen)), Total: endpoint.Number(len(all)),
		PublishesLeft: endpoint.Number(j.publishesLeft(tx)),
	}
	for _, rule := range chosen {
		listed := *rule
		listed.AppID = "" // answers have none
		out.Rules = append(out.Rules, listed)
	}
	return out, nil
}

// choose returns the rules of all that the input asks for.
func choose(all []*api.ListedRule, in api.JumpGetIn) ([]*api.ListedRule, error) {
	switch in.GetType {
	case api.Newest:
		newest := slices.Clone(all[max(0, len(all)-maxNewestRules):])
		slices.Reverse(newest)
		return newest, nil
	case api.ByPrefix:
		if n := len(in.PrefixList); n < 1 || n > maxRulePage {
			return nil, core.Refuse(endpoint.ErrInvalidArgs,
				fmt.Sprintf("prefix_list has %d prefixes; it has 1 to 200.", n),
				fmt.Sprintf("prefix_list 有 %d 项，须为 1 到 200 项。", n))
		}
		return slices.DeleteFunc(slices.Clone(all), func(rule *api.ListedRule) bool {
			return !slices.Contains(in.PrefixList, rule.Prefix)
		}), nil
	case api.ByPage:
		if in.PageNum < 1 || in.PageSize < 1 || in.PageSize > maxRulePage {
			return nil, core.Refuse(endpoint.ErrInvalidArgs,
				"page_num counts from 1, and page_size is 1 to 200.", "page_num 从 1 开始，page_size 须为 1 到 200。")
		}
		before, size := int64(in.PageNum)-1, int(in.PageSize)
		if before > int64(len(all)/size) {
			return nil, nil
		}
		rest := all[int(before)*size:]
		return rest[:min(size, len(rest))], nil
	}
	return nil, core.Refuse(endpoint.ErrInvalidArgs, "get_type is 0, 1 or 2.", "get_type 须为 0、1 或 2。")
}
