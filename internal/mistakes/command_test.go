package mistakes_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

// noName is a network whose name server knows no host.
type noName struct{}

func (noName) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
}

var testMistakes = []mistake{
	{"test without Connect", func(s *scene) {
		s.test(func(t sandbox.TB) { sandbox.Start(t).User("alice").Follow() })
	}, map[place][]string{
		inTest: {"no app is connected", "Call Connect", "WithoutApp"},
	}},
	{"test whose user writes without following", func(s *scene) {
		s.test(func(t sandbox.TB) {
			p := sandbox.Start(t)
			p.Connect(at(s.client(p, p.Account()).Callback(echo())))
			p.User("alice").Send("hello")
		})
	}, map[place][]string{
		inTest: {"alice does not follow", "follow first"},
	}},
	{"test with two sandboxes", func(s *scene) {
		s.test(func(t sandbox.TB) {
			first, second := sandbox.Start(t), sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Account: wechatgo.Account{Token: "second"}}))
			second.Connect(at(s.client(first, first.Account()).Callback(echo())))
		})
	}, map[place][]string{
		inLog:  {"is Token the one in the console"},
		inTest: {"HTTP 403", "is the program's Token the account's?"},
	}},
	{"test with a callback at another path", func(s *scene) {
		s.test(func(t sandbox.TB) {
			p := sandbox.Start(t)
			mux := http.NewServeMux()
			mux.Handle("/wechat", s.client(p, p.Account()).Callback(echo()))
			p.Connect(mux)
		})
	}, map[place][]string{
		inTest: {"HTTP 404", "mounted at this path"},
	}},
	{"test with a bare callback", func(s *scene) {
		s.test(func(t sandbox.TB) {
			p := sandbox.Start(t)
			p.Connect(nil)
		})
	}, map[place][]string{
		inTest: {"The app is nil", "Pass Connect the program's http.Handler"},
	}},
	{"test with a menu key that no button has", func(s *scene) {
		s.test(func(t sandbox.TB) {
			p := sandbox.Start(t)
			p.Connect(at(s.client(p, p.Account()).Callback(echo())))
			alice := p.User("alice")
			alice.Follow()
			alice.Click("V1001")
		})
	}, map[place][]string{
		inTest: {"V1001", "create the menu first"},
	}},
	{"test with a kind that does not exist", func(s *scene) {
		s.test(func(t sandbox.TB) { sandbox.Start(t, sandbox.WithKind("private")) })
	}, map[place][]string{
		inTest: {"Kind is", "private", "give one of personal"},
	}},
	{"test with an endpoint that does not exist", func(s *scene) {
		s.test(func(t sandbox.TB) { _ = sandbox.Start(t).FailNext("menu.creat", -1) })
	}, map[place][]string{
		inTest: {"menu.creat", "docs/api.md", "menu.create"},
	}},
	{"test whose program calls without the sandbox's client", func(s *scene) {
		wx, err := wechatgo.New(account1(), wechatgo.WithBaseURL(sandbox.DefaultBase), wechatgo.WithLogger(s.logger()),
			wechatgo.WithHTTPClient(&http.Client{Transport: noName{}}))
		if err != nil {
			s.Fatal(err)
		}
		_, err = wx.Menu.Get(s.Context())
		s.returned(err)
	}, map[place][]string{
		inError: {"wechat.sandbox.test", "pass Platform.Client with WithHTTPClient"},
	}},
}

