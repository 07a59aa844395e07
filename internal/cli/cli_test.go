package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// TestMain makes the test binary run as the demos that dev starts, and as the commands of sandbox exec.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "demo" || os.Args[1] == "bot") {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	if len(os.Args) > 1 && os.Args[1] == "child" {
		os.Exit(child(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// start runs the command until the test ends or calls stop. Stopping is not an error.
func start(t *testing.T, args ...string) (out *console, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out = newConsole()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := run(ctx, args, out, out); err != nil {
			t.Errorf("%v ended with: %v", args, err)
		}
	}()
	stop = func() { cancel(); <-ended }
	t.Cleanup(func() {
		stop()
		if text, _ := out.text(); t.Failed() {
			t.Logf("%v printed:\n%s", args, text)
		}
	})
	return out, stop
}

// A text in an error, which may be the platform's, does nothing to the terminal.
func TestMainShowsControlCharacters(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if Main([]string{"\x1b[2J"}, &out, &errs); strings.Contains(errs.String(), "\x1b") {
		t.Errorf("got %q", errs.String())
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	taken := l.Addr().String()
	const free = "127.0.0.1:0"

	for _, test := range []struct {
		args []string
		want []string // in the error
	}{
		{[]string{"dev", "--addr", taken}, []string{"--addr", taken, "is taken"}},
		{[]string{"dev", "--addr", free, "--app-addr", taken}, []string{"--app-addr", taken, "is taken"}},
		{[]string{"sandbox", "--addr", taken}, []string{"--addr", taken, "is taken"}},
		{[]string{"dev", "--addr", "http://127.0.0.1:8088"}, []string{"--addr http://127.0.0.1:8088 "}},
		{[]string{"dev", "--addr", free, "--web-addr", taken}, []string{"--web-addr", taken, "is taken"}},
		{[]string{"dev", "--addr", free, "--web-addr", "localhost:0"}, []string{"--web-addr is on the host localhost and --addr on 127.0.0.1"}},
		{[]string{"dev", "--addr", free, "--app-addr", "127.0.0.1"}, []string{"--app-addr 127.0.0.1 "}},
		{[]string{"sandbox", "--app-addr", "http://127.0.0.1:3000"}, []string{"--app-addr http://127.0.0.1:3000 is no host"}},
		{[]string{"sandbox", "--app-addr", "127.0.0.1:3000/wx"}, []string{"--app-addr 127.0.0.1:3000/wx is no host"}},
		{[]string{"sandbox", "--app-addr", ":3000"}, []string{"--app-addr :3000 is no host"}},
		{[]string{"dev", "--mode", "secret"}, []string{"--mode ", "plain, compatible, safe or cloud"}},
		{[]string{"sandbox", "--mode", "aes"}, []string{"--mode ", "plain, compatible, safe or cloud"}},
		{[]string{"dev", "--encoding-aes-key", strings.Repeat("a", 42)}, []string{"--encoding-aes-key has 42 characters", "43 letters or digits"}},
		{[]string{"sandbox", "--kind", "shop"}, []string{`--kind is "shop"`, "personal, subscription, service-unverified, service, test"}},
		{[]string{"dev", "--ip-whitelist", "1.2.3.4,x"}, []string{`--ip-whitelist is "x"`, "10.0.0.0/8"}},
		{[]string{"sandbox", "--token", "a token"}, []string{"--token ", "3 to 32 letters or digits"}},
		{[]string{"sandbox", "--appid", "gh_0123456789abcd"}, []string{"--appid is the original id", "copy the AppID"}},
		{[]string{"sandbox", "--appid", "wx0123456789abcde"}, []string{"--appid has 17 characters"}},
		{[]string{"sandbox", "--secret", "short"}, []string{"--secret has 5 characters"}},
		{[]string{"dev", "--port", "1"}, []string{"--port", "wechatgo dev --help"}},
		{[]string{"dev", "extra"}, []string{"extra"}},
		{[]string{"sandbox", "http://127.0.0.1:3000/wx", "extra"}, []string{"at most 1 arg"}},
		{[]string{"sandbox", "127.0.0.1:3000/wx"}, []string{"127.0.0.1:3000/wx is no web address", "http://127.0.0.1:3000/wx"}},
		{[]string{"sandbox", "--callback", "ftp://127.0.0.1/wx"}, []string{"ftp://127.0.0.1/wx is no web address"}},
		{[]string{"sandbox", "http://127.0.0.1:3000/wx", "--callback", "http://127.0.0.1:4000/wx"}, []string{"given twice", "http://127.0.0.1:3000/wx", "--callback http://127.0.0.1:4000/wx"}},
		{[]string{"dev", "--model", "qwen-plus"}, []string{"--model ", "--bot"}},
		{[]string{"push"}, []string{`unknown command "push"`}},
		{[]string{"menu", "aply", "menu.yaml"}, []string{`unknown command "aply" for "wechatgo menu": is it apply?`}},
		{[]string{"draft", "--account", "shop", "nothing"}, []string{`"nothing"`, "wechatgo draft --help lists the commands"}},
		{[]string{"menu", "check"}, []string{"0 arguments", "wechatgo menu check FILE"}},
		{[]string{"qrcode", "1", "2"}, []string{"2 arguments", "wechatgo qrcode SCENE"}},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			if status := Main(test.args, &out, &errs); status != 1 {
				t.Errorf("exit status %d", status)
			}
			for _, want := range append(test.want, "wechatgo: ") {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("%q lacks %q", &errs, want)
				}
			}
			if out.Len() > 0 {
				t.Errorf("printed %s", &out)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"dev", "sandbox", "demo"}},
		{[]string{"--help"}, []string{"dev", "sandbox", "demo"}},
		{[]string{"help", "dev"}, []string{
			`--addr string .*"127\.0\.0\.1:8088"`, `--app-addr string .*"127\.0\.0\.1:8089"`, `--mode string .*safe unless set`, "--appid", "--secret", "--token", "--encoding-aes-key",
		}},
		{[]string{"sandbox", "--help"}, []string{"--callback", `--addr string .*"127\.0\.0\.1:8088"`, "WECHAT_API_BASE"}},
		{[]string{"demo", "--help"}, []string{"--public-url", "--verify-file", "WECHAT_APPID"}},
		{[]string{"bot", "--help"}, []string{`--model string .*OPENAI_BASE_URL.*"stub"`, "--without-kf", "WECHAT_APPID"}},
		{[]string{"--version"}, []string{`^wechatgo version \S`}},
	} {
		out := newConsole()
		if status := Main(test.args, out, io.Discard); status != 0 {
			t.Errorf("%v: exit status %d", test.args, status)
		}
		for _, want := range test.want {
			out.wait(t, want)
		}
		if text, _ := out.text(); strings.Contains(text, "until-eof") {
			t.Errorf("%v shows a flag that is dev's own", test.args)
		}
	}
}

