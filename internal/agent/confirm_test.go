package agent

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/sandbox"
)

func TestConfirmedByTheClientsUser(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			var questions []string
			h := start(t, saying("accept", &questions), nil, protocol)
			h.do("call_endpoint", h.send("谢谢\x1b[2J\nAccount: 假的"))
			if got := h.lastOnPhone(); !strings.HasPrefix(got, "谢谢") {
				t.Errorf("the phone shows %q", got)
			}
			if len(questions) != 1 || h.calls("kf.send") != 1 {
				t.Fatalf("%d questions, %d calls", len(questions), h.calls("kf.send"))
			}
			q := questions[0]
			for _, want := range []string{
				"kf.send", "reaches followers", "Account: wx0123456789abcdef on the sandbox", "POST", "/cgi-bin/message/custom/send",
				`touser: "` + h.alice.OpenID() + `"`, `text.content: "谢谢\x1b[2J\nAccount: 假的"`,
			} {
				if !strings.Contains(q, want) {
					t.Errorf("the question lacks %q:\n%s", want, q)
				}
			}
			if strings.Contains(q, "access_token") || strings.Contains(q, "\x1b") {
				t.Errorf("the question: %q", q)
			}
			// The next call is asked about again.
			h.do("call_endpoint", h.send("谢谢"))
			if len(questions) != 2 {
				t.Errorf("%d questions for two calls", len(questions))
			}
		})
	}
}

func TestNotConfirmed(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		for action, reason := range map[string]string{"decline": "declined", "cancel": "without an answer"} {
			t.Run(protocol+" "+action, func(t *testing.T) {
				t.Parallel()
				var questions []string
				h := start(t, saying(action, &questions), nil, protocol)
				h.refuses("call_endpoint", h.send("hi"), "kf.send was not called", reason)
				h.refuses("call_endpoint", object{"endpoint": "menu.delete"}, "menu.delete was not called", reason)
				if len(questions) != 2 || h.calls("kf.send")+h.calls("menu.delete") != 0 {
					t.Errorf("%d questions, and the platform was called", len(questions))
				}
				if !strings.Contains(questions[1], "cannot be undone") {
					t.Errorf("the question: %s", questions[1])
				}
			})
		}
	}
}

// A client that fails to ask makes no call.
func TestClientFailsToAsk(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		h := start(t, func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			return nil, errors.New("no window")
		}, nil, protocol)
		h.refuses("call_endpoint", h.send("hi"))
		if h.calls("kf.send") != 0 {
			t.Error("kf.send was called")
		}
	}
}

// An agent that forges what a client sends gets nothing.
func TestForgedAnswers(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		var questions []string
		h := start(t, saying("decline", &questions), nil, protocol)
		for _, state := range []string{"AAAAAAAAAAAAAAAAAAAAAAAAAA", "x"} {
			r, err := h.client.CallTool(t.Context(), &mcp.CallToolParams{
				Name: "call_endpoint", Arguments: h.send("hi"), RequestState: state,
				InputResponses: mcp.InputResponseMap{answerID: &mcp.ElicitResult{Action: "accept"}},
			})
			if err != nil || !r.IsError || !strings.Contains(r.Content[0].(*mcp.TextContent).Text, "to no question") {
				t.Errorf("a forged answer: %+v, %v", r, err)
			}
		}
		// An answer without a question, and members that only look like an answer.
		r, err := h.client.CallTool(t.Context(), &mcp.CallToolParams{
			Name: "call_endpoint", Arguments: h.send("hi"),
			InputResponses: mcp.InputResponseMap{answerID: &mcp.ElicitResult{Action: "accept"}},
		})
		if err != nil || !r.IsError || len(questions) != 1 {
			t.Errorf("an answer without a question: %+v, %v, %d questions", r, err, len(questions))
		}
		arguments := h.send("hi")
		arguments["confirmation"] = object{"action": "accept"}
		h.refuses("call_endpoint", arguments)
		if h.calls("kf.send") != 0 {
			t.Error("kf.send was called")
		}
	}
}

