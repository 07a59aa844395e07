package app_test

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
	"github.com/wechatgo/wechatgo/sandbox"
)

const verifyFile = "MP_verify_abcdefghijklmnop.txt"

// start connects the demo to its own platform and creates its menu.
func start(t *testing.T, opts ...sandbox.Option) (*sandbox.Platform, *wechatgo.Client) {
	t.Helper()
	platform := sandbox.Start(t, opts...)
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := app.New(wx, app.Config{
		PublicURL:   sandbox.AppURL,
		VerifyFiles: []string{verifyFile, verifyFile}, // the name is listed twice, for two kinds of domain
		CookieKey:   []byte(strings.Repeat("k", 32)),
	})
	if err != nil {
		t.Fatal(err)
	}
	platform.Connect(handler)
	if err := app.CreateMenu(context.Background(), wx, sandbox.AppURL); err != nil {
		t.Fatal(err)
	}
	return platform, wx
}

// shown returns what a phone shows, one line per entry.
func shown(entries []sandbox.Entry) []string {
	var lines []string
	for _, e := range entries {
		lines = append(lines, e.String())
	}
	return lines
}

func TestConversation(t *testing.T) {
	t.Parallel()
	for _, mode := range []account.Mode{account.Plain, account.Compatible, account.Safe} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			platform, _ := start(t, sandbox.WithMode(mode))
			alice := platform.User("alice")
			const welcome = "account: 欢迎关注！发送 hello 试试。\nWelcome! Send hello to begin."
			const unsendable = "account: 收到，但这段文字无法原样回复。\nReceived, but it cannot be sent back as it is."
			for _, step := range []struct {
				what string
				got  []sandbox.Entry
				want string
			}{
				{"follow", alice.Follow(), welcome},
				{"hello", alice.Send("hello"), "account: hello"},
				{"another text", alice.Send("Hello, 世界 ]]> & <b>"), "account: Hello, 世界 ]]> & <b>"},
				{"white space", alice.Send(" hello"), "account:  hello"},
				{"more than 2048 bytes", alice.Send(strings.Repeat("字", 683)), unsendable},
				{"2046 bytes", alice.Send(strings.Repeat("字", 682)), "account: " + strings.Repeat("字", 682)},
				{"今日歌曲", alice.Click("V1001_TODAY_MUSIC"), "account: 今日歌曲：《茉莉花》\nToday's song: Jasmine Flower"},
				{"歌手简介", alice.Press(1), "account: news 歌手简介 · The singer"},
				{"voice", alice.SendVoice(""), "account: 收到 · Received: voice"},
				{"scan", alice.Scan("42"), "account: 你扫描的场景是 42。\nYou scanned scene 42."},
				{"follow by a scene", platform.User("bob").FollowByScene("shop"), "account: 欢迎关注！你扫描的场景是 shop。\nWelcome! You scanned scene shop."},
			} {
				if diff := cmp.Diff([]string{step.want}, shown(step.got)); diff != "" {
					t.Errorf("%s: %s", step.what, diff)
				}
			}
			picture := alice.SendImage("image/png", nil)
			if len(picture) != 1 || picture[0].Type != "image" || picture[0].From != "account" || picture[0].MediaID == "" {
				t.Errorf("a picture: %v", shown(picture))
			}
			if gone := alice.Unfollow(); len(gone) != 0 {
				t.Errorf("unfollow: %v", shown(gone))
			}
			for _, x := range platform.Exchanges() {
				if x.Problem != nil {
					t.Errorf("%s %s: %v", x.Kind, x.Title, x.Problem)
				}
			}
		})
	}
}

// The handler of a place calls the API. If the token is no longer valid, for whatever reason, this takes one renewal
// and one more call.
func TestLocation(t *testing.T) {
	t.Parallel()
	platform, wx := start(t)
	alice := platform.User("alice")
	alice.Follow()
	platform.ExpireTokens()
	if got := alice.SendLocation(39.9, 116.4, "天安门"); len(got) != 0 && got[0].Via != "kf" {
		t.Errorf("the push itself is answered: %v", shown(got))
	}
	if err := wx.Shutdown(context.Background()); err != nil { // waits for late replies
		t.Fatal(err)
	}
	chat := alice.Chat()
	if last := chat[len(chat)-1]; last.Via != "kf" || last.Text != "你在：天安门\nYou are at: 天安门" {
		t.Errorf("the answer: %+v", last)
	}
	if c := platform.Counters(); c.Calls["kf.send"] != 2 || c.Refused["kf.send"] != 1 || c.Calls["base.stable_token"] != 2 {
		t.Errorf("calls: %v, refused: %v", c.Calls, c.Refused)
	}
}

