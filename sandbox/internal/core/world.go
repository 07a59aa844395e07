package core

import (
	"context"
	"net/url"
	"reflect"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// World holds everything that a reset discards. Only transactions read and change it. [Platform.Save] writes it, but
// for the fields with the tag `graph:"-"`.
type World struct {
	IDs  *IDs
	Tags Tags

	p          *Platform          `graph:"-"`
	ctx        context.Context    `graph:"-"` // ends with the world
	cancel     context.CancelFunc `graph:"-"`
	account    account.Account    `graph:"-"` // whoever starts the sandbox decides
	keyChanged time.Time          `graph:"-"` // when the EncodingAESKey was changed last; zero for never

	people   []*Person          // in the order in which they were made
	byName   map[string]*Person `graph:"-"`
	byOpenID map[string]*Person `graph:"-"`
	helper   *Person            // see Helper; nil until it is needed

	eventTimes map[string]time.Time // the CreateTime of the last event, by sender
	entryID    int64
	files      files
	news       news
	exchanges  exchanges `graph:"-"` // an inspector's, and not the platform's
	counters   record.Counters
	statistics statistics
	tokens     tokens
	quotas     quotas
	rules      Rules               `graph:"-"` // whoever starts the sandbox decides
	faults     []*record.CallFault `graph:"-"` // a test asks for them anew
	jobs       jobs
	states     map[reflect.Type]any `graph:"-"` // the states of the areas, by their type; see save.go
}

func (p *Platform) newWorld() *World {
	w := &World{
		IDs:      newIDs(p.config.Seed),
		p:        p,
		account:  p.config.Account,
		byName:   make(map[string]*Person, len(p.config.Users)),
		byOpenID: make(map[string]*Person, len(p.config.Users)),
		counters: record.Counters{
			Calls:   map[string]int64{},
			Refused: map[string]int64{},
			Pushes:  map[string]record.PushCount{},
		},
		statistics: statistics{since: endpoint.DateOf(p.Clock.Now())},
		states:     map[reflect.Type]any{},
		eventTimes: map[string]time.Time{},
		rules:      p.config.Rules,
	}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	for _, name := range p.config.Users {
		w.Person(name)
	}
	return w
}

// continueIDs goes on with the message ids and the times of events of the world before: a program that goes on running
// would take a message with an id of that world for a repeated push. A reset also sets back a clock that was ahead; the
// events of that time stay behind.
func (w *World) continueIDs(old *World) {
	w.IDs.msgID = max(w.IDs.msgID, old.IDs.msgID)
	const fast = time.Minute // events that came faster than one a second are ahead of the clock, too
	for sender, at := range old.eventTimes {
		if at.Before(w.p.Clock.Now().Add(fast)) && at.After(w.eventTimes[sender]) {
			w.eventTimes[sender] = at
		}
	}
}

// State returns the state of an area in this world. It is made on first use, as the zero S. The type is the key, so
// each area must declare a type of its own.
func State[S any](tx *Tx) *S {
	key := reflect.TypeFor[S]()
	s, ok := tx.states[key].(*S)
	if !ok {
		s = new(S)
		tx.states[key] = s
	}
	return s
}

// Context returns a context that ends with the world: at a reset, and when the platform is closed.
func (w *World) Context() context.Context { return w.ctx }

// Config returns the platform's settings.
func (w *World) Config() *Config { return &w.p.config }

// Account returns the account with its current mode and key.
func (w *World) Account() account.Account { return w.account }

// OldKeyLife is how long pushes still use the old EncodingAESKey after a change. The duration is a choice of the
// sandbox; the platform's pages only say that such pushes may come.
const OldKeyLife = 5 * time.Minute

// PushAccount returns the account with the key that pushes use: for a while after a change of the EncodingAESKey, this
// is the old key.
func (tx *Tx) PushAccount() account.Account {
	a := tx.account
	if !tx.keyChanged.IsZero() && tx.now.Before(tx.keyChanged.Add(OldKeyLife)) {
		a.EncodingAESKey, a.PreviousEncodingAESKey = a.PreviousEncodingAESKey, a.EncodingAESKey
	}
	return a
}

// IsPage reports whether s is the address of a web page: http or https, with a host.
func IsPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
