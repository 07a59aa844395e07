package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// caller calls the platform as a program without an SDK does.
type caller struct {
	t     *testing.T
	p     *sandbox.Platform
	token string
}

// newCaller returns a caller for a test, at whose end the platform's state has to survive being saved.
func newCaller(t *testing.T, p *sandbox.Platform) *caller {
	t.Cleanup(func() { checkSaved(t, p) })
	c := &caller{t: t, p: p}
	c.token = c.stable(false)["access_token"].(string)
	return c
}

func (c *caller) stable(force bool) map[string]any {
	c.t.Helper()
	return c.do("POST", "https://api.weixin.qq.com/cgi-bin/stable_token", fmt.Sprintf(
		`{"grant_type":"client_credential","appid":%q,"secret":%q,"force_refresh":%v}`, sandbox.DefaultAppID, sandbox.DefaultSecret, force))
}

func (c *caller) classic() string {
	c.t.Helper()
	out := c.do("GET", "https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid="+sandbox.DefaultAppID+"&secret="+sandbox.DefaultSecret, "")
	return out["access_token"].(string)
}

// raw sends a request and returns the answer.
func (c *caller) raw(method, address, body string) (*http.Response, string) {
	c.t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := c.p.Client().Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp, string(b)
}

func (c *caller) do(method, address, body string) map[string]any {
	c.t.Helper()
	resp, b := c.raw(method, address, body)
	var out map[string]any
	if err := json.Unmarshal([]byte(b), &out); err != nil || resp.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: HTTP %d %s", method, address, resp.StatusCode, b)
	}
	return out
}

// call calls a path with the token: by POST if there is a body, otherwise by GET.
func (c *caller) call(path, body string) map[string]any {
	c.t.Helper()
	method := "GET"
	if body != "" {
		method = "POST"
	}
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return c.do(method, "https://api.weixin.qq.com"+path+separator+"access_token="+c.token, body)
}

// code returns the errcode of an answer, or noCode if it has none.
func code(out map[string]any) int {
	if n, ok := out["errcode"].(float64); ok {
		return int(n)
	}
	return -1000
}

const noCode = -1000

func (c *caller) wantCode(want int, path, body string) {
	c.t.Helper()
	if out := c.call(path, body); code(out) != want {
		c.t.Errorf("%s %.80s: %v, want errcode %d", path, body, out, want)
	}
}

