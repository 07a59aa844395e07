package wechatgo

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// EnvAPIBase is the environment variable that holds the platform's address where it is not WeChat's own, such as a
// sandbox or a proxy.
const EnvAPIBase = "WECHAT_API_BASE"

// Option sets what most programs leave at its default.
type Option func(*options) error

type options struct {
	http    *http.Client
	hosts   endpoint.Hosts
	store   store.Store
	classic bool
	tokens  *credential.Source
	metrics telemetry.Recorder
	around  []endpoint.Middleware
	logger  *slog.Logger
}

// WithHTTPClient makes all calls with h, for a proxy or a transport of the program's own. Its Timeout bounds a request,
// of which an idempotent call makes up to three; the default client gives up after 30 seconds.
func WithHTTPClient(h *http.Client) Option {
	return func(o *options) error {
		o.http = h
		return nil
	}
}

// WithHosts says where each of the platform's hosts is.
func WithHosts(h endpoint.Hosts) Option {
	return func(o *options) error {
		o.hosts = h
		return nil
	}
}

// WithBaseURL serves all the platform's hosts under one address, as the sandbox does, such as "http://127.0.0.1:8088".
func WithBaseURL(base string) Option {
	return func(o *options) (err error) {
		o.hosts, err = oneHost(base, "WithBaseURL")
		return err
	}
}

// oneHost serves all hosts under base, which comes from where from says.
func oneHost(base, from string) (endpoint.Hosts, error) {
	hosts, err := endpoint.OneHost(base)
	if err != nil {
		return endpoint.Hosts{}, fmt.Errorf("wechatgo: %s: %w", from, err)
	}
	hosts.From = from
	return hosts, nil
}

// WithStore has the instances that share s answer and renew as one: it keeps tokens and tickets, the messages in hand
// with their answers, each user's order, the sessions of dialogues, and the codes of web login. The default keeps them
// in the process.
func WithStore(s store.Store) Option {
	return func(o *options) error {
		o.store = s
		return nil
	}
}

// WithClassicToken uses the classic access_token, of which a new one ends the life of the one before, instead of the
// stable one. Choose it only where another system of the account depends on it.
func WithClassicToken() Option {
	return func(o *options) error {
		o.classic = true
		return nil
	}
}

// WithTokens takes the access_token and the tickets from s, such as one made with [credential.NewRemote], which asks a
// token server. The account then needs no Secret except for web login. [WithClassicToken] has no effect then, nor have
// [WithStore] and [WithTelemetry] on the renewals of tokens and tickets: s renews with its own config, and counts with
// the Telemetry of it. Nil is as good as no option.
func WithTokens(s *credential.Source) Option {
	return func(o *options) error {
		o.tokens = s
		return nil
	}
}

// WithMiddleware stands around every call of the platform's API, also those for tokens, the first one outermost.
// Several options add up.
func WithMiddleware(m ...endpoint.Middleware) Option {
	return func(o *options) error {
		o.around = append(o.around, m...)
		return nil
	}
}

// WithTelemetry counts and times pushes, calls and renewals with r, such as one of package promtelemetry or
// oteltelemetry, and makes spans of pushes and calls if r is a [telemetry.Tracer]. The renewals of a source that
// [WithTokens] gives are not among them: that source counts with the recorder of its own config.
func WithTelemetry(r telemetry.Recorder) Option {
	return func(o *options) error {
		o.metrics = r
		return nil
	}
}

// WithLogger logs to l instead of [slog.Default], which nil means too.
func WithLogger(l *slog.Logger) Option {
	return func(o *options) error {
		o.logger = l
		return nil
	}
}

func gather(opts []Option) (*options, error) {
	o := new(options)
	for _, opt := range opts {
		if err := opt(o); err != nil {
			return nil, err
		}
	}
	if o.logger == nil {
		o.logger = slog.Default()
	}
	if base := os.Getenv(EnvAPIBase); base != "" && o.hosts == (endpoint.Hosts{}) {
		var err error
		if o.hosts, err = oneHost(base, EnvAPIBase); err != nil {
			return nil, err
		}
	}
	return o, nil
}
