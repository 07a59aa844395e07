package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/account"
)

// TB is what [Start] needs of a *testing.T or *testing.B. It keeps package
// testing out of the programs that serve the sandbox.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Option changes the platform that [Start] makes.
type Option func(*setting)

// setting is what the options set.
type setting struct {
	Config
	withoutApp      bool
	withoutProblems bool
}

// WithConfig replaces the whole configuration.
func WithConfig(c Config) Option { return func(s *setting) { s.Config = c } }

// WithMode sets the push mode; the default is safe mode.
func WithMode(m account.Mode) Option { return func(s *setting) { s.Account.Mode = m } }

// WithKind sets the kind of account, see [Config].
func WithKind(kind string) Option { return func(s *setting) { s.Kind = kind } }

// WithoutApp takes it that users act while no app is connected. Without it the
// first push that has nowhere to go ends the test.
func WithoutApp() Option { return func(s *setting) { s.withoutApp = true } }

// WithoutProblems ends the test where any exchange had a problem that was not
// asked for by a fault, and prints it: a warning in the inspector fails the test
// then.
func WithoutProblems() Option { return func(s *setting) { s.withoutProblems = true } }

// Start makes a platform for a test and closes it at the test's end. A failed
// handshake, an action that a phone would not allow, and a push while no app is
// connected end the test, and so does a Config that [Config.Validate] refuses.
func Start(t TB, opts ...Option) *Platform {
	t.Helper()
	var s setting
	for _, opt := range opts {
		opt(&s)
	}
	if err := s.Validate(); err != nil {
		t.Fatalf("%v", err)
	}
	p := New(s.Config)
	p.tb, p.withoutApp = t, s.withoutApp
	t.Cleanup(func() {
		p.Close()
		if s.withoutProblems {
			p.failOnProblems()
		}
	})
	return p
}

// fatalf ends the test, if there is one.
func (p *Platform) fatalf(format string, args ...any) {
	if p.tb != nil {
		p.tb.Helper()
		p.tb.Fatalf(format, args...)
	}
}

// failOnProblems ends the test with the first problem that no fault asked for.
func (p *Platform) failOnProblems() {
	p.tb.Helper()
	problems := slices.DeleteFunc(p.Problems(), func(x Exchange) bool { return x.Asked })
	switch n := len(problems); {
	case n == 1:
		p.tb.Fatalf("%s", describe(problems[0]))
	case n > 1:
		p.tb.Fatalf("%d problems, the first one:\n%s", n, describe(problems[0]))
	}
}

// describe prints an exchange for a test's log.
func describe(x Exchange) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", x)
	for _, m := range []HTTPMessage{x.Request, x.Response} {
		body := m.Body
		if m.Opened != "" {
			body = m.Opened
		}
		switch {
		case m.Method != "":
			fmt.Fprintf(&b, "> %s %s\n%s\n", m.Method, m.URL, body)
		default:
			fmt.Fprintf(&b, "< HTTP %d\n%s\n", m.Status, body)
		}
	}
	return b.String()
}
