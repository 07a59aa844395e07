// Package template has the template messages and the account's templates, and the one-time subscription messages with
// their confirm page.
package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/api/keyword"
	api "github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Send, send, route.TakesNumbers("data")),
		route.Handle(api.SubscribeOnce, subscribeOnce),
		route.Handle(api.SetIndustry, setIndustry),
		route.Handle(api.GetIndustry, getIndustry),
		route.Handle(api.Add, add),
		route.Handle(api.List, list),
		route.Handle(api.Delete, remove),
		route.Handle(api.QueryBlocked, queryBlocked),
	}
}

// templates is the state of the account's templates.
type templates struct {
	list       core.Templates[api.Template]
	industries api.Industries
	changed    string // the month in which the industries were set, in China; "" for never
	sent       core.Recent[sent]
	failing    int // how many of the next messages are not delivered
}

// Install adds a template as the console does, and returns its id: the given one, or a new one for "". The error is a
// [core.ActionError].
func Install(tx *core.Tx, id, title, content string) (string, error) {
	return core.State[templates](tx).list.Install(tx, id, title, content, func(id string) api.Template {
		return api.Template{ID: id, Title: title, Content: content}
	})
}

// All returns the account's templates.
func All(tx *core.Tx) []api.Template { return core.State[templates](tx).list.All() }

// FailNext makes the next n messages end with "failed: system failed".
func FailNext(tx *core.Tx, n int) { core.State[templates](tx).failing = n }

// Failing returns how many of the next messages end so.
func Failing(tx *core.Tx) int { return core.State[templates](tx).failing }

// Errcodes that the documents do not name, but practice shows.
const (
	errInvalidIndustry  endpoint.Code = 40102
	errIndustryTooOften endpoint.Code = 43100
	errTooManyTemplates endpoint.Code = 45026
)

// refuse returns an errcode of practice with its text and a reason.
func refuse(code endpoint.Code, text, en, zh string) error {
	return &core.Refusal{Code: code, Text: text, Problem: record.Problem{EN: en, ZH: zh}}
}

// setIndustry handles template.api_set_industry. No template is removed: those of the sandbox belong to no industry.
func setIndustry(tx *core.Tx, s *templates, in api.SetIndustryIn) (endpoint.None, error) {
	month := tx.Now().In(core.China).Format("2006-01")
	switch {
	case in.Check() != nil:
		return endpoint.None{}, refuse(errInvalidIndustry, "invalid industry id",
			"An industry is a number of the platform's table, 1 to 41, in a string.",
			"行业代码须为平台行业表中的编号 1 到 41，以字符串传入。")
	case s.changed == month:
		return endpoint.None{}, refuse(errIndustryTooOften, "change template too frequently",
			"The industries were set in this month already.", "本月已设置过行业，每月只能修改一次。")
	}
	s.changed, s.industries = month, api.Industries{Primary: classOf(in.First), Secondary: classOf(in.Second)}
	return endpoint.None{}, nil
}

// classOf returns the names of an industry, for a number that is right.
func classOf(number string) api.Class {
	n, _ := strconv.Atoi(number) // SetIndustryIn.Check has read it
	return api.Industry(n).Class()
}

// getIndustry handles template.get_industry.
func getIndustry(_ *core.Tx, s *templates, _ endpoint.None) (api.Industries, error) {
	if s.changed == "" {
		return api.Industries{}, refuse(errInvalidIndustry, "invalid industry id",
			"The account's industries were never set: call api_set_industry.", "尚未设置过行业，请先调用 api_set_industry。")
	}
	return s.industries, nil
}

