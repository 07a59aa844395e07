package credential_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// countRecorder records the counts of renewals, store failures and calls.
type countRecorder struct {
	mu      sync.Mutex
	records []string
}

func (c *countRecorder) Record(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
	if i == telemetry.Renewals || i == telemetry.StoreFailures || i == telemetry.Calls {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.records = append(c.records, strings.TrimPrefix(i.Name, "wechatgo.")+" "+strings.Join(labels, " "))
	}
}

// want checks the counts since it was called last.
func (c *countRecorder) want(t *testing.T, want ...string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if diff := cmp.Diff(want, c.records); diff != "" {
		t.Errorf("counted (-want +got)\n%s", diff)
	}
	c.records = nil
}

// source returns a source with c as its recorder.
func (c *countRecorder) source(t *testing.T, p *fakePlatform, change func(*credential.Config)) *credential.Source {
	t.Helper()
	return p.source(t, func(config *credential.Config) {
		config.Client.Telemetry = c
		if change != nil {
			change(config)
		}
	})
}

// A renewal is counted once, however many callers wait for it.
func TestRenewalsAreCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(countRecorder)
		p.delay = time.Second
		s := c.source(t, p, nil)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { wantToken(t, s, "68_token1") })
		}
		wg.Wait()
		c.want(t, "api.calls base.stable_token 0", "token.renewals stable_token issued")

		wantToken(t, s, "68_token1") // from memory
		c.want(t)

		if _, err := s.Ticket(t.Context(), "jsapi"); err != nil {
			t.Error(err)
		}
		c.want(t, "api.calls ticket.getticket 0", "token.renewals jsapi_ticket issued")
	})
}

func TestRenewalsAreCountedByOutcome(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, shared := newFakePlatform(), newMemory()
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		c := new(countRecorder)
		wantToken(t, c.source(t, p, withStore(shared)), "68_token1")
		c.want(t, "token.renewals stable_token adopted")

		p.setAnswer(func(string) (int, string) { return 200, `{"errcode":40125,"errmsg":"invalid appsecret"}` })
		if _, err := c.source(t, p, classic).Token(t.Context()); err == nil {
			t.Error("no error")
		}
		c.want(t, "api.calls base.token 40125", "token.renewals token failed")
	})
}

// When an instance waits for another one's lock and adopts its token, that is counted as adopted.
func TestWaitForLockCountsAsAdopted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(countRecorder)
		p.delay = time.Second
		shared := newMemory()
		var wg sync.WaitGroup
		for range 2 {
			s := c.source(t, p, withStore(shared))
			wg.Go(func() { wantToken(t, s, "68_token1") })
		}
		wg.Wait()
		slices.Sort(c.records)
		c.want(t, "api.calls base.stable_token 0", "token.renewals stable_token adopted", "token.renewals stable_token issued")
	})
}

// failingGetStore is a store whose reads fail.
type failingGetStore struct{ store.Store }

func (failingGetStore) Get(context.Context, string) ([]byte, error) { return nil, errors.New("away") }

// After its first failure a renewal uses the store no more, so one failure is counted.
func TestStoreFailuresAreCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(countRecorder)
		wantToken(t, c.source(t, p, withStore(failingGetStore{newMemory()})), "68_token1")
		c.want(t, "store.failures credential", "api.calls base.stable_token 0", "token.renewals stable_token issued")
	})
}

// The renewals of a remote source are counted with the recorder of its config.
func TestRemoteIsCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(countRecorder)
		asked := 0
		s, err := credential.NewRemote(credential.RemoteConfig{
			Ask: func(_ context.Context, kind, _ string) (string, time.Duration, error) {
				if asked++; kind == ticket.WxCard {
					return "", 0, errors.New("away")
				}
				return fmt.Sprintf("68_token%d", asked), time.Hour, nil
			},
			Logger:    slog.New(slog.DiscardHandler),
			Telemetry: c,
		})
		if err != nil {
			t.Fatal(err)
		}
		wantToken(t, s, "68_token1")
		c.want(t, "token.renewals access_token issued")
		wantRenewed(t, s, "68_token1", "68_token2")
		c.want(t, "token.renewals access_token issued")
		if _, err := s.Ticket(t.Context(), ticket.JSAPI); err != nil {
			t.Error(err)
		}
		c.want(t, "token.renewals jsapi_ticket issued")
		if _, err := s.Ticket(t.Context(), ticket.WxCard); err == nil {
			t.Error("no error")
		}
		c.want(t, "token.renewals wx_card_ticket failed")

		wantToken(t, serve(t, p.source(t, nil)).remote(t), "68_token1") // without a recorder
	})
}
