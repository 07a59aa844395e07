package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// GuideQRCodeScanEvent reports that a user scanned a shopping guide's QR code. It is known from another toolkit's copy
// of the platform's page.
type GuideQRCodeScanEvent struct {
	Common
	event
	GuideAccount string // the guide's WeChat account (qrcode_guide_account)
	GuideOpenID  string // the guide's OpenID (qrcode_guide_openid)
	OpenID       string // the user who scanned
	Action       int64  // the result; 11 in the known sample, other values are unknown
	QRCodeInfo   string // the data that the account put into the QR code
}

// EventName returns "guide_qrcode_scan_event".
func (*GuideQRCodeScanEvent) EventName() string { return "guide_qrcode_scan_event" }

// Key returns the guide, the user and the QR code's content.
func (m *GuideQRCodeScanEvent) Key() string {
	return joinKey(m.GuideAccount, m.GuideOpenID, m.OpenID, m.QRCodeInfo)
}

func (m *GuideQRCodeScanEvent) fields(b *xmldoc.Binder) {
	b.Group("GuideScanEvent", func(b *xmldoc.Binder) {
		b.Text("qrcode_guide_account", &m.GuideAccount)
		b.Text("qrcode_guide_openid", &m.GuideOpenID)
		b.Text("openid", &m.OpenID)
		b.Int("action", &m.Action)
		b.Text("qrcode_info", &m.QRCodeInfo)
	})
}

// GuideInviteResultEvent tells whether a user accepted to become a guide. It is unconfirmed: only its name is known and
// the fields are a guess, so a push without a GuideInviteEvent element is decoded as an [*UnknownEvent].
type GuideInviteResultEvent struct {
	Common
	event
	GuideAccount string // the invited guide's WeChat account
	InviteResult int64  // the outcome; 1 in the sample
}

// EventName returns "guide_invite_result_event".
func (*GuideInviteResultEvent) EventName() string { return "guide_invite_result_event" }

// Key returns GuideAccount.
func (m *GuideInviteResultEvent) Key() string { return m.GuideAccount }

// guideInvite is the element that the guess about [GuideInviteResultEvent] stands on.
const guideInvite = "GuideInviteEvent"

func (*GuideInviteResultEvent) guessed() string { return guideInvite }

func (m *GuideInviteResultEvent) fields(b *xmldoc.Binder) {
	b.Group(guideInvite, func(b *xmldoc.Binder) {
		b.Text("guide_account", &m.GuideAccount)
		b.Int("invite_result", &m.InviteResult)
	})
}
