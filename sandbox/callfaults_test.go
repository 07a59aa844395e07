package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

const oneButton = `{"button":[{"type":"click","name":"a","key":"k"}]}`

// The next call fails and does nothing, and the call after it works.
func TestFailNext(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	p.FailNext("menu.create", endpoint.ErrAPIDailyQuota)
	p.FailNext("menu.*", endpoint.ErrSystemBusy)
	out := c.call("/cgi-bin/menu/create", oneButton)
	if message, _ := out["errmsg"].(string); code(out) != 45009 || !strings.Contains(message, " rid: ") {
		t.Errorf("the first call: %v", out)
	}
	if x := p.Problems()[0]; x.Fault != "answer" || x.ErrCode != 45009 || !strings.Contains(x.Problem.EN, "On request") {
		t.Errorf("the exchange: %+v", x)
	}
	c.wantCode(-1, "/cgi-bin/menu/get", "")
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	c.wantCode(0, "/cgi-bin/menu/create", oneButton)
	p.AnswerNext("menu.get", `{"menu":{"button":[]}}`)
	if _, body := c.raw("GET", "https://api.weixin.qq.com/cgi-bin/menu/get?access_token="+c.token, ""); body != `{"menu":{"button":[]}}` {
		t.Errorf("the answer that was asked for: %s", body)
	}
	if out := c.call("/cgi-bin/menu/get", ""); !strings.Contains(fmt.Sprint(out), "key:k") {
		t.Errorf("the state is gone: %v", out)
	}
}

// FailCalls can make calls fail in many ways.
func TestFailCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t)
		c := newCaller(t, p)
		address := "https://api.weixin.qq.com/cgi-bin/menu/create?access_token=" + c.token
		p.FailCalls(sandbox.CallFault{Endpoint: "menu.create", Status: 502, Times: 1})
		if resp, body := c.raw("POST", address, oneButton); resp.StatusCode != http.StatusBadGateway || strings.HasPrefix(body, "{") {
			t.Errorf("HTTP %d %s", resp.StatusCode, body)
		}
		p.FailCalls(sandbox.CallFault{Endpoint: "*", Body: "<html>", Times: 1})
		if resp, body := c.raw("POST", address, oneButton); resp.StatusCode != http.StatusOK || body != "<html>" {
			t.Errorf("HTTP %d %s", resp.StatusCode, body)
		}
		c.wantCode(46003, "/cgi-bin/menu/get", "")

		p.FailCalls(sandbox.CallFault{Endpoint: "menu.create", Cut: true, Times: 1})
		_, err := p.Client().Post(address, "application/json", strings.NewReader(oneButton))
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("a cut call: %v", err)
		}
		c.wantCode(noCode, "/cgi-bin/menu/get", "") // the call was made

		p.FailCalls(sandbox.CallFault{Endpoint: "menu.get", Delay: 3 * time.Second, Times: 1})
		start := time.Now()
		c.wantCode(noCode, "/cgi-bin/menu/get", "")
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("a slow call took %v", took)
		}

		p.FailCalls(sandbox.CallFault{Endpoint: "menu.get", Delay: time.Hour, Times: 1})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.weixin.qq.com/cgi-bin/menu/get?access_token="+c.token, nil)
		if _, err := p.Client().Do(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a call that waits longer than its caller: %v", err)
		}

		p.FailCalls(sandbox.CallFault{Endpoint: "menu.get", Code: -1})
		c.wantCode(-1, "/cgi-bin/menu/get", "")
		c.wantCode(-1, "/cgi-bin/menu/get", "")
		p.ClearFailures()
		c.wantCode(noCode, "/cgi-bin/menu/get", "")
	})
}

// With the same seed, a probability applies to the same calls.
func TestFailWithProbability(t *testing.T) {
	t.Parallel()
	series := func(seed uint64) string {
		p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Seed: seed}))
		c := newCaller(t, p)
		p.FailCalls(sandbox.CallFault{Endpoint: "menu.get", Code: -1, Probability: 0.5})
		var b strings.Builder
		for range 60 {
			fmt.Fprint(&b, code(c.call("/cgi-bin/menu/get", "")) == -1, " ")
		}
		return b.String()
	}
	one := series(1)
	if n := strings.Count(one, "true"); one != series(1) || one == series(2) || n < 15 || n > 45 {
		t.Errorf("%d of 60 calls failed: %s", n, one)
	}
}

// A fault that could never apply is refused, and ends a test.
func TestImpossibleFaults(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	for _, f := range []sandbox.CallFault{
		{},
		{Endpoint: "menu.make", Code: 1},
		{Endpoint: "[", Code: 1},
		{Endpoint: "menu.get"},
		{Endpoint: "menu.get", Status: 99},
		{Endpoint: "menu.get", Code: 1, Probability: 2},
		{Endpoint: "menu.get", Code: 1, Times: -1},
	} {
		if err := p.FailCalls(f); err == nil {
			t.Errorf("%+v was accepted", f)
		}
	}
	tb := &testingTB{T: t}
	p = sandbox.Start(tb)
	p.FailNext("menu.make", -1)
	if want := "no endpoint is called menu.make"; !strings.Contains(tb.failed, want) {
		t.Errorf("the test ended with %q, want %q", tb.failed, want)
	}
	c := control{t, p}
	if status, out := c.do("POST", "/_sandbox/calls/fail", `{"endpoint":"menu.get","code":45009,"times":2}`); status != 200 || !strings.Contains(fmt.Sprint(out), "code:45009") {
		t.Errorf("HTTP %d %v", status, out)
	}
	newCaller(t, p).wantCode(45009, "/cgi-bin/menu/get", "")
	if status, out := c.do("DELETE", "/_sandbox/calls/fail", ""); status != 200 || strings.Contains(fmt.Sprint(out), "45009") {
		t.Errorf("HTTP %d %v", status, out)
	}
	newCaller(t, p).wantCode(46003, "/cgi-bin/menu/get", "")
	if status, out := c.do("POST", "/_sandbox/calls/fail", `{"endpoint":"menu.make","code":1}`); status != 422 {
		t.Errorf("HTTP %d %v", status, out)
	}
}

// testingTB records what would end the test.
type testingTB struct {
	*testing.T
	failed   string
	cleanups []func()
}

func (t *testingTB) Fatalf(format string, args ...any) {
	if t.failed == "" {
		t.failed = fmt.Sprintf(format, args...)
	}
}

func (t *testingTB) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

func (t *testingTB) end() {
	for _, f := range t.cleanups {
		f()
	}
}
