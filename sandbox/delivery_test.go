package sandbox_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

const hint = "该公众号提供的服务出现故障，请稍后再试"

// lines returns what the phone shows, one line for each entry.
func lines(entries []sandbox.Entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.String())
	}
	return list
}

func wantLines(t *testing.T, got []sandbox.Entry, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, lines(got)); diff != "" {
		t.Errorf("the phone (-want +got):\n%s", diff)
	}
}

func lastPush(t *testing.T, p *sandbox.Platform) sandbox.Exchange {
	t.Helper()
	all := p.Exchanges()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Kind == "push" {
			return all[i]
		}
	}
	t.Fatal("no push was made")
	return sandbox.Exchange{}
}

func TestPushInEachMode(t *testing.T) {
	t.Parallel()
	for _, mode := range []account.Mode{account.Plain, account.Compatible, account.Safe} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			p := sandbox.Start(t, sandbox.WithMode(mode))
			a := newApp(p)
			a.token, a.key = sandbox.DefaultToken, sandbox.DefaultEncodingAESKey
			a.answer = func(m push) string { return m.reply(text("> " + m.Content)) }
			p.Connect(a)
			alice := p.User("alice")
			alice.Follow()
			wantLines(t, alice.Send("你好 <&]]>"), "account: > 你好 <&]]>")

			m := a.received()[1]
			q := m.Query
			if q.Get("signature") != sign(sandbox.DefaultToken, q.Get("timestamp"), q.Get("nonce")) {
				t.Error("signature is not that of token, timestamp, nonce")
			}
			if q.Get("openid") != alice.OpenID() || m.FromUserName != alice.OpenID() || m.ToUserName != sandbox.DefaultOriginalID {
				t.Errorf("openid %s, from %s, to %s", q.Get("openid"), m.FromUserName, m.ToUserName)
			}
			if got := m.Head.Get("Content-Type") + " " + m.Head.Get("User-Agent"); got != "text/xml Mozilla/4.0" {
				t.Errorf("headers: %s", got)
			}
			if m.Content != "你好 <&]]>" || m.MsgType != "text" || m.MsgID < 1e16 {
				t.Errorf("message: %+v", m)
			}
			var elements []string
			d := xml.NewDecoder(strings.NewReader(m.Body))
			for tok, err := d.Token(); err == nil; tok, err = d.Token() {
				if e, ok := tok.(xml.StartElement); ok {
					elements = append(elements, e.Name.Local)
				}
			}
			plain := []string{"xml", "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId"}
			want := map[account.Mode][]string{
				account.Plain:      plain,
				account.Compatible: append(plain[:len(plain):len(plain)], "Encrypt"),
				account.Safe:       {"xml", "ToUserName", "Encrypt"},
			}[mode]
			if diff := cmp.Diff(want, elements); diff != "" {
				t.Errorf("body's elements (-want +got):\n%s", diff)
			}
			if sealed := mode != account.Plain; q.Has("msg_signature") != sealed || q.Has("encrypt_type") != sealed {
				t.Errorf("query of %s mode: %v", mode, q)
			}
			x := lastPush(t, p)
			if x.Outcome != "replied" || !x.OK || x.Attempt != 1 || x.Mode != mode.String() || x.Status != 200 {
				t.Errorf("exchange: %+v", x)
			}
			if mode == account.Safe && (!strings.Contains(x.Request.Opened, "你好") || !strings.Contains(x.Response.Opened, "你好") || len(x.Signatures) != 3) {
				t.Errorf("the inspector does not show what was sealed: %+v", x)
			}
		})
	}
}

// A plain answer to an encrypted push is accepted in compatible mode, but not in safe mode.
func TestPlainReplyToSealedPush(t *testing.T) {
	t.Parallel()
	for mode, want := range map[account.Mode]string{account.Compatible: "account: hi", account.Safe: "system: " + hint} {
		p := sandbox.Start(t, sandbox.WithMode(mode))
		a := newApp(p)
		p.Connect(a)
		alice := p.User("alice")
		alice.Follow()
		a.raw = func(w http.ResponseWriter, _ *http.Request, m push) { io.WriteString(w, m.reply(text("hi"))) }
		wantLines(t, alice.Send("x"), want)
	}
}