// printed returns the account in the banner. The values have always been the same: programs may rely on them.
func printed(mode, base string) string {
	var lines strings.Builder
	for _, variable := range []string{
		"WECHAT_APPID=wx0123456789abcdef",
		"WECHAT_SECRET=0123456789abcdef0123456789abcdef",
		"WECHAT_TOKEN=sandboxtoken",
		"WECHAT_ENCODING_AES_KEY=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
		"WECHAT_MODE=" + mode,
		"WECHAT_API_BASE=" + base,
	} {
		lines.WriteString("  " + assign(variable, runtime.GOOS) + "\n")
	}
	return lines.String()
}

// The page copies the same environment variables that the command prints.
func TestPageCopiesTheEnvironment(t *testing.T) {
	t.Parallel()
	got := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/_sandbox/phone/controls.js", nil)
	r.Host = "127.0.0.1"
	sandbox.New(sandbox.Config{}).ServeHTTP(got, r)
	script := got.Body.String()
	for _, line := range environment(account.Account{}, "") {
		if name, _, _ := strings.Cut(line, "="); !strings.Contains(script, `["`+name+`", `) {
			t.Errorf("the page does not copy %s", name)
		}
	}
}

// banner waits for the banner and returns the page's address.
func banner(t *testing.T, out *console) string {
	t.Helper()
	page := out.wait(t, `(?m)^  open  (http://127\.0\.0\.1:\d+)$`)[1]
	out.wait(t, `stop with Ctrl-C\n  ─+\n`)
	return page
}

