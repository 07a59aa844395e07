package callback_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/store"
)

// The probe in both documented formats.
const (
	jsonProbe = "{ \n  \"action\": \"CheckContainerPath\"\n}"
	xmlProbe  = "<xml>\n  <action>CheckContainerPath</action>\n</xml>"
)

// newCloudServer returns the callback of an account in cloud hosting, which has neither Token nor EncodingAESKey.
func newCloudServer(t testing.TB, h callback.Handler, opts ...callback.Option) (*callback.Server, *journal) {
	t.Helper()
	j := new(journal)
	opts = append([]callback.Option{callback.WithLogger(slog.New(slog.NewTextHandler(j, nil)))}, opts...)
	s, err := callback.New(account.Account{AppID: appID, Mode: account.CloudHosting}, h, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return s, j
}

// fromGateway is a request that came through WeChat's gateway. more are further headers, name and value in turn.
func fromGateway(body string, more ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/wx", strings.NewReader(body))
	r.Header.Set("x-wx-source", "wx_client")
	for i := 0; i < len(more); i += 2 {
		r.Header.Add(more[i], more[i+1])
	}
	return r
}

// fromOutside is a request that did not.
func fromOutside(body string) *http.Request {
	return httptest.NewRequest(http.MethodPost, "/wx", strings.NewReader(body))
}

func sendTo(s http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestCloudHostingAnswersPlain(t *testing.T) {
	t.Parallel()
	for name, more := range map[string][]string{
		"as the page says":                {},
		"with the sender's openid":        {"x-wx-openid", alice},
		"of an account that shares":       {"x-wx-from-openid", alice},
		"with the content type of a form": {"Content-Type", "application/x-www-form-urlencoded"},
	} {
		var runs atomic.Int32
		s, log := newCloudServer(t, echo(&runs))
		r := fromGateway(textXML("hello", 1), more...)
		r.URL.RawQuery = "openid=oSomebody&signature=x&signature=y" // nothing of the query counts
		w := sendTo(s, r)
		got := readXML(t, w.Body.Bytes())
		if w.Code != http.StatusOK || got.Content != "hello" || got.Encrypt != "" || got.ToUserName != alice || runs.Load() != 1 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		// The platform's second push.
		if again := sendTo(s, fromGateway(textXML("hello", 1))); again.Body.String() != w.Body.String() || runs.Load() != 1 {
			t.Errorf("%s, again: %s after %d runs", name, again.Body, runs.Load())
		}
		if log.String() != "" {
			t.Errorf("%s: %s", name, log)
		}
	}
}

// An account that has a Token and keys reads and answers plain pushes, too: the mode alone decides.
func TestCloudHostingWithKeys(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, _ := newServer(t, account.CloudHosting, echo(&runs))
	if w := sendTo(s, fromGateway(textXML("hello", 1))); readXML(t, w.Body.Bytes()).Content != "hello" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestCloudHostingProbe(t *testing.T) {
	t.Parallel()
	for format, probe := range map[string]string{"JSON": jsonProbe, "XML": xmlProbe} {
		chunked := fromGateway(probe)
		chunked.ContentLength = -1
		for name, r := range map[string]*http.Request{
			"through the gateway": fromGateway(probe), "without the header": fromOutside(probe), "chunked": chunked,
		} {
			var runs atomic.Int32
			s, log := newCloudServer(t, echo(&runs))
			w := sendTo(s, r)
			if w.Code != http.StatusOK || w.Body.String() != "success" || runs.Load() != 0 {
				t.Errorf("%s, %s: %d %q after %d runs", format, name, w.Code, w.Body, runs.Load())
			}
			// A probe in JSON says that the pushes come in JSON, too.
			if warned := strings.Contains(log.String(), "choose XML"); warned != (format == "JSON") {
				t.Errorf("%s, %s: %s", format, name, log)
			}
		}
	}
	s, _ := newCloudServer(t, echo(new(atomic.Int32)))
	_, err := s.Parse(fromGateway(xmlProbe))
	if refused := new(callback.RequestError); !errors.As(err, &refused) || refused.Status != http.StatusOK || refused.Reason != "success" {
		t.Errorf("Parse: %v", err)
	}
}

func TestCloudHostingParse(t *testing.T) {
	t.Parallel()
	s, _ := newCloudServer(t, echo(new(atomic.Int32)))
	if p, err := s.Parse(fromGateway(textXML("hello", 1))); err != nil || p.XML != textXML("hello", 1) {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := s.Parse(fromOutside(textXML("hello", 1))); err == nil || p.Message != nil {
		t.Errorf("without the header: %+v", p)
	}
}

func TestCloudHostingRefuses(t *testing.T) {
	t.Parallel()
	emptySource := fromOutside(textXML("hello", 1))
	emptySource.Header.Set("x-wx-source", "")
	sealed := safePush(textXML("hello", 1))
	sealedWithHeader := sealed.request(t.Context())
	sealedWithHeader.Header.Set("x-wx-source", "wx_client")
	probeAndMore := xmlProbe + strings.Repeat(" ", 1000)
	methods := func(method, query string) *http.Request {
		r := fromGateway("")
		r.Method, r.URL.RawQuery = method, query
		return r
	}
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		cure    string
	}{
		"from outside":                    {fromOutside(textXML("hello", 1)), 403, "x-wx-source"},
		"with an empty header":            {emptySource, 403, "x-wx-source"},
		"signed, to the server address":   {plainPush(textXML("hello", 1)).request(t.Context()), 403, "server address"},
		"sealed, through the gateway":     {sealedWithHeader, 400, "the push came sealed"},
		"JSON":                            {fromGateway(`{"ToUserName":"gh_0123456789ab","MsgType":"text"}`), 400, "choose XML"},
		"another action":                  {fromGateway(`{"action":"Other"}`), 400, "choose XML"},
		"another action in XML":           {fromGateway(`<xml><action>Other</action></xml>`), 400, ""},
		"a probe with more, from outside": {fromOutside(probeAndMore), 403, "x-wx-source"},
		"a probe with more":               {fromGateway(probeAndMore), 400, ""},
		"no body":                         {fromGateway(""), 400, ""},
		"no XML":                          {fromGateway("hello"), 400, ""},
		"another user's openid":           {fromGateway(textXML("hello", 1), "x-wx-openid", "oMallory"), 403, "x-wx-openid"},
		"another user who shares":         {fromGateway(textXML("hello", 1), "x-wx-openid", alice, "x-wx-from-openid", "oMallory"), 403, "x-wx-openid"},
		"two users":                       {fromGateway(textXML("hello", 1), "x-wx-openid", alice, "x-wx-openid", "oMallory"), 403, "x-wx-openid"},
		"the other header forged":         {fromGateway(textXML("hello", 1), "x-wx-openid", "oMallory", "x-wx-from-openid", alice), 403, "x-wx-openid"},
		"a long body":                     {fromGateway(textXML(strings.Repeat("x", 5000), 1)), 413, "WithMaxBody"},
		"a GET":                           {methods(http.MethodGet, ""), 405, "health check"},
		"the handshake":                   {methods(http.MethodGet, handshakeQuery().Encode()), 405, "server address"},
		"a HEAD":                          {methods(http.MethodHead, ""), 405, "health check"},
		"a PUT":                           {methods(http.MethodPut, ""), 405, "health check"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var runs atomic.Int32
			s, log := newCloudServer(t, echo(&runs), callback.WithMaxBody(4096))
			w := sendTo(s, c.request)
			if w.Code != c.status || runs.Load() != 0 || !strings.Contains(log.String(), c.cure) {
				t.Errorf("%d %q after %d runs: %s", w.Code, w.Body, runs.Load(), log)
			}
			if strings.Contains(w.Body.String(), "x-wx") || strings.Contains(w.Body.String(), "4375120948345356249") {
				t.Errorf("the sender reads %q", w.Body)
			}
			if allow := w.Header().Get("Allow"); (allow == "POST") != (c.status == http.StatusMethodNotAllowed) {
				t.Errorf("Allow: %q", allow)
			}
		})
	}
}

// Of a request from outside no more is read than a probe has, and nothing where it says that it has more.
func TestCloudHostingReadsNoBodyFromOutside(t *testing.T) {
	t.Parallel()
	for _, mode := range []account.Mode{account.CloudHosting, account.Plain, account.Safe} {
		s, _ := newServer(t, mode, echo(new(atomic.Int32)))
		for _, length := range []int64{-1, 1 << 20} {
			body := &countingReader{from: strings.NewReader(strings.Repeat("{", 1<<20))}
			r := fromOutside("")
			r.Body, r.ContentLength = io.NopCloser(body), length
			if w := sendTo(s, r); w.Code == http.StatusOK || body.n > 257 || length > 0 && body.n > 0 {
				t.Errorf("%v, %d: status %d, %d bytes are read", mode, length, w.Code, body.n)
			}
		}
	}
}

type countingReader struct {
	from io.Reader
	n    int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += n
	return n, err
}

func TestPrivateContainer(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, log := newCloudServer(t, echo(&runs), callback.WithPrivateContainer())
	if n := strings.Count(log.String(), "every POST is taken for a push"); n != 1 || !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("at the start: %s", log)
	}
	for i := range 3 {
		if w := sendTo(s, fromOutside(textXML("hello", int64(i)))); content(t, w) != "hello" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if w := sendTo(s, fromOutside(jsonProbe)); w.Body.String() != "success" {
		t.Errorf("the probe: %d %s", w.Code, w.Body)
	}
	if n := strings.Count(log.String(), "every POST is taken for a push"); n != 1 {
		t.Errorf("%d warnings", n)
	}
	// A page or a mini program that may call the container comes through the gateway, which names its user.
	forged := fromGateway(textXML("hello", 9), "x-wx-openid", "oMallory")
	if w := sendTo(s, forged); w.Code != http.StatusForbidden || runs.Load() != 3 {
		t.Errorf("another user's openid: %d after %d runs", w.Code, runs.Load())
	}
}

// What would trust requests by accident, or needs signed queries, is refused by New.
func TestCloudHostingOptions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mode account.Mode
		opt  callback.Option
		path string
	}{
		"private container, no mode":    {account.ModeDefault, callback.WithPrivateContainer(), "PrivateContainer"},
		"private container, plain":      {account.Plain, callback.WithPrivateContainer(), "PrivateContainer"},
		"private container, compatible": {account.Compatible, callback.WithPrivateContainer(), "PrivateContainer"},
		"private container, safe":       {account.Safe, callback.WithPrivateContainer(), "PrivateContainer"},
		"replay guard":                  {account.CloudHosting, callback.WithReplayGuard(5 * time.Minute), "ReplayGuard"},
	} {
		s, err := callback.New(testAccount(c.mode), always(nil, nil), c.opt)
		e, ok := errors.AsType[*field.Error](err)
		if !ok || e.Path != c.path || e.Cure == "" {
			t.Errorf("%s: %v", name, err)
		}
		if w := sendTo(s, fromGateway(xmlProbe)); w.Code != http.StatusInternalServerError {
			t.Errorf("%s: the server answers %d", name, w.Code)
		}
	}
}