func TestRefusedAnswers(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	sealed := func(f func(m push) string) func(push) string {
		return func(m push) string { return envelope(a.token, a.key, a.appID, f(m)) }
	}
	reply := func(inside string) func(push) string { return sealed(func(m push) string { return m.reply(inside) }) }
	tests := map[string]struct {
		answer  func(m push) string
		problem string // a part of the problem
	}{
		"JSON":               {func(push) string { return `{"a":1}` }, "neither XML"},
		"success with break": {func(push) string { return "success\n" }, "neither XML"},
		"success quoted":     {func(push) string { return `"success"` }, "neither XML"},
		"not swapped": {sealed(func(m push) string {
			return strings.NewReplacer("<ToUserName>"+m.FromUserName, "<ToUserName>"+m.ToUserName, "<FromUserName>"+m.ToUserName, "<FromUserName>"+m.FromUserName).Replace(m.reply(text("x")))
		}), "Swap them"},
		"another user":    {sealed(func(m push) string { return strings.Replace(m.reply(text("x")), m.FromUserName, "o123", 1) }), "ToUserName is not"},
		"another account": {sealed(func(m push) string { return strings.Replace(m.reply(text("x")), m.ToUserName, "gh_x", 1) }), "FromUserName is not"},
		"empty text":      {reply(text("")), "Content is empty"},
		"long text":       {reply(text(strings.Repeat("好", 683))), "2049 bytes"},
		"unknown type":    {reply("<MsgType>file</MsgType>"), "MsgType"},
		"unknown media":   {reply("<MsgType>image</MsgType><Image><MediaId>nope</MediaId></Image>"), "no image with this MediaId"},
		"broken XML":      {sealed(func(push) string { return "<xml><a></xml>" }), "cannot be read"},
		"not sealed":      {func(m push) string { return " " + m.reply(text("x")) }, "not sealed"},
		"wrong signature": {func(m push) string { return envelope("othertoken", a.key, a.appID, m.reply(text("x"))) }, "MsgSignature"},
		"wrong appid":     {func(m push) string { return envelope(a.token, a.key, "wx2222222222222222", m.reply(text("x"))) }, "another AppID"},
		"wrong key": {func(m push) string {
			return envelope(a.token, strings.Repeat("B", 43), a.appID, m.reply(text("x")))
		}, "cannot be decrypted"},
		"broken envelope": {func(m push) string {
			return strings.Replace(envelope(a.token, a.key, a.appID, m.reply(text("x"))), "TimeStamp", "Timestamp", 2)
		}, "TimeStamp"},
		"too long": {func(push) string { return strings.Repeat("x", 300<<10) }, "256 KiB"},
	}
	for name, test := range tests {
		a.raw = func(w http.ResponseWriter, _ *http.Request, m push) { io.WriteString(w, test.answer(m)) }
		before := len(a.received())
		got := alice.Send(name)
		if diff := cmp.Diff([]string{"system: " + hint}, lines(got)); diff != "" {
			t.Errorf("%s: the phone (-want +got):\n%s", name, diff)
		}
		x := lastPush(t, p)
		if x.Problem == nil || !strings.Contains(x.Problem.EN, test.problem) || x.Problem.ZH == "" || x.Outcome != "refused" {
			t.Errorf("%s: problem %v, outcome %s; want %q", name, x.Problem, x.Outcome, test.problem)
		}
		if n := len(a.received()) - before; n != 1 {
			t.Errorf("%s: pushed %d times; a bad answer in time does not lead to another push", name, n)
		}
		if len(got) == 1 && len(got[0].Exchanges) != 1 {
			t.Errorf("%s: the error line names exchanges %v", name, got[0].Exchanges)
		}
	}
}