func TestErrorShape(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	resp, body := c.raw("GET", "https://api.weixin.qq.com/cgi-bin/menu/get", "")
	if !regexp.MustCompile(`^\{"errcode":41001,"errmsg":"access_token missing rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"\}$`).MatchString(body) {
		t.Errorf("body %s", body)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json; encoding=utf-8" {
		t.Errorf("HTTP %d, %v", resp.StatusCode, resp.Header)
	}
	// The request can be looked up by its rid.
	rid := body[strings.Index(body, "rid: ")+5 : len(body)-2]
	out := c.call("/cgi-bin/openapi/rid/get", `{"rid":"`+rid+`"}`)
	if request, ok := out["request"].(map[string]any); !ok || code(out) != 0 || request["response_body"] != body {
		t.Errorf("rid/get: %v", out)
	}
	c.wantCode(76001, "/cgi-bin/openapi/rid/get", `{"rid":"00000000-00000000-00000000"}`)
	c.wantCode(76002, "/cgi-bin/openapi/rid/get", `{"rid":"x"}`)
	c.p.Clock.Advance(8 * 24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.wantCode(76004, "/cgi-bin/openapi/rid/get", `{"rid":"`+rid+`"}`)
}

// The checks of a call have an order: token, method, body, fields.
func TestCheckOrder(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	base := "https://api.weixin.qq.com"
	for _, test := range []struct {
		method, target, body string
		want                 int
	}{
		{"GET", base + "/cgi-bin/menu/create", "", 41001},
		{"GET", base + "/cgi-bin/menu/create?access_token=short", "", 40014},
		{"GET", base + "/cgi-bin/menu/create?access_token=" + strings.Repeat("x", 140), "", 40001},
		{"GET", base + "/cgi-bin/menu/create?access_token=" + c.token, "", 43002},
		{"POST", base + "/cgi-bin/menu/delete?access_token=" + c.token, "{}", 43001},
		{"POST", base + "/cgi-bin/menu/create?access_token=" + c.token, "", 44002},
		{"POST", base + "/cgi-bin/menu/create?access_token=" + c.token, "{", 47001},
		{"POST", base + "/cgi-bin/menu/create?access_token=" + c.token, `{"button":"x"}`, 47001},
		{"POST", base + "/cgi-bin/menu/create?access_token=" + c.token, `{}`, 40016},
		{"GET", base + "/cgi-bin/stable_token", "", 43002},
		{"GET", base + "/cgi-bin/no/such/api?access_token=" + c.token, "", 40066},
	} {
		if out := c.do(test.method, test.target, test.body); code(out) != test.want {
			t.Errorf("%s %s %s: %v, want %d", test.method, test.target, test.body, out, test.want)
		}
	}
	x := c.p.Exchanges()
	if last := x[len(x)-1]; last.Fidelity != "missing" || last.Response.Headers["Wechatgo-Sandbox"] != "missing" || !strings.Contains(last.Problem.EN, "sandbox has no /cgi-bin/no/such/api") {
		t.Errorf("an API that the sandbox lacks: %+v", last)
	}
	if created := x[len(x)-3]; created.Endpoint != "menu.create" || created.Fidelity != "stateful" || created.ErrCode != 40016 || created.Problem == nil {
		t.Errorf("exchange of a refused call: %+v", created)
	}
}

func TestMisspeltMember(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"click","name":"a","key":"k","kye":"x"}]}`)
	x := c.p.Exchanges()
	if last := x[len(x)-1]; !last.OK || last.Problem == nil || !strings.Contains(last.Problem.EN, `"kye"`) {
		t.Errorf("no warning of a misspelt member: %+v", last.Problem)
	}
}

// Unlike encoding/json, the platform distinguishes upper and lower case. It only accepts UTF-8.
func TestExactMembers(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	c.wantCode(40002, "/cgi-bin/stable_token", `{"Grant_Type":"client_credential","appid":"`+sandbox.DefaultAppID+`","secret":"`+sandbox.DefaultSecret+`"}`)
	x := c.p.Exchanges()
	if last := x[len(x)-1]; !strings.Contains(last.Problem.EN, `"Grant_Type"`) || !strings.Contains(last.Problem.ZH, `"Grant_Type"`) {
		t.Errorf("the member in another case is not named: %v", last.Problem)
	}
	c.wantCode(40016, "/cgi-bin/menu/create", `{"Button":[{"type":"click","name":"a","key":"k"}]}`)
	c.wantCode(40018, "/cgi-bin/menu/create", `{"button":[{"type":"click","Name":"a","key":"k"}]}`)
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"click","name":"a","key":"k"}]}`)
	c.wantCode(65304, "/cgi-bin/menu/addconditional", `{"button":[{"type":"click","name":"a","key":"k"}],"matchRule":{"tag_id":"1"}}`)
	c.wantCode(40033, "/cgi-bin/menu/create", "{\"button\":[{\"type\":\"click\",\"name\":\"\xb2\xcb\xb5\xa5\",\"key\":\"k\"}]}") // GBK
	c.wantCode(47001, "/cgi-bin/message/custom/send", "{\"touser\":\"o\",\"msgtype\":\"text\",\"text\":{\"content\":\"\xb2\xcb\"}}")
	c.wantCode(47001, "/cgi-bin/message/custom/send", `{"touser":"o"} {}`)
}

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	for query, want := range map[string]int{
		"grant_type=client_credential&secret=s":                                           41002,
		"grant_type=client_credential&appid=wx1&secret=s":                                 40013,
		"grant_type=client_credential&appid=" + sandbox.DefaultAppID:                      41004,
		"grant_type=client_credential&secret=x&appid=" + sandbox.DefaultAppID:             40125,
		"appid=" + sandbox.DefaultAppID + "&secret=" + sandbox.DefaultSecret:              40002,
		"grant_type=x&appid=" + sandbox.DefaultAppID + "&secret=" + sandbox.DefaultSecret: 40002,
	} {
		if out := c.do("GET", "https://api.weixin.qq.com/cgi-bin/token?"+query, ""); code(out) != want {
			t.Errorf("%s: %v, want %d", query, out, want)
		}
		q, _ := url.ParseQuery(query)
		body, _ := json.Marshal(map[string]string{"grant_type": q.Get("grant_type"), "appid": q.Get("appid"), "secret": q.Get("secret")})
		if out := c.do("POST", "https://api.weixin.qq.com/cgi-bin/stable_token", string(body)); code(out) != want {
			t.Errorf("stable %s: %v, want %d", query, out, want)
		}
	}
}

