package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
)

// maxAttempts is how often a push is made that gets no answer.
const maxAttempts = 3

// push is a message or an event on its way to the account.
type push struct {
	user      *person
	message   message.Message
	entry     *Entry  // the user's own bubble, nil for an event without one
	exchanges []int64 // of its attempts so far
	answered  bool    // the platform has taken an answer
	reply     reply.Reply
}

// turn is one action's place in the queue of its user's deliveries.
type turn struct {
	before <-chan struct{} // closed when the delivery before it is over
	over   chan struct{}
}

// queue takes the next turn of user u.
func (u *person) queue() turn {
	t := turn{before: u.last, over: make(chan struct{})}
	u.last = t.over
	return t
}

// deliver pushes in order, one after the other, once its turn has come. It
// returns when the account has answered the last one, or all tries are over.
func (p *Platform) deliver(w *world, t turn, pushes []*push) {
	defer close(t.over)
	if t.before != nil {
		select {
		case <-t.before:
		case <-w.ctx.Done():
			return
		}
	}
	for _, m := range pushes {
		if w.ctx.Err() != nil {
			return
		}
		p.deliverOne(w, m)
	}
}

func (p *Platform) deliverOne(w *world, m *push) {
	a, ready := p.readyApp(w, m)
	if ready {
		ready = p.attempts(w, a, m)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.entry != nil {
		m.entry.State = "sent" // it reached the platform, whatever the account made of it
		w.tell(m.user, m.entry)
	}
	if !ready && !m.answered && visible(m.message) && a.callback != nil {
		w.show(m.user, Entry{From: "system", Via: "hint", Type: "hint", Text: hintText, Exchanges: m.exchanges})
	}
}

// readyApp returns the connected app. Where the last handshake failed, it is
// done again: the app may have been put right since.
func (p *Platform) readyApp(w *world, m *push) (app, bool) {
	p.mu.Lock()
	a, last := p.app, p.handshake
	if a.callback == nil {
		w.record(Exchange{
			Kind: "push", Title: titleOf(m.message), User: m.user.name, Outcome: "unconnected",
			Problem: &Problem{
				EN: "No callback is set, so nothing was pushed. Connect an app, or set its address.",
				ZH: "未设置服务器地址，消息没有推送。请先连接应用或填写回调地址。",
			},
		})
	}
	p.mu.Unlock()
	if a.callback == nil || (last != nil && last.OK) {
		return a, a.callback != nil
	}
	h := p.shake(a)
	h.At = p.Clock.Now()
	p.mu.Lock()
	p.handshake = &h
	p.mu.Unlock()
	p.hub.publish("state", nil)
	return a, h.OK
}

// attempts pushes until the account gives an answer, three times at most. It
// reports whether the answer was one that the platform takes.
func (p *Platform) attempts(w *world, a app, m *push) bool {
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		_, accepted, again := p.attempt(w, a, m, attempt)
		if !again {
			return accepted
		}
	}
	return false
}

// attempt pushes once; number is 0 for one that [Platform.PushAgain] asked for.
// It reports whether the platform takes the answer, and whether it pushes again
// for want of one.
func (p *Platform) attempt(w *world, a app, m *push, number int) (x *Exchange, accepted, again bool) {
	x, sealed := p.begin(w, a, m, number)
	if sealed == nil {
		return x, false, false
	}
	start := time.Now()
	got := p.ask(w.ctx, a, http.MethodPost, x.Request.URL, sealed.body, sealed.fault)
	if w.ctx.Err() != nil {
		return x, true, false // the world is gone: nobody is left to be told
	}
	accepted, again = p.finish(w, m, x, sealed, got, time.Since(start))
	return x, accepted, again
}

// sealedPush is one attempt's body and the envelope that opens the reply.
type sealedPush struct {
	body     []byte
	mode     account.Mode
	envelope *msgcrypt.Envelope // nil in plain mode
	fault    fault
}

