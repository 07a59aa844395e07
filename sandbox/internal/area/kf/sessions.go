package kf

import (
	"fmt"
	"slices"
	"time"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Session is the session of a user with an agent. While it lasts, the user's messages go to the agent.
type Session struct {
	User  *core.Person
	Agent *Agent
	Since time.Time
}

// Case is a user who waits for an agent.
type Case struct {
	User   *core.Person
	Agent  string    // the account of the only agent who takes the user; "" for any
	Since  time.Time // when the user came
	Latest time.Time // of the user's last message
}

// maxListed is how many of those who wait are listed.
const maxListed = 100

// create handles kfsession/create.
func create(tx *core.Tx, s *state, in api.SessionIn) (endpoint.None, error) {
	a, err := s.findBound(in.KfAccount)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !a.Online:
		return endpoint.None{}, endpoint.ErrKFWorkerOffline
	}
	u, x, err := s.customer(tx, a, in.OpenID)
	if err == nil && x == nil {
		s.begin(tx, u, a)
	}
	return endpoint.None{}, err
}

// closeSession handles kfsession/close.
func closeSession(tx *core.Tx, s *state, in api.SessionIn) (endpoint.None, error) {
	a, err := s.find(in.KfAccount)
	if err != nil {
		return endpoint.None{}, err
	}
	_, x, err := s.customer(tx, a, in.OpenID)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case x == nil:
		return endpoint.None{}, endpoint.ErrKFNoSession
	}
	s.end(tx, x)
	return endpoint.None{}, nil
}

// customer returns the user with an OpenID, and the user's session, or nil if there is none. The error is 65414 if it is
// the session of another agent than a.
func (s *state) customer(tx *core.Tx, a *Agent, openID string) (*core.Person, *Session, error) {
	u, err := tx.FindOpenID(openID)
	tx.SetSubject(a.Account, u)
	if err != nil {
		return nil, nil, err
	}
	x := s.session(u)
	if x == nil || x.Agent == a {
		return u, x, nil
	}
	return nil, nil, core.Refuse(
		endpoint.ErrKFSessionOccupied,
		fmt.Sprintf("The agent %s serves %s.", x.Agent.Account, u.Name),
		fmt.Sprintf("客服 %s 正在接待 %s。", x.Agent.Account, u.Name),
	)
}

// get handles kfsession/getsession.
func get(tx *core.Tx, s *state, in api.SessionGetIn) (api.Session, error) {
	u, err := tx.FindOpenID(in.OpenID)
	if err != nil {
		return api.Session{}, err
	}
	if x := s.session(u); x != nil {
		return api.Session{CreateTime: endpoint.At(x.Since), KfAccount: x.Agent.Account}, nil
	}
	return api.Session{}, nil
}

// listSessions handles kfsession/getsessionlist.
func listSessions(_ *core.Tx, s *state, in api.SessionListIn) (api.SessionListOut, error) {
	a, err := s.findBound(in.KfAccount)
	if err != nil {
		return api.SessionListOut{}, err
	}
	out := api.SessionListOut{Sessions: []api.Served{}}
	for _, x := range s.served(a) {
		out.Sessions = append(out.Sessions, api.Served{CreateTime: endpoint.At(x.Since), OpenID: x.User.OpenID})
	}
	return out, nil
}

// listWaiting handles kfsession/getwaitcase.
func listWaiting(_ *core.Tx, s *state, _ endpoint.None) (api.WaitingList, error) {
	out := api.WaitingList{Count: endpoint.Number(len(s.waiting)), Users: []api.WaitingUser{}}
	for _, w := range s.waiting[:min(len(s.waiting), maxListed)] {
		out.Users = append(out.Users, api.WaitingUser{LatestTime: endpoint.At(w.Latest), OpenID: w.User.OpenID})
	}
	return out, nil
}

// begin begins the session of a user who has none, and tells the account.
func (s *state) begin(tx *core.Tx, u *core.Person, a *Agent) {
	s.waiting = slices.DeleteFunc(s.waiting, func(w *Case) bool { return w.User == u })
	s.sessions = append(s.sessions, &Session{User: u, Agent: a, Since: tx.Now()})
	tx.PushEvent(u, &message.KfCreateSessionEvent{KfSession: eventOf(tx, u, a)})
	tx.Changed()
}

// closedByAgent is the CloseType of every session that ends in the sandbox. (Of the other values of the platform only
// the names are known.)
const closedByAgent = "KF"

// end ends a session, and tells the account.
func (s *state) end(tx *core.Tx, x *Session) {
	s.sessions = slices.DeleteFunc(s.sessions, func(other *Session) bool { return other == x })
	tx.PushEvent(x.User, &message.KfCloseSessionEvent{
		KfSession: eventOf(tx, x.User, x.Agent), CloseType: closedByAgent,
	})
	tx.Changed()
}

// handOver gives a session to another agent, and tells the account.
func (s *state) handOver(tx *core.Tx, x *Session, to *Agent) {
	event := &message.KfSwitchSessionEvent{
		Common:        tx.Common(x.User),
		FromKfAccount: x.Agent.Account,
		ToKfAccount:   to.Account,
	}
	x.Agent = to
	tx.PushEvent(x.User, event)
	tx.Changed()
}

func eventOf(tx *core.Tx, u *core.Person, a *Agent) message.KfSession {
	return message.KfSession{Common: tx.Common(u), KfAccount: a.Account}
}

// Transfer does what the reply transfer_customer_service to a push asks for: the user gets a session with the named
// agent who is online, or waits. For the account "" the user waits for any agent. It returns a warning if there is no
// such agent, or nil.
func Transfer(tx *core.Tx, m *core.Push, account string) *record.Problem {
	s, u := core.State[state](tx), m.User
	named := s.agent(account)
	switch x := s.session(u); {
	case x != nil:
		return nil // it began while the account answered
	case named != nil && named.Online:
		s.begin(tx, u, named)
		return nil
	}
	w := s.caseOf(u)
	if w == nil {
		w = &Case{User: u, Since: tx.Now()}
		s.waiting = append(s.waiting, w)
	}
	w.Agent, w.Latest = account, m.Message.Head().CreateTime
	tx.Changed()
	if account != "" && named == nil {
		return &record.Problem{
			EN: fmt.Sprintf(
				"There is no agent %q, so the user waits for nobody. Add the account (kfaccount/add), or name none.",
				core.Short(account),
			),
			ZH: fmt.Sprintf("没有客服账号 %q，用户将一直等待。请先添加该账号（kfaccount/add），或不指定客服。", core.Short(account)),
		}
	}
	return nil
}

// Receive takes a message that a user sends. If an agent serves the user, it returns the agent's account, and the
// message does not reach the account's callback: older pages of the platform say so, and the present ones say nothing.
func Receive(tx *core.Tx, u *core.Person, e record.Entry) (account string) {
	s := core.State[state](tx)
	if w := s.caseOf(u); w != nil {
		w.Latest = tx.Now()
	}
	x := s.session(u)
	if x == nil {
		return ""
	}
	s.record(tx, x, api.OperReceived, e)
	return x.Agent.Account
}

// caseOf returns the case of a user who waits, or nil.
func (s *state) caseOf(u *core.Person) *Case {
	if i := slices.IndexFunc(s.waiting, func(w *Case) bool { return w.User == u }); i >= 0 {
		return s.waiting[i]
	}
	return nil
}
