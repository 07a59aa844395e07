// Package delivery delivers pushes to the account by the platform's rules: the handshake, the modes, five seconds
// for an answer, up to three attempts, and strict checks of the answer.
package delivery

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/inprocess"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxAttempts is how often a message is pushed if no attempt gets an answer.
const maxAttempts = 3

// Delivery delivers a platform's pushes.
type Delivery struct {
	p        *core.Platform
	transfer Transfer
}

// Transfer gives the user of a push to customer service: to the agent with an account, or to any for "". It returns a
// warning, or nil.
type Transfer func(tx *core.Tx, m *core.Push, account string) *record.Problem

// New makes the delivery of p's pushes and sets it in p. transfer does what a reply transfer_customer_service asks for.
func New(p *core.Platform, transfer Transfer) *Delivery {
	d := &Delivery{p, transfer}
	p.DeliverWith(d.start)
	return d
}

// network reaches an app over HTTP. Each push has a connection of its own, so that an app that was restarted is reached
// at once.
var network = &http.Transport{
	DialContext:        (&net.Dialer{}).DialContext,
	DisableKeepAlives:  true,
	DisableCompression: true,
}

// Transport returns the transport that reaches an app: in process, or over HTTP.
func Transport(a core.App) http.RoundTripper {
	if a.Handler != nil {
		return inprocess.Transport{Handler: a.Handler}
	}
	return network
}

// Connect sets the app that receives the pushes, and does the handshake with it.
func (d *Delivery) Connect(a core.App) record.Handshake {
	d.p.Connect(a)
	return d.handshake(a)
}

// Callback connects an app that is reached over HTTP at the given address, and does the handshake. The error says that
// this is not the address of a web page; then nothing changes.
func (d *Delivery) Callback(address string) (record.Handshake, error) {
	u, err := url.Parse(address)
	if err != nil || !core.IsPage(address) {
		return record.Handshake{}, core.RefuseAction(
			fmt.Sprintf(
				"%q is not the address of a callback: begin it with http:// or https:// and a host",
				core.Short(address),
			),
			fmt.Sprintf("%q 不是有效的服务器地址：须以 http:// 或 https:// 开头并包含主机名", core.Short(address)),
		)
	}
	u.Fragment = ""
	return d.Connect(core.App{Callback: u}), nil
}

// start begins the delivery of a batch and returns at once.
func (d *Delivery) start(b *core.Batch) {
	if !d.p.Go(func() { d.deliver(b) }) {
		close(b.Done) // the platform is closed
	}
}

// deliver pushes the messages of a batch in order, one after the other. It returns when the account has answered the
// last one, or all attempts are used up.
func (d *Delivery) deliver(b *core.Batch) {
	defer close(b.Done)
	for _, m := range b.Pushes {
		if b.World.Context().Err() != nil {
			return
		}
		d.deliverOne(b.World, m)
	}
}

func (d *Delivery) deliverOne(w *core.World, m *core.Push) {
	a, ready := d.readyApp(w, m)
	if ready {
		ready = d.attempts(w, a, m)
	}
	d.p.DoIn(w, func(tx *core.Tx) {
		if m.Entry != nil {
			m.Entry.State = "sent" // it has reached the platform, whether or not the account answered
			tx.PublishEntry(m.User, m.Entry)
		}
		if !ready && !m.Answered && expectsReply(m.Message) && a.Callback != nil {
			tx.Show(
				m.User,
				record.Entry{From: "system", Via: "hint", Type: "hint", Text: hintText, Exchanges: m.Exchanges},
			)
		}
	})
}

// hintText is the line that the platform shows when the account gave no usable answer.
const hintText = "该公众号提供的服务出现故障，请稍后再试"

// exchangeOf returns a new exchange for an attempt of a push.
func exchangeOf(m *core.Push) core.Exchange {
	x := core.Exchange{Push: m}
	x.Kind, x.Title, x.User = "push", titleOf(m.Message), m.User.Name
	return x
}

// readyApp returns the connected app, and whether it has passed the handshake. If the last handshake failed, it does
// another one, because the app may have been corrected in the meantime.
func (d *Delivery) readyApp(w *core.World, m *core.Push) (core.App, bool) {
	a, last := d.p.App()
	if a.Callback == nil {
		d.p.DoIn(w, func(tx *core.Tx) {
			x := exchangeOf(m)
			x.Outcome = "unconnected"
			x.Problem = &record.Problem{
				EN: "No callback is set, so nothing was pushed. Connect an app, or set its address.",
				ZH: "未设置服务器地址，消息没有推送。请先连接应用或填写回调地址。",
			}
			tx.Record(x)
		})
		return a, false
	}
	if last != nil && last.OK {
		return a, true
	}
	if d.handshake(a).OK {
		return a, true
	}
	d.p.DoIn(w, func(tx *core.Tx) {
		x := exchangeOf(m)
		x.Outcome = "unverified"
		x.Problem = &record.Problem{
			EN: "The handshake failed, so nothing was pushed: see the exchange before this one.",
			ZH: "服务器地址验证失败，消息没有推送：见上一条记录。",
		}
		m.Exchanges = append(m.Exchanges, tx.Record(x).ID)
	})
	return a, false
}