// In another mode nothing of cloud hosting is taken, whatever the request says, and the log names the case.
func TestCloudHostingWithoutTheMode(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		get := fromGateway("")
		get.Method = http.MethodGet
		for name, c := range map[string]struct {
			request *http.Request
			isCloud bool
		}{
			"a push":                   {fromGateway(textXML("hello", 1)), true},
			"a push in JSON":           {fromGateway(`{"ToUserName":"gh_0123456789ab","MsgType":"text"}`), true},
			"the probe in JSON":        {fromOutside(jsonProbe), true},
			"the probe in XML":         {fromOutside(xmlProbe), true},
			"a call by the gateway":    {get, true},
			"a browser's visit":        {httptest.NewRequest(http.MethodGet, "/wx", nil), false},
			"a form":                   {fromOutside("a=b"), false},
			"a push from outside":      {fromOutside(textXML("hello", 1)), false},
			"a push without a nonce":   {plainPush(textXML("hello", 1)).without("nonce").request(t.Context()), false},
			"a request without a body": {&http.Request{Method: http.MethodPost, URL: get.URL}, false},
		} {
			t.Run(fmt.Sprint(mode, "/", name), func(t *testing.T) {
				var runs atomic.Int32
				s, log := newServer(t, mode, echo(&runs))
				w := sendTo(s, c.request)
				if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "is missing") || runs.Load() != 0 {
					t.Errorf("%d %q after %d runs", w.Code, w.Body, runs.Load())
				}
				if named := strings.Contains(log.String(), "CloudHosting"); named != c.isCloud {
					t.Errorf("the log: %s", log)
				}
			})
		}
	}
}