// The lifetime of tokens, by the platform's page: a classic token works for five more minutes after the next one was
// made, a stable token is the same until its last five minutes, and the families do not affect each other.
func TestTokenTimeline(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	works := func(token string, want int) {
		t.Helper()
		c.token = token
		if got := code(c.call("/cgi-bin/getcallbackip", "")); got != want {
			t.Errorf("errcode %d, want %d", got, want)
		}
	}
	stable := c.token
	first := c.classic()
	second := c.classic()
	if first == second || first == stable {
		t.Fatal("each classic call gives a new token")
	}
	works(first, noCode)
	works(second, noCode)
	works(stable, noCode)
	p.Clock.Advance(5*time.Minute - time.Second)
	works(first, noCode)
	p.Clock.Advance(time.Second)
	works(first, 40001)
	works(second, noCode)

	again := c.stable(false)
	if again["access_token"] != stable || again["expires_in"].(float64) != 6900 {
		t.Errorf("stable token after 5 minutes: %v", again)
	}
	p.Clock.Advance(6900*time.Second - 5*time.Minute - time.Second)
	if c.stable(false)["access_token"] != stable {
		t.Error("the stable token changed before its last five minutes")
	}
	p.Clock.Advance(2 * time.Second)
	renewed := c.stable(false)
	if renewed["access_token"] == stable || renewed["expires_in"].(float64) != 7200 {
		t.Errorf("stable token in its last five minutes: %v", renewed)
	}
	works(stable, noCode) // valid until its own end
	p.Clock.Advance(5 * time.Minute)
	works(stable, 42001)
	works(second, 42001)
	works(renewed["access_token"].(string), noCode)

	forced := c.stable(true)
	works(renewed["access_token"].(string), 40001) // it ends at once
	works(forced["access_token"].(string), noCode)
	p.Clock.Advance(29 * time.Second)
	if got := code(c.stable(true)); got != 45011 {
		t.Errorf("force_refresh after 29 s: %d", got)
	}
	works(forced["access_token"].(string), noCode)
	for n := 2; ; n++ {
		p.Clock.Advance(30 * time.Second)
		if got := code(c.stable(true)); got == 45009 {
			if n != 21 {
				t.Errorf("force_refresh number %d of the day was refused", n)
			}
			break
		}
		if n > 21 {
			t.Fatal("force_refresh works more than 20 times a day")
		}
	}
	p.Clock.Advance(24 * time.Hour)
	if got := c.stable(true); code(got) != noCode {
		t.Errorf("force_refresh on the next day: %v", got)
	}
}

// The answer of menu/get for the documented menu is the documented one, with escaped slashes, as observed on the
// platform.
func TestMenu(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	c.wantCode(65303, "/cgi-bin/menu/addconditional", `{"button":[{"type":"click","name":"a","key":"k"}],"matchrule":{"tag_id":"2"}}`)
	const documented = `{"button":[{"type":"click","name":"今日歌曲","key":"V1001_TODAY_MUSIC"},
		{"name":"菜单","sub_button":[{"type":"view","name":"搜索","url":"http://www.soso.com/?a=1&b=2"},
		{"type":"miniprogram","name":"wxa","url":"http://mp.weixin.qq.com","appid":"wx286b93c14bbf93aa","pagepath":"pages/lunar/index"},
		{"type":"click","name":"赞一下我们","key":"V1001_GOOD"}]}]}`
	if _, body := c.raw("POST", "https://api.weixin.qq.com/cgi-bin/menu/create?access_token="+c.token, documented); body != `{"errcode":0,"errmsg":"ok"}` {
		t.Fatal(body)
	}
	_, body := c.raw("GET", "https://api.weixin.qq.com/cgi-bin/menu/get?access_token="+c.token, "")
	const want = `{"menu":{"button":[{"type":"click","name":"今日歌曲","key":"V1001_TODAY_MUSIC","sub_button":[]},` +
		`{"name":"菜单","sub_button":[{"type":"view","name":"搜索","url":"http:\/\/www.soso.com\/?a=1&b=2","sub_button":[]},` +
		`{"type":"miniprogram","name":"wxa","url":"http:\/\/mp.weixin.qq.com","appid":"wx286b93c14bbf93aa","pagepath":"pages\/lunar\/index","sub_button":[]},` +
		`{"type":"click","name":"赞一下我们","key":"V1001_GOOD","sub_button":[]}]}]}}`
	if body != want {
		t.Errorf("menu/get (-want +got):\n%s", cmp.Diff(want, body))
	}
	self := c.call("/cgi-bin/get_current_selfmenu_info", "")
	if self["is_menu_open"].(float64) != 1 || !strings.Contains(fmt.Sprint(self), "sub_button:map[list:[map[name:搜索") {
		t.Errorf("get_current_selfmenu_info: %v", self)
	}
	if _, body := c.raw("GET", "https://api.weixin.qq.com/cgi-bin/menu/delete?access_token="+c.token, ""); body != `{"errcode":0,"errmsg":"ok"}` {
		t.Fatal(body)
	}
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	if self := c.call("/cgi-bin/get_current_selfmenu_info", ""); self["is_menu_open"].(float64) != 0 {
		t.Errorf("without a menu: %v", self)
	}
}

