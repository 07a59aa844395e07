package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// ScanCode is what a menu button's scanner read.
type ScanCode struct {
	// Type is "qrcode" or "barcode".
	Type string
	// Result is the content; a barcode's kind stands before it, as in
	// "EAN_13,6901234567890".
	Result string
}

func (c *ScanCode) bind(b *xmldoc.Binder) {
	b.Group("ScanCodeInfo", func(b *xmldoc.Binder) {
		b.Text("ScanType", &c.Type)
		b.Text("ScanResult", &c.Result)
	})
}

// ScanCodePushEvent follows a scan by a button of type scancode_push, which
// shows the user the result.
type ScanCodePushEvent struct {
	MenuPress
	event
	ScanCode ScanCode // what was scanned
}

// EventName returns "scancode_push".
func (*ScanCodePushEvent) EventName() string { return "scancode_push" }

func (m *ScanCodePushEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.ScanCode.bind(b)
}

// ScanCodeWaitMsgEvent follows a scan by a button of type scancode_waitmsg:
// the user waits for the reply.
type ScanCodeWaitMsgEvent struct {
	MenuPress
	event
	ScanCode ScanCode // what was scanned
}

// EventName returns "scancode_waitmsg".
func (*ScanCodeWaitMsgEvent) EventName() string { return "scancode_waitmsg" }

func (m *ScanCodeWaitMsgEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.ScanCode.bind(b)
}