// control posts to the sandbox's control API and returns its answer.
func control(t *testing.T, page, path, body string) string {
	t.Helper()
	resp, err := http.Post(page+"/_sandbox/"+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v, status %d: %s", path, err, resp.StatusCode, answer)
	}
	return string(answer)
}

func TestDev(t *testing.T) {
	t.Parallel()
	out, stop := start(t, "dev", "--addr", "127.0.0.1:0", "--app-addr", "127.0.0.1:0")
	page := banner(t, out)
	text, _ := out.text()
	if want := printed("safe", page); !strings.Contains(text, want) {
		t.Errorf("lacks the account\n%s", want)
	}
	// The banner comes last, after the demo's lines and the handshake.
	if _, rest, _ := strings.Cut(text, "stop with Ctrl-C"); strings.Trim(rest, " ─\n") != "" {
		t.Errorf("below the banner: %s", rest)
	}
	for _, line := range []string{`demo \| .*menu created`, `demo \| .*demo listening`, `/wx answered the handshake`} {
		out.wait(t, line)
	}
	demo := out.wait(t, `demo in safe mode at (http://127\.0\.0\.1:\d+), process \d+`)[1]

	control(t, page, "users/alice/follow", "{}")
	if got := control(t, page, "users/alice/text", `{"content": "hello"}`); !strings.Contains(got, `"text":"hello"`) {
		t.Errorf("hello is answered with %s", got)
	}
	control(t, page, "mode", `{"mode": "plain"}`)
	out.wait(t, `demo in plain mode at `+demo)
	if got := control(t, page, "users/alice/text", `{"content": "once more"}`); !strings.Contains(got, `"text":"once more"`) {
		t.Errorf("in plain mode: %s", got)
	}
	control(t, page, "mode", `{"mode": "cloud"}`)
	out.wait(t, `demo in cloud mode at `+demo)
	if got := control(t, page, "users/alice/text", `{"content": "in the cloud"}`); !strings.Contains(got, `"text":"in the cloud"`) {
		t.Errorf("in cloud hosting: %s", got)
	}
	resp, err := http.Get(demo + "/MP_verify_wechatgosandbox1.txt")
	if err != nil {
		t.Fatal(err)
	}
	if file, _ := io.ReadAll(resp.Body); string(file) != "wechatgosandbox1" {
		t.Errorf("the domain file: %s", file)
	}
	resp.Body.Close()

	// An open page does not delay the end.
	stream, err := http.Get(page + "/_sandbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if _, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	stop()
	for _, address := range []string{page, demo} {
		if conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")); err == nil {
			conn.Close()
			t.Errorf("somebody still listens on %s", address)
		}
	}
	if text, _ := out.text(); strings.Contains(text, "demo stopped") || strings.Contains(text, "ERROR") {
		t.Errorf("a scare at the end:\n%s", text)
	}
}

func TestDevTakesTheAccountOfItsFlags(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("A", 43)
	out, _ := start(t, "dev", "--addr", "127.0.0.1:0", "--app-addr", "localhost:0", "--mode", "Compatible",
		"--appid", "wxba5fad812f8e6fb9", "--secret", strings.Repeat("5", 32), "--token", "AAAAA", "--encoding-aes-key", key)
	banner(t, out)
	out.wait(t, `answered the handshake`)
	out.wait(t, `web   http://127\.0\.0\.1:\d+ is .* before localhost:\d+`)
	for _, line := range []string{
		"WECHAT_APPID=wxba5fad812f8e6fb9", "WECHAT_SECRET=" + strings.Repeat("5", 32), "WECHAT_TOKEN=AAAAA",
		"WECHAT_ENCODING_AES_KEY=" + key, "WECHAT_MODE=compatible",
	} {
		out.wait(t, "(?m)^  "+regexp.QuoteMeta(assign(line, runtime.GOOS))+"$")
	}
}

