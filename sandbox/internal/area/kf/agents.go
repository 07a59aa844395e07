package kf

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Agent is an agent of customer service. It can serve users once a WeChat user is bound to it.
type Agent struct {
	Account    string // such as test1@kftest
	Nickname   string
	ID         int
	Avatar     string      // the path of the picture
	WeChatID   string      // of the WeChat user who is bound; "" if nobody is
	Invitation *Invitation // the last one, nil before the first and once it was accepted
	Online     bool
}

// Invitation is an invitation of a WeChat user to become an agent.
type Invitation struct {
	WeChatID string
	Expires  time.Time
	rejected bool
}

// Status returns the state of the invitation at a time.
func (i *Invitation) Status(now time.Time) api.InviteStatus {
	switch {
	case i.rejected:
		return api.InviteRejected
	case !now.Before(i.Expires):
		return api.InviteExpired
	}
	return api.InviteWaiting
}

// waits reports whether the agent has an invitation that can be accepted.
func (a *Agent) waits(now time.Time) bool {
	return a.Invitation != nil && a.Invitation.Status(now) == api.InviteWaiting
}

const (
	maxAgents     = 100
	maxPrefix     = 10 // characters before the @
	maxSuffix     = 30 // characters behind the @
	maxNickname   = 16 // characters
	maxAvatar     = 5 << 20
	firstID       = 1001           // the first agent's number, as in the platform's samples
	inviteForDays = 24 * time.Hour // how long an invitation holds, which is not documented
)

