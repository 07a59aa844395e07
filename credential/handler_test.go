package credential_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/credential"
)

// The handler that Handler returns beside an error answers every request with status 500 and without the reason.
func TestHandlerWithInvalidConfig(t *testing.T) {
	t.Parallel()
	s := newFakePlatform().source(t, nil)
	for name, test := range map[string]struct {
		source *credential.Source
		secret string
		field  string
	}{
		"no secret":                  {s, "", "secret"},
		"secret of 31 bytes":         {s, serverSecret[:31], "secret"},
		"secret with a line break":   {s, serverSecret + "\n", "secret"},
		"no source":                  {nil, serverSecret, "source"},
		"neither source, nor secret": {nil, "", "source"},
	} {
		h, err := credential.Handler(test.source, test.secret)
		wantFieldError(t, err, test.field)
		for _, path := range []string{"/token", "/elsewhere"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Authorization", "Bearer "+test.secret)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if body := w.Body.String(); w.Code != http.StatusInternalServerError || !strings.Contains(body, `"error"`) || strings.Contains(body, serverSecret[:31]) {
				t.Errorf("%s: GET %s: %d %s", name, path, w.Code, body)
			}
		}
	}
}

// A program may call the handler with a request of its own, which need not have a body.
func TestRequestWithoutBody(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/token/renew", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+serverSecret)
		w := httptest.NewRecorder()
		serve(t, newFakePlatform().source(t, nil)).ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// Programs in other languages depend on the exact requests and answers, so the test spells them out.
func TestHandler(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		w := serve(t, s)
		wantToken(t, s, "68_token1")
		time.Sleep(20*time.Second + time.Millisecond)
		for _, c := range []struct {
			request, auth, body string
			status              int
			want                string // the whole answer, or a part of an error
		}{
			{"GET /token", "Bearer " + serverSecret, "", 200, `{"access_token":"68_token1","expires_in":7179}`},
			{"GET /token", "bearer " + serverSecret, "", 200, `{"access_token":"68_token1","expires_in":7179}`},
			{"POST /token/renew", "Bearer " + serverSecret, `{"failed":"68_older"}`, 200, `{"access_token":"68_token1","expires_in":7179}`},
			{"GET /ticket?type=jsapi", "Bearer " + serverSecret, "", 200, `{"ticket":"jsapi-2","expires_in":7200}`},
			{"GET /ticket?type=wx_card", "Bearer " + serverSecret, "", 200, `{"ticket":"wx_card-3","expires_in":7200}`},
			{"POST /token/renew", "Bearer " + serverSecret, `{"failed":"68_token1"}`, 200, `{"access_token":"68_token4","expires_in":7200}`},
			{"GET /token", "Bearer " + serverSecret, "", 200, `{"access_token":"68_token4","expires_in":7200}`},
			{"POST /token/renew", "Bearer " + serverSecret, `{"failed":"68_token4"}`, 502, "20 a day"},

			{"GET /token", "", "", 401, "Authorization: Bearer"},
			{"GET /token", "Bearer", "", 401, "Authorization: Bearer"},
			{"GET /token", "Bearer " + serverSecret[1:], "", 401, "Authorization: Bearer"},
			{"GET /token", "Bearer " + serverSecret + "x", "", 401, "Authorization: Bearer"},
			{"GET /token", "Basic " + serverSecret, "", 401, "Authorization: Bearer"},
			{"GET /token", serverSecret, "", 401, "Authorization: Bearer"},
			{"GET /elsewhere", "", "", 401, "Authorization: Bearer"},
			{"GET /elsewhere", "Bearer " + serverSecret, "", 404, "/token/renew"},
			{"POST /token", "Bearer " + serverSecret, "", 405, "GET"},
			{"GET /token/renew", "Bearer " + serverSecret, "", 405, "POST"},
			{"DELETE /ticket", "Bearer " + serverSecret, "", 405, "GET"},
			{"GET /ticket", "Bearer " + serverSecret, "", 400, "jsapi"},
			{"GET /ticket?type=card", "Bearer " + serverSecret, "", 400, "wx_card"},
			{"POST /token/renew", "Bearer " + serverSecret, "", 400, "failed"},
			{"POST /token/renew", "Bearer " + serverSecret, `{}`, 400, "failed"},
			{"POST /token/renew", "Bearer " + serverSecret, `"68_token4"`, 400, "failed"},
			{"POST /token/renew", "Bearer " + serverSecret, `{"failed":"` + strings.Repeat("x", 1<<20) + `"}`, 400, "failed"},
		} {
			method, path, _ := strings.Cut(c.request, " ")
			r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(c.body))
			if c.auth != "" {
				r.Header.Set("Authorization", c.auth)
			}
			rec := httptest.NewRecorder()
			w.ServeHTTP(rec, r)
			got := strings.TrimSpace(rec.Body.String())
			if rec.Code != c.status || c.status == 200 && got != c.want {
				t.Errorf("%s %s: %d %s, want %d %s", c.request, c.auth, rec.Code, got, c.status, c.want)
			}
			if diff := cmp.Diff([]string{"application/json", "no-store"}, []string{rec.Header().Get("Content-Type"), rec.Header().Get("Cache-Control")}); diff != "" {
				t.Errorf("%s: headers (-want +got)\n%s", c.request, diff)
			}
			if c.status == 200 {
				continue
			}
			var failure map[string]string
			if err := json.Unmarshal([]byte(got), &failure); err != nil || len(failure) != 1 || !strings.Contains(failure["error"], c.want) {
				t.Errorf("%s: %s, want {\"error\": ...} with %q", c.request, got, c.want)
			}
			if strings.Contains(got, "68_") || strings.Contains(got, serverSecret[1:]) {
				t.Errorf("%s: a secret in %s", c.request, got)
			}
			wantHeader := map[int]string{401: "WWW-Authenticate", 405: "Allow"}[c.status]
			if wantHeader != "" && rec.Header().Get(wantHeader) == "" {
				t.Errorf("%s: %d without %s", c.request, c.status, wantHeader)
			}
		}
	})
}

