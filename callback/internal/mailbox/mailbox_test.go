package mailbox

import (
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
)

// The copies in this process have a bound in bytes, and nothing is left of them once they have expired.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := New(Config{Expiry: time.Hour, Limit: time.Hour, Log: slog.New(slog.DiscardHandler)})
		part := make([]byte, 2048)
		for i := range 2000 {
			user := fmt.Sprint("user", i)
			for j := range 5 {
				a := Answer{User: user, Message: fmt.Sprint(j), At: int64(j + 1)}
				for n := range 10 {
					b.Keep(a, PartKey{N: n}, part)
				}
				b.End(a)
			}
			time.Sleep(time.Second / 10)
		}
		synctest.Wait()
		sum := 0
		for _, c := range b.users {
			sum += c.mail.bytes()
		}
		if b.bytes != sum || sum > maxBytes || sum < maxBytes-MaxAnswers*MaxBytes {
			t.Errorf("%d bytes are counted, %d kept, the bound is %d", b.bytes, sum, maxBytes)
		}
		for user := range b.users { // one is read, one is cleared
			for f := b.Find(user, "", ""); f.State == Ready; f = b.Find(user, "", "") {
				b.Read(user, f.Of.Message, f.Key)
			}
			break
		}
		b.Clear("user1999", 100)
		b.Clear("nobody", 100)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if len(b.users) != 0 || b.bytes != 0 || b.sweeper != nil {
			t.Errorf("%d users and %d bytes are left, sweeper %v", len(b.users), b.bytes, b.sweeper)
		}
	})
}

// The bytes are counted right also where another instance has added parts to a user's mail, or read them.
func TestMemoryIsCountedOverInstances(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		instance := func() *Mailbox {
			st := sharedstore.New(sharedstore.Config{
				Store: shared, Timeout: time.Second, Pause: time.Second, Patience: time.Second, Log: slog.New(slog.DiscardHandler),
			})
			return New(Config{Store: st, Expiry: time.Hour, Limit: time.Hour, Log: slog.New(slog.DiscardHandler)})
		}
		a, b := instance(), instance()
		counted := func(m *Mailbox) {
			t.Helper()
			synctest.Wait()
			m.mu.Lock()
			defer m.mu.Unlock()
			sum := 0
			for _, c := range m.users {
				sum += c.mail.bytes()
			}
			if m.bytes != sum {
				t.Errorf("%d bytes are counted, %d kept", m.bytes, sum)
			}
		}
		for i := range 100 {
			user := fmt.Sprint("user", i)
			for j := range 3 {
				answer := Answer{User: user, Message: fmt.Sprint(j), At: int64(j + 1)}
				[]*Mailbox{a, b}[j%2].Keep(answer, PartKey{}, make([]byte, 1000+j))
			}
			f := b.Find(user, "", "")
			b.Read(user, f.Of.Message, f.Key)
			time.Sleep(time.Second)
			a.End(Answer{User: user, Message: "2", At: 3})
			counted(a)
			counted(b)
		}
		time.Sleep(2 * time.Hour)
		counted(a)
		counted(b)
	})
}
