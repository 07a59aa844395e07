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

// EnvAPIBase is the environment variable with the platform's address, if it is not WeChat's own address but that of a
// sandbox or a proxy.
const EnvAPIBase = "WECHAT_API_BASE"

// Option is an option of [New]. Most programs need none.
type Option func(*options) error

type options struct {
	http       *http.Client
	hosts      endpoint.Hosts
	store      store.Store
	classic    bool
	tokens     *credential.Source
	telemetry  telemetry.Recorder
	middleware []endpoint.Middleware
	logger     *slog.Logger
}

// WithHTTPClient makes all calls with h, for a proxy or a transport of the program's own. The Timeout of h bounds one
// request; an idempotent call makes up to three. The default client has a timeout of 30 seconds.
func WithHTTPClient(h *http.Client) Option {
	return func(o *options) error {
		o.http = h
		return nil
	}
}

// WithHosts sets the address of each of the platform's hosts.
func WithHosts(h endpoint.Hosts) Option {
	return func(o *options) error {
		o.hosts = h
		return nil
	}
}

// WithBaseURL sets one address for all the platform's hosts, such as "http://127.0.0.1:8088" for a sandbox.
func WithBaseURL(base string) Option {
	return func(o *options) (err error) {
		o.hosts, err = hostsAt(base, "WithBaseURL")
		return err
	}
}

// hostsAt returns Hosts that are all at base. origin, such as "WithBaseURL", is where the program or its environment
// has set base; errors name it.
func hostsAt(base, origin string) (endpoint.Hosts, error) {
	hosts, err := endpoint.OneHost(base)
	if err != nil {
		return endpoint.Hosts{}, fmt.Errorf("wechatgo: %s: %w", origin, err)
	}
	hosts.From = origin
	return hosts, nil
}

// WithStore sets the store that all instances of the program share. It keeps tokens and tickets, the messages in flight
// with their answers, each user's order, the sessions of dialogues, and the results of web login, so that one instance
// renews a token and one instance answers a message for all. The default keeps them in the process.
func WithStore(s store.Store) Option {
	return func(o *options) error {
		o.store = s
		return nil
	}
}

// WithClassicToken uses the classic access_token instead of the stable one. A new classic token makes the one before
// invalid. Use it only if another system of the account depends on it.
func WithClassicToken() Option {
	return func(o *options) error {
		o.classic = true
		return nil
	}
}

// WithTokens takes the access_token and the tickets from s, for example from one that [credential.NewRemote] made,
// which asks a token server. The account then needs no Secret except for web login. s renews tokens and tickets with
// the Store and the Telemetry of its own config: [WithClassicToken] has no effect, and [WithStore] and [WithTelemetry]
// have no effect on the renewals. If s is nil, the option has no effect.
func WithTokens(s *credential.Source) Option {
	return func(o *options) error {
		o.tokens = s
		return nil
	}
}

// WithMiddleware wraps every call of the platform's API, including those for tokens, in m. The first middleware is the
// outermost. The middlewares of several options are all used, in their order.
func WithMiddleware(m ...endpoint.Middleware) Option {
	return func(o *options) error {
		o.middleware = append(o.middleware, m...)
		return nil
	}
}

// WithTelemetry records the number and the duration of pushes, calls and renewals with r, such as a recorder of package
// promtelemetry or oteltelemetry. If r is a [telemetry.Tracer], it also makes spans for pushes and calls. The renewals
// of a source that [WithTokens] sets are recorded by the recorder of that source's config.
func WithTelemetry(r telemetry.Recorder) Option {
	return func(o *options) error {
		o.telemetry = r
		return nil
	}
}

// WithLogger logs to l. The default, also for nil, is [slog.Default].
func WithLogger(l *slog.Logger) Option {
	return func(o *options) error {
		o.logger = l
		return nil
	}
}

// newOptions applies opts and then the defaults.
func newOptions(opts []Option) (*options, error) {
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
		if o.hosts, err = hostsAt(base, EnvAPIBase); err != nil {
			return nil, err
		}
	}
	return o, nil
}
