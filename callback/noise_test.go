package callback_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
)

// Refusals for one reason have one line, and then one a minute with the count.
func TestRefusalsAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, log := newServer(t, account.Safe, echo(new(atomic.Int32)))
		forged := safePush(textXML("hello", 1)).with("msg_signature", strings.Repeat("0", 40))
		began := time.Now()
		for range 1000 {
			if w := forged.post(s); w.Code != http.StatusForbidden {
				t.Fatalf("got %d", w.Code)
			}
			plainPush(textXML("hello", 1)).post(s) // for another reason
			time.Sleep(100 * time.Millisecond)
		}
		if lines := strings.Count(log.String(), "bad msg_signature"); lines != 2 || time.Since(began) != 100*time.Second {
			t.Errorf("%d lines: %s", lines, log)
		}
		if !strings.Contains(log.String(), "more_since_last=599") {
			t.Error(log)
		}
	})
}

// A request that promises a long body and sends none has little memory.
func TestPromisedBodyHasNoMemory(t *testing.T) {
	s, _ := newServer(t, account.Safe, echo(new(atomic.Int32)))
	r := safePush(textXML("hello", 1)).request(t.Context())
	r.ContentLength = 1 << 20
	r.Body = http.NoBody
	bytes := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.ServeHTTP(httptest.NewRecorder(), r)
		}
	}).AllocedBytesPerOp()
	if bytes > 64<<10 {
		t.Errorf("it takes %d bytes", bytes)
	}
}