// attempts pushes a message until the account answers, at most three times. It reports whether the platform accepted
// the answer.
func (d *Delivery) attempts(w *core.World, a core.App, m *core.Push) bool {
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		_, accepted, retry := d.attempt(w, a, m, attempt)
		if !retry {
			return accepted
		}
	}
	return false
}

// attempt pushes a message once. number counts the attempts from 1; it is 0 for a push that is repeated on request. It
// reports whether the platform accepts the answer, and whether it pushes again because there was none.
func (d *Delivery) attempt(
	w *core.World,
	a core.App,
	m *core.Push,
	number int,
) (x *core.Exchange, accepted, retry bool) {
	var req *pushRequest
	d.p.DoIn(w, func(tx *core.Tx) { x, req = beginAttempt(tx, a, m, number) })
	if req == nil {
		return x, false, false
	}
	start := time.Now()
	got := send(w.Context(), a, req.request, req.fault)
	if w.Context().Err() != nil {
		return x, true, false // the world was reset or closed: the result is not used any more
	}
	took := time.Since(start)
	d.p.DoIn(w, func(tx *core.Tx) { accepted, retry = d.finishAttempt(tx, m, x, req, got, took) })
	return x, accepted, retry
}

// finishAttempt judges the answer to an attempt and shows the reply. It reports whether the platform accepts the
// answer, and whether it pushes again because there was none.
func (d *Delivery) finishAttempt(
	tx *core.Tx,
	m *core.Push,
	x *core.Exchange,
	req *pushRequest,
	got answer,
	took time.Duration,
) (accepted, retry bool) {
	recordAnswer(x, got, took)
	x.Pending = false
	defer tx.Update(x)
	defer func() { countAnswer(tx, m.User, accepted, took) }()
	if got.problem != nil {
		x.Asked = got.asked
		x.Outcome, x.Problem = got.outcome, got.problem.And(pushHint(got, tx.PushAccount()))
		return false, true
	}
	v := judge(tx, m, req, got.body)
	if req.mode.Encrypted() && tx.Rules().Kind == endpoint.TestAccount {
		v.warn(
			"A test account's pushes are plain: its page has no EncodingAESKey. This one was sealed.",
			"接口测试号只有明文模式，没有 EncodingAESKey，而本次推送是密文。",
		)
	}
	x.OK, x.Outcome, x.Problem = v.accepted, v.outcome, v.problem
	x.Response.Opened = v.opened
	x.Signatures = append(x.Signatures, v.signatures...)
	switch {
	case !v.accepted:
		return false, false
	case m.Answered:
		if p := repeatProblem(m.Reply, v.reply); p != nil {
			x.Problem = p
		}
		return true, false
	}
	m.Answered, m.Reply = true, v.reply
	for _, id := range m.Exchanges {
		if before := tx.FindExchange(id); before != nil && before.Outcome == "late" {
			before.AnsweredLater = true
			tx.Update(before)
		}
	}
	if v.reply != nil {
		e := replyEntry(v.reply)
		e.Exchanges = []int64{x.ID}
		tx.Show(m.User, e)
		m.User.LastMessage = tx.Now()
		m.User.TypingUntil = time.Time{}
	}
	if t, ok := v.reply.(reply.Transfer); ok {
		x.Problem = x.Problem.And(d.transfer(tx, m, t.KfAccount))
	}
	return true, false
}

// countAnswer counts the answer to an attempt for the statistics.
func countAnswer(tx *core.Tx, u *core.Person, accepted bool, took time.Duration) {
	what := core.Failed
	if accepted {
		what = core.Answered
	}
	tx.CountTime(what, u, "", took)
}

// expectsReply reports whether the user waits for a reply to a push. Only then does the phone show a reply, or the
// platform's error line if there is no usable answer.
func expectsReply(m message.Message) bool {
	switch m.(type) {
	case *message.UnsubscribeEvent, *message.ViewEvent, *message.ViewMiniProgramEvent, *message.LocationEvent,
		*message.KfCreateSessionEvent, *message.KfCloseSessionEvent, *message.KfSwitchSessionEvent,
		*message.UserAuthorizationRevokeEvent, *message.UserAuthorizationCancellationEvent, *message.UserInfoModifiedEvent,
		*message.SubscribeMsgChangeEvent, *message.SubscribeMsgSentEvent, *message.PublishJobFinishEvent, *message.MassSendJobFinishEvent, *message.TemplateSendJobFinishEvent:
		return false
	}
	return true
}

// titleOf returns a short title for a push.
func titleOf(m message.Message) string {
	switch m := m.(type) {
	case *message.Text:
		return "text " + core.Short(m.Content)
	case message.Event:
		return strings.TrimSpace("event " + m.EventName() + " " + core.Short(m.Key()))
	}
	return m.Type()
}
