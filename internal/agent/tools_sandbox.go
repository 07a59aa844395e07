package agent

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// addPhone adds the tools for the sandbox.
func (s *server) addPhone(m *mcp.Server) {
	add(
		s,
		m,
		"read_phone",
		"Read what the phone of the sandbox's virtual follower shows of the conversation, the newest entries "+
			"last, 20 a page; the cursor leads to older ones. Gives the follower's openid.",
		readOnly,
		s.readPhone,
	)
	add(
		s,
		m,
		"phone_send",
		"Send a text of 1 to 2000 characters to the account, as the sandbox's virtual follower. Opens the 48 hours "+
			"in which kf.send may answer.",
		&mcp.ToolAnnotations{DestructiveHint: new(bool)},
		s.phoneSend,
	)
	add(
		s,
		m,
		"sandbox_exchanges",
		"List the sandbox's exchanges with the account (calls, pushes), the newest first, 10 a page, with what "+
			"the sandbox says is wrong with each.",
		readOnly,
		s.exchanges,
	)
}

// Phone is what read_phone shows.
type Phone struct {
	User      string          `json:"user"`
	OpenID    string          `json:"openid"`
	Following bool            `json:"following"`
	Entries   []sandbox.Entry `json:"entries"`
}

func (s *server) readPhone(_ context.Context, in PageIn) (Answer, error) {
	newer, err := offset(in.Cursor)
	if err != nil {
		return Answer{}, err
	}
	u := s.Sandbox.User(s.Follower)
	chat := u.Chat()
	end := max(0, len(chat)-newer)
	start := max(0, end-pageSize)
	v, err := generic(Phone{u.Name(), u.OpenID(), u.Following(), chat[start:end]})
	a := marked(v, true)
	a.bound(0)
	if start > 0 {
		a.Cursor = strconv.Itoa(newer + pageSize)
	}
	return a, err
}

// TextIn is the input of phone_send.
type TextIn struct {
	Text string `json:"text" jsonschema:"1 to 2000 characters"`
}

func (s *server) phoneSend(_ context.Context, in TextIn) (Answer, error) {
	entries := s.Sandbox.User(s.Follower).Send(in.Text)
	if len(entries) == 1 && entries[0].Type == "refused" {
		return Answer{}, errors.New("the phone does not allow it: " + entries[0].Text)
	}
	v, err := generic(map[string]any{"shown_because_of_it": append([]sandbox.Entry{}, entries...)})
	a := marked(v, len(entries) > 0)
	a.bound(0)
	return a, err
}

// Exchange is an exchange as sandbox_exchanges shows it.
type Exchange struct {
	ID       int64  `json:"id"`
	Kind     string `json:"kind"`
	Title    string `json:"title"`
	Status   int    `json:"status,omitempty"`
	ErrCode  int    `json:"errcode"`
	Outcome  string `json:"outcome,omitempty"`
	Request  string `json:"request,omitempty"`
	Response string `json:"response,omitempty"`
	Problem  any    `json:"problem,omitempty"`
}

const exchangePage = 10

func (s *server) exchanges(_ context.Context, in PageIn) (Answer, error) {
	newer, err := offset(in.Cursor)
	if err != nil {
		return Answer{}, err
	}
	all := s.Sandbox.Exchanges()
	end := max(0, len(all)-newer)
	start := max(0, end-exchangePage)
	list := []Exchange{}
	for i := end - 1; i >= start; i-- {
		list = append(list, shown(all[i]))
	}
	v, err := generic(map[string]any{"total": len(all), "exchanges": list})
	a := marked(v, true)
	a.bound(0)
	if start > 0 {
		a.Cursor = strconv.Itoa(newer + exchangePage)
	}
	return a, err
}

// shown returns an exchange without what an agent may not read: the bodies of calls that answer credentials.
func shown(x sandbox.Exchange) Exchange {
	out := Exchange{
		ID: x.ID, Kind: x.Kind, Title: x.Title, Status: x.Status, ErrCode: x.ErrCode, Outcome: x.Outcome,
		Request: body(x.Request), Response: body(x.Response),
	}
	if x.Problem != nil {
		out.Problem = x.Problem
	}
	if e, err := find(x.Endpoint); x.Endpoint != "" && (err != nil || e.Describe().Effect == endpoint.Secret) {
		out.Request, out.Response = redacted, redacted
	}
	return out
}

// mostBody is how much of a body sandbox_exchanges shows, in characters.
const mostBody = 1000

func body(m sandbox.HTTPMessage) string {
	text := m.Opened
	if text == "" {
		text = m.Body
	}
	if runes := []rune(text); len(runes) > mostBody {
		return fmt.Sprintf("%s … and %d more characters", string(runes[:mostBody]), len(runes)-mostBody)
	}
	return text
}
