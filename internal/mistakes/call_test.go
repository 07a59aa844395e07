package mistakes_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// call makes a call on a sandbox, which fails, and notes what the sandbox reports of it.
func call(c sandbox.Config, f func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error) func(*scene) {
	return func(s *scene) {
		p := s.platform(c)
		s.returned(f(s, p, s.client(p, p.Account())))
		s.report(p)
	}
}

// weChat is WeChat itself, which answers with a refusal that it documents.
type weChat string

func (w weChat) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(string(w))), Request: r,
	}, nil
}

// real calls the real platform, which answers so.
func real(answer string, a account.Account) func(*scene) {
	return func(s *scene) {
		wx, err := wechatgo.New(a, wechatgo.WithHTTPClient(&http.Client{Transport: weChat(answer)}), wechatgo.WithLogger(s.logger()))
		if err != nil {
			s.Fatal(err)
		}
		_, err = wx.Menu.Get(s.Context())
		s.returned(err)
	}
}

func picture(name string, size int) endpoint.File {
	return endpoint.File{Name: name, Content: bytes.NewReader(make([]byte, size))}
}

var callMistakes = []mistake{
	{"sandbox's account on the real platform", real(`{"errcode":40013,"errmsg":"invalid appid"}`, account1()), map[place][]string{
		inError: {"40013", "Copy the AppID", "WECHAT_API_BASE"},
	}},
	{"wrong AppSecret on the real platform", real(`{"errcode":40125,"errmsg":"invalid appsecret"}`, account1()), map[place][]string{
		inError: {"40125", "Copy the present AppSecret"},
	}},
	{"address not in the whitelist", real(`{"errcode":40164,"errmsg":"invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 65a0"}`, account1()), map[place][]string{
		inError: {"40164", "1.2.3.4", "Add the address", "whitelist"},
	}},
	{"address not in the sandbox's whitelist", call(sandbox.Config{IPWhitelist: []string{"10.0.0.0/8"}}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		_, err := wx.Menu.Get(s.Context())
		return err
	}), map[place][]string{
		inError:   {"40164", "127.0.0.1", "Add the address"},
		inSandbox: {"127.0.0.1", "IP whitelist (10.0.0.0/8)", "Add it", "--ip-whitelist", "白名单", "请将其加入"},
	}},
	{"account of the console on the sandbox", func(s *scene) {
		p := s.platform(sandbox.Config{})
		_, err := s.client(p, wrong(func(a *account.Account) { a.AppID = "wxfedcba9876543210" })).Menu.Get(s.Context())
		s.returned(err)
		s.report(p)
	}, map[place][]string{
		inError:   {"40013", "Copy the AppID"},
		inSandbox: {"not that of the sandbox's account, wx0123456789abcdef", "WECHAT_APPID", "start the sandbox with yours", "以你的账号启动沙箱"},
	}},
	{"wrong AppSecret", func(s *scene) {
		p := s.platform(sandbox.Config{})
		_, err := s.client(p, wrong(func(a *account.Account) { a.Secret = strings.Repeat("f", 32) })).Menu.Get(s.Context())
		s.returned(err)
		s.report(p)
	}, map[place][]string{
		inError:   {"40125", "Copy the present AppSecret"},
		inSandbox: {"AppSecret is not that of the sandbox's account", "WECHAT_SECRET", "--secret", "请在程序中使用沙箱打印的值"},
	}},
	{"a second program fetches a classic token", func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, p.Account(), wechatgo.WithClassicToken())
		_, _ = wx.Menu.Get(s.Context())
		for range 6 {
			p.RenewClassicToken(false)
			_, _ = wx.Menu.Get(s.Context())
		}
		s.report(p)
	}, map[place][]string{
		inLog: {"refused a value before its end", "does another program fetch the token", "share one"},
	}},
	{"call that the kind of account may not make", call(sandbox.Config{Kind: "personal"}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		alice := p.User("alice")
		return wx.KF.Send(s.Context(), alice.OpenID(), kf.Text("hello"))
	}), map[place][]string{
		inError:   {"48001", "Look at the account's permissions"},
		inSandbox: {"kind personal may not call kf.send", "Use an account that may", "请使用有权限的账号"},
	}},
	{"customer-service message after 48 hours", call(sandbox.Config{}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		p.Connect(at(wx.Callback(echo())))
		alice := p.User("alice")
		alice.Follow()
		alice.Send("hello")
		p.Clock.Advance(49 * time.Hour)
		return wx.KF.Send(s.Context(), alice.OpenID(), kf.Text("hello"))
	}), map[place][]string{
		inError:   {"45015", "Send within that time, or use a template message"},
		inSandbox: {"window is closed", "48 hours", "Send within that time", "请在窗口内发送"},
	}},
	{"customer-service message to who does not follow", call(sandbox.Config{}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		return wx.KF.Send(s.Context(), p.User("alice").OpenID(), kf.Text("hello"))
	}), map[place][]string{
		inError:   {"43004", "Send only to followers"},
		inSandbox: {"does not follow", "Send only to followers", "只向关注者发送"},
	}},
	{"OpenID of another account", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		other := s.platform(sandbox.Config{Seed: 7})
		_, err := wx.User.Info(s.Context(), other.User("alice").OpenID(), "")
		return err
	}), map[place][]string{
		inError:   {"40003", "each account, also a test account, has its own openids"},
		inSandbox: {"another account", "其他公众号"},
	}},
	{"nickname as OpenID", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		return wx.KF.Send(s.Context(), "alice", kf.Text("hello"))
	}), map[place][]string{
		inError:   {"40003", "Use the openid that this account received"},
		inSandbox: {"openid is malformed", "Use the openid"},
	}},
	{"empty OpenID", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		return wx.KF.Send(s.Context(), "", kf.Text("hello"))
	}), map[place][]string{
		inError:   {"40003", "Use the openid that this account received"},
		inSandbox: {"openid is malformed", "Use the openid"},
	}},
	{"template of another account", call(sandbox.Config{}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		alice := p.User("alice")
		_, err := wx.Template.Send(s.Context(), alice.OpenID(), template.Message{TemplateID: "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"})
		return err
	}), map[place][]string{
		inError:   {"40037", "Add the template to this account"},
		inSandbox: {"no template", "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY", "Add it there, or take an id", "请先添加"},
	}},
	{"media_id of another account", call(sandbox.Config{}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		p.Connect(at(wx.Callback(echo())))
		alice := p.User("alice")
		alice.Follow()
		alice.Send("hello")
		return wx.KF.Send(s.Context(), alice.OpenID(), kf.Image{MediaID: "MEDIA_ID"})
	}), map[place][]string{
		inError:   {"40007", "Upload the file again"},
		inSandbox: {"unknown to this account", "Upload the file again", "重新上传"},
	}},
	{"media_id that has expired", call(sandbox.Config{}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		p.Connect(at(wx.Callback(echo())))
		up, err := wx.Material.Upload(s.Context(), material.KindImage, endpoint.File{Name: "a.png", Content: bytes.NewReader(png)})
		if err != nil {
			s.Fatal(err)
		}
		p.Clock.Advance(73 * time.Hour)
		alice := p.User("alice")
		alice.Follow()
		alice.Send("hello")
		return wx.KF.Send(s.Context(), alice.OpenID(), kf.Image{MediaID: up.MediaID})
	}), map[place][]string{
		inError:   {"40007", "Upload the file again", "permanent material"},
		inSandbox: {"older than 3 days", "3 天"},
	}},
	{"picture too large", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		_, err := wx.Material.Upload(s.Context(), material.KindImage, picture("a.png", 11<<20))
		return err
	}), map[place][]string{
		inError: {"media has 11534336 bytes", "give 1 to 10485760"},
	}},
	{"picture of a wrong type", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		_, err := wx.Material.Upload(s.Context(), material.KindImage, picture("a.webp", 1<<10))
		return err
	}), map[place][]string{
		inError: {`".webp"`, "give a file with .png"},
	}},
	{"picture without an extension", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		_, err := wx.Material.Upload(s.Context(), material.KindImage, picture("picture", 1<<10))
		return err
	}), map[place][]string{
		inError: {`ending ""`, "give a file with .png"},
	}},
	{"picture that is not one", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		_, err := wx.Material.Upload(s.Context(), material.KindImage, picture("a.png", 1<<10))
		return err
	}), map[place][]string{
		inError:   {"40005", "Upload JPG, PNG or GIF"},
		inSandbox: {"a.png", "whatever its name says", "与扩展名无关"},
	}},
	{"ticket of a kind that does not exist", call(sandbox.Config{}, func(s *scene, _ *sandbox.Platform, wx *wechatgo.Client) error {
		_, err := wx.Ticket(s.Context(), "js_api")
		return err
	}), map[place][]string{
		inError: {"js_api", "use ticket.JSAPI"},
	}},
	{"quota of the ticket", call(sandbox.Config{}, func(s *scene, p *sandbox.Platform, wx *wechatgo.Client) error {
		_ = p.FailNext("ticket.getticket", endpoint.ErrAPIDailyQuota)
		_, err := wx.Ticket(s.Context(), "jsapi")
		return err
	}), map[place][]string{
		inError:   {"45009", "Cache what you fetch", "clear_quota"},
		inSandbox: {"00:00 China time", "Cache what you fetch", "缓存结果"},
	}},
	{"quota of the tokens", real(`{"errcode":45009,"errmsg":"reach max api daily quota limit"}`, account1()), map[place][]string{
		inError: {"45009", "Cache what you fetch"},
	}},
	{"answer of a proxy in HTML", func(s *scene) {
		s.calls(s.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Sign in to the network</html>")
		})))
	}, map[place][]string{
		inError: {"not JSON", "something answers in the platform's place", "a proxy"},
	}},
}

// png is a picture of one pixel.
var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82")
