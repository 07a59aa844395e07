package bridge

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Document is a page that is open on a user's phone, for a test without a browser.
type Document struct {
	User string // the user's name
	ID   string // differs for each page that was opened
	URL  string
}

// Call makes a call of the JS-SDK in a document, as WeChat's script does for wx.name(options). The answers are those of
// the user, one for each question. The result has errMsg, and what the call gives. An error says that the call cannot
// be made, or that there are too few answers or too many.
func Call(p *core.Platform, d Document, name string, options any, answers ...any) (map[string]any, error) {
	args, err := scriptArgs(name, options)
	if err != nil {
		return nil, err
	}
	in := input{Page: d.ID, Name: bridgeName(name), Args: args, URL: d.URL, Entry: d.URL}
	var out output
	send := func() { p.Do(func(tx *core.Tx) { out = answer(tx, in, tx.Named(d.User)) }) }
	for send(); out.Ask != nil; send() {
		if len(answers) == 0 {
			return nil, fmt.Errorf(
				"wx.%s asks the user (%s): give an answer, or nil for a user who cancels",
				name,
				out.Ask.Kind,
			)
		}
		in.Pending = out.Ask.ID
		if in.Answer, err = json.Marshal(answers[0]); err != nil {
			return nil, fmt.Errorf("the user's answer to wx.%s: %w", name, err)
		}
		answers = answers[1:]
	}
	if len(answers) > 0 {
		return nil, fmt.Errorf(
			"wx.%s did not ask the user for %d of the answers: %v",
			name,
			len(answers),
			out.Result["err_msg"],
		)
	}
	return readable(name, out.Result), nil
}

// scriptArgs returns the arguments of a call as WeChat's script makes them.
func scriptArgs(name string, options any) (json.RawMessage, error) {
	given, err := json.Marshal(options)
	if err != nil {
		return nil, fmt.Errorf("the options of wx.%s: %w", name, err)
	}
	args := fields{}
	if err := json.Unmarshal(given, &args); err != nil {
		return nil, fmt.Errorf("the options of wx.%s are no object: %w", name, err)
	}
	if args == nil { // null
		args = fields{}
	}
	if name == "config" {
		args = fields{
			"verifyAppId":       args["appId"],
			"verifyTimestamp":   text(args["timestamp"]),
			"verifyNonceStr":    args["nonceStr"],
			"verifySignature":   args["signature"],
			"verifyJsApiList":   args["jsApiList"],
			"verifyOpenTagList": args["openTagList"],
		}
	}
	args["verifySignType"] = "sha1"
	return json.Marshal(args)
}

// text returns a number of JSON as it was written, without an exponent.
func text(value any) string {
	if n, ok := value.(float64); ok {
		return fmt.Sprintf("%.0f", n)
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// readable returns a result with the errMsg that the page's callbacks get.
func readable(name string, result fields) map[string]any {
	result["errMsg"] = publicMessage(bridgeName(name), result)
	if kind, ok := strings.CutPrefix(result["errMsg"].(string), "getNetworkType:"); ok && kind == "wifi" {
		result["networkType"], result["errMsg"] = kind, "getNetworkType:ok"
	}
	delete(result, "err_msg")
	delete(result, "openTags")
	return result
}
