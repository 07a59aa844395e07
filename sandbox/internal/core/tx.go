package core

import (
	"net/url"
	"time"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Tx is one transaction on the world: nobody else reads or changes it
// meanwhile, and the time stands still. What a Tx is asked to cause happens once
// it is over.
type Tx struct {
	*World
	now     time.Time
	effects []func()
	batch   *Batch
	shown   []shown // to link with the exchange of the call
	about   string  // what the call is about, beside its name
	whom    *Person // and whom
	warning *record.Problem
}

// Do is one transaction on the present world.
func (p *Platform) Do(f func(*Tx)) { p.In(nil, f) }

// In is one transaction on world w, which may be over: then it changes what
// nobody sees any more. It returns the pushes that it caused, or nil.
func (p *Platform) In(w *World, f func(*Tx)) *Batch {
	tx := p.transact(w, time.Time{}, f)
	p.perform()
	return tx.batch
}

// transact runs f and queues its effects. A zero now is the clock's time.
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

// perform performs the queued effects in order. Where somebody does already,
// that one goes on with ours: an effect may be a transaction itself.
func (p *Platform) perform() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.performing {
		return
	}
	p.performing = true
	defer func() { p.performing = false }()
	for len(p.effects) > 0 {
		next := p.effects[0]
		p.effects[0] = nil
		p.effects = p.effects[1:]
		p.unlocked(next)
	}
	p.effects = nil
}

func (p *Platform) unlocked(f func()) {
	p.mu.Unlock()
	defer p.mu.Lock()
	f()
}

// effect lets f happen once the transaction is over.
func (tx *Tx) effect(f func()) { tx.effects = append(tx.effects, f) }

// Now is the platform's time, the same during the whole transaction.
func (tx *Tx) Now() time.Time { return tx.now }

// App returns the connected app.
func (tx *Tx) App() App { return tx.p.app }

// Handshake returns the last handshake, nil before the first.
func (tx *Tx) Handshake() *record.Handshake { return tx.p.handshake }

// WebHosts are the hosts of the account's pages.
func (tx *Tx) WebHosts() []string { return tx.p.webHosts() }

// IsWebHost is [Platform.IsWebHost].
func (tx *Tx) IsWebHost(u *url.URL) bool { return isOneOf(tx.p.webHosts(), u) }

// Warn says in the exchange of the call under way what the platform takes, and
// the caller hardly means.
func (tx *Tx) Warn(en, zh string) {
	p := problem(en, zh)
	tx.warning = tx.warning.And(&p)
}

// Warning is all that [Tx.Warn] was told, nil for nothing.
func (tx *Tx) Warning() *record.Problem { return tx.warning }

// Push is a message or an event on its way to the account. What follows User,
// Message and Entry is the delivery's.
type Push struct {
	User    *Person
	Message message.Message
	Entry   *record.Entry // the user's own bubble, nil for an event without one

	Exchanges []int64 // of its attempts so far
	Answered  bool    // the platform has taken an answer
	Reply     reply.Reply
}

// Batch is the pushes of one transaction: they go one after the other.
// Different batches go side by side.
type Batch struct {
	World  *World
	Pushes []*Push
	Over   chan struct{} // closed when the last one is over
}

// Push pushes a message to the account.
func (tx *Tx) Push(m *Push) {
	if tx.batch == nil {
		b := &Batch{World: tx.World, Over: make(chan struct{})}
		tx.batch = b
		tx.effect(func() { tx.p.deliver(b) })
	}
	tx.batch.Pushes = append(tx.batch.Pushes, m)
}

// shown is an entry that the transaction has put on a phone.
type shown struct {
	user  *Person
	entry *record.Entry
}

// About says what a call is about, and whom, for the title of its exchange.
func (tx *Tx) About(what string, whom *Person) { tx.about, tx.whom = what, whom }

// Subject returns what [Tx.About] was told.
func (tx *Tx) Subject() (what, user string) {
	if tx.whom != nil {
		user = tx.whom.Name
	}
	return tx.about, user
}

// Link lets what the transaction has shown lead to the exchange that caused it.
func (tx *Tx) Link(exchange int64) {
	for _, s := range tx.shown {
		if s.entry.Exchanges == nil {
			s.entry.Exchanges = []int64{exchange}
			tx.Tell(s.user, s.entry)
		}
	}
}

// Changed tells the pages that the state is another one.
func (tx *Tx) Changed() { tx.publish("state", nil) }

// publish sends an event to the pages. What it says is what is true now.
func (tx *Tx) publish(event string, data any) {
	if tx.ctx.Err() != nil || !tx.p.Hub.watched() {
		return // reset in the meantime, or nobody looks
	}
	if frame := frameOf(event, data); frame != nil {
		tx.effect(func() { tx.p.Hub.send(frame) })
	}
}
