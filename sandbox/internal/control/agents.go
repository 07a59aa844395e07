package control

import (
	"net/http"
	"time"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// The agents of customer service, in the form in which the page reads them.
type (
	agents struct {
		Agents  []agent   `json:"agents"`  // in the order in which they were added
		Waiting []waiting `json:"waiting"` // in the order in which they came
	}
	agent struct {
		Account    string         `json:"account"`
		Nickname   string         `json:"nickname"`
		ID         int            `json:"id"`
		Avatar     string         `json:"avatar"`
		WeChatID   string         `json:"wechatId"`   // "" if no WeChat user is bound
		Invitation *invitation    `json:"invitation"` // null if there is none
		Online     bool           `json:"online"`
		Sessions   []agentSession `json:"sessions"` // in the order in which they began
	}
	invitation struct {
		WeChatID string           `json:"wechatId"`
		Status   api.InviteStatus `json:"status"` // waiting, rejected or expired
		Expires  time.Time        `json:"expires"`
	}
	agentSession struct {
		User  string    `json:"user"`
		Since time.Time `json:"since"`
	}
	waiting struct {
		User   string    `json:"user"`
		Agent  string    `json:"agent"` // the only agent who may take the user; "" for any
		Since  time.Time `json:"since"`
		Latest time.Time `json:"latest"` // of the user's last message
	}
)

func agentOf(tx *core.Tx, d kf.Desk) agent {
	a := agent{
		Account: d.Account, Nickname: d.Nickname, ID: d.ID, Avatar: d.Avatar, WeChatID: d.WeChatID, Online: d.Online,
		Sessions: []agentSession{},
	}
	if i := d.Invitation; i != nil {
		a.Invitation = &invitation{i.WeChatID, i.Status(tx.Now()), i.Expires}
	}
	for _, x := range d.Sessions() {
		a.Sessions = append(a.Sessions, agentSession{x.User.Name, x.Since})
	}
	return a
}

// agentOperations adds the operations on agents of customer service.
func (c *control) agentOperations() {
	get(c, "agents", words("the agents of customer service, whom they serve, and who waits", "客服账号、其接待的用户，以及等待接入的用户"),
		func(*http.Request) (agents, error) { return c.agents(), nil })
	postAs(c, http.StatusCreated, "agents", words(
		"makes an agent that is bound to a WeChat user, as the console does", "新建已绑定微信号的客服账号，如同在公众平台后台添加",
	), c.newAgent)
	agentAction(c, "accept", words("accepts the invitation to become the agent", "接受绑定客服账号的邀请"),
		func(d kf.Desk, _ nothing) error { return d.Accept() })
	agentAction(c, "reject", words("rejects the invitation to become the agent", "拒绝绑定客服账号的邀请"),
		func(d kf.Desk, _ nothing) error { return d.Reject() })
	agentAction(c, "online", words("the agent goes online, or offline", "客服上线或下线"),
		func(d kf.Desk, in toggle) error { return d.SetOnline(in.Enabled) })
	agentAction(c, "take", words(
		"begins a session with the user who has waited longest, or with the named one", "接入等待最久的用户，或指定的用户",
	), func(d kf.Desk, in servedIn) error {
		_, err := d.Take(in.User)
		return err
	})
	agentAction(c, "text", words("sends a text to a user whom the agent serves", "向正在接待的用户发送文本"),
		func(d kf.Desk, in agentTextIn) error { return d.Write(in.User, in.Content) })
	agentAction(c, "close", words("ends the session with a user", "结束与用户的会话"),
		func(d kf.Desk, in servedIn) error { return d.Close(in.User) })
	agentAction(c, "handover", words("hands a user over to another agent", "将用户转接给其他客服"),
		func(d kf.Desk, in handOverIn) error { return d.HandOver(in.User, in.To) })
}

type (
	newAgentIn struct {
		Account  string `json:"account"`
		Nickname string `json:"nickname"`
	}
	servedIn struct {
		User string `json:"user"`
	}
	agentTextIn struct {
		User    string `json:"user"`
		Content string `json:"content"`
	}
	handOverIn struct {
		User string `json:"user"`
		To   string `json:"to"` // the other agent's account
	}
)

// agentAction adds an operation that does one action of an agent. It waits for the delivery of what the action pushes,
// unless the query has wait=false, and answers the agent.
func agentAction[In any](c *control, verb string, summary record.Problem, action func(kf.Desk, In) error) {
	post(c, "agents/{account}/"+verb, summary, func(r *http.Request, in In) (out agent, err error) {
		batch := c.DoIn(nil, func(tx *core.Tx) {
			var d kf.Desk
			if d, err = kf.DeskOf(tx, r.PathValue("account")); err != nil {
				return
			}
			if err = action(d, in); err == nil {
				out = agentOf(tx, d)
			}
		})
		switch {
		case batch == nil:
		case !wantsToWait(r):
			err = errAccepted
		default:
			<-batch.Done
		}
		return out, err
	}, waitParameter)
}

func (c *control) agents() agents {
	out := agents{[]agent{}, []waiting{}}
	c.Do(func(tx *core.Tx) {
		for _, d := range kf.Desks(tx) {
			out.Agents = append(out.Agents, agentOf(tx, d))
		}
		for _, w := range kf.Waiting(tx) {
			out.Waiting = append(out.Waiting, waiting{w.User.Name, w.Agent, w.Since, w.Latest})
		}
	})
	return out
}

func (c *control) newAgent(_ *http.Request, in newAgentIn) (out agent, err error) {
	c.Do(func(tx *core.Tx) {
		var d kf.Desk
		if d, err = kf.AddBound(tx, in.Account, in.Nickname); err == nil {
			out = agentOf(tx, d)
		}
	})
	return out, err
}
