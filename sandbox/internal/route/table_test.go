package route

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

type (
	textIn struct {
		Text string `body:"text"`
		Kind string `query:"kind"`
	}
	uploadIn struct {
		Kind  string        `query:"type"`
		File  endpoint.File `form:"media"`
		Title string        `form:"title,omitempty"`
		About *aboutIn      `form:"about,omitempty"`
	}
	aboutIn struct {
		Name string `json:"name"`
	}
	countIn struct {
		N int `json:"n"`
	}
	saidOut struct {
		Said string `json:"said"`
	}
)

// The endpoints of these tests.
var (
	write  = endpoint.Post[countIn, endpoint.None]("test.write", "/test/write", "写", endpoint.Write)
	read   = endpoint.Get[endpoint.None, saidOut]("test.read", "/test/read", "读", endpoint.Read)
	upload = endpoint.Upload[uploadIn, saidOut]("test.upload", "/test/upload", "传", endpoint.Write)
	text   = endpoint.Post[textIn, saidOut]("test.text", "/test/text", "文", endpoint.Read, endpoint.PlainText())
)

// serve makes a table of the routes. The returned function calls it with a valid token.
func serve(t *testing.T, c core.Config, routes ...Route) (*core.Platform, func(method, path, contentType, body string) *httptest.ResponseRecorder) {
	t.Helper()
	c.Account = account.Account{AppID: "wx", Secret: "s"}
	c.Rules.Kind = endpoint.ServiceAccount
	p := core.New(c)
	t.Cleanup(p.Close)
	table := NewTable(p, routes, func(string) bool { return false })
	var token string
	p.Do(func(tx *core.Tx) { token = tx.StableToken().Value })
	return p, func(method, path, contentType, body string) *httptest.ResponseRecorder {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		r := httptest.NewRequest(method, path+separator+"access_token="+token, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		got := httptest.NewRecorder()
		table.ServeHTTP(got, r)
		return got
	}
}

func lastExchange(p *core.Platform) (x core.Exchange) {
	p.Do(func(tx *core.Tx) {
		all := tx.Exchanges()
		x = *all[len(all)-1]
	})
	return x
}

// An endpoint without a handler checks a request like any other and answers its documented response. The exchange has a
// warning if the call should have changed something.
func TestSample(t *testing.T) {
	t.Parallel()
	const documented = `{"errcode":0,"errmsg":"ok","said":"so"}`
	for _, permitted := range []bool{false, true} {
		p, call := serve(t, core.Config{AllowSamples: permitted}, Sample(read, documented), Sample(write, documented))
		if got := call("GET", "/test/read", "", ""); got.Body.String() != documented || got.Header().Get("Wechatgo-Sandbox") != "sample" {
			t.Errorf("a read: %v %s", got.Header(), got.Body)
		}
		if x := lastExchange(p); x.Fidelity != "sample" || x.Problem == nil || !x.OK || strings.Contains(x.Problem.EN, "no state") {
			// The only problem is that nobody knows which accounts may call it.
			t.Errorf("the exchange of a read: %+v", x.Exchange)
		}
		if got := call("POST", "/test/write", "", `{"n":1}`); got.Body.String() != documented {
			t.Errorf("a write: %s", got.Body)
		}
		x := lastExchange(p)
		if warned := strings.Contains(x.Problem.EN, "has no state in the sandbox") && strings.Contains(x.Problem.ZH, "没有执行"); warned == permitted || !x.OK {
			t.Errorf("a write, permitted %v: %+v", permitted, x.Exchange)
		}
		for body, want := range map[string]string{"": "44002", `{"n":"x"}`: "47001"} {
			if got := call("POST", "/test/write", "", body); !strings.Contains(got.Body.String(), want) {
				t.Errorf("%q: %s, want %s", body, got.Body, want)
			}
		}
	}
}

// Two routes with one path are a programming error.
func TestTwoRoutesWithOnePath(t *testing.T) {
	t.Parallel()
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, "test.read and test.other are both at /test/read") {
			t.Errorf("panicked with %s", got)
		}
	}()
	other := endpoint.Get[endpoint.None, saidOut]("test.other", "/test/read", "读")
	serve(t, core.Config{}, Sample(read, "{}"), Sample(other, "{}"))
}

