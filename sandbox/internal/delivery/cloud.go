package delivery

import (
	"net/http"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// cloudHeader is the header of requests in WeChat cloud hosting. The platform's page names x-wx-source and no value of
// it; this value is the documented one of a call by a mini program.
var cloudHeader = func() http.Header {
	h := postHeader.Clone()
	h.Set("X-Wx-Source", "wx_client")
	return h
}()

// probeOf returns the request that asks whether a program is there, in the format of the pushes, which is XML.
func probeOf(a core.App) request {
	return request{
		method: http.MethodPost, url: a.Callback.String(), header: cloudHeader,
		body: []byte("<xml>\n  <action>CheckContainerPath</action>\n</xml>"),
	}
}

// compareProbe returns nil if an answer to the probe is success or nothing.
func compareProbe(body []byte) *record.Problem {
	if got := string(body); got == "" || got == "success" {
		return nil
	}
	return &record.Problem{
		EN: "The answer to the probe of cloud hosting (the action CheckContainerPath) is neither the word success nor empty.",
		ZH: "对云托管检测请求（action 为 CheckContainerPath）的应答既不是 success 也不是空串。",
	}
}

// cloudHint returns the likely mistake of a program that answers with this status in cloud hosting, or nil.
func cloudHint(status int) *record.Problem {
	if !isRefusal(status) {
		return nil
	}
	return &record.Problem{
		EN: "In cloud hosting requests have no signature and no encryption, but the header x-wx-source: is the program set to this mode (WECHAT_MODE=cloud)?",
		ZH: "云托管的请求没有签名和加密，只带请求头 x-wx-source：请检查程序是否设为该模式（WECHAT_MODE=cloud）。",
	}
}
