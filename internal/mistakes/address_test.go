package mistakes_test

import (
	"net"
	"net/http"
	"strings"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// unused returns an address of this machine where nothing listens.
func (s *scene) unused() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// taken returns an address of this machine where somebody listens.
func (s *scene) taken() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

// calls makes a call of the API at a base, which fails.
func (s *scene) calls(base string, opts ...wechatgo.Option) {
	s.Helper()
	wx, err := wechatgo.New(account1(), append([]wechatgo.Option{
		wechatgo.WithBaseURL(base), wechatgo.WithLogger(s.logger()),
	}, opts...)...)
	if err != nil {
		s.returned(err)
		return
	}
	_, err = wx.Menu.Get(s.Context())
	s.returned(err)
}

var addressMistakes = []mistake{
	{"WECHAT_API_BASE without a scheme", base("127.0.0.1:8088"), map[place][]string{
		inError: {"WECHAT_API_BASE", `"127.0.0.1:8088" has no scheme`, "give http://"},
	}},
	{"WECHAT_API_BASE of localhost without a scheme", base("localhost:8088"), map[place][]string{
		inError: {"WECHAT_API_BASE", `"localhost:8088" has no scheme`, "give http://"},
	}},
	{"WECHAT_API_BASE that is misspelt", base("htp://127.0.0.1:8088"), map[place][]string{
		inError: {"WECHAT_API_BASE", "htp://", "give http:// or https://"},
	}},
	{"WECHAT_API_BASE with a query", base("http://127.0.0.1:8088?x=1"), map[place][]string{
		inError: {"WECHAT_API_BASE", "give http:// or https:// and a host, without a user, a query"},
	}},
	{"WECHAT_API_BASE with the page's path", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.calls(s.serve(p) + "/cgi-bin/")
	}, map[place][]string{
		inError: {"/cgi-bin", "leave the path out"},
	}},
	{"WECHAT_API_BASE with a host that does not exist", func(s *scene) {
		s.calls("http://sandbox..invalid:8088")
	}, map[place][]string{
		inError: {"http://sandbox..invalid:8088 (WithBaseURL)", "correct the host's name"},
	}},
	{"sandbox not running", func(s *scene) { s.calls("http://" + s.unused()) }, map[place][]string{
		inError: {"(WithBaseURL)", "nothing listens there", "start the sandbox"},
		inLog:   {"nothing listens there", "start the sandbox"},
	}},
	{"https to the sandbox's http port", func(s *scene) {
		s.calls(strings.Replace(s.serve(s.platform(sandbox.Config{})), "http:", "https:", 1))
	}, map[place][]string{
		inError: {"the port speaks http", "begin the address with http://"},
	}},
	{"http to an https port", func(s *scene) {
		s.calls(strings.Replace(s.serveTLS(s.platform(sandbox.Config{})), "https:", "http:", 1))
	}, map[place][]string{
		inError: {"HTTP 400", "(WithBaseURL)", "TLS needs https://"},
	}},
	{"the program's own address as WECHAT_API_BASE", func(s *scene) {
		s.calls(s.serve(at(http.NotFoundHandler())))
	}, map[place][]string{
		inError: {"HTTP 404", "(WithBaseURL)", "give the address of a sandbox", "not of the program itself"},
	}},
	{"callback: wrong path", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.handshake(p.Callback(s.serve(at(s.client(p, account1()).Callback(echo()))) + "/wechat"))
	}, map[place][]string{
		inSandbox: {"HTTP 404", "mounted at this path", "请检查该路径"},
	}},
	{"callback: only POST is mounted", func(s *scene) {
		p := s.platform(sandbox.Config{})
		mux := http.NewServeMux()
		mux.Handle("POST /wx", s.client(p, account1()).Callback(echo()))
		s.handshake(p.Connect(mux))
	}, map[place][]string{
		inSandbox: {"HTTP 405", "for GET and POST", "GET 与 POST"},
	}},
	{"callback: a slash at the end redirects", func(s *scene) {
		p := s.platform(sandbox.Config{})
		mux := http.NewServeMux()
		mux.Handle("/wx/", s.client(p, account1()).Callback(echo()))
		s.handshake(p.Connect(mux))
	}, map[place][]string{
		inSandbox: {"redirects (HTTP 307)", "Set the callback's final address", "重定向", "请直接填写最终地址"},
	}},
	{"callback: program not running", func(s *scene) {
		s.handshake(s.platform(sandbox.Config{}).Callback("http://" + s.unused() + "/wx"))
	}, map[place][]string{
		inSandbox: {"Nothing listens", "Start the app", "没有程序在监听", "请启动应用"},
	}},
	{"callback: https to an http port", func(s *scene) {
		p := s.platform(sandbox.Config{})
		url := s.serve(at(s.client(p, account1()).Callback(echo())))
		s.handshake(p.Callback(strings.Replace(url, "http:", "https:", 1) + "/wx"))
	}, map[place][]string{
		inSandbox: {"speaks http and not https", "Begin the callback's address with http://", "以 http:// 开头"},
	}},
	{"callback: http to an https port", func(s *scene) {
		p := s.platform(sandbox.Config{})
		url := s.serveTLS(at(s.client(p, account1()).Callback(echo())))
		s.handshake(p.Callback(strings.Replace(url, "https:", "http:", 1) + "/wx"))
	}, map[place][]string{
		inSandbox: {"speaks https", "begin the callback's address with https://", "以 https:// 开头"},
	}},
	{"callback: https with a certificate of its own", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.handshake(p.Callback(s.serveTLS(at(s.client(p, account1()).Callback(echo()))) + "/wx"))
	}, map[place][]string{
		inSandbox: {"certificate is not trusted", "Give the sandbox the program's http address", "证书不受信任"},
	}},
	{"callback: host that does not exist", func(s *scene) {
		s.handshake(s.platform(sandbox.Config{}).Callback("http://program..invalid/wx"))
	}, map[place][]string{
		inSandbox: {"not found", "program..invalid", "Correct the address", "请修正地址"},
	}},
	{"callback: no web address", func(s *scene) {
		s.handshake(s.platform(sandbox.Config{}).Callback("127.0.0.1:3000/wx"))
	}, map[place][]string{
		inSandbox: {"is not the address of a callback", "begin it with http://", "须以 http://"},
	}},
	{"callback: the sandbox's own address", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.handshake(p.Callback(s.serve(p) + "/wx"))
	}, map[place][]string{
		inSandbox: {"address of a sandbox", "Set the address of the program's callback", "请填写程序回调的地址"},
	}},
	{"callback not set up", func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, wrong(func(a *account.Account) { a.Token = "" }))
		h := wx.Callback(echo())
		s.get(h, "/wx?"+sign(sandbox.DefaultToken, "1", "2")+"&echostr=3")
	}, map[place][]string{
		inLog:    {"Token is empty", "WECHAT_TOKEN"},
		inAnswer: {"not set up", "log says why"},
	}},
	{"a browser opens the callback", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.get(s.client(p, account1()).Callback(echo()), "/wx")
	}, map[place][]string{
		inLog:    {"signature is missing", "a browser's visit ends here"},
		inAnswer: {"parameter signature is missing"},
	}},
}