// begin makes an attempt's request with a fresh timestamp, nonce and seal, and
// records it. It returns no push where the account's values do not allow it.
func (p *Platform) begin(w *world, a app, m *push, attempt int) (*Exchange, *sealedPush) {
	p.mu.Lock()
	defer p.mu.Unlock()
	account := w.account()
	w.counters.push(m.user.name, attempt == 1)
	if attempt == 0 {
		attempt = len(m.exchanges) + 1
	}
	x := Exchange{Kind: "push", Title: titleOf(m.message), User: m.user.name, Mode: w.mode.String(), Attempt: attempt, Pending: true, push: m}
	q := newSignedQuery(account.Token, strconv.FormatInt(w.now().Unix(), 10), w.ids.nonce())
	q.add("openid", m.user.openID)
	plain, err := message.Encode(m.message)
	sealed := &sealedPush{body: plain, mode: w.mode}
	if err == nil {
		err = sealed.seal(account, p.config.OriginalID, q)
	}
	if err != nil {
		x.Pending, x.Outcome = false, "broken"
		x.Problem = &Problem{EN: "The push could not be made: " + err.Error(), ZH: "无法生成推送：" + err.Error()}
		return w.record(x), nil
	}
	sealed.fault = w.fault()
	x.Fault = sealed.fault.name()
	header := pushHeader.Clone()
	header.Set("Content-Type", "text/xml")
	x.Signatures = q.signatures
	x.Request = HTTPMessage{Method: http.MethodPost, URL: q.on(a.callback), Headers: flatten(header), Body: recorded(sealed.body)}
	if sealed.envelope != nil {
		x.Request.Opened = recorded(plain)
	}
	kept := w.record(x)
	m.exchanges = append(m.exchanges, kept.ID)
	if m.entry != nil {
		m.entry.Exchanges = slices.Clone(m.exchanges)
		w.tell(m.user, m.entry)
	}
	return kept, sealed
}

// seal turns the plain body into that of the mode and signs it.
func (s *sealedPush) seal(a account.Account, originalID string, q *signedQuery) error {
	if s.mode == account.Plain {
		return nil
	}
	envelope, err := msgcrypt.New(a.Token, a.AppID, a.EncodingAESKey, a.PreviousEncodingAESKey)
	if err != nil {
		return err
	}
	sealed, err := envelope.Seal(s.body, nil, q.timestamp, q.nonce)
	if err != nil {
		return err
	}
	s.envelope = envelope
	q.add("encrypt_type", "aes")
	q.add("msg_signature", sealed.Signature)
	q.signatures = append(q.signatures, Signature{
		Name: "msg_signature", Value: sealed.Signature, OK: true,
		Parts: []SignaturePart{{"token", a.Token}, {"timestamp", q.timestamp}, {"nonce", q.nonce}, {"Encrypt", sealed.Encrypt}},
	})
	if s.mode == account.Safe {
		s.body = msgcrypt.PushXML(originalID, sealed.Encrypt)
		return nil
	}
	plain := strings.TrimSuffix(strings.TrimSpace(string(s.body)), "</xml>")
	s.body = []byte(plain + "<Encrypt><![CDATA[" + sealed.Encrypt + "]]></Encrypt></xml>")
	return nil
}

// finish judges an attempt's answer. It reports whether the platform takes the
// answer, and whether it pushes again for want of one.
func (p *Platform) finish(w *world, m *push, x *Exchange, sealed *sealedPush, got answer, took time.Duration) (accepted, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	x.note(got, took)
	x.Pending = false
	defer w.changed(x)
	if got.problem != nil {
		x.Outcome, x.Problem = got.outcome, got.problem
		return false, true
	}
	v := w.judge(m, sealed, got.body)
	x.OK, x.Outcome, x.Problem = v.accepted, v.outcome, v.problem
	x.Response.Opened = v.opened
	x.Signatures = append(x.Signatures, v.signatures...)
	switch {
	case !v.accepted:
		return false, false
	case m.answered:
		if p := sameReply(m.reply, v.reply); p != nil {
			x.Problem = p
		}
		return true, false
	}
	m.answered, m.reply = true, v.reply
	if v.reply != nil {
		e := w.replyEntry(v.reply)
		e.Exchanges = []int64{x.ID}
		w.show(m.user, e)
		m.user.contact = w.now()
		m.user.typing = time.Time{}
	}
	return true, false
}

// visible reports whether the user waits for something to show, and so sees the
// platform's error line where nothing usable comes.
func visible(m message.Message) bool {
	switch m.(type) {
	case *message.UnsubscribeEvent, *message.ViewEvent, *message.ViewMiniProgramEvent, *message.LocationEvent:
		return false
	}
	return true
}
