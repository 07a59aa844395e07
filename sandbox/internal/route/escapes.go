package route

import (
	"bytes"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// doubleEscapes escapes the backslash of every \uXXXX in a JSON body, so that the escape stays as text when the JSON is
// decoded.
func doubleEscapes(body []byte) []byte {
	if !bytes.Contains(body, []byte(`\u`)) {
		return body
	}
	out := make([]byte, 0, len(body)+len(body)/6)
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			out = append(out, body[i])
			continue
		}
		if body[i+1] == 'u' && isHex(body[i+2:]) {
			out = append(out, '\\')
		}
		out = append(out, body[i], body[i+1])
		i++
	}
	return out
}

// isHex reports whether b begins with four hexadecimal digits.
func isHex(b []byte) bool {
	return len(b) >= 4 && len(bytes.TrimLeft(b[:4], "0123456789abcdefABCDEF")) == 0
}

// escapesProblem is the warning about escapes that the platform keeps as text.
var escapesProblem = record.Problem{
	EN: `The body holds \uXXXX escapes, which the platform keeps as they stand: readers see them. Send UTF-8, and switch the JSON encoder's escaping off (ensure_ascii=False; SetEscapeHTML(false)).`,
	ZH: `请求体含有 \uXXXX 转义，平台会原样保存，读者看到的就是转义符。请直接发送 UTF-8，并关闭 JSON 编码器的转义（ensure_ascii=False、SetEscapeHTML(false)）。`,
}
