package kf

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// CreateSession gives the user openID to the agent kfAccount, who must be bound to a WeChat user (otherwise 65402) and
// online (otherwise 65415). It does nothing if this agent serves the user already, and fails if another one does
// (65414). The account is told of the session with a message.KfCreateSessionEvent.
func (s *Service) CreateSession(ctx context.Context, kfAccount, openID string) error {
	return s.session(ctx, SessionCreate, SessionIn{kfAccount, openID})
}

// CloseSession ends the session of the user openID with the agent kfAccount. The error is 65413 if there is none, and
// 65414 if another agent serves the user. The account is told of the end with a message.KfCloseSessionEvent.
func (s *Service) CloseSession(ctx context.Context, kfAccount, openID string) error {
	return s.session(ctx, SessionClose, SessionIn{kfAccount, openID})
}

func (s *Service) session(ctx context.Context, e endpoint.Endpoint[SessionIn, endpoint.None], in SessionIn) error {
	if err := checkFullName(in.KfAccount); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, e, in)
}

// Session returns the session of the user openID. Its KfAccount is empty if no agent serves the user.
func (s *Service) Session(ctx context.Context, openID string) (Session, error) {
	return endpoint.Call(ctx, s.client, SessionGet, SessionGetIn{openID})
}

// Sessions returns the users whom the agent kfAccount serves.
func (s *Service) Sessions(ctx context.Context, kfAccount string) ([]Served, error) {
	if err := checkFullName(kfAccount); err != nil {
		return nil, err
	}
	out, err := endpoint.Call(ctx, s.client, SessionList, SessionListIn{kfAccount})
	return out.Sessions, err
}

// Waiting returns the users who wait for an agent: at most 100, in the order in which they came, and how many there
// are.
func (s *Service) Waiting(ctx context.Context) (WaitingList, error) {
	return endpoint.Call(ctx, s.client, SessionWaitCase, endpoint.None{})
}

// SessionIn is the input of [SessionCreate] and [SessionClose].
type SessionIn struct {
	KfAccount string `json:"kf_account"` // such as "test1@kftest"
	OpenID    string `json:"openid"`
}

// SessionGetIn is the input of [SessionGet].
type SessionGetIn struct {
	OpenID string `query:"openid" json:"-"`
}

// Session is the session of a user.
type Session struct {
	CreateTime endpoint.Time `json:"createtime"` // when the session began
	// KfAccount is the agent, such as "test1@kftest", and "" if nobody serves the user.
	KfAccount string `json:"kf_account"`
}

// SessionListIn is the input of [SessionList].
type SessionListIn struct {
	KfAccount string `query:"kf_account" json:"-"`
}

// SessionListOut is the output of [SessionList].
type SessionListOut struct {
	Sessions []Served `json:"sessionlist"`
}

// Served is a user whom an agent serves.
type Served struct {
	CreateTime endpoint.Time `json:"createtime"` // of the session
	OpenID     string        `json:"openid"`
}

// WaitingList is the output of [SessionWaitCase].
type WaitingList struct {
	Count endpoint.Number `json:"count"`        // of all who wait
	Users []WaitingUser   `json:"waitcaselist"` // the first 100
}

// WaitingUser is a user who waits for an agent.
type WaitingUser struct {
	LatestTime endpoint.Time `json:"latest_time"` // of the user's last message
	OpenID     string        `json:"openid"`
}
