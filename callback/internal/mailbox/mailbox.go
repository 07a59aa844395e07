// Package mailbox keeps answers that could not reach their users, until the users ask for them.
//
// A user's answers are one [mail], which is kept in this process, and in the store where instances share one. Two
// copies of a mail can be merged in any order: answers are told apart by their messages, what was read stays read, and
// what was cleared stays cleared. So an instance that could not reach the store, or whose store has lost its data, puts
// its copy back without harm.
//
// What is kept is personal: it expires, is bounded, is cleared on request, is never logged, and is sealed in the store
// where there is a key.
package mailbox

import (
	"cmp"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
)

const (
	// MaxAnswers is how many unread answers a user has; the oldest is dropped first.
	MaxAnswers = 4
	// maxNoted is how many answers of a user are noted, read, unread and under way.
	maxNoted = 32
	// MaxBytes bounds the parts of one answer. The rest is dropped.
	MaxBytes = 64 << 10
	// maxUsers and maxBytes bound the copies in this process; those of which nothing can be read are dropped first.
	maxUsers = 1 << 14
	maxBytes = 64 << 20
	// sweepEvery is the time between two looks for what has expired, and whether the store has lost its data.
	sweepEvery = 5 * time.Second
	// retryEvery is the time between two tries of a shutdown.
	retryEvery = 600 * time.Millisecond
	// flushEvery is the time between two tries to put a copy into a store that could not be reached.
	flushEvery = 5 * time.Second
)

// Config is what a [Mailbox] is given.
type Config struct {
	Store  *sharedstore.Store // nil for an instance alone
	Prefix string             // of the account's keys in the store
	Expiry time.Duration      // how long an answer is kept
	Limit  time.Duration      // how long an answer may be under way
	Seal   cipher.AEAD        // seals what is in the store; nil for plain
	Look   func()             // looks whether the store has lost its data, which Restore puts back; nil for an instance alone
	Log    *slog.Logger
}

// Mailbox keeps the answers of an account's users.
type Mailbox struct {
	config Config

	mu      sync.Mutex
	users   map[string]*copied     // by openid
	bytes   int                    // of all parts in users
	sweeper *time.Timer            // drops what has expired; nil while there is nothing
	warned  logonce.Spaced[string] // of mails that cannot be read, and that have no room
}

// copied is this instance's copy of a user's mail.
type copied struct {
	mail    mail
	expires time.Time
	dirty   bool // the store does not have it
	writing bool // somebody puts it there
}

// New returns an empty mailbox.
func New(c Config) *Mailbox { return &Mailbox{config: c, users: make(map[string]*copied)} }

// Answer names an answer.
type Answer struct {
	User     string
	Message  string // the name of the message's key
	Question string // the message's text, hashed; "" where it has none
	At       int64  // when the message was sent, in milliseconds since 1970, by the platform's clock
	// Since is when the message's first push came, by this machine's clock; the zero time means that it comes now.
	Since time.Time
}

// PartKey names a part of an answer. Two instances may make parts of one, where they have lost sight of each other.
type PartKey struct {
	By string `json:"by"` // whoever makes the part; parts of "" are read first
	N  int    `json:"n"`  // counts the maker's parts
}

func (k PartKey) compare(other PartKey) int {
	return cmp.Or(cmp.Compare(k.By, other.By), cmp.Compare(k.N, other.N))
}

// State is what a user who asks finds.
type State uint8

// The states.
const (
	None     State = iota // nothing is kept for the question
	UnderWay              // the answer is not there yet
	Ready                 // there is a part to read
)

// Found is what [Mailbox.Find] has found.
type Found struct {
	State State
	Of    Answer    // the answer that is asked for
	Part  []byte    // the part to read next
	Key   PartKey   // its name
	Since time.Time // when the message's first push came
	More  bool      // another part of this answer comes or may come after it, or another answer
}

// Begin notes that an answer is under way. It returns at once: the store is told later.
func (b *Mailbox) Begin(a Answer) {
	b.change(a.User, func(m *mail) { m.begin(a, time.Now().Add(b.config.Limit)) })
	b.flushLater(a.User)
}

// Keep keeps a part of an answer, which is under way until its End.
func (b *Mailbox) Keep(a Answer, key PartKey, part []byte) {
	cut := false
	now := time.Now()
	b.change(a.User, func(m *mail) { cut = m.keep(a, key, part, now.Add(b.config.Limit), now.Add(b.config.Expiry)) })
	if cut {
		b.config.Log.Warn("callback: the end of a kept answer was left out: it is too long")
	}
	b.flush(a.User)
}

// End notes that nothing more comes of an answer.
func (b *Mailbox) End(a Answer) {
	shared := b.config.Store != nil // another instance may have noted it
	if b.change(a.User, func(m *mail) { m.end(a, shared, time.Now().Add(b.config.Limit)) }) {
		b.flush(a.User)
	}
}