func TestEachReplyOnThePhone(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	image := p.AddMedia("image", "image/png", []byte("\x89PNG"))
	voice := p.AddMedia("voice", "audio/amr", []byte("#!AMR"))
	video := p.AddMedia("video", "video/mp4", []byte("mp4"))
	items := "<item><Title>t%d</Title><Description>d</Description><PicUrl>http://p/</PicUrl><Url>http://u/</Url></item>"
	one, two := fmt.Sprintf(items, 1), fmt.Sprintf(items, 2)
	tests := []struct {
		inside string
		want   sandbox.Entry
	}{
		{"<MsgType>image</MsgType><Image><MediaId>" + image + "</MediaId></Image>", sandbox.Entry{Type: "image", MediaID: image, MediaURL: "/_sandbox/media/" + image}},
		{"<MsgType>voice</MsgType><Voice><MediaId>" + voice + "</MediaId></Voice>", sandbox.Entry{Type: "voice", MediaID: voice, MediaURL: "/_sandbox/media/" + voice, Duration: 1}},
		{"<MsgType>video</MsgType><Video><MediaId>" + video + "</MediaId><Title>T</Title></Video>", sandbox.Entry{Type: "video", MediaID: video, MediaURL: "/_sandbox/media/" + video, Title: "T"}},
		{"<MsgType>music</MsgType><Music><Title>T</Title><MusicUrl>http://m/</MusicUrl><ThumbMediaId>" + image + "</ThumbMediaId></Music>", sandbox.Entry{Type: "music", Title: "T", URL: "http://m/", ThumbURL: "/_sandbox/media/" + image}},
		{"<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles>" + one + two + "</Articles>", sandbox.Entry{Type: "news", Articles: []sandbox.EntryArticle{{Title: "t1", Description: "d", PicURL: "http://p/", URL: "http://u/"}}}},
		{"<MsgType>transfer_customer_service</MsgType><TransInfo><KfAccount>a@b</KfAccount></TransInfo>", sandbox.Entry{Type: "transfer", KFAccount: "a@b"}},
	}
	for _, test := range tests {
		a.answer = func(m push) string { return m.reply(test.inside) }
		got := alice.Send("x")
		if len(got) != 1 {
			t.Errorf("%s: the phone shows %v: %v", test.inside, got, lastPush(t, p).Problem)
			continue
		}
		test.want.From, test.want.Via = "account", "reply"
		test.want.ID, test.want.At, test.want.Exchanges = got[0].ID, got[0].At, got[0].Exchanges
		if diff := cmp.Diff(test.want, got[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.inside, diff)
		}
	}
	// The reply to an event may have all the articles, but cannot be a transfer.
	a.answer = func(m push) string { return m.reply(tests[4].inside) }
	if got := alice.Scan("1"); len(got) != 1 || len(got[0].Articles) != 2 {
		t.Errorf("two articles to an event: %v", got)
	}
	a.answer = func(m push) string {
		return m.reply("<MsgType>news</MsgType><ArticleCount>9</ArticleCount><Articles>" + strings.Repeat(one, 9) + "</Articles>")
	}
	if got := alice.Scan("1"); len(got) != 1 || len(got[0].Articles) != 8 {
		t.Errorf("nine articles to an event: %v", got)
	}
	if problem := lastPush(t, p).Problem; problem == nil || !strings.Contains(problem.EN, "first 8") {
		t.Errorf("nine articles: the problem is %v", problem)
	}
	a.answer = func(m push) string { return m.reply(tests[5].inside) }
	wantLines(t, alice.Scan("1"), "system: "+hint)
}

func TestAnswersWithoutReply(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	for answer, outcome := range map[string]string{"success": "success", "": "empty"} {
		a.answer = func(push) string { return answer }
		wantLines(t, alice.Send("x"))
		if x := lastPush(t, p); x.Outcome != outcome || !x.OK || x.Problem != nil {
			t.Errorf("%q: outcome %s, problem %v", answer, x.Outcome, x.Problem)
		}
	}
	// Neither a reply nor the error line is shown for an event that the user does not wait for.
	a.answer = func(m push) string { return m.reply(text("bye")) }
	wantLines(t, alice.Unfollow())
	if x := lastPush(t, p); !x.OK || x.Problem == nil {
		t.Errorf("a reply to unsubscribe: ok %v, problem %v", x.OK, x.Problem)
	}
	alice.Follow()
	a.raw = func(w http.ResponseWriter, _ *http.Request, _ push) { w.WriteHeader(http.StatusInternalServerError) }
	wantLines(t, alice.Unfollow())
}

func TestLateAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		late     int64 // how many attempts are answered too late
		want     string
		outcomes []string
		took     time.Duration
	}{
		"none":  {0, "account: in time", []string{"replied"}, 0},
		"first": {1, "account: in time", []string{"late", "replied"}, 5 * time.Second},
		"two":   {2, "account: in time", []string{"late", "late", "replied"}, 10 * time.Second},
		"all":   {3, "system: " + hint, []string{"late", "late", "late"}, 15 * time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, a, alice := startFollowed(t)
				var attempts atomic.Int64
				a.raw = func(w http.ResponseWriter, _ *http.Request, m push) {
					inTime := "in time"
					if attempts.Add(1) <= test.late {
						time.Sleep(6 * time.Second)
						inTime = "too late"
					}
					io.WriteString(w, envelope(a.token, a.key, a.appID, m.reply(text(inTime))))
				}
				start := time.Now()
				wantLines(t, alice.Send("hello"), test.want)
				if took := time.Since(start); took != test.took {
					t.Errorf("took %v, want %v", took, test.took)
				}
				time.Sleep(time.Minute) // a late answer is not shown, even much later
				chat := lines(alice.Chat())
				if diff := cmp.Diff([]string{"system: subscribe", "user: hello", test.want}, chat); diff != "" {
					t.Errorf("chat (-want +got):\n%s", diff)
				}
				var outcomes []string
				seen := a.received()[1:]
				for i, x := range p.Exchanges()[2:] {
					outcomes = append(outcomes, x.Outcome)
					if x.Attempt != i+1 {
						t.Errorf("attempt %d is recorded as %d", i+1, x.Attempt)
					}
				}
				if diff := cmp.Diff(test.outcomes, outcomes); diff != "" {
					t.Errorf("outcomes (-want +got):\n%s", diff)
				}
				for _, m := range seen[1:] {
					if m.Plain != seen[0].Plain {
						t.Error("the message changed between the attempts")
					}
					if m.Query.Get("nonce") == seen[0].Query.Get("nonce") || m.Query.Get("timestamp") == seen[0].Query.Get("timestamp") ||
						m.Encrypt == seen[0].Encrypt || m.Query.Get("signature") == seen[0].Query.Get("signature") {
						t.Error("timestamp, nonce, signature or Encrypt are those of the first attempt")
					}
				}
			})
		})
	}
}

