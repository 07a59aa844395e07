package subscribe

import (
	"fmt"
	"slices"

	"github.com/wechatgo/wechatgo/api/keyword"
	api "github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/endpoint"
)

// categories are the account's service categories. The first is the one of the platform's sample; both are the sandbox's.
var categories = []api.Category{{ID: 616, Name: "公交"}, {ID: 2, Name: "培训机构"}}

// public is a public template with its keywords.
type public struct {
	api.Title
	keywords []api.Keyword
	enums    map[endpoint.Number][]string // the values of the keywords of the type enum_string
}

// library has the public templates of the categories. Some titles and keywords are those of the platform's samples; the
// rest is made up.
var library = []public{
	{
		Title: api.Title{TID: 99, Title: "付款成功通知", Kind: api.OneTime, CategoryID: 616},
		keywords: []api.Keyword{
			{ID: 1, Name: "物品名称", Example: "名称", Type: keyword.TypeThing},
			{ID: 2, Name: "付款金额", Example: "¥39.80", Type: keyword.TypeAmount},
			{ID: 3, Name: "付款时间", Example: "2019年10月1日 15:01", Type: keyword.TypeDate},
			{ID: 4, Name: "订单号", Example: "20191001001", Type: keyword.TypeCharacterString},
			{ID: 5, Name: "订单状态", Example: "已付款", Type: keyword.TypePhrase},
			{ID: 6, Name: "联系电话", Example: "+86-0766-66888866", Type: keyword.TypePhoneNumber},
		},
	},
	{
		Title: api.Title{TID: 401, Title: "报名结果通知", Kind: api.OneTime, CategoryID: 2},
		keywords: []api.Keyword{
			{ID: 1, Name: "会议地点", Example: "TIT会议室", Type: keyword.TypeThing},
			{ID: 2, Name: "会议时间", Example: "2016年8月8日", Type: keyword.TypeDate},
			{ID: 3, Name: "报名人", Example: "张三", Type: keyword.TypeName},
			{ID: 4, Name: "报名结果", Example: "审核通过", Type: keyword.TypePhrase},
			{ID: 5, Name: "报名人数", Example: "20", Type: keyword.TypeNumber},
		},
	},
	{
		Title: api.Title{TID: 402, Title: "洗衣机故障提醒", Kind: api.LongTerm, CategoryID: 616},
		keywords: []api.Keyword{
			{ID: 1, Name: "完成时间", Example: "2021年10月21日 12:00:00", Type: keyword.TypeTime},
			{ID: 2, Name: "所在位置", Example: "客厅", Type: keyword.TypeEnumString},
			{ID: 3, Name: "提示说明", Example: "设备发生故障", Type: keyword.TypeEnumString},
		},
		enums: map[endpoint.Number][]string{2: {"客厅", "餐厅", "厨房"}, 3: {"设备发生故障"}},
	},
	{
		Title: api.Title{TID: 10_000_001, Title: "上课提醒", Kind: api.OneTime, CategoryID: 2},
		keywords: []api.Keyword{
			{ID: 1, Name: "课程名称", Example: "钢琴课", Type: keyword.TypeThing},
			{ID: 2, Name: "上课时间", Example: "2019年10月1日 15:01", Type: keyword.TypeTime},
		},
	},
}

// template returns a template of the account with the keywords of these ids, in their order; all of the public one's for
// none. ok is false if one of them is not the public one's, or is there twice.
func (p public) template(ids []endpoint.Number) (t api.Template, ok bool) {
	t = api.Template{Title: p.Title.Title, Kind: p.Kind}
	chosen := p.keywords
	if len(ids) > 0 {
		chosen = nil
	}
	for i, id := range ids {
		at := slices.IndexFunc(p.keywords, func(k api.Keyword) bool { return k.ID == id })
		if at < 0 || slices.Contains(ids[:i], id) {
			return t, false
		}
		chosen = append(chosen, p.keywords[at])
	}
	for _, k := range chosen {
		key := fmt.Sprintf("%s%d", k.Type, k.ID)
		t.Content += fmt.Sprintf("%s:{{%s.DATA}}\n", k.Name, key)
		t.Example += fmt.Sprintf("%s:%s\n", k.Name, k.Example)
		if values := p.enums[k.ID]; values != nil {
			t.Enums = append(t.Enums, api.Enum{Keyword: key + ".DATA", Values: values})
		}
	}
	return t, true
}
