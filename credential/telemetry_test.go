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

// counts is a recorder of what credential counts itself.
type counts struct {
	mu  sync.Mutex
	all []string
}

func (c *counts) Record(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
	if i == telemetry.Renewals || i == telemetry.StoreFailures || i == telemetry.Calls {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.all = append(c.all, strings.TrimPrefix(i.Name, "wechatgo.")+" "+strings.Join(labels, " "))
	}
}

// want fails unless these and no others were counted since the last want.
func (c *counts) want(t *testing.T, want ...string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if diff := cmp.Diff(want, c.all); diff != "" {
		t.Errorf("counted (-want +got)\n%s", diff)
	}
	c.all = nil
}

// counted is a source that is counted.
func (c *counts) source(t *testing.T, p *fakePlatform, change func(*credential.Config)) *credential.Source {
	t.Helper()
	return p.source(t, func(config *credential.Config) {
		config.Client.Telemetry = c
		if change != nil {
			change(config)
		}
	})
}

// A renewal is counted once, however many wait for it.
func TestRenewalsAreCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(counts)
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
		c := new(counts)
		wantToken(t, c.source(t, p, withStore(shared)), "68_token1")
		c.want(t, "token.renewals stable_token adopted")

		p.setAnswer(func(string) (int, string) { return 200, `{"errcode":40125,"errmsg":"invalid appsecret"}` })
		if _, err := c.source(t, p, classic).Token(t.Context()); err == nil {
			t.Error("no error")
		}
		c.want(t, "api.calls base.token 40125", "token.renewals token failed")
	})
}

// An instance that waits for another one's lock adopts what that one gets.
func TestWaitingIsAdopting(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(counts)
		p.delay = time.Second
		shared := newMemory()
		var wg sync.WaitGroup
		for range 2 {
			s := c.source(t, p, withStore(shared))
			wg.Go(func() { wantToken(t, s, "68_token1") })
		}
		wg.Wait()
		slices.Sort(c.all)
		c.want(t, "api.calls base.stable_token 0", "token.renewals stable_token adopted", "token.renewals stable_token issued")
	})
}

type awayStore struct{ store.Store }

func (awayStore) Get(context.Context, string) ([]byte, error) { return nil, errors.New("away") }

// After the first failure a renewal leaves the store alone.
func TestStoreFailuresAreCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(counts)
		wantToken(t, c.source(t, p, withStore(awayStore{newMemory()})), "68_token1")
		c.want(t, "store.failures credential", "api.calls base.stable_token 0", "token.renewals stable_token issued")
	})
}

// The renewals of a source on another program are counted with its own recorder.
func TestRemoteIsCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(counts)
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
