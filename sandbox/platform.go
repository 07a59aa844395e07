package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/wechatgo/wechatgo/account"
)

// Platform is one Official Account's WeChat. It is an http.Handler and safe for
// concurrent use. Make it with [New] or [Start].
type Platform struct {
	// Clock is the platform's time.
	Clock *Clock

	config Config
	base   *url.URL
	tb     TB // nil outside of a test
	routes map[string]route
	mux    *http.ServeMux
	hub    *hub

	background sync.WaitGroup // deliveries that nobody waits for
	modeChange sync.Mutex     // held while the mode changes, and its app is told

	mu        sync.Mutex // guards all that follows; never held while the app is called
	app       app
	handshake *Handshake // the last one, nil before the first
	world     *world
}

// New makes a platform. Values of c.Account that cannot be right show in the
// exchanges of the pushes: Validate them first where a user typed them.
func New(c Config) *Platform {
	c = c.withDefaults()
	p := &Platform{config: c, base: c.baseURL(), hub: newHub()}
	p.Clock = &Clock{advanced: func() { p.hub.publish("state", nil) }}
	p.world = p.newWorld()
	p.routes = p.api()
	p.mux = p.paths()
	return p
}

// TB is what [Start] needs of a *testing.T or *testing.B. It keeps package
// testing out of the programs that serve the sandbox.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Option changes the platform that [Start] makes.
type Option func(*Config)

// WithConfig replaces the whole configuration.
func WithConfig(c Config) Option { return func(own *Config) { *own = c } }

// WithMode sets the push mode; the default is safe mode.
func WithMode(m account.Mode) Option { return func(c *Config) { c.Account.Mode = m } }

// Start makes a platform for a test and closes it at the test's end. A failed
// handshake and an action that a phone would not allow end the test.
func Start(t TB, opts ...Option) *Platform {
	t.Helper()
	var c Config
	for _, opt := range opts {
		opt(&c)
	}
	p := New(c)
	p.tb = t
	t.Cleanup(p.Close)
	return p
}

// Close ends deliveries under way and event streams, and waits for them.
func (p *Platform) Close() {
	p.mu.Lock()
	p.world.end()
	p.mu.Unlock()
	p.hub.close()
	p.background.Wait()
}

// Reset restores the start: users, chats, menus, tokens, exchanges, the clock
// and the mode. The connected app stays. An error is that of [Config.OnMode],
// and then nothing is reset.
func (p *Platform) Reset() error {
	if p.Account().Mode != p.config.Account.Mode {
		if err := p.SetMode(p.config.Account.Mode); err != nil {
			return err
		}
	}
	p.Clock.reset()
	p.mu.Lock()
	p.world.end()
	p.world = p.newWorld()
	p.mu.Unlock()
	defer p.hub.publish("reset", nil)
	if p.config.OnReset != nil {
		if err := p.config.OnReset(p.Account()); err != nil {
			return fmt.Errorf("sandbox: reset, but the app did not start anew: %w", err)
		}
	}
	return nil
}

// URL returns the platform's address, without a slash at the end.
func (p *Platform) URL() string { return p.config.Base }

// Account returns the account that the platform plays, with the present push
// mode.
func (p *Platform) Account() account.Account {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.world.account()
}

// OriginalID returns the account's gh_ id.
func (p *Platform) OriginalID() string { return p.config.OriginalID }

// SetMode changes how messages are pushed, as the console does. Without an
// EncodingAESKey only plain mode is possible. The connected app must know: see
// [Config.OnMode], or Connect one that takes the new mode.
func (p *Platform) SetMode(m account.Mode) error {
	p.modeChange.Lock()
	defer p.modeChange.Unlock()
	a := p.config.Account
	a.Mode = m
	if err := a.Validate(); err != nil {
		return err
	}
	a.Mode = a.PushMode()
	if p.config.OnMode != nil && a.Mode != p.Account().Mode {
		if err := p.config.OnMode(a); err != nil {
			return fmt.Errorf("sandbox: the mode stays: %w", err)
		}
	}
	p.do(func(w *world) { w.mode = a.Mode })
	p.hub.publish("state", nil)
	return nil
}

// world is all that [Platform.Reset] throws away. It is guarded by
// Platform.mu.
type world struct {
	p   *Platform
	ctx context.Context // ends with the world
	end context.CancelFunc

	ids  *ids
	mode account.Mode

	people   []*person // in the order of their making
	byName   map[string]*person
	byOpenID map[string]*person

	entryID   int64
	menuID    int64
	media     map[string]*medium
	sent      []string // media_ids of users' files, oldest first
	exchanges exchanges
	counters  Counters
	faults    faults
	tokens    tokens
	quotas    quotas
	tickets   []*pageTicket // oldest first
	menus     menus
	codes     qrcodes
	web       webLogin
}

func (p *Platform) newWorld() *world {
	w := &world{
		p: p, ids: newIDs(p.config.Seed), mode: p.config.Account.Mode,
		byName: map[string]*person{}, byOpenID: map[string]*person{},
		media: map[string]*medium{}, codes: newQRCodes(), web: newWebLogin(), counters: newCounters(),
	}
	w.ctx, w.end = context.WithCancel(context.Background())
	for _, name := range p.config.Users {
		w.person(name)
	}
	return w
}

func (w *world) account() account.Account {
	a := w.p.config.Account
	a.Mode = w.mode
	return a
}

// do calls f with the present world.
func (p *Platform) do(f func(*world)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p.world)
}

// webHosts are the hosts of the account's pages.
func (p *Platform) webHosts() []string {
	hosts := slices.Clone(p.config.WebHosts)
	if h := p.app.host(); h != "" && !slices.Contains(hosts, h) {
		hosts = append(hosts, h)
	}
	return hosts
}

// isWebHost reports whether host, with its port if it has one, belongs to the
// account's pages.
func (p *Platform) isWebHost(u *url.URL) bool {
	return slices.ContainsFunc(p.webHosts(), func(h string) bool {
		return u.Host == h || u.Hostname() == h
	})
}
