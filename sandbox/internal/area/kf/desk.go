package kf

import (
	"fmt"
	"slices"
	"time"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Desk is what an agent sees and does, in the platform's web page for agents and in WeChat. Its methods are for one
// transaction. Their errors are [core.ActionError] or [core.NotFoundError].
type Desk struct {
	tx *core.Tx
	s  *state
	*Agent
}

// DeskOf returns the desk of the agent with an account.
func DeskOf(tx *core.Tx, account string) (Desk, error) {
	s := core.State[state](tx)
	if a := s.agent(account); a != nil {
		return Desk{tx, s, a}, nil
	}
	return Desk{}, &core.NotFoundError{Problem: record.Problem{
		EN: "There is no agent " + core.Short(account) + ".", ZH: "没有客服账号 " + core.Short(account) + "。",
	}}
}

// Desks returns the desks of all agents.
func Desks(tx *core.Tx) (list []Desk) {
	s := core.State[state](tx)
	for _, a := range s.agents {
		list = append(list, Desk{tx, s, a})
	}
	return list
}

// Waiting returns who waits, in the order in which they came.
func Waiting(tx *core.Tx) []*Case { return core.State[state](tx).waiting }

// AddBound makes an agent that is bound to a WeChat user, as the console does.
func AddBound(tx *core.Tx, account, nickname string) (Desk, error) {
	s := core.State[state](tx)
	a, err := s.add(tx, account, nickname)
	if err != nil {
		return Desk{}, &core.ActionError{Problem: core.RefusalOf(err).Problem}
	}
	a.WeChatID = fmt.Sprintf("wx_%d", a.ID)
	return Desk{tx, s, a}, nil
}

// Sessions returns the agent's sessions, in the order in which they began.
func (d Desk) Sessions() []*Session { return d.s.served(d.Agent) }

// Accept accepts the invitation to become the agent.
func (d Desk) Accept() error {
	if err := d.checkInvited(); err != nil {
		return err
	}
	d.WeChatID, d.Invitation = d.Invitation.WeChatID, nil
	d.tx.Changed()
	return nil
}

// Reject rejects the invitation to become the agent.
func (d Desk) Reject() error {
	if err := d.checkInvited(); err != nil {
		return err
	}
	d.Invitation.rejected = true
	d.tx.Changed()
	return nil
}

func (d Desk) checkInvited() error {
	if !d.waits(d.tx.Now()) {
		return core.RefuseAction(d.Account+" has no open invitation: invite a WeChat user by kfaccount/inviteworker",
			d.Account+" 没有待接受的邀请，请先用 kfaccount/inviteworker 邀请")
	}
	return nil
}

// SetOnline makes the agent go online or offline. Sessions stay, which is a choice of the sandbox.
func (d Desk) SetOnline(online bool) error {
	if d.WeChatID == "" {
		return core.RefuseAction("no WeChat user is bound to "+d.Account+": accept an invitation first",
			d.Account+" 尚未绑定微信号，请先接受邀请")
	}
	d.Online = online
	d.tx.Changed()
	return nil
}

func (d Desk) checkOnline() error {
	if !d.Online {
		return core.RefuseAction(d.Account+" is offline: go online first", d.Account+" 不在线，请先上线")
	}
	return nil
}

// Take begins a session with a user who waits and may be taken by this agent: the one called name, or for the name ""
// the one who came first. It returns the user.
func (d Desk) Take(name string) (*core.Person, error) {
	if err := d.checkOnline(); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(d.s.waiting, func(w *Case) bool {
		return (name == "" || w.User.Name == name) && (w.Agent == "" || w.Agent == d.Account)
	})
	switch {
	case i < 0 && name == "":
		return nil, core.RefuseAction("nobody waits for "+d.Account, "没有等待 "+d.Account+" 接入的用户")
	case i < 0:
		return nil, core.RefuseAction(name+" does not wait for "+d.Account, name+" 没有等待 "+d.Account+" 接入")
	}
	u := d.s.waiting[i].User
	d.s.begin(d.tx, u, d.Agent)
	return u, nil
}

// serving returns the agent's session with the user called name.
func (d Desk) serving(name string) (*Session, error) {
	u := d.tx.Named(name)
	if u == nil {
		return nil, core.NoUser(name)
	}
	if x := d.s.session(u); x != nil && x.Agent == d.Agent {
		return x, nil
	}
	return nil, core.RefuseAction(d.Account+" does not serve "+name, d.Account+" 没有接待 "+name)
}

// Write sends a text of at most 2,048 bytes to the user called name, whom the agent serves. What the window of
// customer-service messages allows a program does not bind an agent here: of agents nothing is documented.
func (d Desk) Write(name, text string) error {
	if err := d.checkOnline(); err != nil {
		return err
	}
	x, err := d.serving(name)
	switch {
	case err != nil:
		return err
	case !x.User.Following:
		return core.RefuseAction(name+" does not follow the account any more", name+" 已取消关注")
	case text == "" || len(text) > maxKFText:
		return core.RefuseAction(
			fmt.Sprintf("a text has 1 to %d bytes", maxKFText),
			fmt.Sprintf("文本须为 1 到 %d 字节", maxKFText),
		)
	}
	e := record.Entry{From: "account", Via: "kf", Type: "text", Text: text, KFAccount: d.Account}
	d.s.record(d.tx, x, api.OperSent, e)
	x.User.LastMessage, x.User.TypingUntil = d.tx.Now(), time.Time{}
	d.tx.Show(x.User, e)
	return nil
}

// Close ends the agent's session with the user called name.
func (d Desk) Close(name string) error {
	x, err := d.serving(name)
	if err == nil {
		d.s.end(d.tx, x)
	}
	return err
}

// HandOver hands the user called name, whom the agent serves, over to another agent, who is online.
func (d Desk) HandOver(name, account string) error {
	x, err := d.serving(name)
	if err != nil {
		return err
	}
	to, err := DeskOf(d.tx, account)
	switch {
	case err != nil:
		return err
	case to.Agent == d.Agent:
		return core.RefuseAction(account+" serves "+name+" already", account+" 已在接待 "+name)
	}
	if err := to.checkOnline(); err != nil {
		return err
	}
	d.s.handOver(d.tx, x, to.Agent)
	return nil
}
