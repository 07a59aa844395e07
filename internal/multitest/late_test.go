package multitest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The first push of a message goes to one instance, the second to the other, the third to the first again. The handler
// runs once, however long it takes, and the phone shows one answer: the reply to a push that still waits when it is
// ready, or a customer-service message after the last push has ended.
//
// The last push is answered three tenths of a second before the platform hangs up. On a machine that is busy for longer
// than that the result means nothing, so no other test runs at the same time, and each case has three tries.
func TestAnswerOutlivesItsPush(t *testing.T) {
	const tries = 3
	p, server, j := startPlatform(t), redistest.Start(t), startJournal(t)
	var both []*instance
	for _, name := range []string{"A", "B"} {
		both = append(both, startServer(t, setting{Name: name, Platform: p.URL, Redis: server.Addr, Patient: true}, j))
	}
	b := startBalancer(t, both)
	cases := []struct {
		takes time.Duration
		via   string // the way by which the answer comes
		want  deliveryOutcome
	}{
		{1 * time.Second, "reply", deliveryOutcome{To: []string{"A"}, Ended: []string{"replied"}}},
		{6 * time.Second, "reply", deliveryOutcome{To: []string{"A", "B"}, Ended: []string{"late", "replied"}}},
		{11 * time.Second, "reply", deliveryOutcome{To: []string{"A", "B", "A"}, Ended: []string{"late", "late", "replied"}}},
		{20 * time.Second, "kf", deliveryOutcome{To: []string{"A", "B", "A"}, Ended: []string{"late", "late", "success"}}},
	}
	user := func(takes time.Duration, try int) string { return fmt.Sprint(takes, " ", try) }
	for _, tt := range cases {
		for try := range tries {
			p.follower(user(tt.takes, try))
		}
	}
	for end := time.Now().Add(time.Minute); ; {
		h := p.sandbox.Callback(b.URL + "/wx")
		if h.OK {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the handshake: %+v", h)
		}
	}
	for _, tt := range cases {
		t.Run(tt.takes.String(), func(t *testing.T) {
			t.Parallel()
			tt.want.Shown = []string{"account by " + tt.via + ": done: " + tt.takes.String() + " now at work"}
			tt.want.By = []string{"begins by A", "ends by A"}
			var diff string
			for try := range tries {
				u := p.sandbox.User(user(tt.takes, try))
				u.Send(tt.takes.String() + " now at work")
				for !hasEnded(j, u) || len(shown(u)) == 0 {
					time.Sleep(10 * time.Millisecond)
				}
				time.Sleep(time.Second) // time for a second answer, which must not come
				got := deliveryOutcome{Shown: shown(u), To: b.to(u.OpenID()), Ended: pushEnds(p.sandbox, u), By: handledBy(j, u)}
				if diff = cmp.Diff(tt.want, got); diff == "" {
					return
				}
				t.Logf("try %d (-want +got):\n%s", try, diff)
			}
			t.Errorf("no try went as it should; the last (-want +got):\n%s", diff)
		})
	}
}

// deliveryOutcome is what happened to a message.
type deliveryOutcome struct {
	Shown []string // on the phone
	To    []string // the instances that were pushed to
	Ended []string // how those pushes ended
	By    []string // the events of the instances
}

// shown returns what the account, or the platform in its name, showed on the phone.
func shown(u *sandbox.User) (list []string) {
	for _, e := range u.Chat() {
		if e.From == "account" || e.Type == "hint" {
			list = append(list, e.From+" by "+e.Via+": "+e.Text)
		}
	}
	return list
}

// pushEnds returns how the pushes of the user's message ended.
func pushEnds(p *sandbox.Platform, u *sandbox.User) (outcomes []string) {
	for _, x := range p.Exchanges() {
		if x.Kind == "push" && x.User == u.Name() && x.Attempt > 0 && x.Outcome != "unconnected" {
			outcomes = append(outcomes, x.Outcome)
		}
	}
	return outcomes
}

func handledBy(j *journal, u *sandbox.User) (list []string) {
	for _, l := range j.of(u.OpenID()) {
		list = append(list, string(l.what)+" by "+l.instance)
	}
	return list
}

func hasEnded(j *journal, u *sandbox.User) bool {
	for _, l := range j.of(u.OpenID()) {
		if l.what == ends {
			return true
		}
	}
	return false
}
