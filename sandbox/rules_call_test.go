package sandbox_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// quoted returns s as JSON, in the form that the platform accepts.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String())
}

// Answers have the platform's form: HTTP 200, a rid in errors, errcode 0 and ok for commands, no errcode for reads, and
// text as UTF-8.
func TestAnswerFormat(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	alice := c.p.User("alice")
	alice.Follow()
	at := func(path string) string {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		return "https://api.weixin.qq.com" + path + separator + "access_token=" + c.token
	}
	remark := `{"openid":"` + alice.OpenID() + `","remark":"胖子<&>"}`
	for _, test := range []struct{ method, path, body, want string }{
		{"GET", "/cgi-bin/menu/get", "", `^\{"errcode":46003,"errmsg":"menu no exist rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"\}$`},
		{"POST", "/cgi-bin/user/info/updateremark", remark, `^\{"errcode":0,"errmsg":"ok"\}$`},
		{"GET", "/cgi-bin/user/info?openid=" + alice.OpenID(), "", `^\{"subscribe":1,.*"remark":"胖子<&>"`},
	} {
		resp, body := c.raw(test.method, at(test.path), test.body)
		if resp.StatusCode != http.StatusOK || !regexp.MustCompile(test.want).MatchString(body) {
			t.Errorf("%s: HTTP %d %s", test.path, resp.StatusCode, body)
		}
	}
	out := c.call("/cgi-bin/user/info?openid="+alice.OpenID(), "")
	if _, has := out["errcode"]; has {
		t.Errorf("a read with an errcode: %v", out)
	}
}

