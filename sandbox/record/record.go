// Package record has the types of what the sandbox shows: the entries of a chat, the recorded exchanges, the counts,
// and problems in words of two languages. Package sandbox has an alias for every type.
//
//	for _, entry := range alice.Chat() { // each is a record.Entry
//		fmt.Println(entry.From, entry.Type, entry.Text)
//	}
//
// The guide is [docs/sandbox.md].
//
// [docs/sandbox.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/sandbox.md#in-a-go-test
package record

import "time"

// Handshake is the result of a URL verification (服务器地址验证).
type Handshake struct {
	OK      bool      `json:"ok"`
	At      time.Time `json:"at"`      // by the platform's clock
	Problem *Problem  `json:"problem"` // nil if OK
}

// Window is a part of the customer-service window.
type Window struct {
	Messages int           // how many messages may be sent
	Valid    time.Duration // how long after the user's action
}

// KFWindows has the parts of the customer-service window. An action of the user opens each part. The platform's table
// has changed over the years; zero fields get the current values.
type KFWindows struct {
	Message Window // a message from the user: 5 in 48 hours
	Click   Window // a click on a menu button: 3 in a minute
	Follow  Window // a follow: 3 in a minute
	Scan    Window // a scan of a QR code: 3 in a minute
}

// JSSDKCheck is the platform's judgement of the wx.config of a page.
type JSSDKCheck struct {
	OK       bool           `json:"ok"`
	ErrMsg   string         `json:"errMsg"`  // the errMsg that the page gets, such as "config:ok"
	Problem  *Problem       `json:"problem"` // nil if OK
	Expected *JSSDKExpected `json:"expected,omitempty"`
	// Denied has the calls that an account of this kind may not make. Each of them fails with "permission denied".
	Denied []string `json:"denied"`
}

// JSSDKExpected has the right signature and the string that it signs.
type JSSDKExpected struct {
	String1   string `json:"string1"`
	Signature string `json:"signature"`
}
