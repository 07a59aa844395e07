package core

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/graph"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Platform holds what a reset keeps: the settings, the clock, the event streams and the connected app. It is safe for
// concurrent use.
type Platform struct {
	Clock *Clock
	Hub   *Hub

	config    Config
	base      *url.URL
	webBase   *url.URL
	deliver   func(*Batch)
	endpoints map[string]endpoint.Spec // by path
	saved     graph.Types              // see SaveWith
	snapshots snapshots

	accountLock sync.Mutex // held while the account changes and its app is informed

	mu             sync.Mutex // guards the fields below; never held while the app is called
	closed         bool
	background     int           // the number of goroutines that only Close waits for
	idle           chan struct{} // closed when background becomes 0; nil while it is 0
	world          *World
	app            App
	handshake      *record.Handshake // the last one; nil before the first
	effects        []func()          // the effects of finished transactions that have not run yet, in order
	runningEffects bool              // whether a goroutine runs the effects
}

// App is the program of the connected account. The zero value means that none is connected.
type App struct {
	Callback *url.URL     // the 服务器地址
	Handler  http.Handler // nil if the app is reached over HTTP
}

func (a App) host() string {
	if a.Callback == nil {
		return ""
	}
	return a.Callback.Host
}

// New makes a platform. [Platform.DeliverWith] sets the function that delivers its pushes.
func New(c Config) *Platform {
	p := &Platform{
		config:  c,
		base:    parsed(c.Base),
		webBase: parsed(c.WebBase),
		Hub:     newHub(),
		deliver: func(b *Batch) { close(b.Done) },
	}
	p.Clock = newClock(p)
	p.world = p.newWorld()
	return p
}

// parsed returns an address as a URL. Of one that cannot be read, the host is empty, which no request has.
func parsed(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		return &url.URL{}
	}
	return u
}

// DeliverWith sets the function that delivers pushes. It must start the delivery, return at once, and close the batch's
// Done at the end. Call DeliverWith before the first transaction.
func (p *Platform) DeliverWith(deliver func(*Batch)) { p.deliver = deliver }

// SetEndpoints sets the endpoints of the platform, by path. Call it before the first transaction.
func (p *Platform) SetEndpoints(endpoints map[string]endpoint.Spec) { p.endpoints = endpoints }

// Config returns the settings.
func (p *Platform) Config() *Config { return &p.config }

// Base returns the platform's own address.
func (p *Platform) Base() *url.URL { return p.base }

// WebBase returns the account's public address.
func (p *Platform) WebBase() *url.URL { return p.webBase }

// Go runs f on a goroutine that [Platform.Close] waits for. It returns false, and does not run f, if the platform is
// closed. The goroutines are counted in a field because a sync.WaitGroup belongs to one synctest bubble.
func (p *Platform) Go(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	if p.background == 0 {
		p.idle = make(chan struct{})
	}
	p.background++
	go func() {
		defer p.backgroundDone()
		f()
	}()
	return true
}

func (p *Platform) backgroundDone() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.background--; p.background == 0 {
		close(p.idle)
		p.idle = nil
	}
}

// Close ends running deliveries, jobs and event streams, and waits for them.
func (p *Platform) Close() {
	p.mu.Lock()
	p.closed = true
	p.world.cancel()
	idle := p.idle
	p.mu.Unlock()
	p.Clock.stop()
	p.Hub.close()
	if idle != nil {
		<-idle
	}
}

// Reset starts a new world. The error is that of OnMode, in which case nothing was reset, or that of OnReset.
func (p *Platform) Reset() error {
	if err := p.resetWorld(); err != nil {
		return err
	}
	defer p.Hub.Publish("reset", nil)
	if p.config.OnReset != nil {
		if err := p.config.OnReset(p.Account()); err != nil {
			return fmt.Errorf("sandbox: reset, but the app did not start anew: %w", err)
		}
	}
	return nil
}

// resetWorld restores the account's first mode and key and starts a new world. No other change of the account can
// happen between the two.
func (p *Platform) resetWorld() error {
	p.accountLock.Lock()
	defer p.accountLock.Unlock()
	if err := p.changeAccountLocked(func(a *account.Account) { *a = p.config.Account }); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Clock.reset()
	p.world.cancel()
	old := p.world
	p.world = p.newWorld()
	p.world.continueIDs(old)
	return nil
}

// Account returns the account with its current mode and key.
func (p *Platform) Account() (a account.Account) {
	p.Do(func(tx *Tx) { a = tx.Account() })
	return a
}

// SetMode changes the mode of the pushes: plain, compatible, safe or cloud hosting.
func (p *Platform) SetMode(m account.Mode) error {
	return p.changeAccount(func(a *account.Account) { a.Mode = m })
}

// ChangeKey changes the EncodingAESKey; for "" it makes one. It returns the new key. Pushes still use the old one for
// [OldKeyLife].
func (p *Platform) ChangeKey(key string) (string, error) {
	if key == "" {
		p.Do(func(tx *Tx) { key = tx.IDs.Word(URLSafe[:62], 43) })
	}
	err := p.changeAccount(func(a *account.Account) {
		if key != a.EncodingAESKey {
			a.EncodingAESKey, a.PreviousEncodingAESKey = key, a.EncodingAESKey
		}
	})
	return key, err
}

// changeAccount changes the account's mode or key if the app agrees.
func (p *Platform) changeAccount(change func(*account.Account)) error {
	p.accountLock.Lock()
	defer p.accountLock.Unlock()
	return p.changeAccountLocked(change)
}

// changeAccountLocked is changeAccount for a caller that holds accountLock.
func (p *Platform) changeAccountLocked(change func(*account.Account)) error {
	old := p.Account()
	a := old
	change(&a)
	if a == old {
		return nil
	}
	if err := a.Validate(); err != nil {
		return err
	}
	a.Mode = a.PushMode()
	if a == old {
		return nil
	}
	if p.config.OnMode != nil {
		if err := p.config.OnMode(a); err != nil {
			return fmt.Errorf("sandbox: the account stays as it is: %w", err)
		}
	}
	p.Do(func(tx *Tx) {
		if a.EncodingAESKey != old.EncodingAESKey && old.EncodingAESKey != "" {
			tx.keyChanged = tx.now
		}
		if (a.Mode == account.CloudHosting) != (old.Mode == account.CloudHosting) {
			p.handshake = nil // the address of the pushes is set in another console, which verifies it in another way
		}
		tx.account = a
		tx.Changed()
	})
	return nil
}

// App returns the connected app and the result of its last handshake, which is nil before the first.
func (p *Platform) App() (App, *record.Handshake) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.app, p.handshake
}

// Connect sets the app that pushes go to.
func (p *Platform) Connect(a App) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.app, p.handshake = a, nil
}

// SetHandshake stores the result of a handshake with a. It does nothing if another app was connected in the meantime.
func (p *Platform) SetHandshake(a App, h record.Handshake) {
	p.mu.Lock()
	if p.app.Callback == a.Callback {
		p.handshake = &h
	}
	p.mu.Unlock()
	p.Hub.Publish("state", nil)
}