// A large answer is compressed with gzip if the caller accepts that.
func TestGzip(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	button := `{"type":"click","name":"a","key":"` + strings.Repeat("k", 128) + `"},`
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"name":"m","sub_button":[`+strings.TrimSuffix(strings.Repeat(button, 5), ",")+`]},
		{"name":"n","sub_button":[`+strings.TrimSuffix(strings.Repeat(button, 5), ",")+`]}]}`)
	address := "https://api.weixin.qq.com/cgi-bin/menu/get?access_token=" + c.token
	_, plain := c.raw("GET", address, "")
	for accepts, want := range map[string]bool{"gzip": true, "deflate, GZIP;q=0.5": true, "br": false, "gzip;q=0": false, "gzip; q=0.0": false, "": false} {
		r, _ := http.NewRequest(http.MethodGet, address, http.NoBody)
		r.Header.Set("Accept-Encoding", accepts)
		resp, err := p.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body := io.Reader(resp.Body)
		if packed := resp.Header.Get("Content-Encoding") == "gzip"; packed != want {
			t.Errorf("%q: packed %v", accepts, packed)
		} else if packed {
			if body, err = gzip.NewReader(resp.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != plain {
			t.Errorf("%q: %v, %s", accepts, err, got)
		}
		resp.Body.Close()
		all := p.Exchanges()
		if x := all[len(all)-1]; x.Response.Body != plain {
			t.Errorf("%q: the inspector shows %s", accepts, x.Response.Body)
		}
	}
	server := httptest.NewServer(p) // Go's own client decompresses the answer itself
	defer server.Close()
	resp, err := http.Get(server.URL + "/cgi-bin/menu/get?access_token=" + c.token)
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, resp); !resp.Uncompressed || got != plain {
		t.Errorf("over HTTP: compressed %v, %s", resp.Uncompressed, got)
	}
	resp.Body.Close()
}

// A call with several errors gets the error of the first check: token, kind of account, quota, method, body, fields.
func TestOrderOfChecks(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Quotas: true, Kind: "personal"}))
	c := newCaller(t, p)
	ask := func(method, token, body string) int {
		return code(c.do(method, "https://api.weixin.qq.com/cgi-bin/user/get?next_openid=x&access_token="+token, body))
	}
	menu := func(method, body string) int {
		return code(c.do(method, "https://api.weixin.qq.com/cgi-bin/menu/create?access_token="+c.token, body))
	}
	got := []int{ask("PUT", "", ""), ask("PUT", "short", ""), ask("PUT", strings.Repeat("x", 140), ""), ask("PUT", c.token, "")}
	if err := p.SetKind("service"); err != nil {
		t.Fatal(err)
	}
	got = append(got, ask("PUT", c.token, ""))
	for range 499 {
		ask("GET", c.token, "")
	}
	got = append(got, ask("PUT", c.token, ""), menu("GET", "{"), menu("POST", ""), menu("POST", "{"), menu("POST", "{}"))
	want := []int{41001, 40014, 40001, 48001, 43001, 45009, 43002, 44002, 47001, 40016}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errcodes (-want +got):\n%s", diff)
	}
}

// A request may have strings or numbers in matchrule. The answer has strings there, and a number as menuid.
func TestMatchRuleStringsAndNumbers(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	c.wantCode(0, "/cgi-bin/menu/create", oneButton)
	for _, rule := range []string{`{"tag_id":"2","client_platform_type":"1"}`, `{"tag_id":2,"client_platform_type":1}`} {
		body := `{"button":[{"type":"view","name":"v","url":"https://a.test/b"}],"matchrule":` + rule + `}`
		if out := c.call("/cgi-bin/menu/addconditional", body); code(out) != noCode {
			t.Errorf("%s: %v", rule, out)
		}
	}
	_, raw := c.raw("GET", "https://api.weixin.qq.com/cgi-bin/menu/get?access_token="+c.token, "")
	if n := strings.Count(raw, `"client_platform_type":"1"`); n != 2 || strings.Count(raw, `"group_id":"2"`) != 2 {
		t.Errorf("%d rules with strings: %s", n, raw)
	}
	if n := len(regexp.MustCompile(`"menuid":\d+`).FindAllString(raw, -1)); n != 3 {
		t.Errorf("%d menuids are numbers: %s", n, raw)
	}
	if !strings.Contains(raw, `"https:\/\/a.test\/b"`) {
		t.Errorf("slashes are not escaped: %s", raw)
	}
	for _, x := range c.p.Problems() {
		t.Errorf("%s: %v", x.Title, x.Problem)
	}
}

// The ids of a menu message may be numbers. Other ids are pushed as 101, 102 and so on.
func TestMenuMessageIDs(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	c := newCaller(t, p)
	alice.Send("x")
	send := func(items string) sandbox.Exchange {
		c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"msgmenu","msgmenu":{"head_content":"h","list":[`+items+`],"tail_content":"t"}}`)
		all := p.Exchanges()
		return all[len(all)-1]
	}
	tapped := func(id string) string {
		alice.Tap(id)
		seen := a.received()
		return seen[len(seen)-1].Content + " " + seen[len(seen)-1].Menu
	}
	if x := send(`{"id":7,"content":"seven"},{"id":"8","content":"eight"}`); x.Problem != nil {
		t.Errorf("numbers: %v", x.Problem)
	}
	got := []string{tapped("7"), tapped("8")}
	x := send(`{"id":"yes","content":"是"},{"id":"no","content":"否"},{"id":"9","content":"nine"}`)
	wantProblem(t, "ids that are no numbers", x.Problem, `"no" is not a number: by one report a tap on it pushes bizmsgmenuid 102`, "会变为 102")
	got = append(got, tapped("yes"), tapped("no"), tapped("9"))
	// A tap through the control API, as the page does it, has the same result.
	if status, out := (control{t, p}).do(http.MethodPost, "/_sandbox/users/alice/text", `{"content":"否","menuId":"no"}`); status != 200 {
		t.Errorf("HTTP %d %v", status, out)
	}
	seen := a.received()
	got = append(got, seen[len(seen)-1].Menu)
	if diff := cmp.Diff([]string{"seven 7", "eight 8", "是 101", "否 102", "nine 9", "102"}, got); diff != "" {
		t.Errorf("taps (-want +got):\n%s", diff)
	}
	if out := c.call("/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":7}}`); code(out) != 47001 {
		t.Errorf("a number for a text: %v", out)
	}
}

// Reads that take only a query can be called by GET and by POST; other endpoints cannot.
func TestReadsByGetAndPost(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	alice := c.p.User("alice")
	alice.Follow()
	c.wantCode(0, "/cgi-bin/menu/create", oneButton)
	for _, path := range []string{
		"/cgi-bin/ticket/getticket?type=jsapi&", "/cgi-bin/menu/get?", "/cgi-bin/get_current_selfmenu_info?", "/cgi-bin/user/get?",
		"/cgi-bin/user/info?openid=" + alice.OpenID() + "&", "/cgi-bin/getcallbackip?",
	} {
		address := "https://api.weixin.qq.com" + path + "access_token=" + c.token
		_, byGet := c.raw("GET", address, "")
		for _, body := range []string{"", "{}"} {
			if _, byPost := c.raw("POST", address, body); byPost != byGet {
				t.Errorf("%s by POST %q: %s, by GET: %s", path, body, byPost, byGet)
			}
		}
	}
	if out := c.do("POST", "https://api.weixin.qq.com/cgi-bin/menu/delete?access_token="+c.token, ""); code(out) != 43001 {
		t.Errorf("menu/delete by POST: %v", out)
	}
	if out := c.do("GET", "https://api.weixin.qq.com/cgi-bin/user/info/batchget?access_token="+c.token, ""); code(out) != 43002 {
		t.Errorf("batchget by GET: %v", out)
	}
}

// trymatch reports an empty body before a wrong method. Its answer has the menu under menu, as a report of a real
// answer shows.
func TestTryMatch(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	c.p.User("alice").Follow()
	c.wantCode(0, "/cgi-bin/menu/create", oneButton)
	address := "https://api.weixin.qq.com/cgi-bin/menu/trymatch?access_token=" + c.token
	if out := c.do("GET", address, ""); code(out) != 44002 {
		t.Errorf("by GET: %v", out)
	}
	if out := c.do("GET", address, `{"user_id":"alice"}`); code(out) != 43002 {
		t.Errorf("by GET with a body: %v", out)
	}
	_, raw := c.raw("POST", address, `{"user_id":"alice"}`)
	if want := `{"menu":{"button":[{"type":"click","name":"a","key":"k","sub_button":[]}]}}`; raw != want {
		t.Errorf("the menu (-want +got):\n%s", cmp.Diff(want, raw))
	}
}

// A remark has fewer than 30 bytes, so it can have nine Chinese characters but not ten.
func TestRemarksInBytes(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	alice := c.p.User("alice")
	alice.Follow()
	for remark, want := range map[string]int{
		"":                             0,
		strings.Repeat("x", 29):        0,
		strings.Repeat("x", 30):        40092,
		strings.Repeat("备", 9):         0,
		strings.Repeat("备", 10):        40092,
		strings.Repeat("备", 9) + "xx":  0,
		strings.Repeat("备", 9) + "xxx": 40092,
	} {
		c.wantCode(want, "/cgi-bin/user/info/updateremark", `{"openid":"`+alice.OpenID()+`","remark":"`+remark+`"}`)
	}
}

// The list of followers has pages of 10,000.
func TestPagesOfFollowers(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 10_001 {
		names = append(names, fmt.Sprint("u", i))
	}
	p := sandbox.Start(t, sandbox.WithoutApp(), sandbox.WithConfig(sandbox.Config{Users: names}))
	for _, name := range names {
		p.User(name).Follow()
	}
	c := newCaller(t, p)
	first := c.call("/cgi-bin/user/get", "")
	second := c.call("/cgi-bin/user/get?next_openid="+url.QueryEscape(first["next_openid"].(string)), "")
	got := []any{first["total"], first["count"], first["next_openid"], second["total"], second["count"], second["next_openid"]}
	want := []any{10_001., 10_000., p.User("u9999").OpenID(), 10_001., 1., p.User("u10000").OpenID()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}
