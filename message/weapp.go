package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// WeappAuditSuccessEvent informs a third-party platform that a mini program's version passed the review. ToUserName is
// the mini program's. The event is known from other toolkits' tests, not from the platform's pages.
type WeappAuditSuccessEvent struct {
	Common
	event
	SuccTime time.Time // when it passed, in whole seconds
}

// EventName returns "weapp_audit_success".
func (*WeappAuditSuccessEvent) EventName() string { return "weapp_audit_success" }

// Key returns "".
func (*WeappAuditSuccessEvent) Key() string { return "" }

func (m *WeappAuditSuccessEvent) fields(b *xmldoc.Binder) { b.Time("SuccTime", &m.SuccTime) }

// WeappAuditFailEvent informs a third-party platform that a mini program's version was refused. ToUserName is the mini
// program's. The event is known from other toolkits' tests, not from the platform's pages.
type WeappAuditFailEvent struct {
	Common
	event
	Reason     string    // the reason
	FailTime   time.Time // when it was refused, in whole seconds
	ScreenShot string    // pictures of the problems, separated by "|"
}

// EventName returns "weapp_audit_fail".
func (*WeappAuditFailEvent) EventName() string { return "weapp_audit_fail" }

// Key returns "".
func (*WeappAuditFailEvent) Key() string { return "" }

func (m *WeappAuditFailEvent) fields(b *xmldoc.Binder) {
	b.Text("Reason", &m.Reason)
	b.Time("FailTime", &m.FailTime)
	b.OptText("ScreenShot", &m.ScreenShot)
}

// WeappAuditDelayEvent tells a third-party platform that the review of a mini program's version takes longer.
// ToUserName is the mini program's. The event is known from other toolkits' tests, not from the platform's pages.
type WeappAuditDelayEvent struct {
	Common
	event
	Reason    string    // why
	DelayTime time.Time // when it was put off, in whole seconds
}

// EventName returns "weapp_audit_delay".
func (*WeappAuditDelayEvent) EventName() string { return "weapp_audit_delay" }

// Key returns "".
func (*WeappAuditDelayEvent) Key() string { return "" }

func (m *WeappAuditDelayEvent) fields(b *xmldoc.Binder) {
	b.Text("Reason", &m.Reason)
	b.Time("DelayTime", &m.DelayTime)
}