// The second message of a user is pushed before the first one is answered.
func TestConcurrentPushes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t)
		a := newApp(p)
		p.Connect(a)
		alice, bob := p.User("alice"), p.User("bob")
		alice.Follow()
		bob.Follow()
		a.raw = func(w http.ResponseWriter, _ *http.Request, m push) {
			time.Sleep(time.Second)
			io.WriteString(w, "success")
		}
		start := time.Now()
		done := make(chan time.Duration, 3)
		for _, send := range []func(){
			func() { alice.Send("1") },
			func() { alice.Send("2") },
			func() { bob.Send("3") },
		} {
			go func() {
				send()
				done <- time.Since(start)
			}()
		}
		if got := []time.Duration{<-done, <-done, <-done}; !cmp.Equal(got, []time.Duration{time.Second, time.Second, time.Second}) {
			t.Errorf("deliveries ended after %v", got)
		}
	})
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	for name, test := range map[string]struct {
		raw     func(w http.ResponseWriter)
		outcome string
	}{
		"500": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }, "status"},
		"403": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) }, "status"},
		"404": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, "status"},
		"redirect": {func(w http.ResponseWriter) {
			w.Header().Set("Location", "/wx/")
			w.WriteHeader(http.StatusMovedPermanently)
		}, "status"},
		"abort": {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, "broken"},
		"abort in the middle": {func(w http.ResponseWriter) {
			io.WriteString(w, "succ")
			panic(http.ErrAbortHandler)
		}, "broken"},
	} {
		before := len(a.received())
		a.raw = func(w http.ResponseWriter, _ *http.Request, _ push) { test.raw(w) }
		wantLines(t, alice.Send(name), "system: "+hint)
		if n := len(a.received()) - before; n != 3 {
			t.Errorf("%s: pushed %d times", name, n)
		}
		if x := lastPush(t, p); x.Outcome != test.outcome || x.Problem == nil || x.Attempt != 3 {
			t.Errorf("%s: %+v", name, x)
		}
	}
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	echo := func(r *http.Request) string { return r.URL.Query().Get("echostr") }
	tests := map[string]struct {
		answer  func(w http.ResponseWriter, r *http.Request)
		problem string
	}{
		"right":    {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, echo(r)) }, ""},
		"newline":  {func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, echo(r)) }, "line break"},
		"quotes":   {func(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode(echo(r)) }, "in quotes"},
		"BOM":      {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "\ufeff"+echo(r)) }, "byte order mark"},
		"HTML":     {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<p>"+echo(r)+"</p>") }, "something besides the echostr"},
		"empty":    {func(http.ResponseWriter, *http.Request) {}, "is empty"},
		"other":    {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }, "is not the echostr"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/wx/", http.StatusMovedPermanently) }, "redirects (HTTP 301)"},
		"403":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, "HTTP 403"},
		"500":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, "HTTP 500"},
		"panic":    {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no complete answer"},
		"late":     {func(http.ResponseWriter, *http.Request) { time.Sleep(6 * time.Second) }, "5 seconds"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := sandbox.New(sandbox.Config{})
				defer p.Close()
				h := p.Connect(http.HandlerFunc(test.answer), sandbox.WithCallbackPath("/hook?from=wx"))
				if h.OK != (test.problem == "") {
					t.Fatalf("handshake: %+v", h)
				}
				if !h.OK && (!strings.Contains(h.Problem.EN, test.problem) || h.Problem.ZH == "") {
					t.Errorf("problem %v, want %q", h.Problem, test.problem)
				}
				x := p.Exchanges()[0]
				if x.Kind != "handshake" || x.OK != h.OK || !strings.HasPrefix(x.Request.URL, sandbox.AppURL+"/hook?from=wx&signature=") {
					t.Errorf("exchange: %+v", x)
				}
				if name == "late" {
					time.Sleep(time.Minute)
				}
			})
		})
	}
}

// fakeTB records how a test was ended.
type fakeTB struct {
	testing.TB
	fatal string
}

func (f *fakeTB) Helper()        {}
func (f *fakeTB) Cleanup(func()) {}
func (f *fakeTB) Fatalf(format string, args ...any) {
	if f.fatal == "" {
		f.fatal = fmt.Sprintf(format, args...)
	}
}

func TestFailuresEndTheTest(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]func(p *sandbox.Platform){
		"sandbox: the handshake failed: ": func(p *sandbox.Platform) { p.Connect(http.NotFoundHandler()) },
		"is not the address":              func(p *sandbox.Platform) { p.Callback("127.0.0.1:80/wx") },
		"does not follow":                 func(p *sandbox.Platform) { p.User("alice").Send("x") },
		"cannot open":                     func(p *sandbox.Platform) { p.User("alice").Open("http://elsewhere.test/") },
	} {
		tb := &fakeTB{}
		p := sandbox.Start(tb)
		f(p)
		p.Close()
		if !strings.Contains(tb.fatal, want) {
			t.Errorf("ended with %q, want %q", tb.fatal, want)
		}
	}
}

// A failed handshake is repeated before the next push.
func TestHandshakeIsRepeated(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	alice := p.User("alice")
	alice.Follow()
	if x := lastPush(t, p); x.Outcome != "unconnected" || x.Problem == nil {
		t.Errorf("without an app: %+v", x)
	}
	a := newApp(p)
	down := true
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		a.ServeHTTP(w, r)
	}))
	wantLines(t, alice.Send("x"), "system: "+hint)
	if len(a.received()) != 0 {
		t.Error("pushed to a callback that failed the handshake")
	}
	down = false
	a.answer = func(m push) string { return m.reply(text("back")) }
	wantLines(t, alice.Send("x"), "account: back")
}