// In a token's last second expires_in is 1, not 0.
func TestHandlerInTheLastSecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(string) (int, string) { return 200, `{"access_token":"68_short","expires_in":2}` }
		w := serve(t, p.source(t, nil))
		wantToken(t, w.remote(t), "68_short")
		time.Sleep(1500 * time.Millisecond)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/token", nil)
		r.Header.Set("Authorization", "Bearer "+serverSecret)
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if got := strings.TrimSpace(rec.Body.String()); got != `{"access_token":"68_short","expires_in":1}` {
			t.Errorf("got %s", got)
		}
	})
}

// Only calls of the server's own process may skip the gap between renewals. A report of another program does not, even
// if the server's own calls have succeeded with the token.
func TestHandlerGapOfReportedTokens(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		w := serve(t, s)
		renew := func(failed string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/token/renew", strings.NewReader(`{"failed":"`+failed+`"}`))
			r.Header.Set("Authorization", "Bearer "+serverSecret)
			rec := httptest.NewRecorder()
			w.ServeHTTP(rec, r)
			return rec
		}
		wantToken(t, s, "68_token1")
		p.revoke()
		if rec := renew("68_token1"); rec.Code != http.StatusOK {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		s.Accepted("68_token2")
		p.revoke()
		p.takeCalls()
		if rec := renew("68_token2"); rec.Code != http.StatusBadGateway || rec.Header().Get("Retry-After") != "1" {
			t.Errorf("%d, Retry-After %q: %s", rec.Code, rec.Header().Get("Retry-After"), rec.Body)
		}
		p.wantCalls(t)

		// Retry-After is a second at least, even if the pause has ended during the fetch.
		time.Sleep(time.Minute)
		p.setDelay(2 * time.Second)
		p.setAnswer(func(call string) (int, string) {
			switch call {
			case stablePath:
				return 200, `{"access_token":"68_token2","expires_in":7200}`
			case forcePath:
				return 200, `{"errcode":-1,"errmsg":"system error"}`
			}
			return 0, ""
		})
		if rec := renew("68_token2"); rec.Code != http.StatusBadGateway || rec.Header().Get("Retry-After") != "1" {
			t.Errorf("%d, Retry-After %q: %s", rec.Code, rec.Header().Get("Retry-After"), rec.Body)
		}
	})
}