func TestDevStoppedWhileItStarts(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := run(ctx, []string{"dev", "--addr", "127.0.0.1:0", "--app-addr", "127.0.0.1:0"}, io.Discard, io.Discard); err != nil {
		t.Errorf("got %v", err)
	}
}

// echoing answers a handshake with what answer writes for the echostr.
func echoing(answer func(w http.ResponseWriter, echo string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r.URL.Query().Get("echostr")) })
}

func TestSandboxSaysWhatWasWrongWithTheHandshake(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		program http.Handler
		en, zh  string
	}{
		"right":         {echoing(func(w http.ResponseWriter, echo string) { io.WriteString(w, echo) }), `answered the handshake`, ``},
		"as JSON":       {echoing(func(w http.ResponseWriter, echo string) { json.NewEncoder(w).Encode(echo) }), `in quotes.*not as JSON`, `引号.*JSON`},
		"with Println":  {echoing(func(w http.ResponseWriter, echo string) { fmt.Fprintln(w, echo) }), `line break`, `换行`},
		"empty":         {echoing(func(http.ResponseWriter, string) {}), `is empty`, `为空`},
		"not there":     {http.NotFoundHandler(), `HTTP 404.*mounted at this path`, `HTTP 404.*路径`},
		"another token": {echoing(func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusForbidden) }), `HTTP 403.*Token`, `HTTP 403.*Token`},
		"redirect":      {http.RedirectHandler("/wx/", http.StatusMovedPermanently), `redirects.*/wx/`, `重定向.*/wx/`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := httptest.NewServer(test.program)
			defer program.Close()
			out, _ := start(t, "sandbox", "--addr", "127.0.0.1:0", "--callback", program.URL+"/wx")
			page := banner(t, out)
			out.wait(t, regexp.QuoteMeta(printed("safe", page)))
			out.wait(t, test.en)
			out.wait(t, test.zh)
		})
	}
}

// The callback may be an argument.
func TestSandboxBeforeItsProgram(t *testing.T) {
	t.Parallel()
	place, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := place.Addr().String()
	place.Close()
	out, _ := start(t, "sandbox", "--addr", "127.0.0.1:0", "http://"+addr+"/wx")
	page := banner(t, out)
	out.wait(t, `nothing listens at `+addr+` yet.*\n.*`+addr+` 上还没有程序在监听`)
	if text, _ := out.text(); strings.Contains(text, "failed the handshake") {
		t.Errorf("a program that is not there yet has failed:\n%s", text)
	}
	resp, err := http.Get(page + "/_sandbox/state")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if state, _ := io.ReadAll(resp.Body); !strings.Contains(string(state), `"http://`+addr+`/wx"`) {
		t.Errorf("the page does not know the callback: %s", state)
	}

	if place, err = net.Listen("tcp", addr); err != nil {
		t.Skipf("somebody else took the address: %v", err)
	}
	program := httptest.NewUnstartedServer(echoing(func(w http.ResponseWriter, echo string) { io.WriteString(w, echo) }))
	program.Listener.Close()
	program.Listener = place
	program.Start()
	defer program.Close()
	out.wait(t, addr+`/wx answered the handshake`)
}

// If somebody sets another callback on the page meanwhile, that callback stays.
func TestAnotherCallbackMeanwhile(t *testing.T) {
	t.Parallel()
	echo := echoing(func(w http.ResponseWriter, echo string) { io.WriteString(w, echo) })
	other := httptest.NewServer(echo)
	defer other.Close()
	place, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := place.Addr().String()
	place.Close()
	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()
	out, ended := newConsole(), make(chan struct{})
	go func() {
		defer close(ended)
		shakeHands(t.Context(), out, platform, "http://"+addr+"/wx", addr)
	}()
	out.wait(t, `nothing listens at `)
	if h := platform.Callback(other.URL + "/wx"); !h.OK {
		t.Fatal(h.Problem)
	}
	if place, err = net.Listen("tcp", addr); err != nil {
		t.Skipf("somebody else took the address: %v", err)
	}
	defer place.Close()
	<-ended
	if got := platform.CallbackURL(); got != other.URL+"/wx" {
		t.Errorf("the callback is %s", got)
	}
}