// An app over HTTP has a listener of its own.
func TestCallbackOverHTTP(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	a := newApp(p)
	a.answer = func(m push) string { return m.reply(text("over HTTP")) }
	a.pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "page ", r.URL.Path) })
	server := httptest.NewServer(a)
	if h := p.Callback(server.URL + "/wx"); !h.OK {
		t.Fatal(h.Problem)
	}
	alice := p.User("alice")
	alice.Follow()
	wantLines(t, alice.Send("x"), "account: over HTTP")
	if page := alice.Open("/me"); page.Body != "page /me" || page.Status != 200 {
		t.Errorf("page: %+v", page)
	}
	if page := alice.Open("http://elsewhere.test/"); page.Status != 0 || !strings.Contains(page.Body, "nothing is known") {
		t.Errorf("page elsewhere: %+v", page)
	}
	server.Close()
	wantLines(t, alice.Send("x"), "system: "+hint)
	if x := lastPush(t, p); x.Outcome != "broken" {
		t.Errorf("stopped app: %+v", x)
	}
	if h := p.Callback("ftp://x/"); h.OK || h.Problem == nil {
		t.Errorf("handshake with no address: %+v", h)
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	alice.SendImage("image/png", []byte("\x89PNG\r\n"))
	alice.SendImage("", nil)
	alice.SendVoice("腾讯微信团队")
	alice.SendVideo()
	alice.SendLocation(23.134521, 113.358803, "位置信息")
	alice.SendLink("公众平台官网链接", "d", "http://url/")
	var types []string
	var last int64
	for _, m := range a.received()[1:] {
		types = append(types, m.MsgType)
		if m.MsgID <= last {
			t.Errorf("MsgId %d after %d", m.MsgID, last)
		}
		last = m.MsgID
	}
	if diff := cmp.Diff([]string{"image", "image", "voice", "video", "location", "link"}, types); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	for i, want := range map[int][]string{
		1: {"<PicUrl><![CDATA[http://wechat.sandbox.test/_sandbox/media/"},
		3: {"<Recognition><![CDATA[腾讯微信团队]]>", "<Format><![CDATA[amr]]>"},
		4: {"<ThumbMediaId>"},
		5: {"<Location_X>23.134521</Location_X>", "<Location_Y>113.358803</Location_Y>", "<Scale>15</Scale>", "<Label><![CDATA[位置信息]]>"},
		6: {"<Title><![CDATA[公众平台官网链接]]>", "<Url><![CDATA[http://url/]]>"},
	} {
		for _, part := range want {
			if m := a.received()[i]; !strings.Contains(m.Plain, part) {
				t.Errorf("%s lacks %s:\n%s", m.MsgType, part, m.Plain)
			}
		}
	}
	// The account can send a file back that it got, and everybody can download it.
	id := a.received()[1].MediaID
	a.answer = func(m push) string {
		return m.reply("<MsgType>image</MsgType><Image><MediaId>" + id + "</MediaId></Image>")
	}
	got := alice.Send("mine")
	if len(got) != 1 || got[0].Type != "image" {
		t.Fatalf("the phone shows %v", got)
	}
	resp, err := p.Client().Get(p.URL() + got[0].MediaURL)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	if string(body) != "\x89PNG\r\n" || resp.Header.Get("Content-Type") != "image/png" {
		t.Errorf("media: %q %v", body, resp.Header)
	}
	p.Clock.Advance(3*24*time.Hour + time.Second)
	wantLines(t, alice.Send("too old"), "system: "+hint)
	if resp, _ := p.Client().Get(p.URL() + got[0].MediaURL); resp.StatusCode != http.StatusNotFound {
		t.Errorf("media after 3 days: %d", resp.StatusCode)
	}
}
