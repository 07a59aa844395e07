package kf

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxAccounts is how many agents' accounts the platform allows.
const MaxAccounts = 100

// AddAccount makes the agent's account kfAccount, such as "test1@kftest": a prefix of at most 10 letters, digits and
// underscores, and the account's own WeChat ID (公众号微信号) of at most 30 characters, which must be set in the console.
// The nickname, which users see, has 1 to 16 characters. A name or a nickname of another form is not sent: see
// [AddAccountIn.Check]. An account may have [MaxAccounts] agents (otherwise 65405).
//
// The agent can serve users once a WeChat user is bound to it: see [Service.InviteWorker].
func (s *Service) AddAccount(ctx context.Context, kfAccount, nickname string) error {
	in := AddAccountIn{KfAccount: kfAccount, Nickname: nickname}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, AccountAdd, in)
}

// Rename changes the nickname, of 1 to 16 characters, that users see of the agent kfAccount. One of another length is
// not sent: see [UpdateAccountIn.Check].
func (s *Service) Rename(ctx context.Context, kfAccount, nickname string) error {
	in := UpdateAccountIn{kfAccount, nickname}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, AccountUpdate, in)
}

// DeleteAccount deletes the agent's account kfAccount. This cannot be undone.
func (s *Service) DeleteAccount(ctx context.Context, kfAccount string) error {
	if err := checkFullName(kfAccount); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, AccountDel, DelAccountIn{KfAccount: kfAccount})
}

// InviteWorker invites the WeChat user with the WeChat ID weChatID (微信号, not an openid) to become the agent
// kfAccount. The account can be used once that user has accepted in WeChat; until then [Service.Accounts] has the
// invitation and its state.
func (s *Service) InviteWorker(ctx context.Context, kfAccount, weChatID string) error {
	in := InviteIn{kfAccount, weChatID}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, AccountInviteWorker, in)
}

// UploadAvatar sets the picture that users see of the agent kfAccount: a JPEG below 5 MB, of 640 by 640 pixels at best.
// A larger file is not sent: see [UploadAvatarIn.Check].
func (s *Service) UploadAvatar(ctx context.Context, kfAccount string, picture endpoint.File) error {
	in := UploadAvatarIn{kfAccount, picture}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, AccountUploadHeadImg, in)
}

// Accounts returns all agents' accounts, at most [MaxAccounts].
func (s *Service) Accounts(ctx context.Context) ([]Account, error) {
	out, err := endpoint.Call(ctx, s.client, GetKFList, AccountsIn{})
	return out.Accounts, err
}

// Online returns the agents who are online.
func (s *Service) Online(ctx context.Context) ([]OnlineAgent, error) {
	out, err := endpoint.Call(ctx, s.client, GetOnlineKFList, AccountsIn{})
	return out.Agents, err
}

// AddAccountIn is the input of [AccountAdd].
type AddAccountIn struct {
	KfAccount string `json:"kf_account"` // such as "test1@kftest": see [Service.AddAccount]
	Nickname  string `json:"nickname"`   // 1 to 16 characters
	// BusinessID is a sub-merchant (客服子商户) of a mini program. Other accounts leave it out.
	BusinessID string `json:"business_id,omitempty"`
}

// UpdateAccountIn is the input of [AccountUpdate].
type UpdateAccountIn struct {
	KfAccount string `json:"kf_account"`
	Nickname  string `json:"nickname"` // 1 to 16 characters
}

// DelAccountIn is the input of [AccountDel].
type DelAccountIn struct {
	KfAccount string `json:"kf_account"`
	// BusinessID is a sub-merchant (客服子商户) of a mini program. Other accounts leave it out.
	BusinessID string `json:"business_id,omitempty"`
}

// InviteIn is the input of [AccountInviteWorker].
type InviteIn struct {
	KfAccount string `json:"kf_account"`
	WeChatID  string `json:"invite_wx"` // 微信号
}

// UploadAvatarIn is the input of [AccountUploadHeadImg].
type UploadAvatarIn struct {
	KfAccount string        `query:"kf_account" json:"-"`
	Media     endpoint.File `form:"media"       json:"-"` // a picture of at most 5 MB
}

// AccountsIn is the input of [GetKFList] and [GetOnlineKFList].
type AccountsIn struct {
	// BusinessID is a sub-merchant (客服子商户) of a mini program. Other accounts leave it out.
	BusinessID string `query:"business_id,omitempty" json:"-"`
}

// AccountsOut is the output of [GetKFList]. (The sample of the platform's present page calls the list kf_online_list;
// its field table, the older pages and the programs in use call it kf_list.)
type AccountsOut struct {
	Accounts []Account `json:"kf_list"`
}

// Account is an agent's account. It is bound to a WeChat user (WeChatID is set), or has an invitation (the three fields
// whose names begin with Invite are set), or neither.
type Account struct {
	KfAccount  string  `json:"kf_account"` // such as "test1@kftest"
	Nickname   string  `json:"kf_nick"`
	ID         AgentID `json:"kf_id"`
	HeadImgURL string  `json:"kf_headimgurl"`
	// WeChatID is the WeChat ID (微信号) of the user who is the agent.
	WeChatID string `json:"kf_wx,omitempty"`
	// InviteWeChatID is the WeChat ID of the user who was invited.
	InviteWeChatID   string        `json:"invite_wx,omitempty"`
	InviteExpireTime endpoint.Time `json:"invite_expire_time,omitzero"` // until when the user can accept
	InviteStatus     InviteStatus  `json:"invite_status,omitempty"`
	// OpenID is only in the platform's newest page, which is about mini programs.
	OpenID string `json:"kf_openid,omitempty"`
}

// InviteStatus is the state of an invitation.
type InviteStatus string

// The states of an invitation. One that was accepted is no longer listed: the account is bound.
const (
	InviteWaiting  InviteStatus = "waiting"
	InviteRejected InviteStatus = "rejected"
	InviteExpired  InviteStatus = "expired"
)

// AgentID is the number (工号) of an agent, such as "1001". The platform's samples have it as a string; a field table
// says that it is a number.
type AgentID string

// UnmarshalJSON reads the number in either form.
func (id *AgentID) UnmarshalJSON(raw []byte) error {
	if string(raw) != "null" {
		*id = AgentID(endpoint.Scalar(raw))
	}
	return nil
}

// OnlineOut is the output of [GetOnlineKFList].
type OnlineOut struct {
	Agents []OnlineAgent `json:"kf_online_list"`
}

// OnlineAgent is an agent who is online.
type OnlineAgent struct {
	KfAccount string          `json:"kf_account"` // such as "test1@kftest"; empty for an agent of a mini program
	Status    endpoint.Number `json:"status"`     // 1 online on the web, 0 offline
	ID        AgentID         `json:"kf_id"`
	// AcceptedCase is how many users the agent serves now.
	AcceptedCase endpoint.Number `json:"accepted_case"`
	// OpenID is only in the platform's newest page.
	OpenID string `json:"kf_openid,omitempty"`
}