func TestMenuLimits(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	button := func(fields string) string { return `{"button":[{` + fields + `}]}` }
	below := func(fields string) string { return button(`"name":"m","sub_button":[{` + fields + `}]`) }
	many := func(n int) string {
		return strings.TrimSuffix(strings.Repeat(`{"type":"click","name":"a","key":"k"},`, n), ",")
	}
	long := func(n int) string { return strings.Repeat("x", n) }
	for body, want := range map[string]int{
		`{"button":[` + many(3) + `]}`:                                               0,
		`{"button":[]}`:                                                              40016,
		`{"button":[` + many(4) + `]}`:                                               40016,
		button(`"name":"m","sub_button":[` + many(5) + `]`):                          0,
		button(`"name":"m","sub_button":[` + many(6) + `]`):                          40023,
		button(`"type":"click","name":"五个汉字名","key":"k"`):                            0,
		button(`"type":"click","name":"六个汉字名称","key":"k"`):                           40018,
		button(`"type":"click","name":"","key":"k"`):                                 40018,
		below(`"type":"click","name":"` + long(60) + `","key":"k"`):                  0,
		below(`"type":"click","name":"` + long(61) + `","key":"k"`):                  40025,
		button(`"type":"click","name":"a"`):                                          40019,
		button(`"type":"click","name":"a","key":"` + long(129) + `"`):                40019,
		below(`"type":"click","name":"a","key":"` + long(129) + `"`):                 40026,
		button(`"type":"view","name":"a"`):                                           40020,
		button(`"type":"view","name":"a","url":"http://` + long(1018) + `"`):         40020,
		below(`"type":"view","name":"a","url":"http://` + long(1018) + `"`):          40027,
		button(`"type":"view","name":"a","url":"www.qq.com"`):                        65317,
		button(`"type":"jump","name":"a"`):                                           40017,
		below(`"type":"jump","name":"a"`):                                            40024,
		button(`"type":"click","name":"a","key":"k","sub_button":[` + many(1) + `]`): 40017,
		below(`"name":"a","sub_button":[` + many(1) + `]`):                           40022,
		button(`"type":"media_id","name":"a"`):                                       40007,
		button(`"type":"media_id","name":"a","media_id":"M"`):                        0,
		button(`"type":"article_id","name":"a"`):                                     40097,
		button(`"type":"article_id","name":"a","article_id":"A"`):                    0,
		button(`"type":"miniprogram","name":"a","url":"http://u/"`):                  40013,
		button(`"type":"click","name":"\u4eca","key":"k"`):                           40033,
		button(`"type":"view","name":"a","url":"http://u/?a=1\u0026b=2"`):            40033,
		button(`"type":"click","name":"a\\u0026","key":"k"`):                         0,
	} {
		c.wantCode(want, "/cgi-bin/menu/create", body)
	}
}

func TestConditionalMenus(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	alice := p.User("alice")
	alice.Follow()
	menu := func(name string) string {
		return `"button":[{"type":"view","name":"` + name + `","url":"http://` + name + `.test/"}]`
	}
	add := func(name, rule string) map[string]any {
		return c.call("/cgi-bin/menu/addconditional", "{"+menu(name)+`,"matchrule":`+rule+"}")
	}
	seen := func(user string) string {
		out := c.call("/cgi-bin/menu/trymatch", `{"user_id":"`+user+`"}`)
		if code(out) != noCode {
			return fmt.Sprint(code(out))
		}
		return out["menu"].(map[string]any)["button"].([]any)[0].(map[string]any)["name"].(string)
	}
	c.wantCode(0, "/cgi-bin/menu/create", "{"+menu("default")+"}")
	if got := code(add("a", `{}`)); got != 65304 {
		t.Errorf("empty rule: %d", got)
	}
	if got := code(add("a", `{"sex":"1"}`)); got != 65320 {
		t.Errorf("a rule on sex: %d", got)
	}
	tag2 := add("a", `{"tag_id":"2"}`)
	if id, ok := tag2["menuid"].(string); !ok || len(id) != 9 {
		t.Fatalf("addconditional: %v", tag2)
	}
	if said := c.problem(); said != (sandbox.Problem{}) {
		t.Errorf("a tag of the account: %+v", said)
	}
	add("b", `{"tag_id":"3"}`)
	if said := c.problem(); !strings.Contains(said.EN, "no tag 3") || !strings.Contains(said.ZH, "3") {
		t.Errorf("a tag that the account does not have: %+v", said)
	}
	add("c", `{"client_platform_type":"1"}`)
	if got := code(add("d", `{"tag_id":"5"}`)); got != 65316 {
		t.Errorf("links to a fourth host: %d", got)
	}
	if got := seen("alice"); got != "default" {
		t.Errorf("without tags: %s", got)
	}
	alice.SetTags(3, 2)
	if got := seen(alice.OpenID()); got != "a" {
		t.Errorf("the tag that was added last counts: %s", got)
	}
	alice.SetPlatform(1)
	if got := seen("alice"); got != "c" {
		t.Errorf("the newest match counts: %s", got)
	}
	if got := seen("nobody"); got != "65302" {
		t.Errorf("an unknown user: %s", got)
	}
	got := c.call("/cgi-bin/menu/get", "")
	conditional := got["conditionalmenu"].([]any)
	if len(conditional) != 3 || got["menu"].(map[string]any)["menuid"] == nil ||
		conditional[2].(map[string]any)["matchrule"].(map[string]any)["group_id"] != "2" {
		t.Errorf("menu/get: %v", got)
	}
	c.wantCode(0, "/cgi-bin/menu/delconditional", `{"menuid":"`+tag2["menuid"].(string)+`"}`)
	c.wantCode(65301, "/cgi-bin/menu/delconditional", `{"menuid":"1"}`)
	c.wantCode(0, "/cgi-bin/menu/delete", "")
	if got := seen("alice"); got != "46003" {
		t.Errorf("after delete: %s", got)
	}
}