// MayHave tells whether something may be kept for a user; with here only whether this instance knows of it. It asks no
// store.
func (b *Mailbox) MayHave(user string, here bool) bool {
	if b.config.Store != nil && !here {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.users[user] != nil
}

// Find returns what a user finds who asks with a message: for a question, or with "" for any answer, the oldest first.
// The answer to that message itself does not count.
func (b *Mailbox) Find(user, question, message string) Found {
	m, err := b.read(user)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if c := b.users[user]; c != nil {
			return c.mail.find(user, question, message, time.Now())
		}
		return Found{}
	}
	found := m.find(user, question, message, time.Now())
	if found.State == Ready && b.config.Store != nil {
		b.change(user, func(mine *mail) { mine.merge(m) }) // so that it can be noted as read
	}
	return found
}

// Read notes that a part of the answer to a user's message was read. It returns at once: the store is told later.
func (b *Mailbox) Read(user, message string, key PartKey) {
	known := false
	read := func(m *mail) { known = m.read(message, key) }
	b.change(user, read)
	if known || b.config.Store == nil {
		b.flushLater(user)
		return
	}
	go func() { // another instance has shown it to this one's push
		if there, _, err := b.load(user); err == nil {
			b.change(user, func(m *mail) {
				m.merge(there)
				read(m)
			})
			b.flush(user)
		}
	}()
}

// Clear drops the answers to a user's messages that were sent at a time or before, also those that are under way.
func (b *Mailbox) Clear(user string, at int64) {
	b.change(user, func(m *mail) { m.clear(at, time.Now().Add(b.life())) })
	b.flushLater(user)
}

// Restore puts all copies back into a store that has lost its data.
func (b *Mailbox) Restore() {
	b.mu.Lock()
	var users []string
	for user, c := range b.users {
		c.dirty = true
		users = append(users, user)
	}
	b.mu.Unlock()
	for _, user := range users {
		b.flush(user)
	}
}

// read returns a user's mail: the store's, merged with this instance's copy. It fails with [store.ErrNotFound] where
// there is none.
func (b *Mailbox) read(user string) (mail, error) {
	if b.config.Store == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		c := b.users[user]
		if c == nil {
			return mail{}, store.ErrNotFound
		}
		return c.mail.clone(), nil
	}
	m, _, err := b.load(user)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return mail{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.users[user]; c != nil {
		m.merge(c.mail)
		err = nil
	}
	return m, err
}

