package core

import (
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/internal/textlink"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// LinkProblem returns a warning about the links in a text that open nothing, or nil if there is no such link. The text
// is that of a passive reply or a customer-service message. There is no evidence that the platform refuses such a text;
// it shows it as it was typed.
func LinkProblem(text string) (p *record.Problem) {
	for tag := range textlink.Tags(text) {
		if isLongProblem(p) {
			break
		}
		p = p.And(targetProblem(tag)).And(miniProgramProblem(tag))
	}
	return p
}

// targetProblem checks the address of a link. A tag without href is not a link.
func targetProblem(tag textlink.Tag) *record.Problem {
	href, isLink := tag.Attribute("href")
	href = strings.TrimSpace(href)
	switch {
	case !isLink:
		return nil
	case strings.ContainsAny(href, "{}"):
		return &record.Problem{
			EN: fmt.Sprintf(
				"The text has a link to %q, with the braces of a template that nobody filled in: it is shown as typed.",
				Short(href),
			),
			ZH: fmt.Sprintf("文本中的链接 %q 带有未替换的模板花括号，将按原样显示。", Short(href)),
		}
	case textlink.IsTarget(href):
		return nil
	}
	return &record.Problem{
		EN: fmt.Sprintf(
			"The text has a link to %q, which is no web address: it is shown as typed, and a tap may do nothing. Links begin with http://, https:// or weixin://bizmsgmenu?.",
			Short(href),
		),
		ZH: fmt.Sprintf(
			"文本中的链接 %q 不是网页地址，将按原样显示，点击可能没有反应。链接须以 http://、https:// 或 weixin://bizmsgmenu? 开头。",
			Short(href),
		),
	}
}

// miniProgramProblem checks that a mini-program link has both an AppID and a path, or neither.
func miniProgramProblem(tag textlink.Tag) *record.Problem {
	appID, _ := tag.Attribute("data-miniprogram-appid")
	path, _ := tag.Attribute("data-miniprogram-path")
	if (appID == "") == (path == "") {
		return nil
	}
	return &record.Problem{
		EN: "The text has a mini-program link that lacks its AppID or its path: give data-miniprogram-appid and data-miniprogram-path both.",
		ZH: "文本中的小程序链接缺少 AppID 或路径：data-miniprogram-appid 与 data-miniprogram-path 须同时给出。",
	}
}