// A visit of a browser, whose reason is the same, does not take away the line about cloud hosting.
func TestCloudHostingIsLoggedBesideVisits(t *testing.T) {
	t.Parallel()
	s, log := newServer(t, account.Safe, echo(new(atomic.Int32)))
	for range 3 {
		sendTo(s, httptest.NewRequest(http.MethodGet, "/wx", nil))
		sendTo(s, fromGateway(textXML("hello", 1)))
	}
	visits, cloud := strings.Count(log.String(), "a browser's visit"), strings.Count(log.String(), "Mode: CloudHosting")
	if visits != 1 || cloud != 1 {
		t.Errorf("%d and %d lines: %s", visits, cloud, log)
	}
}

// A message whose pushes reach two instances runs once.
func TestCloudHostingOnTwoInstances(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		shared := store.NewMemory()
		one, _ := newCloudServer(t, echo(&runs), callback.WithStore(shared))
		two, _ := newCloudServer(t, echo(&runs), callback.WithStore(shared))
		first, second := sendTo(one, fromGateway(textXML("hello", 1))), sendTo(two, fromGateway(textXML("hello", 1)))
		if content(t, first) != "hello" || content(t, second) != "hello" || runs.Load() != 1 {
			t.Errorf("%s, %s after %d runs", first.Body, second.Body, runs.Load())
		}
		for _, s := range []*callback.Server{one, two} {
			if err := s.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}
