// Package record is what the sandbox shows: what a phone shows, what went over
// the wire, what was counted, and what was wrong, in words of two languages.
// Package sandbox has every type under its own name.
package record

import "time"

// Handshake is the result of a URL verification (服务器地址验证).
type Handshake struct {
	OK      bool      `json:"ok"`
	At      time.Time `json:"at"`
	Problem *Problem  `json:"problem"` // nil if OK
}

// Window is a part of the customer-service window.
type Window struct {
	Messages int           // how many messages may be sent
	Valid    time.Duration // for how long
}

// KFWindows are the parts of the customer-service window, each opened by
// something that the user does. The platform's table has changed over the
// years; zero fields get the current one.
type KFWindows struct {
	Message Window // a message from the user: 5 in 48 hours
	Click   Window // a click on a menu button: 3 in a minute
	Follow  Window // a follow: 3 in a minute
	Scan    Window // a scan of a QR code: 3 in a minute
}

// JSSDKCheck is the platform's judgement of a page's wx.config.
type JSSDKCheck struct {
	OK       bool           `json:"ok"`
	ErrMsg   string         `json:"errMsg"`  // as the page gets it, such as "config:ok"
	Problem  *Problem       `json:"problem"` // nil if OK
	Expected *JSSDKExpected `json:"expected,omitempty"`
	// Denied are the calls that an account of this kind may not make: each
	// fails with "permission denied".
	Denied []string `json:"denied"`
}

// JSSDKExpected is the right signature and what is signed.
type JSSDKExpected struct {
	String1   string `json:"string1"`
	Signature string `json:"signature"`
}
