package mistakes_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/sandbox"
)

// handshakes answers the handshake with what write makes of the echostr.
func handshakes(write func(w http.ResponseWriter, echo string)) func(*scene) {
	return func(s *scene) {
		s.handshake(s.platform(sandbox.Config{}).Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			write(w, r.URL.Query().Get("echostr"))
		})))
	}
}

// before runs a program with a handler of the newcomer's before the callback.
func before(mode account.Mode, middleware func(http.Handler) http.Handler, opts ...callback.Option) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{Account: account.Account{Mode: mode}})
		if got := p.Connect(at(middleware(s.client(p, p.Account()).Callback(echo(), opts...)))); !got.OK {
			s.handshake(got)
			return
		}
		alice := p.User("alice")
		alice.Follow()
		alice.Send("hello")
		s.report(p)
	}
}

// pushes answers the handshake rightly, and a push with write.
func pushes(mode account.Mode, write func(w http.ResponseWriter, body []byte)) func(*scene) {
	return before(mode, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				next.ServeHTTP(w, r)
				return
			}
			body, _ := io.ReadAll(r.Body)
			write(w, body)
		})
	})
}

var answerMistakes = []mistake{
	{"handshake answered with quotes", handshakes(func(w http.ResponseWriter, echo string) { fmt.Fprintf(w, "%q", echo) }), map[place][]string{
		inSandbox: {"echostr in quotes", "Write it as plain text", "引号", "请以纯文本返回"},
	}},
	{"handshake answered with a BOM", handshakes(func(w http.ResponseWriter, echo string) { fmt.Fprint(w, "\ufeff"+echo) }), map[place][]string{
		inSandbox: {"BOM", "Save the source files without a BOM", "无 BOM"},
	}},
	{"handshake answered with a line break", handshakes(func(w http.ResponseWriter, echo string) { fmt.Fprintln(w, echo) }), map[place][]string{
		inSandbox: {"line break", "Write only the echostr", "换行", "fmt.Fprint"},
	}},
	{"handshake answered with HTML", handshakes(func(w http.ResponseWriter, _ string) {
		fmt.Fprint(w, "<!DOCTYPE html><html><title>Welcome to nginx</title></html>")
	}), map[place][]string{
		inSandbox: {"web page (HTML)", "Set the address and the path", "网页"},
	}},
	{"handshake answered with HTML that has the echostr", handshakes(func(w http.ResponseWriter, echo string) {
		fmt.Fprintf(w, "<html><body>%s</body></html>", echo)
	}), map[place][]string{
		inSandbox: {"web page (HTML)", "Write only the echostr", "网页"},
	}},
	{"handshake answered with another page", handshakes(func(w http.ResponseWriter, _ string) {
		fmt.Fprint(w, "<!doctype html><html><body>It works!</body></html>")
	}), map[place][]string{
		inSandbox: {"web page (HTML)", "Set the address and the path", "网页"},
	}},
	{"handshake answered with success", handshakes(func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "success") }), map[place][]string{
		inSandbox: {"not the echostr", "mounted at this path", "Token"},
	}},
	{"handshake answered with nothing", handshakes(func(http.ResponseWriter, string) {}), map[place][]string{
		inSandbox: {"empty", "answer with the echostr", "请原样返回"},
	}},
	{"handshake answered with gzip", handshakes(func(w http.ResponseWriter, echo string) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, echo)
		z.Close()
	}), map[place][]string{
		inSandbox: {"gzip", "Switch compression off", "关闭压缩"},
	}},
	{"handshake behind a login", handshakes(func(w http.ResponseWriter, _ string) {
		w.WriteHeader(http.StatusUnauthorized)
	}), map[place][]string{
		inSandbox: {"HTTP 401", "A login or a password", "leave the callback's path out", "请将回调路径排除在外"},
	}},
	{"push answered with JSON", pushes(account.Plain, func(w http.ResponseWriter, _ []byte) { fmt.Fprint(w, `{"ok":true}`) }), map[place][]string{
		inSandbox: {"neither XML, nor success, nor empty", "Answer a push with a reply's XML or the word success", "请返回回复 XML 或 success"},
	}},
	{"push answered with quoted success", pushes(account.Plain, func(w http.ResponseWriter, _ []byte) { fmt.Fprint(w, `"success"`) }), map[place][]string{
		inSandbox: {"without quotes", "不要带引号"},
	}},
	{"push answered with gzip", pushes(account.Plain, func(w http.ResponseWriter, _ []byte) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, "success")
		z.Close()
	}), map[place][]string{
		inSandbox: {"gzip", "Switch compression off", "关闭压缩"},
	}},
	{"push echoed, To and From not swapped", pushes(account.Plain, func(w http.ResponseWriter, body []byte) { w.Write(body) }), map[place][]string{
		inSandbox: {"ToUserName and FromUserName", "Swap them", "未对调"},
	}},
	{"push answered plain in safe mode", pushes(account.Safe, func(w http.ResponseWriter, _ []byte) {
		fmt.Fprint(w, "<xml><ToUserName>a</ToUserName><MsgType>text</MsgType></xml>")
	}), map[place][]string{
		inSandbox: {"not sealed", "safe mode", "WECHAT_MODE", "安全模式"},
	}},
	{"middleware that read the body", before(account.Safe, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			_, _ = io.Copy(io.Discard, r.Body)
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"the body is empty", "a middleware has read the body", "mount the callback before it"},
		inSandbox: {"the body is empty"},
	}},
	{"middleware that read the body, plain", before(account.Plain, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"the body is empty", "mount the callback before it"},
		inSandbox: {"the body is empty"},
	}},
	{"proxy that alters the body", before(account.Safe, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(bytes.Replace(body, []byte("</Encrypt>"), []byte("AAAA</Encrypt>"), 1)))
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"bad msg_signature", "alters the body", "pass it on as it comes"},
		inSandbox: {"bad msg_signature"},
	}},
	{"proxy that drops the query", before(account.Safe, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.RawQuery = ""
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"signature is missing", "drops the query", "pass it on"},
		inSandbox: {"pass the query on", "原样转发查询参数"},
	}},
	{"proxy that drops the query of pushes", before(account.Safe, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			q.Del("msg_signature")
			r.URL.RawQuery = q.Encode()
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"msg_signature is missing", "drops the query", "pass it on"},
		inSandbox: {"msg_signature is missing"},
	}},
	{"proxy that packs the push", before(account.Plain, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			_, _ = z.Write(body)
			z.Close()
			r.Body, r.ContentLength = io.NopCloser(&packed), int64(packed.Len())
			r.Header.Set("Content-Encoding", "gzip")
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"gzip", "switch that off"},
		inSandbox: {"gzip"},
	}},
	{"clock of the machine is off", func(s *scene) {
		p := s.platform(sandbox.Config{})
		h := s.client(p, p.Account()).Callback(echo(), callback.WithReplayGuard(5*time.Minute))
		s.get(h, "/wx?"+sign(sandbox.DefaultToken, "1400000000", "2")+"&echostr=3")
		r := httptest.NewRequest(http.MethodPost, "/wx?"+sign(sandbox.DefaultToken, "1400000000", "2")+"&msg_signature=x", bytes.NewReader([]byte("<xml/>")))
		h.ServeHTTP(httptest.NewRecorder(), r)
	}, map[place][]string{
		inLog: {"timestamp is out of its time", "is this machine's clock right?"},
	}},
	{"data format JSON", func(s *scene) {
		p := s.platform(sandbox.Config{Account: account.Account{Mode: account.Plain}})
		h := s.client(p, p.Account()).Callback(echo())
		r := httptest.NewRequest(http.MethodPost, "/wx?"+sign(sandbox.DefaultToken, "1400000000", "2"), bytes.NewReader([]byte(`{"ToUserName":"x"}`)))
		h.ServeHTTP(httptest.NewRecorder(), r)
	}, map[place][]string{
		inLog: {"not a push", "choose XML as the data format"},
	}},
}