var (
	accountForm  = regexp.MustCompile(`^[A-Za-z0-9_]+@[^@]+$`)
	weChatIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`) // the length is a choice of the sandbox
)

// checkAccount checks the form of a new agent's account.
func checkAccount(account string) error {
	prefix, suffix, _ := strings.Cut(account, "@")
	if accountForm.MatchString(account) && len(prefix) <= maxPrefix && utf8.RuneCountInString(suffix) <= maxSuffix {
		return nil
	}
	return core.Refuse(
		endpoint.ErrKFIllegalAccount,
		fmt.Sprintf("kf_account is %q; it must be prefix@account, with 1 to 10 letters, digits or underscores before "+
			"the @ and 1 to 30 characters behind it.", core.Short(account)),
		fmt.Sprintf("kf_account 为 %q，须为“前缀@公众号微信号”：前缀 1 到 10 个字母、数字或下划线，后缀 1 到 30 个字符。", core.Short(account)),
	)
}

func checkNickname(nickname string) error {
	if n := utf8.RuneCountInString(nickname); n < 1 || n > maxNickname {
		return core.Refuse(endpoint.ErrKFInvalidNickname,
			fmt.Sprintf("nickname has %d characters; it must have 1 to %d.", n, maxNickname),
			fmt.Sprintf("nickname 为 %d 个字符，须为 1 到 %d 个字符。", n, maxNickname))
	}
	return nil
}

// find returns the agent with an account. The error is 65401, for a handler to return.
func (s *state) find(account string) (*Agent, error) {
	if a := s.agent(account); a != nil {
		return a, nil
	}
	return nil, core.Refuse(
		endpoint.ErrKFInvalidAccount,
		fmt.Sprintf("There is no agent %q: customservice/getkflist has all of them.", core.Short(account)),
		fmt.Sprintf("没有客服账号 %q，可用 customservice/getkflist 查询全部账号。", core.Short(account)),
	)
}

// findBound is find for what only an agent with a WeChat user can do; otherwise the error is 65402.
func (s *state) findBound(account string) (*Agent, error) {
	a, err := s.find(account)
	if err == nil && a.WeChatID == "" {
		return nil, endpoint.ErrKFAccountNotBound
	}
	return a, err
}

// add handles kfaccount/add.
func add(tx *core.Tx, s *state, in api.AddAccountIn) (endpoint.None, error) {
	_, err := s.add(tx, in.KfAccount, in.Nickname)
	return endpoint.None{}, err
}

func (s *state) add(tx *core.Tx, account, nickname string) (*Agent, error) {
	if err := checkAccount(account); err != nil {
		return nil, err
	}
	if err := checkNickname(nickname); err != nil {
		return nil, err
	}
	switch {
	case s.agent(account) != nil:
		return nil, endpoint.ErrKFAccountExists
	case len(s.agents) == maxAgents:
		return nil, endpoint.ErrKFTooManyAccounts
	}
	a := &Agent{Account: account, Nickname: nickname, ID: firstID + s.added, Avatar: core.AvatarPath(account)}
	s.added++
	s.agents = append(s.agents, a)
	tx.Changed()
	return a, nil
}

// rename handles kfaccount/update.
func rename(tx *core.Tx, s *state, in api.UpdateAccountIn) (endpoint.None, error) {
	a, err := s.find(in.KfAccount)
	if err == nil {
		err = checkNickname(in.Nickname)
	}
	if err != nil {
		return endpoint.None{}, err
	}
	a.Nickname = in.Nickname
	tx.Changed()
	return endpoint.None{}, nil
}

// remove handles kfaccount/del. The agent's sessions end, which is a choice of the sandbox.
func remove(tx *core.Tx, s *state, in api.DelAccountIn) (endpoint.None, error) {
	a, err := s.find(in.KfAccount)
	if err != nil {
		return endpoint.None{}, err
	}
	for _, x := range s.served(a) {
		s.end(tx, x)
	}
	s.agents = slices.DeleteFunc(s.agents, func(other *Agent) bool { return other == a })
	tx.Changed()
	return endpoint.None{}, nil
}

// invite handles kfaccount/inviteworker. Nobody has too many accounts here (65410): the limit is not documented.
func invite(tx *core.Tx, s *state, in api.InviteIn) (endpoint.None, error) {
	a, err := s.find(in.KfAccount)
	if err != nil {
		return endpoint.None{}, err
	}
	switch now := tx.Now(); {
	case !weChatIDForm.MatchString(in.WeChatID):
		return endpoint.None{}, endpoint.ErrKFInvalidWeChatID
	case a.WeChatID != "":
		return endpoint.None{}, endpoint.ErrKFAccountBound
	case slices.ContainsFunc(s.agents, func(other *Agent) bool { return other.WeChatID == in.WeChatID }):
		return endpoint.None{}, endpoint.ErrKFAlreadyWorker
	case slices.ContainsFunc(s.agents, func(other *Agent) bool {
		return other.waits(now) && other.Invitation.WeChatID == in.WeChatID
	}):
		return endpoint.None{}, endpoint.ErrKFAlreadyInvited
	case a.waits(now):
		return endpoint.None{}, endpoint.ErrKFInvitationExists
	}
	a.Invitation = &Invitation{WeChatID: in.WeChatID, Expires: tx.Now().Add(inviteForDays)}
	tx.Changed()
	return endpoint.None{}, nil
}

// setAvatar handles kfaccount/uploadheadimg. The present page names no format, an older one JPEG; PNG is accepted as
// well, with a warning.
func setAvatar(tx *core.Tx, s *state, in api.UploadAvatarIn) (endpoint.None, error) {
	a, err := s.find(in.KfAccount)
	if err != nil {
		return endpoint.None{}, err
	}
	data, err := io.ReadAll(in.Media.Content)
	contentType := http.DetectContentType(data)
	switch {
	case err != nil || len(data) == 0:
		return endpoint.None{}, endpoint.ErrEmptyMedia
	case len(data) > maxAvatar:
		return endpoint.None{}, endpoint.ErrInvalidImageSize
	case contentType == "image/png":
		tx.Warn("The picture is a PNG. An older page of the platform takes JPEG alone.", "图片为 PNG，而旧版文档只接受 JPG。")
	case contentType != "image/jpeg":
		return endpoint.None{}, endpoint.ErrInvalidFileType
	}
	f, err := tx.AddPermanent(core.File{Kind: core.ArticlePicture, ContentType: contentType, Data: data})
	if err != nil {
		return endpoint.None{}, err
	}
	a.Avatar = core.MediaPath(f.MediaID)
	tx.Changed()
	return endpoint.None{}, nil
}

// list handles getkflist.
func list(tx *core.Tx, s *state, _ api.AccountsIn) (api.AccountsOut, error) {
	out := api.AccountsOut{Accounts: []api.Account{}}
	for _, a := range s.agents {
		listed := api.Account{
			KfAccount: a.Account, Nickname: a.Nickname, ID: idOf(a), WeChatID: a.WeChatID,
			HeadImgURL: tx.Config().Base + a.Avatar,
		}
		if i := a.Invitation; i != nil {
			listed.InviteWeChatID, listed.InviteExpireTime = i.WeChatID, endpoint.At(i.Expires)
			listed.InviteStatus = i.Status(tx.Now())
		}
		out.Accounts = append(out.Accounts, listed)
	}
	return out, nil
}

// onTheWeb is the status of an agent who is online.
const onTheWeb = 1

// listOnline handles getonlinekflist.
func listOnline(tx *core.Tx, s *state, _ api.AccountsIn) (api.OnlineOut, error) {
	out := api.OnlineOut{Agents: []api.OnlineAgent{}}
	for _, a := range s.agents {
		if a.Online {
			out.Agents = append(out.Agents, api.OnlineAgent{
				KfAccount: a.Account, Status: onTheWeb, ID: idOf(a), OpenID: tx.IDs.DerivedID("agent", a.Account),
				AcceptedCase: endpoint.Number(len(s.served(a))),
			})
		}
	}
	return out, nil
}

func idOf(a *Agent) api.AgentID { return api.AgentID(strconv.Itoa(a.ID)) }
