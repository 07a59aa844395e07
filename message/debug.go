package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// DebugDemoEvent is what the developer console's debugging tool (调试工具) sends.
type DebugDemoEvent struct {
	Common
	event
	DebugStr string // the platform's "hello world"
}

// EventName returns "debug_demo".
func (*DebugDemoEvent) EventName() string { return "debug_demo" }

// Key returns DebugStr.
func (m *DebugDemoEvent) Key() string { return m.DebugStr }

func (m *DebugDemoEvent) fields(b *xmldoc.Binder) { b.Text("debug_str", &m.DebugStr) }
