package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/account"
)

// TB has the methods of a *testing.T or *testing.B that [Start] needs. Because of it, programs that serve the sandbox
// do not import package testing.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Option changes the platform that [Start] makes.
type Option func(*settings)

// settings are what the options change.
type settings struct {
	Config
	withoutApp      bool
	withoutProblems bool
}

// WithConfig replaces the whole configuration.
func WithConfig(c Config) Option { return func(s *settings) { s.Config = c } }

// WithMode sets the push mode; the default is safe mode.
func WithMode(m account.Mode) Option { return func(s *settings) { s.Account.Mode = m } }

// WithKind sets the kind of the account; see Config.Kind for the values.
func WithKind(kind string) Option { return func(s *settings) { s.Kind = kind } }

// WithoutApp allows users to act while no app is connected. Without it, the first push without an app ends the test.
func WithoutApp() Option { return func(s *settings) { s.withoutApp = true } }

// WithoutProblems makes the test fail at its end if any exchange had a problem that no fault was requested for, and
// prints the problem. Warnings in the inspector count as problems. A push that was late does not count where a later
// push of the message was answered, so that a handler may take its 14 seconds.
func WithoutProblems() Option { return func(s *settings) { s.withoutProblems = true } }

// Start makes a platform for a test and closes it at the end of the test. These end the test: a Config that
// [Config.Validate] refuses, a failed handshake, an action that a phone would not allow, and a push while no app is
// connected.
func Start(t TB, opts ...Option) *Platform {
	t.Helper()
	var s settings
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

// failOnProblems ends the test if there was a problem that no fault was requested for.
func (p *Platform) failOnProblems() {
	p.tb.Helper()
	problems := slices.DeleteFunc(p.Problems(), func(x Exchange) bool { return x.Asked || x.AnsweredLater })
	switch n := len(problems); {
	case n == 1:
		p.tb.Fatalf("%s", describe(problems[0]))
	case n > 1:
		p.tb.Fatalf("%d problems, the first one:\n%s", n, describe(problems[0]))
	}
}

// describe formats an exchange for the log of a test.
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