func TestSandboxStoppedWhileItWaits(t *testing.T) {
	t.Parallel()
	away := httptest.NewServer(nil)
	away.Close()
	out, stop := start(t, "sandbox", "--addr", "127.0.0.1:0", "--callback", away.URL+"/wx")
	out.wait(t, `nothing listens at `)
	stop()
	if text, _ := out.text(); strings.Contains(text, "failed the handshake") {
		t.Errorf("a scare at the end:\n%s", text)
	}
}

func TestSandboxWithoutCallback(t *testing.T) {
	t.Parallel()
	out, _ := start(t, "sandbox", "--addr", "127.0.0.1:0", "--app-addr", "127.0.0.1:3000", "--mode", "plain")
	page := banner(t, out)
	out.wait(t, `no --callback`)
	out.wait(t, `web   http://127\.0\.0\.1:\d+ is .* before 127\.0\.0\.1:3000`)
	if got := control(t, page, "reset", "{}"); got == "" {
		t.Error("the sandbox does not answer")
	}
}

// A program that hangs in the handshake does not delay the end.
func TestSandboxStoppedInTheHandshake(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	program := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}))
	defer program.Close()
	out, stop := start(t, "sandbox", "--addr", "127.0.0.1:0", "--callback", program.URL+"/wx")
	<-asked
	stop()
	if text, _ := out.text(); strings.Contains(text, "handshake") {
		t.Errorf("a scare at the end:\n%s", text)
	}
}

func TestSandboxOpenToTheNetwork(t *testing.T) {
	t.Parallel()
	out, _ := start(t, "sandbox", "--addr", "0.0.0.0:0")
	banner(t, out)
	out.wait(t, `warning: .* is open to the network`)
}

// With --bot the demo is the bot, which answers with its built-in model.
func TestDevWithTheBot(t *testing.T) {
	t.Parallel()
	for kind, hints := range map[string][]string{
		"service":  {`slow · 慢  .*20`, `new · 新对话`, `late answers are customer-service messages`, `来不及的回答用客服消息发出`},
		"Personal": {`slow · 慢  .*20`, `sends no customer-service messages.*\n.*这种账号不能发客服消息`},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			out, stop := start(t, "dev", "--bot", "--kind", kind, "--addr", "127.0.0.1:0", "--app-addr", "127.0.0.1:0")
			page := banner(t, out)
			for _, line := range append(hints, `demo \| .*bot listening.*model=stub`, `/wx answered the handshake`) {
				out.wait(t, line)
			}
			got := control(t, page, "users/alice/follow", "{}")
			if !strings.Contains(got, "Just write your question") {
				t.Errorf("a follow is answered with %s", got)
			}
			for i, mode := range []string{"safe", "plain"} {
				if i > 0 {
					control(t, page, "mode", `{"mode": "`+mode+`"}`)
					out.wait(t, `demo in `+mode+` mode at `)
				}
				if got := control(t, page, "users/alice/text", `{"content": "hello"}`); !strings.Contains(got, "This is question 1: hello") {
					t.Errorf("hello is answered with %s", got)
				}
			}
			stop()
			if text, _ := out.text(); strings.Contains(text, "demo stopped") || strings.Contains(text, "ERROR") {
				t.Errorf("a scare at the end:\n%s", text)
			}
		})
	}
}

// A bot of an account that may not send customer-service messages is told so.
func TestBotIsToldOfTheKind(t *testing.T) {
	t.Parallel()
	for kind, without := range map[string]bool{
		"personal": true, "Personal": true, "service-unverified": true, "subscription": false, "service": false, "test": false, "": false,
	} {
		program := devFlags{bot: true, model: "m"}.program(kind, "http://127.0.0.1:1")
		if got := slices.Contains(program.args, "--without-kf"); got != without {
			t.Errorf("%s: %q", kind, program.args)
		}
	}
}