// Flush waits until everything that was noted so far is in the store, or until ctx ends, with its cause.
func (b *Mailbox) Flush(ctx context.Context) error {
	if b.config.Store == nil {
		return nil
	}
	for {
		b.mu.Lock()
		var dirty []string
		for user, c := range b.users {
			if c.dirty || c.writing {
				dirty = append(dirty, user)
			}
		}
		b.mu.Unlock()
		if len(dirty) == 0 {
			return nil
		}
		for _, user := range dirty {
			b.flush(user)
		}
		select {
		case <-time.After(retryEvery):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// change changes this instance's copy, and tells whether that has changed anything.
func (b *Mailbox) change(user string, change func(*mail)) bool {
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.users[user]
	if c == nil {
		b.makeRoom()
		c = new(copied)
		b.users[user] = c
	}
	before := c.mail.clone()
	dropped := false
	b.edit(c, func(m *mail) {
		change(m)
		dropped = m.tidy(now)
	})
	if dropped {
		b.config.Log.Warn("callback: a kept answer was dropped unread: its user has too many")
	}
	if c.mail.equal(before) {
		if c.mail.empty() {
			delete(b.users, user)
		}
		return false
	}
	c.dirty, c.expires = true, now.Add(b.life())
	b.makeRoom()
	if b.sweeper == nil {
		b.sweeper = time.AfterFunc(sweepEvery, b.sweep)
	}
	return true
}

// edit changes a copy, and keeps count of its bytes. The mutex is held.
func (b *Mailbox) edit(c *copied, change func(*mail)) {
	before := c.mail.bytes()
	change(&c.mail)
	b.bytes += c.mail.bytes() - before
}

// life is how long a mail is kept that nothing is added to.
func (b *Mailbox) life() time.Duration { return max(b.config.Expiry, b.config.Limit) }

// sweep drops copies that have expired, as long as there are any.
func (b *Mailbox) sweep() {
	if b.dropExpired(time.Now()) && b.config.Look != nil {
		b.config.Look()
	}
}

// dropExpired drops what has expired, and tells whether anything is left that a user may ask for.
func (b *Mailbox) dropExpired(now time.Time) (pending bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for user, c := range b.users {
		b.edit(c, func(m *mail) { m.tidy(now) })
		if !now.Before(c.expires) || c.mail.empty() {
			b.drop(user, c)
		}
		pending = pending || c.mail.pending(now)
	}
	if b.sweeper = nil; len(b.users) > 0 {
		b.sweeper = time.AfterFunc(sweepEvery, b.sweep)
	}
	return pending
}

// drop forgets a copy. The mutex is held.
func (b *Mailbox) drop(user string, c *copied) {
	delete(b.users, user)
	b.bytes -= c.mail.bytes()
}

// makeRoom drops copies where there are too many: those of which nothing can be read, some at once since all are looked
// at, then those that expire first. The mutex is held.
func (b *Mailbox) makeRoom() {
	full := func() bool { return len(b.users) >= maxUsers || b.bytes > maxBytes }
	if !full() {
		return
	}
	type candidate struct {
		user    string
		copied  *copied
		pending bool
	}
	now := time.Now()
	all := make([]candidate, 0, len(b.users))
	for user, c := range b.users {
		all = append(all, candidate{user, c, c.mail.pending(now)})
	}
	slices.SortFunc(all, func(x, y candidate) int {
		if x.pending != y.pending {
			if y.pending {
				return -1
			}
			return 1
		}
		return x.copied.expires.Compare(y.copied.expires)
	})
	for _, c := range all {
		if !full() && (c.pending || len(b.users) < maxUsers-maxUsers/8) {
			break
		}
		if c.pending {
			b.warnFull()
		}
		b.drop(c.user, c.copied)
	}
}

// warnFull logs, once a minute, that kept answers are lost.
func (b *Mailbox) warnFull() {
	if _, due := b.warned.Due("full", time.Minute); due {
		b.config.Log.Warn("callback: kept answers were dropped unread: too many users have one")
	}
}

// flushLater is [Mailbox.flush] in a goroutine of its own.
func (b *Mailbox) flushLater(user string) {
	if b.config.Store != nil {
		go b.flush(user)
	}
}

// flush puts a dirty copy into the store. Where the store cannot be reached it is tried again later.
func (b *Mailbox) flush(user string) {
	if b.config.Store == nil {
		return
	}
	b.mu.Lock()
	c := b.users[user]
	if c == nil || !c.dirty || c.writing || !time.Now().Before(c.expires) {
		b.mu.Unlock()
		return
	}
	c.writing = true
	b.mu.Unlock()
	for again := true; again; {
		b.mu.Lock()
		c.dirty = false
		mine := c.mail.clone()
		b.mu.Unlock()
		merged, err := b.save(user, mine)
		b.mu.Lock()
		switch {
		case err != nil:
			c.dirty, again = true, false
			time.AfterFunc(flushEvery, func() { b.flush(user) })
		case b.users[user] != c: // it was dropped meanwhile
			again = false
		default:
			b.edit(c, func(m *mail) { m.merge(merged) })
			again = c.dirty
		}
		c.writing = again
		b.mu.Unlock()
	}
}

// save merges a mail into the store's, and returns the result.
func (b *Mailbox) save(user string, mine mail) (mail, error) {
	for {
		there, old, err := b.load(user)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return mail{}, err
		}
		merged := there.clone()
		merged.merge(mine)
		if old != nil && merged.equal(there) {
			return merged, nil
		}
		raw, err := b.encode(user, merged)
		if err != nil {
			return mail{}, err
		}
		swapped, err := b.config.Store.CompareAndSwap(b.key(user), old, raw, b.life())
		if err != nil {
			return mail{}, err
		}
		if swapped {
			return merged, nil
		}
	}
}

func (b *Mailbox) key(user string) string { return b.config.Prefix + "kept:" + user }

// load reads a user's mail in the store, also as it is there.
func (b *Mailbox) load(user string) (m mail, raw []byte, err error) {
	raw, err = b.config.Store.Get(b.key(user))
	if err != nil {
		return mail{}, nil, err
	}
	plain := raw
	if aead := b.config.Seal; aead != nil {
		if len(raw) < aead.NonceSize() {
			return mail{}, raw, nil
		}
		plain, err = aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(b.key(user)))
	}
	// What cannot be read, such as what another key has sealed, is written over: it is lost to this user alone.
	if err == nil {
		err = json.Unmarshal(plain, &m)
	}
	if err != nil {
		b.warnUnreadable()
		return mail{}, raw, nil
	}
	return m, raw, nil
}

// warnUnreadable logs, once an hour, that kept answers are lost.
func (b *Mailbox) warnUnreadable() {
	if _, due := b.warned.Due("unreadable", time.Hour); due {
		b.config.Log.Warn("callback: kept answers cannot be read, and are lost: was Pickup.Key changed?")
	}
}

func (b *Mailbox) encode(user string, m mail) ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil || b.config.Seal == nil {
		return raw, err
	}
	nonce := make([]byte, b.config.Seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return b.config.Seal.Seal(nonce, nonce, raw, []byte(b.key(user))), nil
}
