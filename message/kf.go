package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// KfSession holds the fields of the events that open and end a customer-service session.
type KfSession struct {
	Common
	// KfAccount is the agent's account: its name and its suffix, such as "test1@test".
	KfAccount string
}

// Key returns KfAccount.
func (s *KfSession) Key() string { return s.KfAccount }

func (s *KfSession) fields(b *xmldoc.Binder) { b.Text("KfAccount", &s.KfAccount) }

// KfCreateSessionEvent tells that an agent took a user's session.
type KfCreateSessionEvent struct {
	KfSession
	event
}

// EventName returns "kf_create_session".
func (*KfCreateSessionEvent) EventName() string { return "kf_create_session" }

// KfCloseSessionEvent tells that a session ended.
type KfCloseSessionEvent struct {
	KfSession
	event
	// CloseType says who ended the session: "KF" (the agent), "USER", "TIMEOUT" or others. It was seen in practice, but
	// the documented sample does not have it.
	CloseType string
}

// EventName returns "kf_close_session".
func (*KfCloseSessionEvent) EventName() string { return "kf_close_session" }

func (m *KfCloseSessionEvent) fields(b *xmldoc.Binder) {
	m.KfSession.fields(b)
	b.OptText("CloseType", &m.CloseType)
}

// KfSwitchSessionEvent tells that a session went from one agent to another.
type KfSwitchSessionEvent struct {
	Common
	event
	FromKfAccount string // the agent who had the session
	ToKfAccount   string // the agent who has the session now
}

// EventName returns "kf_switch_session".
func (*KfSwitchSessionEvent) EventName() string { return "kf_switch_session" }

// Key returns both agents.
func (m *KfSwitchSessionEvent) Key() string { return joinKey(m.FromKfAccount, m.ToKfAccount) }

func (m *KfSwitchSessionEvent) fields(b *xmldoc.Binder) {
	b.Text("FromKfAccount", &m.FromKfAccount)
	b.Text("ToKfAccount", &m.ToKfAccount)
}
