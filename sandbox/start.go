package sandbox

import "github.com/wechatgo/wechatgo/account"

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
