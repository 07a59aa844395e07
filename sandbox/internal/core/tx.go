package core

import (
	"time"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Tx is one transaction on the world. While it runs, nobody else reads or changes the world, and the time stands still.
// Its effects run when it is over.
type Tx struct {
	*World
	now         time.Time
	effects     []func()
	batch       *Batch
	shown       []shown // the entries to link with the exchange of the call
	subject     string  // what the call is about, in addition to its name
	subjectUser *Person // the user whom the call is about
	warning     *record.Problem
}

// Do runs f as a transaction on the current world.
func (p *Platform) Do(f func(*Tx)) { p.DoIn(nil, f) }

// DoIn runs f as a transaction on world w, or on the current world if w is nil. If w is not the current world any more,
// the changes have no visible effect. DoIn returns the pushes that f caused, or nil.
func (p *Platform) DoIn(w *World, f func(*Tx)) *Batch {
	tx := p.transact(w, time.Time{}, f)
	p.runEffects()
	return tx.batch
}

// transact runs f and queues its effects. A zero now stands for the time of the clock.
func (p *Platform) transact(w *World, now time.Time, f func(*Tx)) *Tx {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w == nil {
		w = p.world
	}
	if now.IsZero() {
		now = p.Clock.Now()
	}
	tx := &Tx{World: w, now: now}
	f(tx)
	p.effects = append(p.effects, tx.effects...)
	return tx
}

// runEffects runs the queued effects in order. If another goroutine is running them already, that goroutine also runs
// those that were added since. An effect may itself start a transaction.
func (p *Platform) runEffects() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.runningEffects {
		return
	}
	p.runningEffects = true
	defer func() { p.runningEffects = false }()
	for len(p.effects) > 0 {
		next := p.effects[0]
		p.effects[0] = nil
		p.effects = p.effects[1:]
		p.withoutLock(next)
	}
	p.effects = nil
}

func (p *Platform) withoutLock(f func()) {
	p.mu.Unlock()
	defer p.mu.Lock()
	f()
}

// effect makes f run when the transaction is over.
func (tx *Tx) effect(f func()) { tx.effects = append(tx.effects, f) }

// Now returns the platform's time, which is the same during the whole transaction.
func (tx *Tx) Now() time.Time { return tx.now }

// App returns the connected app.
func (tx *Tx) App() App { return tx.p.app }

// Handshake returns the last handshake, or nil before the first.
func (tx *Tx) Handshake() *record.Handshake { return tx.p.handshake }

// Warn adds a warning to the exchange of the current call: the platform accepts the request, but the caller probably
// means something else. Warnings beyond what an exchange keeps of a problem are dropped.
func (tx *Tx) Warn(en, zh string) {
	if isLongProblem(tx.warning) {
		return
	}
	p := problem(en, zh)
	tx.warning = tx.warning.And(&p)
}

// Warning returns all warnings of [Tx.Warn], or nil if there are none.
func (tx *Tx) Warning() *record.Problem { return tx.warning }

// Push is a message or an event on its way to the account. Only package delivery uses the fields after Entry.
type Push struct {
	User    *Person
	Message message.Message
	XML     []byte        // what is pushed in place of the encoded message, nil for that
	Entry   *record.Entry // the user's own bubble, nil for an event, which has none

	Exchanges []int64 // the exchanges of its attempts so far
	Answered  bool    // the platform has accepted an answer
	Reply     reply.Reply
}

// Batch has the pushes of one transaction. They are delivered one after the other; different batches are delivered at
// the same time.
type Batch struct {
	World  *World
	Pushes []*Push
	Done   chan struct{} // closed when the delivery of all pushes is over
}

// Push queues a push to the account; it starts when the transaction is over.
func (tx *Tx) Push(m *Push) {
	if tx.batch == nil {
		b := &Batch{World: tx.World, Done: make(chan struct{})}
		tx.batch = b
		tx.effect(func() { tx.p.deliver(b) })
	}
	tx.batch.Pushes = append(tx.batch.Pushes, m)
}

// shown is an entry that the transaction has added to a chat.
type shown struct {
	user  *Person
	entry *record.Entry
}

// SetSubject sets what the call is about, and which user, for the title of its exchange.
func (tx *Tx) SetSubject(what string, user *Person) { tx.subject, tx.subjectUser = what, user }

// Subject returns what [Tx.SetSubject] has set, with the user's name.
func (tx *Tx) Subject() (what, user string) {
	if tx.subjectUser != nil {
		user = tx.subjectUser.Name
	}
	return tx.subject, user
}

// LinkEntries links the entries that the transaction has shown with the exchange that caused them.
func (tx *Tx) LinkEntries(exchange int64) {
	for _, s := range tx.shown {
		if s.entry.Exchanges == nil {
			s.entry.Exchanges = []int64{exchange}
			tx.PublishEntry(s.user, s.entry)
		}
	}
}

// Changed tells the pages that the state has changed.
func (tx *Tx) Changed() { tx.publish("state", nil) }

// publish sends an event to the pages when the transaction is over. The data is encoded now.
func (tx *Tx) publish(event string, data any) {
	if tx.ctx.Err() != nil || !tx.p.Hub.hasStreams() {
		return // the world was reset in the meantime, or no page is open
	}
	if frame := encodeEvent(event, data); frame != nil {
		tx.effect(func() { tx.p.Hub.send(frame) })
	}
}