func TestFollowers(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	alice, bob, carol := p.User("alice"), p.User("bob"), p.User("carol")
	info := func(u *sandbox.User) map[string]any {
		return c.call("/cgi-bin/user/info?lang=zh_CN&openid="+u.OpenID(), "")
	}
	if diff := cmp.Diff(map[string]any{"subscribe": 0., "openid": alice.OpenID()}, info(alice)); diff != "" {
		t.Errorf("a user who does not follow (-want +got):\n%s", diff)
	}
	now := p.Clock.Now().Unix()
	alice.Follow()
	carol.FollowByScene("98765")
	got := info(alice)
	if at := got["subscribe_time"].(float64); at < float64(now) || at > float64(now+5) {
		t.Errorf("subscribe_time %v", at)
	}
	delete(got, "subscribe_time")
	want := map[string]any{
		"subscribe": 1., "openid": alice.OpenID(), "language": "zh_CN", "unionid": alice.UnionID(), "remark": "", "groupid": 0.,
		"tagid_list": []any{}, "subscribe_scene": "ADD_SCENE_SEARCH", "qr_scene": 0., "qr_scene_str": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a follower (-want +got):\n%s", diff)
	}
	if got := info(carol); got["qr_scene"].(float64) != 98765 || got["subscribe_scene"] != "ADD_SCENE_QR_CODE" {
		t.Errorf("by a QR code: %v", got)
	}
	c.wantCode(40003, "/cgi-bin/user/info?openid=nobody", "")
	c.wantCode(0, "/cgi-bin/user/info/updateremark", `{"openid":"`+alice.OpenID()+`","remark":"pangzi"}`)
	c.wantCode(40092, "/cgi-bin/user/info/updateremark", `{"openid":"`+alice.OpenID()+`","remark":"`+strings.Repeat("x", 30)+`"}`)
	c.wantCode(43004, "/cgi-bin/user/info/updateremark", `{"openid":"`+bob.OpenID()+`","remark":"x"}`)
	c.wantCode(40003, "/cgi-bin/user/info/updateremark", `{"openid":"x","remark":"x"}`)
	alice.SetTags(128, 2)
	if got := info(alice); got["remark"] != "pangzi" || !cmp.Equal(got["tagid_list"], []any{128., 2.}) {
		t.Errorf("remark and tags: %v", got)
	}
	batch := c.call("/cgi-bin/user/info/batchget", `{"user_list":[{"openid":"`+alice.OpenID()+`"},{"openid":"`+bob.OpenID()+`","lang":"en"}]}`)
	if list := batch["user_info_list"].([]any); len(list) != 2 || list[1].(map[string]any)["subscribe"].(float64) != 0 {
		t.Errorf("batchget: %v", batch)
	}
	c.wantCode(40032, "/cgi-bin/user/info/batchget", `{"user_list":[]}`)
	c.wantCode(40003, "/cgi-bin/user/info/batchget", `{"user_list":[{"openid":"x"}]}`)

	want = map[string]any{
		"total": 2., "count": 2., "next_openid": carol.OpenID(),
		"data": map[string]any{"openid": []any{alice.OpenID(), carol.OpenID()}},
	}
	if diff := cmp.Diff(want, c.call("/cgi-bin/user/get?next_openid=", "")); diff != "" {
		t.Errorf("user/get (-want +got):\n%s", diff)
	}
	want = map[string]any{"total": 2., "count": 0., "next_openid": ""}
	if diff := cmp.Diff(want, c.call("/cgi-bin/user/get?next_openid="+carol.OpenID(), "")); diff != "" {
		t.Errorf("last page (-want +got):\n%s", diff)
	}
	c.wantCode(40003, "/cgi-bin/user/get?next_openid=x", "")
}

// The customer-service window has the values of the platform's table.
func TestKFWindow(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	p.Connect(newApp(p))
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"click","name":"a","key":"k"},{"type":"view","name":"v","url":"http://v.test/"},{"type":"scancode_push","name":"s","key":"s"}]}`)
	alice := p.User("alice")
	send := func() int {
		t.Helper()
		return code(c.call("/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"Hello World"}}`))
	}
	// sent sends messages until one is refused, and returns how many were accepted and the errcode of the refusal.
	sent := func() (n, refusal int) {
		t.Helper()
		for {
			if refusal = send(); refusal != 0 || n == 50 {
				return n, refusal
			}
			n++
		}
	}
	check := func(when string, wantN, wantCode int) {
		t.Helper()
		if n, refusal := sent(); n != wantN || refusal != wantCode {
			t.Errorf("%s: %d messages, then %d; want %d, then %d", when, n, refusal, wantN, wantCode)
		}
	}
	c.wantCode(40003, "/cgi-bin/message/custom/send", `{"touser":"x","msgtype":"text","text":{"content":"x"}}`)
	check("before the follow", 0, 43004)
	alice.Follow()
	check("after a follow", 3, 45047)
	p.Clock.Advance(time.Minute)
	check("a minute later", 0, 45015)
	alice.Click("k")
	check("after a click", 3, 45047)
	p.Clock.Advance(time.Minute)
	alice.Press(1)
	check("after a view", 0, 45015)
	alice.Click("s")
	check("after a scanner button", 3, 45047)
	p.Clock.Advance(time.Minute)
	alice.Scan("1")
	p.Clock.Advance(time.Minute - time.Second)
	check("after a scan", 3, 45047)
	alice.Send("hello")
	check("after a message", 5, 45047)
	alice.Send("hello")
	p.Clock.Advance(48*time.Hour - time.Second)
	c.token = c.stable(false)["access_token"].(string)
	check("48 hours after a message, nearly", 5, 45047)
	alice.Send("hello")
	p.Clock.Advance(48 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	check("48 hours after a message", 0, 45015)
	alice.Unfollow()
	check("after the unfollow", 0, 43004)
}

