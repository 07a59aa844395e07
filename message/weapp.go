package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// WeappAuditSuccessEvent tells a third-party platform that a version of a mini program passed the review. ToUserName is
// the original id of the mini program. The event is known from other toolkits' tests, not from the platform's pages.
type WeappAuditSuccessEvent struct {
	Common
	event
	SuccTime time.Time // when the version passed, in whole seconds
}

// EventName returns "weapp_audit_success".
func (*WeappAuditSuccessEvent) EventName() string { return "weapp_audit_success" }

// Key returns "".
func (*WeappAuditSuccessEvent) Key() string { return "" }

func (m *WeappAuditSuccessEvent) fields(b *xmldoc.Binder) { b.Time("SuccTime", &m.SuccTime) }

// WeappAuditFailEvent tells a third-party platform that a version of a mini program was refused. ToUserName is the
// original id of the mini program. The event is known from other toolkits' tests, not from the platform's pages.
type WeappAuditFailEvent struct {
	Common
	event
	Reason     string    // the reason for the refusal
	FailTime   time.Time // when the version was refused, in whole seconds
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

// WeappAuditDelayEvent tells a third-party platform that the review of a version of a mini program takes longer.
// ToUserName is the original id of the mini program. The event is known from other toolkits' tests, not from the
// platform's pages.
type WeappAuditDelayEvent struct {
	Common
	event
	Reason    string    // the reason for the delay
	DelayTime time.Time // when the review was delayed, in whole seconds
}

// EventName returns "weapp_audit_delay".
func (*WeappAuditDelayEvent) EventName() string { return "weapp_audit_delay" }

// Key returns "".
func (*WeappAuditDelayEvent) Key() string { return "" }

func (m *WeappAuditDelayEvent) fields(b *xmldoc.Binder) {
	b.Text("Reason", &m.Reason)
	b.Time("DelayTime", &m.DelayTime)
}
