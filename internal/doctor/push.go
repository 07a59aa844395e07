package doctor

import (
	"context"

	"github.com/wechatgo/wechatgo/internal/capture"
)

var (
	pushForm = known{
		"push.form",
		Error,
		text{"The file holds no captured push.", "文件中没有可识别的推送。"},
		text{
			"Give the HTTP request as it came (request line, header, an empty line, body), or its URL in a " +
				"line and then the body.",
			"请提供原始 HTTP 请求（请求行、请求头、空行、请求体），或一行 URL 加请求体。",
		},
	}
	pushOK = known{
		id: "push.ok", level: OK,
		title: text{
			"The captured push fits the account's Token, AppID, EncodingAESKey and mode.",
			"抓取的推送与账号的 Token、AppID、EncodingAESKey 和模式一致。",
		},
	}
	pushHandshake = known{
		id: "push.handshake", level: OK,
		title: text{
			"The captured handshake fits the account's Token; it shows nothing of the key and the mode.",
			"抓取的 URL 验证请求与账号的 Token 一致；从中看不出密钥与模式。",
		},
	}
)

// checkPush judges a captured push by the account's values. The ids of what is wrong are "push." and a code of package
// capture.
func checkPush(_ context.Context, x *exam) {
	if len(x.Push) == 0 {
		x.skip("push", text{
			"Not examined: --push gives the file of a captured push.",
			"未检查：用 --push 指定抓取的推送文件。",
		})
		return
	}
	push, err := capture.Parse(x.Push)
	if err != nil {
		x.add(pushForm, err.Error())
		return
	}
	verdict := capture.Judge(x.Account, push)
	for _, f := range verdict.Findings {
		x.report.add(captured("push.", f, ""))
	}
	switch {
	case verdict.OK && verdict.Kind == "handshake":
		x.add(pushHandshake, "")
	case verdict.OK:
		x.add(pushOK, verdict.Mode+" mode, "+verdict.Type)
	}
}