// Of two open parts of the window, messages use up the one that ends first, so that the other one still has all its
// messages when the first has ended.
func TestKFWindowThatEndsFirst(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	alice := p.User("alice")
	alice.Follow()      // 3 messages in a minute
	alice.Send("hello") // 5 messages in 48 hours
	send := func(times, wantCode int) {
		t.Helper()
		for range times {
			c.wantCode(wantCode, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"x"}}`)
		}
	}
	send(3, 0)
	p.Clock.Advance(time.Minute)
	send(5, 0)
	send(1, 45047)
}

func TestKFWindowIsConfigurable(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp(), sandbox.WithConfig(sandbox.Config{
		KFWindows: sandbox.KFWindows{Message: sandbox.Window{Messages: 20, Valid: 48 * time.Hour}},
	}))
	c := newCaller(t, p)
	alice := p.User("alice")
	alice.Follow()
	p.Clock.Advance(time.Hour)
	alice.Send("x")
	for range 20 {
		c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"x"}}`)
	}
	c.wantCode(45047, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"x"}}`)
}

func TestKFMessages(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{
		KFWindows: sandbox.KFWindows{Message: sandbox.Window{Messages: 100, Valid: time.Hour}},
	}))
	c := newCaller(t, p)
	a := newApp(p)
	p.Connect(a)
	alice := p.User("alice")
	alice.Follow()
	alice.Send("x")
	image, voice, video := p.AddMedia("image", "image/png", nil), p.AddMedia("voice", "audio/amr", nil), p.AddMedia("video", "video/mp4", nil)
	thumb := p.AddMedia("thumb", "image/png", nil)
	send := func(rest string) int {
		t.Helper()
		return code(c.call("/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`",`+rest+`}`))
	}
	article := `{"title":"Happy Day","description":"d","url":"http://u/","picurl":"http://p/"}`
	for _, test := range []struct {
		body, shows string
		want        int
	}{
		{`"msgtype":"text","text":{"content":"a<b>&\"c"}`, `account: a<b>&"c`, 0},
		{`"msgtype":"text","text":{"content":"x"},"customservice":{"kf_account":"test1@kftest"}`, "account: x", 0},
		{`"msgtype":"text","text":{"content":""}`, "", 44004},
		{`"msgtype":"text","text":{"content":"` + strings.Repeat("x", 2049) + `"}`, "", 45002},
		{`"msgtype":"image","image":{"media_id":"` + image + `"}`, "account: image " + image, 0},
		{`"msgtype":"image","image":{"media_id":"` + voice + `"}`, "", 40007},
		{`"msgtype":"voice","voice":{"media_id":"` + voice + `"}`, "account: voice " + voice, 0},
		{`"msgtype":"video","video":{"media_id":"` + video + `","thumb_media_id":"` + thumb + `","title":"TITLE"}`, "account: video TITLE", 0},
		{`"msgtype":"music","music":{"title":"M","musicurl":"http://m/","hqmusicurl":"http://h/","thumb_media_id":"` + thumb + `"}`, "account: music M", 0},
		{`"msgtype":"music","music":{"musicurl":"http://m/","hqmusicurl":"","thumb_media_id":"x"}`, "", 40007},
		{`"msgtype":"news","news":{"articles":[` + article + `]}`, "account: news Happy Day", 0},
		{`"msgtype":"news","news":{"articles":[` + article + `,` + article + `]}`, "", 45008},
		{`"msgtype":"news","news":{"articles":[]}`, "", 44003},
		{`"msgtype":"mpnews","mpnews":{"media_id":"x"}`, "", 40007},
		{`"msgtype":"mpnewsarticle","mpnewsarticle":{"article_id":"A"}`, "account: mpnewsarticle", 0},
		{`"msgtype":"wxcard","wxcard":{"card_id":"123"}`, "account: wxcard", 0},
		{`"msgtype":"miniprogrampage","miniprogrampage":{"title":"t","appid":"a","pagepath":"p","thumb_media_id":"` + thumb + `"}`, "account: miniprogrampage", 0},
		{`"msgtype":"miniprogrampage","miniprogrampage":{"title":"t","appid":"a","pagepath":"p","thumb_media_id":"x"}`, "", 40007},
		{`"msgtype":"msgmenu","msgmenu":{"head_content":"满意吗","list":[],"tail_content":""}`, "", 40097},
		{`"msgtype":"file","file":{}`, "", 40008},
		{`"msgtype":"text"`, "", 40008},
		{`"msgtype":"msgmenu","msgmenu":{"head_content":"您对本次服务是否满意呢? ","list":[{"id":"101","content":"满意"},{"id":"102","content":"不满意"}],"tail_content":"欢迎再次光临"}`, "account: msgmenu 您对本次服务是否满意呢?", 0},
	} {
		before := len(alice.Chat())
		if got := send(test.body); got != test.want {
			t.Errorf("%.60s: %d, want %d", test.body, got, test.want)
			continue
		}
		added := alice.Chat()[before:]
		if (test.want == 0) != (len(added) == 1) || (len(added) == 1 && (added[0].String() != test.shows || added[0].Via != "kf")) {
			t.Errorf("%.60s: the phone shows %v", test.body, added)
		}
	}
	alice.Tap("101")
	if m := a.received()[len(a.received())-1]; m.Content != "满意" || m.Menu != "101" || m.MsgType != "text" {
		t.Errorf("a tap pushes %+v", m)
	}
	typing := func(command string) int {
		return code(c.call("/cgi-bin/message/custom/typing", `{"touser":"`+alice.OpenID()+`","command":"`+command+`"}`))
	}
	got := []int{typing("Typing"), typing("Typing"), typing("CancelTyping"), typing("Typing"), typing("x")}
	p.Clock.Advance(31 * time.Second)
	got = append(got, typing("Typing"))
	alice.Unfollow()
	got = append(got, typing("Typing"), code(c.call("/cgi-bin/message/custom/typing", `{"touser":"x","command":"Typing"}`)))
	if diff := cmp.Diff([]int{0, 45081, 0, 0, 45072, 45080, 43004, 40003}, got); diff != "" {
		t.Errorf("typing (-want +got):\n%s", diff)
	}
}

