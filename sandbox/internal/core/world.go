package core

import (
	"context"
	"net/url"
	"reflect"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// World is all that a reset throws away. It is read and changed in
// transactions alone.
type World struct {
	IDs *IDs

	p          *Platform
	ctx        context.Context // ends with the world
	end        context.CancelFunc
	account    account.Account
	keyChanged time.Time // zero for never

	people   []*Person // in the order of their making
	byName   map[string]*Person
	byOpenID map[string]*Person

	eventTimes map[string]time.Time // the last CreateTime of an event, by sender
	entryID    int64
	files      files
	news       news
	exchanges  exchanges
	counters   record.Counters
	tokens     tokens
	quotas     quotas
	rules      Rules
	faults     []*record.CallFault
	jobs       jobs
	states     map[reflect.Type]any // of the areas
}

func (p *Platform) newWorld() *World {
	w := &World{
		IDs: newIDs(p.config.Seed), p: p, account: p.config.Account,
		byName: make(map[string]*Person, len(p.config.Users)), byOpenID: make(map[string]*Person, len(p.config.Users)),
		counters: record.Counters{Calls: map[string]int64{}, Refused: map[string]int64{}, Pushes: map[string]record.PushCount{}},
		states:   map[reflect.Type]any{}, eventTimes: map[string]time.Time{}, rules: p.config.Rules,
	}
	w.ctx, w.end = context.WithCancel(context.Background())
	for _, name := range p.config.Users {
		w.Person(name)
	}
	return w
}

// State returns what an area keeps in this world: an S, whose zero value is the
// start. The type is the key, so that an area has a type of its own.
func State[S any](tx *Tx) *S {
	key := reflect.TypeFor[S]()
	s, ok := tx.states[key].(*S)
	if !ok {
		s = new(S)
		tx.states[key] = s
	}
	return s
}

// Context ends with the world: at a reset, and when the platform is closed.
func (w *World) Context() context.Context { return w.ctx }

// Config returns the platform's settings.
func (w *World) Config() *Config { return &w.p.config }

// Account returns the account as it is at present.
func (w *World) Account() account.Account { return w.account }

// OldKeyLife is how long pushes still come with the old EncodingAESKey after a
// change (a choice: the platform's pages say that they may).
const OldKeyLife = 5 * time.Minute

// PushAccount returns the account as pushes are made with it: after a change of
// the EncodingAESKey with the old one for a while.
func (tx *Tx) PushAccount() account.Account {
	a := tx.account
	if !tx.keyChanged.IsZero() && tx.now.Before(tx.keyChanged.Add(OldKeyLife)) {
		a.EncodingAESKey, a.PreviousEncodingAESKey = a.PreviousEncodingAESKey, a.EncodingAESKey
	}
	return a
}

// IsPage reports whether s is the address of a web page.
func IsPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