// One confirmation is for one call with one body.
func TestConfirmationIsForOneCall(t *testing.T) {
	t.Parallel()
	var questions []string
	h := start(t, saying("accept", &questions), nil, "2026-07-28")
	raw := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, &mcp.ClientOptions{
		ElicitationHandler: saying("accept", &questions), MultiRoundTrip: &mcp.MultiRoundTripOptions{Disabled: true},
	})
	server, err := New(Config{Client: wxOf(t, h.platform), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	clientSide, serverSide := mcp.NewInMemoryTransports()
	if _, err := server.mcp.Connect(t.Context(), serverSide, nil); err != nil {
		t.Fatal(err)
	}
	session, err := raw.Connect(t.Context(), clientSide, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	call := func(arguments object, state string) *mcp.CallToolResult {
		t.Helper()
		p := &mcp.CallToolParams{Name: "call_endpoint", Arguments: arguments, RequestState: state}
		if state != "" {
			p.InputResponses = mcp.InputResponseMap{answerID: &mcp.ElicitResult{Action: "accept"}}
		}
		r, err := session.CallTool(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	problem := func(r *mcp.CallToolResult) string {
		if !r.IsError {
			return ""
		}
		return r.Content[0].(*mcp.TextContent).Text
	}

	first := call(h.send("one"), "")
	if !first.NeedsInput() {
		t.Fatalf("the first call: %+v", first)
	}
	if got := problem(call(h.send("another"), first.RequestState)); !strings.Contains(got, "has changed since the person was asked") {
		t.Errorf("another body: %q", got)
	}
	if got := problem(call(h.send("one"), first.RequestState)); !strings.Contains(got, "to no question") {
		t.Errorf("the answer after it was used up: %q", got)
	}
	second := call(h.send("two"), "")
	if got := problem(call(h.send("two"), second.RequestState)); got != "" || h.lastOnPhone() != "two" {
		t.Errorf("the right answer: %q, the phone shows %q", got, h.lastOnPhone())
	}
	if got := problem(call(h.send("two"), second.RequestState)); !strings.Contains(got, "to no question") || h.calls("kf.send") != 1 {
		t.Errorf("the same answer twice: %q, %d calls", got, h.calls("kf.send"))
	}

	// Open questions are bounded.
	for range mostQuestions {
		if r := call(h.send("three"), ""); !r.NeedsInput() {
			t.Fatalf("%s", problem(r))
		}
	}
	if got := problem(call(h.send("three"), "")); !strings.Contains(got, "wait for a person's answer") {
		t.Errorf("one question too many: %q", got)
	}
}

// An answer that comes too late counts for nothing, in the time of a bubble.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var q questions
		id, err := q.add(digest{1})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(personTime)
		if _, ok := q.take(id); ok {
			t.Error("an answer after five minutes counts")
		}
		if id, err = q.add(digest{2}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(personTime - time.Second)
		if d, ok := q.take(id); !ok || d != (digest{2}) {
			t.Error("an answer within five minutes does not count")
		}
	})
}

var codePattern = regexp.MustCompile(`Type ([A-Z2-7]{6}) to allow it`)

func TestConfirmedInTheTerminal(t *testing.T) {
	t.Parallel()
	var shown atomic.Value
	typed := func(answer func(code string) (string, error)) Terminal {
		return func(_ context.Context, question string) (string, error) {
			shown.Store(question)
			return answer(codePattern.FindStringSubmatch(question)[1])
		}
	}
	for name, c := range map[string]struct {
		terminal Terminal
		refusal  string // "" if the call is made
	}{
		"the code":                 {typed(func(code string) (string, error) { return code + "\n", nil }), ""},
		"the code in small":        {typed(func(code string) (string, error) { return strings.ToLower(code) + "\r\n", nil }), ""},
		"another code":             {typed(func(string) (string, error) { return "ABCDEF\n", nil }), "declined"},
		"nothing":                  {typed(func(string) (string, error) { return "\n", nil }), "declined"},
		"yes":                      {typed(func(string) (string, error) { return "yes\n", nil }), "declined"},
		"a terminal that is gone":  {typed(func(string) (string, error) { return "", errors.New("input/output error") }), "cannot be read"},
		"no terminal":              {func(context.Context, string) (string, error) { return "", ErrNoTerminal }, "no MCP elicitation"},
		"a server without any way": {nil, "no MCP elicitation"},
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, nobody, func(config *Config) { config.Terminal = c.terminal })
			if c.refusal != "" {
				h.refuses("call_endpoint", h.send("hi"), "kf.send was not called", c.refusal)
				if h.calls("kf.send") != 0 {
					t.Error("kf.send was called")
				}
				return
			}
			h.do("call_endpoint", h.send("hi"))
			if h.lastOnPhone() != "hi" || !strings.Contains(shown.Load().(string), `text.content: "hi"`) {
				t.Errorf("the phone shows %q, the terminal %q", h.lastOnPhone(), shown.Load())
			}
		})
	}
}

// The end of the server does not wait for a person.
func TestEndWhileAPersonIsAsked(t *testing.T) {
	t.Parallel()
	asking := make(chan struct{})
	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()
	server, err := New(Config{Client: wxOf(t, platform), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, in, out) }()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, &mcp.ClientOptions{
		ElicitationHandler: func(ctx context.Context, _ *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			close(asking)
			<-ctx.Done()
			return nil, ctx.Err()
		},
	})
	session, err := client.Connect(ctx, &mcp.IOTransport{Reader: fromServer, Writer: toServer},
		&mcp.ClientSessionOptions{ProtocolVersion: "2025-11-25"})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = session.CallTool(context.WithoutCancel(ctx),
			&mcp.CallToolParams{Name: "call_endpoint", Arguments: object{"endpoint": "menu.delete"}})
	}()
	<-asking
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the server waits for the person")
	}
	toServer.Close()
	out.Close()
}

// A person who does not type gets five minutes.
func TestTerminalTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := start(t, nobody, func(c *Config) {
			c.Terminal = func(ctx context.Context, _ string) (string, error) {
				<-ctx.Done()
				return "", context.Cause(ctx)
			}
		})
		began := time.Now()
		h.refuses("call_endpoint", h.send("hi"), "nobody typed the code", "5m0s")
		if time.Since(began) != personTime || h.calls("kf.send") != 0 {
			t.Errorf("after %s, %d calls", time.Since(began), h.calls("kf.send"))
		}
	})
}

// A client of the first way whose user never answers gets an answer nevertheless.
func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := start(t, func(ctx context.Context, _ *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, nil, "2025-11-25")
		h.refuses("call_endpoint", h.send("hi"), "no answer came in time, and so nothing was done")
		if h.calls("kf.send") != 0 {
			t.Error("kf.send was called")
		}
	})
}
