package callback_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// handshakeQuery is the official vector.
func handshakeQuery() url.Values {
	return url.Values{
		"signature": {"f464b24fc39322e44b38aa78f5edd27bd1441696"},
		"timestamp": {"1714036504"}, "nonce": {"1514711492"}, "echostr": {"4375120948345356249"},
	}
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		for name, c := range map[string]struct {
			change func(url.Values)
			status int
			body   string
		}{
			"official vector":   {func(url.Values) {}, 200, "4375120948345356249"},
			"own query kept":    {func(q url.Values) { q.Set("tenant", "7") }, 200, "4375120948345356249"},
			"bad signature":     {func(q url.Values) { q.Set("signature", strings.Repeat("0", 40)) }, 403, "callback: bad signature\n"},
			"upper-case":        {func(q url.Values) { q.Set("signature", strings.ToUpper(q.Get("signature"))) }, 403, "callback: bad signature\n"},
			"other timestamp":   {func(q url.Values) { q.Set("timestamp", "1714036505") }, 403, "callback: bad signature\n"},
			"no signature":      {func(q url.Values) { q.Del("signature") }, 400, "callback: parameter signature is missing\n"},
			"no timestamp":      {func(q url.Values) { q.Del("timestamp") }, 400, "callback: parameter timestamp is missing\n"},
			"no nonce":          {func(q url.Values) { q.Del("nonce") }, 400, "callback: parameter nonce is missing\n"},
			"no echostr":        {func(q url.Values) { q.Del("echostr") }, 400, "callback: parameter echostr is missing\n"},
			"two echostr":       {func(q url.Values) { q.Add("echostr", "<script>") }, 400, "callback: parameter echostr is there twice\n"},
			"second signature":  {func(q url.Values) { q.Add("signature", "x") }, 400, "callback: parameter signature is there twice\n"},
			"markup, unproven":  {func(q url.Values) { q.Set("echostr", "<script>"); q.Set("nonce", "1") }, 403, "callback: bad signature\n"},
			"markup, in proven": {func(q url.Values) { q.Set("echostr", "<b>") }, 200, "<b>"},
		} {
			t.Run(mode.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				var runs atomic.Int32
				s, _ := newServer(t, mode, echo(&runs))
				q := handshakeQuery()
				c.change(q)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wx?"+q.Encode(), nil))
				if w.Code != c.status || w.Body.String() != c.body {
					t.Errorf("got %d %q, want %d %q", w.Code, w.Body, c.status, c.body)
				}
				if got := w.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
					t.Errorf("Content-Type %q", got)
				}
				if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
					t.Errorf("X-Content-Type-Options %q", got)
				}
				if runs.Load() != 0 {
					t.Error("the handler ran")
				}
			})
		}
	}
}
