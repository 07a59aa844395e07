package doctor_test

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/wechatgo/wechatgo/internal/doctor"
)

// examineCallback examines a callback alone, on this machine.
func examineCallback(t *testing.T, address string) doctor.Report {
	t.Helper()
	r, err := doctor.Run(t.Context(), doctor.Config{
		Account: sandboxAccount(), Callback: address, Only: []string{"callback"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The servers of simple programs (php -S, Python's HTTPServer) serve one connection after the other: one that the
// doctor opens and does not use must not keep them from the handshake.
func TestCallbackThatServesOneConnectionAtATime(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				answer := httptest.NewRecorder()
				newSite().ServeHTTP(answer, req)
				resp := answer.Result()
				resp.Close = true
				resp.ContentLength = int64(answer.Body.Len())
				resp.Write(conn)
			}
			conn.Close()
		}
	}()
	r := examineCallback(t, "http://"+listener.Addr().String()+"/wx")
	if !slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.Check == "callback.ok" }) {
		t.Errorf("%+v", r.Findings)
	}
}
