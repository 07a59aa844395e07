package route

import (
	"bytes"
	"regexp"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// escape finds one escape of a JSON string: \uXXXX, or any other.
var escape = regexp.MustCompile(`\\(u[0-9a-fA-F]{4}|.)`)

// garbled is a JSON body in which every \uXXXX stands for its own letters.
func garbled(body []byte) []byte {
	if !bytes.Contains(body, []byte(`\u`)) {
		return body
	}
	return escape.ReplaceAllFunc(body, func(e []byte) []byte {
		if len(e) > len(`\"`) {
			return append([]byte(`\`), e...)
		}
		return e
	})
}

// escapes warns of escapes that the platform takes for text.
func (r *Route) escapes(body []byte) *record.Problem {
	if !r.garbles || bytes.Equal(garbled(body), body) {
		return nil
	}
	return &record.Problem{
		EN: `The body holds \uXXXX escapes, which the platform keeps as they stand: readers see them. Send UTF-8, and switch the JSON encoder's escaping off (ensure_ascii=False; SetEscapeHTML(false)).`,
		ZH: `请求体含有 \uXXXX 转义，平台会原样保存，读者看到的就是转义符。请直接发送 UTF-8，并关闭 JSON 编码器的转义（ensure_ascii=False、SetEscapeHTML(false)）。`,
	}
}
