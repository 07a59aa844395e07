package callback

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// DefaultMaxBody is the bound of a push's body in bytes, 1 MiB. The platform
// names none; a text of 2,000 characters in compatible mode needs about 20 KB.
const DefaultMaxBody int64 = 1 << 20

// Server is the callback of one account, an [http.Handler] for the address in
// the console. It is safe for concurrent use.
//
// It answers
//   - 200 to the handshake, with the echostr, and to every genuine push;
//   - 400 to a request that lacks a parameter or cannot be read in the
//     account's mode;
//   - 403 to a signature or msg_signature that does not fit;
//   - 405 to other methods than GET and POST;
//   - 413 to a body over the bound;
//   - 503 where the platform hangs up before the answer is there, where too many
//     messages wait, and to new messages during [Server.Shutdown]. The platform
//     takes it for no answer and pushes again.
//
// A refusal tells the sender little; the log, at level warn, names the cure.
type Server struct {
	appID    string
	token    string
	mode     account.Mode
	envelope *msgcrypt.Envelope // nil in plain mode

	handler   Handler
	log       *slog.Logger
	telemetry telemetry.Recorder // nil for none
	maxBody   int64
	pushes    *pushes

	sender       *sender // nil for none
	lateLimit    time.Duration
	stillWorking reply.Reply // nil for none

	store  store.Store // never nil: the instance's own, or one with others
	shared *shared     // nil for an instance alone
	guard  *guard      // nil for none
}

// Option changes a [Server].
type Option func(*Server)

// WithLogger sets where refusals (warn) and failures (error) are logged; the
// default is [slog.Default]. No secret and no body is ever logged.
func WithLogger(l *slog.Logger) Option { return func(s *Server) { s.log = l } }

// WithMaxBody bounds a push's body, in bytes; the default is [DefaultMaxBody].
func WithMaxBody(bytes int64) Option { return func(s *Server) { s.maxBody = bytes } }

// WithMaxConcurrent bounds how many handlers run at once; the default is
// [DefaultMaxConcurrent]. The others wait for their turn; where it does not come
// in time, their last push is answered "success".
func WithMaxConcurrent(n int) Option { return func(s *Server) { s.pushes.turns.limit = n } }

// WithMaxWaiting bounds how many messages wait for their turn, each of which
// takes some 35 KB with its connection; the default is [DefaultMaxWaiting]. More
// are refused with 503, and pushed again.
func WithMaxWaiting(n int) Option { return func(s *Server) { s.pushes.turns.mostWait = n } }

// WithUnordered lets the messages of one user be handled at the same time.
// Otherwise each is handled when the one before it is done.
func WithUnordered() Option { return func(s *Server) { s.pushes.turns.unordered = true } }

// New makes the callback of account a, which needs AppID and Token, and the
// EncodingAESKey unless its mode is plain. An account or an argument that cannot
// be right is refused with a [*field.Error].
func New(a account.Account, h Handler, opts ...Option) (*Server, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	if a.Token == "" {
		return nil, field.In("account").Empty("Token", "the callback needs the token that you typed in the console (基本配置)")
	}
	s := &Server{
		appID: a.AppID, token: a.Token, mode: a.PushMode(),
		handler: h, log: slog.Default(), maxBody: DefaultMaxBody,
		pushes: newPushes(), lateLimit: DefaultLateLimit,
	}
	for _, opt := range opts {
		opt(s)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	s.log = slog.New(guardedLog{s.log.Handler()})
	s.telemetry = measure.Guard(s.telemetry, s.log)
	s.share()
	if s.mode == account.Plain {
		return s, nil
	}
	var err error
	s.envelope, err = msgcrypt.New(a.Token, a.AppID, a.EncodingAESKey, a.PreviousEncodingAESKey)
	return s, err
}

// check refuses arguments that cannot be right.
func (s *Server) check() error {
	const refuse = field.In("callback")
	switch {
	case s.handler == nil:
		return refuse.Field("Handler", "is nil", "pass a Mux or another Handler")
	case s.log == nil:
		return refuse.Field("Logger", "is nil", "pass a logger, or slog.New(slog.DiscardHandler) for silence")
	case s.maxBody < 1:
		return refuse.Field("MaxBody", fmt.Sprintf("is %d bytes", s.maxBody), "leave it out for 1 MiB")
	case s.pushes.turns.limit < 1:
		return refuse.Field("MaxConcurrent", fmt.Sprintf("is %d", s.pushes.turns.limit), "leave it out for 1,024 handlers at once")
	case s.pushes.turns.mostWait < 1:
		return refuse.Field("MaxWaiting", fmt.Sprintf("is %d", s.pushes.turns.mostWait), "leave it out for 16,384 messages")
	case s.lateLimit < lastEnd:
		return refuse.Field("LateLimit", fmt.Sprintf("is %v", s.lateLimit), "a late reply comes after 15 s; leave it out for 10 minutes")
	case s.sender != nil && s.sender.send == nil:
		return refuse.Field("Sender", "is nil", "leave it out for none")
	case s.guard != nil && s.guard.window <= 0:
		return refuse.Field("ReplayGuard", fmt.Sprintf("is %v", s.guard.window), "give it some minutes, or leave it out")
	}
	if s.stillWorking != nil {
		if err := s.stillWorking.Check(); err != nil {
			return fmt.Errorf("callback: StillWorking: %w", err)
		}
	}
	return nil
}

// share sets up what goes through the store.
func (s *Server) share() {
	if s.store == nil {
		s.store = store.NewMemory()
		return
	}
	s.pushes.turns.stepwise = true
	s.shared = &shared{
		store: s.store, prefix: s.prefix(), self: rand.Text(),
		now: s.pushes.now, since: s.pushes.since, log: s.log, telemetry: s.telemetry,
	}
}

// prefix begins the account's keys in the store.
func (s *Server) prefix() string { return "callback:" + s.appID + ":" }

// Format prints the AppID and the mode, under every verb: the fields hold
// secrets.
func (s *Server) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "callback.Server(%s, %s mode)", s.appID, s.mode)
}

// ServeHTTP answers one request of the platform.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header()["X-Content-Type-Options"] = nosniff
	var refused *refusal
	switch r.Method {
	case http.MethodGet:
		refused = s.handshake(w, r)
	case http.MethodPost:
		refused = s.push(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		refused = &refusal{status: http.StatusMethodNotAllowed, reason: "this address takes GET and POST"}
	}
	if refused != nil {
		s.refuse(w, r, refused)
	}
}
