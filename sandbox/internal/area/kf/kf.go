// Package kf has the endpoints for customer service: messages, agents, sessions and the record of what was written. Its
// exported functions are what agents do, which is not a part of the platform's API.
package kf

import (
	"slices"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Send, send, route.TakesNumbers("msgmenu")),
		route.Handle(api.Typing, typing),

		route.Handle(api.AccountAdd, add),
		route.Handle(api.AccountUpdate, rename),
		route.Handle(api.AccountDel, remove, route.InQueryOrBody, route.AlsoByGet),
		route.Handle(api.AccountInviteWorker, invite),
		route.Handle(api.AccountUploadHeadImg, setAvatar),
		route.Handle(api.GetKFList, list),
		route.Handle(api.GetOnlineKFList, listOnline),

		route.Handle(api.SessionCreate, create),
		route.Handle(api.SessionClose, closeSession),
		route.Handle(api.SessionGet, get),
		route.Handle(api.SessionList, listSessions),
		route.Handle(api.SessionWaitCase, listWaiting),

		route.Handle(api.GetMsgList, listRecords),
	}
}

// state has the agents, whom they serve, who waits, and what was written. The customer-service window is part of the
// user.
type state struct {
	agents   []*Agent   // in the order in which they were added
	added    int        // agents, including those that were deleted
	sessions []*Session // in the order in which they began
	waiting  []*Case    // in the order in which they came
	records  []api.Record
	lastID   int64 // the msgid of the newest record
}

// agent returns the agent with an account, or nil.
func (s *state) agent(account string) *Agent {
	if i := slices.IndexFunc(s.agents, func(a *Agent) bool { return a.Account == account }); i >= 0 {
		return s.agents[i]
	}
	return nil
}

// session returns the session of a user, or nil.
func (s *state) session(u *core.Person) *Session {
	if i := slices.IndexFunc(s.sessions, func(x *Session) bool { return x.User == u }); i >= 0 {
		return s.sessions[i]
	}
	return nil
}

// served returns the sessions of an agent.
func (s *state) served(a *Agent) (list []*Session) {
	for _, x := range s.sessions {
		if x.Agent == a {
			list = append(list, x)
		}
	}
	return list
}