// A customer-service message that is sent before the push is answered belongs to what the action shows.
func TestKFDuringPush(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	a := newApp(p)
	a.answer = func(m push) string {
		c.call("/cgi-bin/message/custom/send", `{"touser":"`+m.FromUserName+`","msgtype":"text","text":{"content":"first"}}`)
		return m.reply(text("second"))
	}
	p.Connect(a)
	wantLines(t, p.User("alice").Follow(), "account: first", "account: second")
}

func TestQRCodes(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	a := newApp(p)
	p.Connect(a)
	create := func(body string) map[string]any { return c.call("/cgi-bin/qrcode/create", body) }
	temporary := create(`{"expire_seconds":604800,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":123}}}`)
	if temporary["expire_seconds"].(float64) != 604800 || !strings.HasPrefix(temporary["url"].(string), "http://weixin.qq.com/q/") {
		t.Fatalf("temporary code: %v", temporary)
	}
	if got := create(`{"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"test"}}}`); got["expire_seconds"].(float64) != 60 {
		t.Errorf("default life: %v", got)
	}
	permanent := create(`{"action_name":"QR_LIMIT_STR_SCENE","action_info":{"scene":{"scene_str":"promo"}}}`)
	if _, has := permanent["expire_seconds"]; has || permanent["ticket"] == nil {
		t.Errorf("permanent code: %v", permanent)
	}
	for body, want := range map[string]int{
		`{"action_name":"QR","action_info":{"scene":{"scene_id":1}}}`:                                            40052,
		`{"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":0}}}`:                                      40053,
		`{"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":4294967296}}}`:                             40053,
		`{"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":100001}}}`:                           40053,
		`{"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":100000}}}`:                           noCode,
		`{"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":""}}}`:                                40053,
		`{"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"` + strings.Repeat("二", 65) + `"}}}`: 40053,
		`{"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"` + strings.Repeat("二", 64) + `"}}}`: noCode,
		`{"expire_seconds":2592001,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":1}}}`:             40097,
		`{"expire_seconds":2592000,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":1}}}`:             noCode,
	} {
		if got := code(create(body)); got != want {
			t.Errorf("%s: %d, want %d", body, got, want)
		}
	}
	show := "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="
	resp, picture := c.raw("GET", show+url.QueryEscape(temporary["ticket"].(string)), "")
	img, err := jpeg.Decode(bytes.NewReader([]byte(picture)))
	if err != nil || resp.Header.Get("Content-Type") != "image/jpg" || img.Bounds().Dx() < 400 {
		t.Errorf("picture: %v, %v", err, resp.Header)
	}
	if resp, _ := c.raw("GET", show+"x", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown ticket: HTTP %d", resp.StatusCode)
	}
	alice := p.User("alice")
	alice.ScanTicket(temporary["ticket"].(string))
	alice.Scan("promo")
	alice.Scan("made by the console")
	for _, scene := range []string{"007", "100001", strings.Repeat("二", 64)} { // scenes that are not a number from 1 to 100000
		alice.Scan(scene)
		if seen := a.received(); seen[len(seen)-1].EventKey != scene {
			t.Errorf("scene %s is pushed as %s", scene, seen[len(seen)-1].EventKey)
		}
	}
	var got []string
	for _, m := range a.received()[:3] {
		got = append(got, m.Event+" "+m.EventKey)
	}
	if diff := cmp.Diff([]string{"subscribe qrscene_123", "SCAN promo", "SCAN made by the console"}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if a.received()[0].Ticket != temporary["ticket"] || a.received()[1].Ticket != permanent["ticket"] {
		t.Error("the events carry other tickets")
	}
	p.Clock.Advance(604800 * time.Second)
	if resp, _ := c.raw("GET", show+url.QueryEscape(temporary["ticket"].(string)), ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("an expired ticket: HTTP %d", resp.StatusCode)
	}
}

func TestBaseArea(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	if got := c.call("/cgi-bin/get_api_domain_ip", ""); !cmp.Equal(got, map[string]any{"ip_list": []any{"127.0.0.1"}}) {
		t.Errorf("get_api_domain_ip: %v", got)
	}
	check := func(action, operator string) map[string]any {
		return c.call("/cgi-bin/callback/check", `{"action":"`+action+`","check_operator":"`+operator+`"}`)
	}
	if got := code(check("all", "DEFAULT")); got != 40201 {
		t.Errorf("without a callback: %d", got)
	}
	p.Connect(newApp(p))
	if got := check("all", "DEFAULT"); got["dns"] == nil || got["ping"] == nil {
		t.Errorf("all: %v", got)
	}
	if got := check("dns", "UNICOM"); got["dns"] == nil || got["ping"] != nil {
		t.Errorf("dns: %v", got)
	}
	if got := []int{code(check("x", "DEFAULT")), code(check("ping", "x"))}; !cmp.Equal(got, []int{40202, 40203}) {
		t.Errorf("bad arguments: %v", got)
	}
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	quota := func(path string) map[string]any {
		out := c.call("/cgi-bin/openapi/quota/get", `{"cgi_path":"`+path+`"}`)
		q, _ := out["quota"].(map[string]any)
		return q
	}
	if diff := cmp.Diff(map[string]any{"daily_limit": 10000., "used": 1., "remain": 9999.}, quota("/cgi-bin/menu/get")); diff != "" {
		t.Errorf("quota (-want +got):\n%s", diff)
	}
	c.wantCode(76021, "/cgi-bin/openapi/quota/get", `{"cgi_path":"/x"}`)
	c.wantCode(76022, "/cgi-bin/openapi/quota/get", `{"cgi_path":"/sns/userinfo"}`)
	c.wantCode(0, "/cgi-bin/openapi/quota/clear", `{"cgi_path":"/cgi-bin/menu/get"}`)
	c.wantCode(76021, "/cgi-bin/openapi/quota/clear", `{"cgi_path":"/x"}`)
	if got := quota("/cgi-bin/menu/get"); got["used"].(float64) != 0 {
		t.Errorf("after clear: %v", got)
	}
	c.wantCode(40013, "/cgi-bin/clear_quota", `{"appid":"wx"}`)
	v2 := "https://api.weixin.qq.com/cgi-bin/clear_quota/v2?appid=" + sandbox.DefaultAppID + "&appsecret="
	if got := code(c.do("POST", v2+"x", "")); got != 40125 {
		t.Errorf("clear_quota/v2 with a wrong secret: %d", got)
	}
	if got := code(c.do("POST", v2+sandbox.DefaultSecret, "")); got != 0 {
		t.Errorf("clear_quota/v2: %d", got)
	}
	if got := code(c.do("POST", "https://api.weixin.qq.com/cgi-bin/clear_quota/v2", `{"appid":"`+sandbox.DefaultAppID+`","appsecret":"`+sandbox.DefaultSecret+`"}`)); got != 0 {
		t.Errorf("clear_quota/v2 in the body: %d", got)
	}
	for range 8 {
		c.wantCode(0, "/cgi-bin/clear_quota", `{"appid":"`+sandbox.DefaultAppID+`"}`)
	}
	c.wantCode(48006, "/cgi-bin/clear_quota", `{"appid":"`+sandbox.DefaultAppID+`"}`)
}

func TestTickets(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	get := func(kind string) map[string]any { return c.call("/cgi-bin/ticket/getticket?type="+kind, "") }
	js, card := get("jsapi"), get("wx_card")
	if code(js) != 0 || js["errmsg"] != "ok" || js["expires_in"].(float64) != 7200 || js["ticket"] == card["ticket"] {
		t.Errorf("tickets %v, %v", js, card)
	}
	p.Clock.Advance(100 * time.Second)
	if again := get("jsapi"); again["ticket"] != js["ticket"] || again["expires_in"].(float64) != 7100 {
		t.Errorf("again: %v", again)
	}
	p.Clock.Advance(6800 * time.Second)
	if again := get("jsapi"); again["ticket"] == js["ticket"] {
		t.Errorf("in the last five minutes: %v", again)
	}
	c.wantCode(40097, "/cgi-bin/ticket/getticket?type=x", "")
}
