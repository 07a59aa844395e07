package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// ScanCode is the result of a scan that a menu button started.
type ScanCode struct {
	// Type is "qrcode" or "barcode".
	Type string
	// Result is the content; for a barcode it begins with the kind, as in "EAN_13,6901234567890".
	Result string
}

func (c *ScanCode) bind(b *xmldoc.Binder) {
	b.Group("ScanCodeInfo", func(b *xmldoc.Binder) {
		b.Text("ScanType", &c.Type)
		b.Text("ScanResult", &c.Result)
	})
}

// ScanCodePushEvent follows a scan by a button of type scancode_push, for which the phone shows the result.
type ScanCodePushEvent struct {
	MenuPress
	event
	ScanCode ScanCode // the result of the scan
}

// EventName returns "scancode_push".
func (*ScanCodePushEvent) EventName() string { return "scancode_push" }

func (m *ScanCodePushEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.ScanCode.bind(b)
}

// ScanCodeWaitMsgEvent follows a scan by a button of type scancode_waitmsg: the user waits for the reply.
type ScanCodeWaitMsgEvent struct {
	MenuPress
	event
	ScanCode ScanCode // the result of the scan
}

// EventName returns "scancode_waitmsg".
func (*ScanCodeWaitMsgEvent) EventName() string { return "scancode_waitmsg" }

func (m *ScanCodeWaitMsgEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.ScanCode.bind(b)
}
