package core

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Platform is what outlives a reset: the settings, the clock, the pages that
// look on, and the connected app. It is safe for concurrent use.
type Platform struct {
	Clock *Clock
	Hub   *Hub

	config  Config
	base    *url.URL
	deliver func(*Batch)
	served  map[string]endpoint.Spec

	accountChange sync.Mutex // held while the account changes, and its app is told

	mu         sync.Mutex // guards all that follows; never held while the app is called
	closed     bool
	background int           // goroutines that nobody waits for but Close
	idle       chan struct{} // closed when there are none of them; nil where there are none
	world      *World
	app        App
	handshake  *record.Handshake // the last one, nil before the first
	effects    []func()          // of the transactions that are over, in order
	performing bool              // somebody performs the effects
}

// App is the connected account's program. Its zero value is none.
type App struct {
	Callback *url.URL     // the 服务器地址
	Handler  http.Handler // nil where the app is reached over HTTP
}

func (a App) host() string {
	if a.Callback == nil {
		return ""
	}
	return a.Callback.Host
}

// New makes a platform. Whoever delivers its pushes says so with
// [Platform.DeliverWith].
func New(c Config) *Platform {
	base, err := url.Parse(c.Base)
	if err != nil {
		base = &url.URL{} // an empty host, which nobody reaches
	}
	p := &Platform{config: c, base: base, Hub: newHub(), deliver: func(b *Batch) { close(b.Over) }}
	p.Clock = newClock(p)
	p.world = p.newWorld()
	return p
}

// DeliverWith sets who delivers pushes: deliver starts the delivery, returns at
// once, and closes Over at the end. It is set before the first transaction.
func (p *Platform) DeliverWith(deliver func(*Batch)) { p.deliver = deliver }

// Serve says which endpoints the platform has, by path. It is said before the
// first transaction.
func (p *Platform) Serve(endpoints map[string]endpoint.Spec) { p.served = endpoints }

// Config returns the settings.
func (p *Platform) Config() *Config { return &p.config }

// Base is the address under which the platform is reached.
func (p *Platform) Base() *url.URL { return p.base }

// Go runs f on a goroutine that [Platform.Close] waits for. A closed platform
// runs nothing, and Go reports so. They are counted by hand, since a
// sync.WaitGroup belongs to one synctest bubble.
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
		defer p.ended()
		f()
	}()
	return true
}

func (p *Platform) ended() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.background--; p.background == 0 {
		close(p.idle)
		p.idle = nil
	}
}

// Close ends deliveries under way, jobs and event streams, and waits for them.
func (p *Platform) Close() {
	p.mu.Lock()
	p.closed = true
	p.world.end()
	idle := p.idle
	p.mu.Unlock()
	p.Clock.stop()
	p.Hub.close()
	if idle != nil {
		<-idle
	}
}

// Reset makes the world anew. An error is that of OnMode, and then nothing is
// reset, or of OnReset.
func (p *Platform) Reset() error {
	if err := p.renewWorld(); err != nil {
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

// renewWorld gives the account back its first mode and key, and makes the world
// anew, with no other change of the account between.
func (p *Platform) renewWorld() error {
	p.accountChange.Lock()
	defer p.accountChange.Unlock()
	if err := p.agree(func(a *account.Account) { *a = p.config.Account }); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Clock.reset()
	p.world.end()
	p.world = p.newWorld()
	return nil
}

// Account returns the account as it is at present.
func (p *Platform) Account() (a account.Account) {
	p.Do(func(tx *Tx) { a = tx.Account() })
	return a
}

// SetMode changes how messages are pushed.
func (p *Platform) SetMode(m account.Mode) error {
	return p.changeAccount(func(a *account.Account) { a.Mode = m })
}

// ChangeKey changes the EncodingAESKey, "" for one that is made. For
// [OldKeyLife] pushes still come with the old one.
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

// changeAccount changes the account's mode or key, once the app has agreed.
func (p *Platform) changeAccount(change func(*account.Account)) error {
	p.accountChange.Lock()
	defer p.accountChange.Unlock()
	return p.agree(change)
}

// agree is changeAccount for who holds accountChange.
func (p *Platform) agree(change func(*account.Account)) error {
	former := p.Account()
	a := former
	change(&a)
	if a == former {
		return nil
	}
	if err := a.Validate(); err != nil {
		return err
	}
	a.Mode = a.PushMode()
	if a == former {
		return nil
	}
	if p.config.OnMode != nil {
		if err := p.config.OnMode(a); err != nil {
			return fmt.Errorf("sandbox: the account stays as it is: %w", err)
		}
	}
	p.Do(func(tx *Tx) {
		if a.EncodingAESKey != former.EncodingAESKey && former.EncodingAESKey != "" {
			tx.keyChanged = tx.now
		}
		tx.account = a
		tx.Changed()
	})
	return nil
}

// App returns the connected app, and the result of the last handshake: nil
// before the first.
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

// Shaken keeps the result of a handshake with a, which somebody may have replaced
// meanwhile.
func (p *Platform) Shaken(a App, h record.Handshake) {
	p.mu.Lock()
	if p.app.Callback == a.Callback {
		p.handshake = &h
	}
	p.mu.Unlock()
	p.Hub.Publish("state", nil)
}

// WebHosts are the hosts of the account's pages.
func (p *Platform) WebHosts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.webHosts()
}

func (p *Platform) webHosts() []string {
	hosts := slices.Clone(p.config.WebHosts)
	if h := p.app.host(); h != "" && !slices.Contains(hosts, h) {
		hosts = append(hosts, h)
	}
	return hosts
}

// IsWebHost reports whether u's host, with its port if it has one, belongs to
// the account's pages.
func (p *Platform) IsWebHost(u *url.URL) bool { return isOneOf(p.WebHosts(), u) }

func isOneOf(hosts []string, u *url.URL) bool {
	return slices.ContainsFunc(hosts, func(h string) bool {
		return strings.EqualFold(u.Host, h) || strings.EqualFold(u.Hostname(), h)
	})
}
