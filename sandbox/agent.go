package sandbox

import (
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Agent is an agent of customer service (客服). Its methods do what a person does in the platform's web page for agents,
// and wait until the account has been told of it.
//
// What that page would not allow, such as writing to a user whom another agent serves, ends the test. Outside of a test
// it is returned as an error.
type Agent struct {
	p       *Platform
	account string
}

// Agent returns the agent with an account such as "test1@kftest". If there is none, it makes one that is bound to a
// WeChat user, as the console does; an account that has not this form ends the test.
func (p *Platform) Agent(account string) *Agent {
	if p.tb != nil {
		p.tb.Helper()
	}
	var err error
	p.core.Do(func(tx *core.Tx) {
		if _, missing := kf.DeskOf(tx, account); missing != nil {
			prefix, _, _ := strings.Cut(account, "@")
			_, err = kf.AddBound(tx, account, prefix)
		}
	})
	if err != nil {
		p.fatalf("%s", err.Error())
	}
	return &Agent{p, account}
}

// Account returns the agent's account.
func (a *Agent) Account() string { return a.account }

// Accept accepts the invitation to become the agent.
func (a *Agent) Accept() error { return a.do(kf.Desk.Accept) }

// Reject rejects the invitation to become the agent.
func (a *Agent) Reject() error { return a.do(kf.Desk.Reject) }

// SetOnline makes the agent go online or offline. The sessions stay.
func (a *Agent) SetOnline(online bool) error {
	return a.do(func(d kf.Desk) error { return d.SetOnline(online) })
}

// Take begins a session with the user who has waited longest among those who may be taken by this agent, and returns the
// user's name.
func (a *Agent) Take() (name string, err error) {
	err = a.do(func(d kf.Desk) error {
		u, err := d.Take("")
		if err == nil {
			name = u.Name
		}
		return err
	})
	return name, err
}

// TakeUser begins a session with a user who waits.
func (a *Agent) TakeUser(u *User) error {
	return a.do(func(d kf.Desk) error {
		_, err := d.Take(u.name)
		return err
	})
}

// Write sends a text of at most 2,048 bytes to a user whom the agent serves.
func (a *Agent) Write(u *User, text string) error {
	return a.do(func(d kf.Desk) error { return d.Write(u.name, text) })
}

// Close ends the session with a user.
func (a *Agent) Close(u *User) error {
	return a.do(func(d kf.Desk) error { return d.Close(u.name) })
}

// HandOver hands a user over to another agent, who is online.
func (a *Agent) HandOver(u *User, to *Agent) error {
	return a.do(func(d kf.Desk) error { return d.HandOver(u.name, to.account) })
}

// Serves returns the names of the users whom the agent serves, in the order in which their sessions began.
func (a *Agent) Serves() (names []string) {
	_ = a.do(func(d kf.Desk) error {
		for _, x := range d.Sessions() {
			names = append(names, x.User.Name)
		}
		return nil
	})
	return names
}

// do does something at the agent's desk and waits for the delivery of what it pushes.
func (a *Agent) do(action func(kf.Desk) error) error {
	if a.p.tb != nil {
		a.p.tb.Helper()
	}
	var err error
	batch := a.p.core.DoIn(nil, func(tx *core.Tx) {
		var d kf.Desk
		if d, err = kf.DeskOf(tx, a.account); err == nil {
			err = action(d)
		}
	})
	if batch != nil {
		<-batch.Done
	}
	if err != nil {
		a.p.fatalf("%s", err.Error())
	}
	return err
}
