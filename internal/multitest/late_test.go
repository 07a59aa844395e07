package multitest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The first push of a message goes to one instance, the second to the other,
// the third to the first again. The handler runs once however long it takes,
// and the phone shows one answer: the reply to the push that waits when it is
// there, or a customer-service message when the last push is over.
func TestAnswerOutlivesItsPush(t *testing.T) {
	t.Parallel()
	p, server, j := startPlatform(t), redistest.Start(t), startJournal(t)
	var both []*instance
	for _, name := range []string{"A", "B"} {
		both = append(both, startServer(t, setting{Name: name, Platform: p.URL, Redis: server.Addr}, j))
	}
	b := startBalancer(t, both)
	cases := []struct {
		takes time.Duration
		to    []string // the instances that are pushed to
		ended []string // how those pushes end
		via   string   // what brings the answer
	}{
		{1 * time.Second, []string{"A"}, []string{"replied"}, "reply"},
		{6 * time.Second, []string{"A", "B"}, []string{"late", "replied"}, "reply"},
		{11 * time.Second, []string{"A", "B", "A"}, []string{"late", "late", "replied"}, "reply"},
		{20 * time.Second, []string{"A", "B", "A"}, []string{"late", "late", "success"}, "kf"},
	}
	for _, tt := range cases {
		p.follower(tt.takes.String())
	}
	if h := p.sandbox.Callback(b.URL + "/wx"); !h.OK {
		t.Fatalf("the handshake: %+v", h)
	}
	for _, tt := range cases {
		t.Run(tt.takes.String(), func(t *testing.T) {
			t.Parallel()
			const slack = 3 * time.Second // two busy processors
			u, start := p.sandbox.User(tt.takes.String()), time.Now()
			u.Send(tt.takes.String() + " now at work")
			for len(shown(u)) == 0 && time.Since(start) < tt.takes+slack {
				time.Sleep(10 * time.Millisecond)
			}
			if took := time.Since(start); took < tt.takes || took > tt.takes+slack {
				t.Errorf("the answer came after %v, and the handler takes %v", took, tt.takes)
			}
			time.Sleep(time.Second) // for an answer too many

			if diff := cmp.Diff([]string{"account by " + tt.via + ": done: " + tt.takes.String() + " now at work"}, shown(u)); diff != "" {
				t.Errorf("the phone shows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.to, b.to(u.OpenID())); diff != "" {
				t.Errorf("pushed to (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.ended, ends(p.sandbox, u)); diff != "" {
				t.Errorf("the pushes ended (-want +got):\n%s", diff)
			}
			var by []string
			for _, l := range j.of(u.OpenID()) {
				by = append(by, l.instance)
			}
			if want := []string{"A", "A"}; !slices.Equal(by, want) { // begins, ends
				t.Errorf("handled by %v, want %v", by, want)
			}
		})
	}
}

// shown is what the account, or the platform in its place, put on the phone.
func shown(u *sandbox.User) (list []string) {
	for _, e := range u.Chat() {
		if e.From == "account" || e.Type == "hint" {
			list = append(list, e.From+" by "+e.Via+": "+e.Text)
		}
	}
	return list
}

// ends is how the pushes of the user's message ended.
func ends(p *sandbox.Platform, u *sandbox.User) (outcomes []string) {
	for _, x := range p.Exchanges() {
		if x.Kind == "push" && x.User == u.Name() && x.Attempt > 0 && x.Outcome != "unconnected" {
			outcomes = append(outcomes, x.Outcome)
		}
	}
	return outcomes
}