func TestNewsLeadsToPages(t *testing.T) {
	t.Parallel()
	platform, _ := start(t)
	alice := platform.User("alice")
	alice.Follow()
	articles := alice.Click("V1001_TODAY_SINGER")[0].Articles
	if page := alice.Open(articles[0].URL); page.Status != http.StatusOK || !strings.Contains(page.Body, "茉莉花 Jasmine Flower") {
		t.Errorf("%s: %d %s", articles[0].URL, page.Status, page.Body)
	}
	if picture := alice.Open(articles[0].PicURL); picture.Header.Get("Content-Type") != "image/png" {
		t.Errorf("%s: %d %v", articles[0].PicURL, picture.Status, picture.Header)
	}
}

// The names and keys are those of the platform's own example of a menu.
func TestMenu(t *testing.T) {
	t.Parallel()
	_, wx := start(t)
	menus, err := wx.Menu.Get(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(menus.Default.Buttons)
	if err != nil {
		t.Fatal(err)
	}
	want := `[
		{"type": "click", "name": "今日歌曲", "key": "V1001_TODAY_MUSIC"},
		{"type": "click", "name": "歌手简介", "key": "V1001_TODAY_SINGER"},
		{"name": "菜单", "sub_button": [
			{"type": "view", "name": "搜索", "url": "http://app.sandbox.test/search"},
			{"type": "view", "name": "我的资料", "url": "http://app.sandbox.test/me"},
			{"type": "view", "name": "分享", "url": "http://app.sandbox.test/share"}
		]}
	]`
	if diff := cmp.Diff(buttons(t, []byte(want)), buttons(t, got)); diff != "" {
		t.Error(diff)
	}
}

// buttons reads a list of buttons; it ignores empty lists of sub-buttons.
func buttons(t *testing.T, raw []byte) (list []map[string]any) {
	t.Helper()
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	var clean func(map[string]any)
	clean = func(b map[string]any) {
		below, _ := b["sub_button"].([]any)
		if len(below) == 0 {
			delete(b, "sub_button")
		}
		for _, sub := range below {
			clean(sub.(map[string]any))
		}
	}
	for _, b := range list {
		clean(b)
	}
	return list
}

func TestMe(t *testing.T) {
	t.Parallel()
	platform, _ := start(t)
	alice := platform.User("alice")
	alice.Follow()
	page := alice.View(2, 1)
	if page.Status != http.StatusOK || page.URL != sandbox.AppURL+"/me" {
		t.Fatalf("%d at %s\n%s", page.Status, page.URL, page.Body)
	}
	picture := platform.URL() + "/_sandbox/avatar/alice.svg"
	for _, part := range []string{
		`<h1 id="nickname">` + alice.Nickname() + `</h1>`,
		`<code id="openid">` + alice.OpenID() + `</code>`,
		`<img src="` + picture,
	} {
		if !strings.Contains(page.Body, part) {
			t.Errorf("the page lacks %s:\n%s", part, page.Body)
		}
	}
	for name, want := range map[string]string{"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestMeRefused(t *testing.T) {
	t.Parallel()
	platform, _ := start(t)
	bob := platform.User("bob")
	bob.Follow()
	page := bob.Open("/me", sandbox.Refusing())
	if page.Status == http.StatusOK || strings.Contains(page.Body, bob.OpenID()) || strings.Contains(page.Body, bob.Nickname()) {
		t.Errorf("%d at %s shows who refused:\n%s", page.Status, page.URL, page.Body)
	}
	if page := bob.Open("/me"); page.Status != http.StatusOK || !strings.Contains(page.Body, bob.Nickname()) {
		t.Errorf("with consent afterwards: %d\n%s", page.Status, page.Body)
	}
}

func TestMeOnASnapshotPage(t *testing.T) {
	t.Parallel()
	platform, _ := start(t)
	alice := platform.User("alice")
	alice.Follow()
	alice.SetSnapshot(true)
	if page := alice.Open("/me"); !strings.Contains(page.Body, "快照页") {
		t.Errorf("%d at %s\n%s", page.Status, page.URL, page.Body)
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	platform, wx := start(t)
	alice := platform.User("alice")
	alice.Follow()
	page := alice.View(2, 2)
	for _, part := range []string{`src="/wx/jssdk?script"`, "wechatgo.share(", "title: '茉莉花", "imgUrl: location.origin + '/picture.png'"} {
		if !strings.Contains(page.Body, part) {
			t.Errorf("the page lacks %s:\n%s", part, page.Body)
		}
	}
	script := alice.Open("/wx/jssdk?script")
	for _, call := range []string{"updateAppMessageShareData", "updateTimelineShareData"} { // both cards
		if !strings.Contains(script.Body, call) {
			t.Errorf("the script never calls %s", call)
		}
	}

	config := alice.Open("/wx/jssdk?url=" + url.QueryEscape(page.URL+"#top"))
	var signed struct {
		AppID, NonceStr, Signature string
		Timestamp                  int64
	}
	if err := json.Unmarshal([]byte(config.Body), &signed); err != nil {
		t.Fatalf("%v in %s", err, config.Body)
	}
	ticket, err := wx.Ticket(context.Background(), "jsapi")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha1.Sum(fmt.Appendf(nil, "jsapi_ticket=%s&noncestr=%s&timestamp=%d&url=%s", ticket, signed.NonceStr, signed.Timestamp, page.URL))
	if want := hex.EncodeToString(sum[:]); signed.Signature != want || signed.AppID != platform.Account().AppID {
		t.Errorf("got %+v, want signature %s", signed, want)
	}
	if foreign := alice.Open("/wx/jssdk?url=" + url.QueryEscape("https://www.example.com/")); foreign.Status != http.StatusForbidden {
		t.Errorf("another site's page: %d", foreign.Status)
	}
}

func TestOtherPages(t *testing.T) {
	t.Parallel()
	platform, _ := start(t)
	alice := platform.User("alice")
	alice.Follow()
	if file := alice.Open("/" + verifyFile); file.Status != http.StatusOK || file.Body != "abcdefghijklmnop" {
		t.Errorf("the domain file: %d %q", file.Status, file.Body)
	}
	if page := alice.View(2, 0); !strings.Contains(page.Body, "康定情歌") || !strings.Contains(page.Body, "茉莉花") {
		t.Errorf("all songs:\n%s", page.Body)
	}
	page := alice.Open("/search?q=" + url.QueryEscape(`love"><script>`))
	if !strings.Contains(page.Body, "Nothing found") || strings.Contains(page.Body, `"><script>`) {
		t.Errorf("a query that is no song:\n%s", page.Body)
	}
	if page := alice.Open("/search?q=KANGDING"); !strings.Contains(page.Body, "康定情歌") || strings.Contains(page.Body, "茉莉花") {
		t.Errorf("one song:\n%s", page.Body)
	}
}

func TestPicture(t *testing.T) {
	t.Parallel()
	platform, _ := start(t)
	resp, err := platform.Client().Get(sandbox.AppURL + "/picture.png")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	img, err := png.Decode(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() < 300 || b.Dx() != b.Dy() {
		t.Errorf("%v is not a square of 300 pixels or more", b)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t)
	wx, err := wechatgo.New(platform.Account())
	if err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]app.Config{
		"no scheme":       {PublicURL: "www.example.com"},
		"a path":          {PublicURL: "https://www.example.com/demo"},
		"no address":      {PublicURL: "http://[::1"},
		"another file":    {PublicURL: "https://www.example.com", VerifyFiles: []string{"verify.txt"}},
		"a file's folder": {PublicURL: "https://www.example.com", VerifyFiles: []string{"/MP_verify_abcdefghijklmnop.txt"}},
		"a pattern":       {PublicURL: "https://www.example.com", VerifyFiles: []string{"MP_verify_{x}.txt"}},
	} {
		if _, err := app.New(wx, cfg); err == nil || !strings.HasPrefix(err.Error(), "app: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
