package once_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/message"
)

// slowPeers take so long to note an answer that its push does not listen any more, and then say that another instance
// has the message.
type slowPeers struct{}

type slowClaim struct{ once.Claim }

func (slowPeers) Claim(*once.Delivery) (once.Claim, once.Remote) { return slowClaim{}, nil }

func (slowClaim) First() (time.Duration, bool) { return 0, false }
func (slowClaim) Enqueue()                     {}
func (slowClaim) AtHead() bool                 { return true }
func (slowClaim) Publish(once.Published) once.Standing {
	time.Sleep(700 * time.Millisecond)
	return once.Mine
}
func (slowClaim) Confirm() once.Standing { return once.Theirs }
func (slowClaim) Leave()                 {}

// An answer whose push may have had it, or not, is kept for its user where another instance says that it has the
// message: that one may have had no listener either.
func TestUnsureAnswerIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var kept []string
		g := once.NewGroup(once.Config{
			MaxConcurrent: 1, MaxWaiting: 1, Clock: once.NewClock(), Peers: slowPeers{}, Limit: time.Minute,
			Fetch: func(*once.Execution, []byte, bool) (r once.Result, ok bool) { return r, false },
			Run: func(_ *once.Execution, buf []byte) once.Result {
				time.Sleep(4500 * time.Millisecond)
				return once.Result{Body: append(buf, "answer"...), At: time.Now()}
			},
			CanSend: func() bool { return true },
			Ended:   func(*once.Delivery) {},
			Keep:    func(_ *once.Delivery, body []byte, _ bool) { kept = append(kept, string(body)) },
		})
		m := &message.Text{Content: "hello"}
		if a := g.Answer(g.NewDelivery(context.Background(), m, "<xml/>"), new([]byte)); a.Refused != once.HungUp {
			t.Errorf("the push is answered with %+v", a)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(kept) != 1 || kept[0] != "answer" {
			t.Errorf("kept %q", kept)
		}
	})
}
