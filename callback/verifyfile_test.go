package callback_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wechatgo/wechatgo/callback"
)

func TestVerifyFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"MP_verify_Abc123Def456Ghi7.txt":      {200, "Abc123Def456Ghi7"},
		"MP_verify_abc123.txt":                {200, "abc123"},
		"":                                    {500, ""},
		"MP_verify_.txt":                      {500, ""},
		"mp_verify_Abc123Def456Ghi7.txt":      {500, ""},
		"MP_verify_Abc123Def456Ghi7":          {500, ""},
		"/MP_verify_Abc123Def456Ghi7.txt":     {500, ""},
		"MP_verify_../../../etc/passwd.txt":   {500, ""},
		"MP_verify_Abc123Def456Ghi7.txt\n":    {500, ""},
		"MP_verify_<b>Abc123Def456G</b>.txt":  {500, ""},
		"MP_verify_Abc123Def456Ghi7.txt.html": {500, ""},
	} {
		w := httptest.NewRecorder()
		callback.VerifyFile(name).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if w.Code != c.status || c.status == 200 && w.Body.String() != c.body {
			t.Errorf("%q: got %d %q", name, w.Code, w.Body)
		}
		if w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: %v", name, w.Header())
		}
	}
	w := httptest.NewRecorder()
	callback.VerifyFile("MP_verify_Abc123Def456Ghi7.txt").ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: got %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}
