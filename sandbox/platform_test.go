package sandbox_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

func TestReplyInSafeMode(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	app := newApp(p)
	app.answer = func(m push) string { return m.reply("<MsgType>text</MsgType><Content>got " + m.Content + "</Content>") }
	p.Connect(app)
	alice := p.User("alice")
	alice.Follow()
	got := alice.Send("hello")
	if len(got) != 1 || got[0].Text != "got hello" || got[0].From != "account" || got[0].Via != "reply" {
		t.Fatalf("the phone shows %v", got)
	}
}