// add handles template.api_add_template. The sandbox has no library: every number of a template of a service category
// is taken, with any keywords, whose types are guessed by their names.
func add(tx *core.Tx, s *templates, in api.AddIn) (api.ID, error) {
	inLibrary := strings.Trim(in.ShortID, core.Digits) == ""
	switch {
	case strings.HasPrefix(in.ShortID, "TM") || strings.HasPrefix(in.ShortID, "OPENTM"):
		return api.ID{}, core.Refuse(
			endpoint.ErrTemplateLibraryClosed,
			"Templates whose numbers begin with TM or OPENTM are those of the old library, which gives none any more: use a category template, whose number is digits.",
			"以 TM、OPENTM 开头的是旧模板库的编号，已不再提供：请改用类目模板（编号为纯数字）。",
		)
	case in.ShortID == "" || !inLibrary:
		return api.ID{}, core.Refuse(endpoint.ErrInvalidTemplateID,
			"template_id_short is the number of a template in the library, which has digits only.",
			"template_id_short 须为模板库中的编号，纯数字。")
	case len(in.Keywords) == 0 || slices.Contains(in.Keywords, ""):
		return api.ID{}, core.Refuse(endpoint.ErrInvalidTemplateKeywords,
			"keyword_name_list names the keywords of the template, at least one.",
			"keyword_name_list 须列出模板的关键词，至少一个。")
	case s.list.Full():
		return api.ID{}, refuse(errTooManyTemplates, "template num exceeds limit",
			"The account has 25 templates: delete one first.", "账号已有 25 个模板，请先删除不用的模板。")
	}
	var content, example strings.Builder
	for i, name := range in.Keywords {
		kind := guess(name)
		fmt.Fprintf(&content, "%s:{{%s%d.DATA}}\n", name, kind, i+1)
		fmt.Fprintf(&example, "%s:%s\n", name, examples[kind])
	}
	if n := content.Len(); n > core.MaxTemplateContent {
		return api.ID{}, core.Refuse(
			endpoint.ErrInvalidTemplateKeywords,
			fmt.Sprintf(
				"With these keywords the template's content has %d bytes; the sandbox keeps %d.",
				n,
				core.MaxTemplateContent,
			),
			fmt.Sprintf("使用这些关键词时模板内容为 %d 字节，沙箱最多保存 %d 字节。", n, core.MaxTemplateContent),
		)
	}
	t := api.Template{
		ID: tx.IDs.TemplateID(), Title: "模板" + core.Short(in.ShortID),
		Content: content.String(), Example: example.String(),
	}
	s.list.Put(tx, t.ID, t)
	return api.ID{TemplateID: t.ID}, nil
}

// guess returns the type of a keyword by its name.
func guess(name string) keyword.Type {
	for _, g := range []struct {
		words string
		kind  keyword.Type
	}{
		{"时间 日期", keyword.TypeTime},
		{"金额 费用 价格 余额", keyword.TypeAmount},
		{"电话 手机", keyword.TypePhoneNumber},
		{"车牌", keyword.TypeCarNumber},
		{"单号 编号 号码", keyword.TypeCharacterString},
		{"状态", keyword.TypeConst},
	} {
		for word := range strings.FieldsSeq(g.words) {
			if strings.Contains(name, word) {
				return g.kind
			}
		}
	}
	return keyword.TypeThing
}

// examples has a value of each type that guess returns.
var examples = map[keyword.Type]string{
	keyword.TypeThing: "TIT会议室", keyword.TypeTime: "2019年10月1日 15:01", keyword.TypeAmount: "¥39.80",
	keyword.TypePhoneNumber: "+86-0766-66888866", keyword.TypeCarNumber: "粤A8Z888挂",
	keyword.TypeCharacterString: "20191001001", keyword.TypeConst: "已完成",
}

// list handles template.get_all_private_template.
func list(_ *core.Tx, s *templates, _ endpoint.None) (api.ListOut, error) {
	return api.ListOut{Templates: s.list.All()}, nil
}

// remove handles template.del_private_template.
func remove(tx *core.Tx, s *templates, in api.ID) (endpoint.None, error) {
	return endpoint.None{}, s.list.Remove(tx, in.TemplateID)
}

// queryBlocked handles template.queryblocktmplmsg. The sandbox holds nothing back.
func queryBlocked(_ *core.Tx, _ *templates, in api.QueryBlockedIn) (api.QueryBlockedOut, error) {
	if in.Limit < 1 || in.Limit > api.MaxBlocked {
		return api.QueryBlockedOut{}, core.Refuse(endpoint.ErrInvalidArgs, "limit is 1 to 100.", "limit 须为 1 到 100。")
	}
	return api.QueryBlockedOut{Messages: api.BlockedList{}}, nil
}
