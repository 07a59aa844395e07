package agent

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// answerID is the name of the one question of a result.
const answerID = "confirmation"

// mostQuestions is how many questions may wait for an answer.
const mostQuestions = 16

// confirm returns nil if a person has allowed exactly this call. The client asks its user, by MCP elicitation; if it
// cannot, the person at the server's terminal is asked for a code. An agent fills in the arguments of a tool alone, and
// neither way takes anything from them.
//
// With a client that asks, the tool is called twice. The first call ends with the question ([unanswered]), and the
// client makes the second with its user's answer beside the arguments. The second call does everything again up to
// here, and so what it would send now is compared with what the person was shown.
func (s *server) confirm(ctx context.Context, e endpoint.Any, in any) error {
	d, err := s.deedOf(ctx, e, in)
	if err != nil {
		return err
	}
	req := requestOf(ctx)
	if req == nil {
		return refused(e, "it needs a person's confirmation, and no tool asks for one here")
	}
	if req.Params.RequestState != "" {
		return s.answered(req, e, d)
	}
	if asksItsUser(req.ClientCapabilities()) {
		id, err := s.questions.add(d.digest)
		if err != nil {
			return refused(e, err.Error())
		}
		return &unanswered{id: id, text: d.question()}
	}
	if s.Terminal == nil {
		return refused(
			e,
			"it needs a person's confirmation. This client cannot ask its user (it has no MCP elicitation), "+
				"and the server has no terminal. Use a client with elicitation",
		)
	}
	return s.confirmAtTerminal(ctx, e, d)
}

// answered looks at a person's answer in the second call of a tool.
func (s *server) answered(req *mcp.CallToolRequest, e endpoint.Any, d deed) error {
	digest, ok := s.questions.take(req.Params.RequestState)
	if !ok {
		return refused(
			e,
			fmt.Sprintf("the answer came after more than %s, or to no question: call the tool again", personTime),
		)
	}
	if digest != d.digest {
		return refused(e, "what it would do has changed since the person was asked: call the tool again")
	}
	answer, ok := req.Params.InputResponses[answerID].(*mcp.ElicitResult)
	switch {
	case !ok:
		return refused(e, "the client did not ask its user")
	case answer.Action == "accept":
		s.Logger.Info("confirmed", "endpoint", e.Name(), "by", "the client's user", "digest", d.digest.short())
		return nil
	case answer.Action == "decline":
		return refused(e, "the person declined. Do not ask again without a new reason")
	}
	return refused(e, "the person closed the question without an answer")
}

// confirmAtTerminal asks the person at the terminal to type a code.
func (s *server) confirmAtTerminal(ctx context.Context, e endpoint.Any, d deed) error {
	ctx, cancel := context.WithTimeout(ctx, personTime)
	defer cancel()
	code := rand.Text()[:6]
	typed, err := s.Terminal(
		ctx,
		fmt.Sprintf("\n%s\n\nType %s to allow it, anything else to refuse: ", d.question(), code),
	)
	switch {
	case errors.Is(err, ErrNoTerminal):
		return refused(
			e,
			"it needs a person's confirmation. This client cannot ask its user (it has no MCP elicitation), "+
				"and the server has no terminal. Use a client with elicitation, or start the server in a terminal",
		)
	case ctx.Err() != nil:
		return refused(e, fmt.Sprintf("nobody typed the code in the server's terminal within %s", personTime))
	case err != nil:
		return refused(
			e,
			"the server's terminal cannot be read, perhaps since the server is in its background: "+err.Error(),
		)
	case subtle.ConstantTimeCompare([]byte(strings.ToUpper(strings.TrimSpace(typed))), []byte(code)) != 1:
		return refused(e, "the person at the server's terminal declined. Do not ask again without a new reason")
	}
	s.Logger.Info("confirmed", "endpoint", e.Name(), "by", "a code in the terminal", "digest", d.digest.short())
	return nil
}

// asksItsUser reports whether a client can show a question to its user.
func asksItsUser(c *mcp.ClientCapabilities) bool {
	// A client that names neither form has the one of the first protocol that had any, which is a question.
	return c != nil && c.Elicitation != nil && (c.Elicitation.Form != nil || c.Elicitation.URL == nil)
}

// unanswered is the error of a call that waits for a person's answer.
type unanswered struct{ id, text string }

func (*unanswered) Error() string { return "agent: a person has not answered yet" }

// result returns the result by which a client asks its user and calls the tool again.
func (u *unanswered) result() *mcp.CallToolResult {
	return &mcp.CallToolResult{
		RequestState: u.id,
		InputRequests: mcp.InputRequestMap{answerID: &mcp.ElicitParams{
			Mode: "form", Message: u.text,
			RequestedSchema: map[string]any{"type": "object", "properties": map[string]any{}},
		}},
	}
}

// questions are the questions that wait for an answer, each for personTime.
type questions struct {
	mu   sync.Mutex
	open map[string]question
}

type question struct {
	digest digest
	until  time.Time
}

var errManyQuestions = fmt.Errorf("%d questions wait for a person's answer already: wait for one", mostQuestions)

// add adds a question and returns its id, which only the client learns.
func (q *questions) add(d digest) (string, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	for id, old := range q.open {
		if now.After(old.until) {
			delete(q.open, id)
		}
	}
	if len(q.open) >= mostQuestions {
		return "", errManyQuestions
	}
	if q.open == nil {
		q.open = map[string]question{}
	}
	id := rand.Text()
	q.open[id] = question{d, now.Add(personTime)}
	return id, nil
}

// take removes a question, so that its answer counts once.
func (q *questions) take(id string) (digest, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	asked, ok := q.open[id]
	delete(q.open, id)
	return asked.digest, ok && time.Now().Before(asked.until)
}
