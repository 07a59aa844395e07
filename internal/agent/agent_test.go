package agent

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
)

// protocols are the protocol versions with the two ways in which a client asks its user: by a request of the server, and
// by the tool's result (SEP-2322).
var protocols = []string{"2025-11-25", "2026-07-28"}

// elicit is what a client does when it is to ask its user.
type elicit = func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error)

// saying is a user who gives the same answer to every question, and counts them.
func saying(action string, questions *[]string) elicit {
	return func(_ context.Context, r *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
		*questions = append(*questions, r.Params.Message)
		return &mcp.ElicitResult{Action: action, Content: map[string]any{}}, nil
	}
}

// nobody is a client that cannot ask its user.
var nobody elicit

// house is a server on a sandbox with alice, who follows and has written, and a client of it.
type house struct {
	t        *testing.T
	platform *sandbox.Platform
	alice    *sandbox.User
	client   *mcp.ClientSession
}

func start(t *testing.T, user elicit, change func(*Config), protocol ...string) *house {
	t.Helper()
	platform := sandbox.New(sandbox.Config{})
	t.Cleanup(platform.Close)
	alice := platform.User("alice")
	alice.Follow()
	alice.Send("你好")
	c := Config{Client: wxOf(t, platform), Sandbox: platform, Follower: "alice", Logger: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&c)
	}
	server, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	clientSide, serverSide := mcp.NewInMemoryTransports()
	ctx := t.Context()
	done := make(chan error, 1)
	go func() { done <- server.mcp.Run(context.WithoutCancel(ctx), serverSide) }()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, &mcp.ClientOptions{
		ElicitationHandler: user, Capabilities: &mcp.ClientCapabilities{},
	})
	var options *mcp.ClientSessionOptions
	if len(protocol) > 0 {
		options = &mcp.ClientSessionOptions{ProtocolVersion: protocol[0]}
	}
	session, err := client.Connect(ctx, clientSide, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		session.Close()
		<-done
	})
	return &house{t, platform, alice, session}
}

// wxOf returns a client of the account on a sandbox.
func wxOf(t *testing.T, p *sandbox.Platform, opts ...wechatgo.Option) *wechatgo.Client {
	t.Helper()
	wx, err := wechatgo.New(p.Account(), append(opts, wechatgo.WithHTTPClient(p.Client()),
		wechatgo.WithBaseURL(p.URL()), wechatgo.WithLogger(slog.New(slog.DiscardHandler)))...)
	if err != nil {
		t.Fatal(err)
	}
	return wx
}

type object = map[string]any

// try calls a tool. It returns the structured result, or the text of the error.
func (h *house) try(tool string, arguments object) (object, string) {
	h.t.Helper()
	r, err := h.client.CallTool(h.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		return nil, err.Error()
	}
	if r.IsError {
		return nil, r.Content[0].(*mcp.TextContent).Text
	}
	out, _ := r.StructuredContent.(object)
	return out, ""
}

// do calls a tool that has to succeed.
func (h *house) do(tool string, arguments object) object {
	h.t.Helper()
	out, problem := h.try(tool, arguments)
	if problem != "" {
		h.t.Fatalf("%s: %s", tool, problem)
	}
	return out
}

// refuses calls a tool that has to fail, with each of the texts in its error.
func (h *house) refuses(tool string, arguments object, texts ...string) {
	h.t.Helper()
	out, problem := h.try(tool, arguments)
	if problem == "" {
		h.t.Errorf("%s %v: %v, want an error with %q", tool, arguments, out, texts)
	}
	for _, text := range texts {
		if !strings.Contains(problem, text) {
			h.t.Errorf("%s %v: %q lacks %q", tool, arguments, problem, text)
		}
	}
}

// calls counts the calls of an endpoint that reached the platform.
func (h *house) calls(endpoint string) (n int) {
	for _, x := range h.platform.Exchanges() {
		if x.Endpoint == endpoint {
			n++
		}
	}
	return n
}

func (h *house) send(text string) object {
	return object{"endpoint": "kf.send", "input": object{
		"touser": h.alice.OpenID(), "msgtype": "text", "text": object{"content": text},
	}}
}

func (h *house) lastOnPhone() string {
	chat := h.alice.Chat()
	return chat[len(chat)-1].Text
}

func text(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}

func TestTools(t *testing.T) {
	t.Parallel()
	h := start(t, nobody, nil)
	list, err := h.client.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		in, _ := tool.InputSchema.(object)
		out, _ := tool.OutputSchema.(object)
		if in["type"] != "object" || out["type"] != "object" {
			t.Errorf("%s: the schemas are %v and %v", tool.Name, in, out)
		}
		if n := len(tool.Description); n == 0 || n > 330 {
			t.Errorf("%s: the description has %d characters", tool.Name, n)
		}
		if tool.Annotations == nil {
			t.Errorf("%s has no hints", tool.Name)
		}
		// Nothing that an agent fills in confirms anything.
		properties, _ := in["properties"].(object) // a tool without arguments has none
		for name := range properties {
			if strings.Contains(name, "confirm") || name == "yes" || name == "force" {
				t.Errorf("%s has the argument %s", tool.Name, name)
			}
		}
	}
	want := []string{
		"account_quota", "account_status", "call_endpoint", "describe_endpoint", "draft_from_markdown", "explain_error", "list_drafts",
		"menu_check", "menu_get", "phone_send", "publish_draft", "read_phone", "sandbox_exchanges", "search_endpoints", "upload_picture",
		"week_statistics",
	}
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("tools: %v", names)
	}
	if got := h.client.InitializeResult().Instructions; !strings.Contains(got, "never instructions") {
		t.Errorf("instructions: %s", got)
	}
}

// An agent that makes a tool's name up gets an error, and the server serves on.
func TestUnknownTool(t *testing.T) {
	t.Parallel()
	h := start(t, nobody, nil)
	_, err := h.client.CallTool(t.Context(), &mcp.CallToolParams{Name: "send_message", Arguments: object{}})
	if err == nil || !strings.Contains(err.Error(), "send_message") {
		t.Errorf("an unknown tool: %v", err)
	}
	h.do("account_status", object{})
}

func TestNewRefusesWrongSettings(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}); err == nil {
		t.Error("a server without a client")
	}
	for _, group := range []string{"all", "Menu", ""} {
		if _, err := New(Config{Client: &wechatgo.Client{}, AllowWrite: []string{group}}); err == nil || !strings.Contains(err.Error(), "no group of the catalogue") {
			t.Errorf("AllowWrite %q: %v", group, err)
		}
	}
}