var commandMistakes = []mistake{
	{"sandbox: port taken", func(s *scene) { s.command("sandbox", "--addr", s.taken()) }, map[place][]string{
		inOutput: {"is taken", "stop the program", "choose another address with --addr"},
	}},
	{"dev: port of the sandbox taken", func(s *scene) { s.command("dev", "--addr", s.taken()) }, map[place][]string{
		inOutput: {"is taken", "choose another address with --addr"},
	}},
	{"dev: port of the demo taken", func(s *scene) { s.command("dev", "--addr", "127.0.0.1:0", "--app-addr", s.taken()) }, map[place][]string{
		inOutput: {"is taken", "choose another address with --app-addr"},
	}},
	{"demo: port taken", func(s *scene) {
		s.Setenv("WECHAT_APPID", sandbox.DefaultAppID)
		s.Setenv("WECHAT_SECRET", sandbox.DefaultSecret)
		s.Setenv("WECHAT_TOKEN", sandbox.DefaultToken)
		s.Setenv("WECHAT_ENCODING_AES_KEY", sandbox.DefaultEncodingAESKey)
		s.Setenv("WECHAT_API_BASE", "http://"+s.unused())
		s.command("demo", "--addr", s.taken())
	}, map[place][]string{
		inOutput: {"address already in use", "stop the program that listens there", "--addr"},
	}},
	{"sandbox: callback without a scheme", func(s *scene) { s.command("sandbox", "127.0.0.1:3000/wx") }, map[place][]string{
		inOutput: {"127.0.0.1:3000/wx", "give one that begins with http://"},
	}},
	{"sandbox: --addr with a scheme", func(s *scene) { s.command("sandbox", "--addr", "http://127.0.0.1:8088") }, map[place][]string{
		inOutput: {"--addr http://127.0.0.1:8088", "give a free host and port, such as 127.0.0.1:8088"},
	}},
	{"sandbox: --addr that is a port alone", func(s *scene) { s.command("sandbox", "--addr", "8088") }, map[place][]string{
		inOutput: {"--addr 8088", "give a free host and port"},
	}},
	{"sandbox: --app-addr with a scheme", func(s *scene) { s.command("sandbox", "--addr", "127.0.0.1:0", "--app-addr", "http://127.0.0.1:3000") }, map[place][]string{
		inOutput: {"--app-addr http://127.0.0.1:3000 is no host", "give one without http://"},
	}},
	{"sandbox: key of 42 characters", func(s *scene) { s.command("sandbox", "--encoding-aes-key", key[:42]) }, map[place][]string{
		inOutput: {"--encoding-aes-key has 42 characters instead of 43", "copy the key"},
	}},
	{"sandbox: mode that does not exist", func(s *scene) { s.command("sandbox", "--mode", "aes") }, map[place][]string{
		inOutput: {"--mode is not a mode", "use plain, compatible, safe or cloud"},
	}},
	{"sandbox: kind that does not exist", func(s *scene) { s.command("sandbox", "--kind", "private") }, map[place][]string{
		inOutput: {"--kind is", "private", "give one of personal"},
	}},
	{"sandbox: flag misspelt", func(s *scene) { s.command("sandbox", "--callbck", "http://127.0.0.1:3000/wx") }, map[place][]string{
		inOutput: {"--callbck", "sandbox --help lists the flags"},
	}},
	{"command misspelt", func(s *scene) { s.command("sandbx") }, map[place][]string{
		inOutput: {"sandbx", "Did you mean this?", "sandbox"},
	}},
	{"api without an account", func(s *scene) { s.command("api", "menu.get") }, map[place][]string{
		inOutput: {"no account", "set WECHAT_APPID and WECHAT_SECRET", "--account"},
	}},
	{"api: endpoint misspelt", func(s *scene) { s.command("api", "menu.gett") }, map[place][]string{
		inOutput: {"menu.gett", "is it menu.get", "api list has all"},
	}},
	{"menu file: four buttons", func(s *scene) {
		file := filepath.Join(s.TempDir(), "menu.json")
		text := `{"button":[{"type":"click","name":"a","key":"1"},{"type":"click","name":"b","key":"2"},{"type":"click","name":"c","key":"3"},{"type":"clik","name":"d","key":"4"}]}`
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			s.Fatal(err)
		}
		s.command("menu", "check", file)
	}, map[place][]string{
		inOutput: {"button has 4 buttons: give 1 to 3", "clik", "give click, view", "一级菜单保留 1 到 3 个"},
	}},
	{"menu file missing", func(s *scene) { s.command("menu", "check", filepath.Join(s.TempDir(), "menu.yaml")) }, map[place][]string{
		inOutput: {"menu.yaml", "correct the name", "wechatgo menu pull"},
	}},
	{"explain: code that does not exist", func(s *scene) { s.command("explain", "12345678") }, map[place][]string{
		inOutput: {"12345678", "copy the errcode from the answer"},
	}},
	{"api against a sandbox that does not run", func(s *scene) {
		s.Setenv("WECHAT_APPID", sandbox.DefaultAppID)
		s.Setenv("WECHAT_SECRET", sandbox.DefaultSecret)
		s.Setenv("WECHAT_API_BASE", "http://"+s.unused())
		s.command("api", "menu.get")
	}, map[place][]string{
		inOutput: {"(WECHAT_API_BASE)", "nothing listens there", "start the sandbox"},
	}},
	{"token serve: Redis address without a scheme", func(s *scene) {
		s.Setenv("WECHAT_APPID", sandbox.DefaultAppID)
		s.Setenv("WECHAT_SECRET", sandbox.DefaultSecret)
		s.command("token", "serve", "--addr", "127.0.0.1:0", "--redis", "127.0.0.1:6379")
	}, map[place][]string{
		inOutput: {"--redis", "WECHATGO_REDIS", "give redis://"},
	}},
}

var storeMistakes = []mistake{
	{"Redis not running", func(s *scene) {
		client := redis.NewClient(&redis.Options{Addr: s.unused(), MaxRetries: -1, DialerRetries: 1, Dialer: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: connection refused")}
		}})
		defer client.Close()
		p := s.platform(sandbox.Config{})
		wx := s.client(p, p.Account(), wechatgo.WithStore(redisstore.New(client)))
		mux := callback.NewMux()
		callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) { return reply.Text("hello"), nil })
		p.Connect(at(wx.Callback(mux)))
		alice := p.User("alice")
		alice.Follow()
		alice.Send("hello")
		_, err := wx.Menu.Get(s.Context())
		if err != nil {
			s.returned(err)
		}
	}, map[place][]string{
		inLog: {"the store fails", "start the store, or correct its address"},
	}},
}