// The parts and the query of an upload are stored in the fields with their names, and the inspector does not show the
// file.
func TestUpload(t *testing.T) {
	t.Parallel()
	handler := func(_ *core.Tx, _ *struct{}, in uploadIn) (saidOut, error) {
		data, err := io.ReadAll(in.File.Content)
		about := ""
		if in.About != nil {
			about = in.About.Name
		}
		return saidOut{fmt.Sprint(in.Kind, " ", in.File.Name, " ", len(data), " ", in.File.Size, " ", in.Title, " ", about)}, err
	}
	p, call := serve(t, core.Config{}, Handle(upload, handler))
	const size = 10 << 20
	contentType, body := formOf(t, "media", "a.mp4", strings.Repeat("secret!!", size/8), map[string]string{"title": "T", "about": `{"name":"N"}`})
	if got := call("POST", "/test/upload?type=video", contentType, body); got.Body.String() != fmt.Sprintf(`{"said":"video a.mp4 %d %d T N"}`, size, size) {
		t.Errorf("answered %s", got.Body)
	}
	x := lastExchange(p)
	if want := fmt.Sprintf("(file %q, application/octet-stream, %d bytes)", "a.mp4", size); !strings.Contains(x.Request.Body, want) || strings.Contains(x.Request.Body, "secret") || len(x.Request.Body) > 500 {
		t.Errorf("the inspector shows %.500s", x.Request.Body)
	}
	contentType, body = formOf(t, "file", "a.mp4", "x", nil)
	for name, test := range map[string][2]string{
		"another name": {contentType, body}, "JSON": {"application/json", "{}"}, "cut off": {contentType, body[:len(body)/2]}, "nothing": {"", ""},
	} {
		if got := call("POST", "/test/upload", test[0], test[1]); !strings.Contains(got.Body.String(), `"errcode":41005`) {
			t.Errorf("%s: %s", name, got.Body)
		}
	}
	if got := call("GET", "/test/upload", "", ""); !strings.Contains(got.Body.String(), `"errcode":43002`) {
		t.Errorf("GET: %s", got.Body)
	}
	contentType, body = formOf(t, "media", "a", strings.Repeat("x", maxUpload), nil)
	if got := call("POST", "/test/upload", contentType, body); got.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file beyond the bound: HTTP %d", got.Code)
	}
}

// A picture may be given by its address in place of a file; there is no form then, or one without the file.
func TestUploadByAddress(t *testing.T) {
	t.Parallel()
	type pictureIn struct {
		URL     string        `query:"img_url,omitempty"`
		Picture endpoint.File `form:"img,omitempty"`
		Ratios  string        `form:"ratios,omitempty"`
	}
	e := endpoint.Upload[pictureIn, saidOut]("test.picture", "/test/picture", "图", endpoint.Read)
	handler := func(_ *core.Tx, _ *struct{}, in pictureIn) (saidOut, error) {
		return saidOut{fmt.Sprint(in.URL, " ", in.Picture.Name, " ", in.Ratios)}, nil
	}
	_, call := serve(t, core.Config{}, Handle(e, handler))
	contentType, form := formOf(t, "img", "a.jpg", "x", map[string]string{"ratios": "1"})
	const byAddress = "/test/picture?img_url=u"
	for name, tt := range map[string]struct{ path, contentType, body, want string }{
		"an address":  {byAddress, "", "", `{"said":"u  "}`},
		"a file":      {"/test/picture", contentType, form, `{"said":" a.jpg 1"}`},
		"broken form": {byAddress, contentType, form[:len(form)/2], `"errcode":41005`},
		"JSON":        {byAddress, "application/json", "{}", `"errcode":41005`},
	} {
		if got := call("POST", tt.path, tt.contentType, tt.body).Body.String(); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func formOf(t *testing.T, name, filename, data string, fields map[string]string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(name, filename)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestTextBody(t *testing.T) {
	t.Parallel()
	_, call := serve(t, core.Config{}, Handle(text, func(_ *core.Tx, _ *struct{}, in textIn) (saidOut, error) {
		return saidOut{in.Kind + ":" + in.Text}, nil
	}))
	if got := call("POST", "/test/text?kind=k", "text/plain", `{"a": 中}`); got.Body.String() != `{"said":"k:{\"a\": 中}"}` {
		t.Errorf("answered %s", got.Body)
	}
	if got := call("POST", "/test/text", "text/plain", ""); !strings.Contains(got.Body.String(), `"errcode":44002`) {
		t.Errorf("an empty body: %s", got.Body)
	}
}

// Only numbers within the named objects become strings; nothing else changes.
func TestNumbersToStrings(t *testing.T) {
	t.Parallel()
	const in = `{"a":1,"rule":{"b":2,"c":[3,{"d":-4.5e6}],"e":"5"},"list":[{"rule":{"b":6}}],"rules":7}`
	const want = `{"a":1,"rule":{"b":"2","c":["3",{"d":"-4.5e6"}],"e":"5"},"list":[{"rule":{"b":"6"}}],"rules":7}`
	got, err := numbersToStrings([]byte(in), map[string]bool{"rule": true})
	if err != nil || string(got) != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}
