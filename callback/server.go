package callback

import (
	"context"
	"crypto/cipher"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback/internal/mailbox"
	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/callback/internal/peers"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// DefaultMaxBody is the bound of a push's body in bytes, 1 MiB. The platform names none; a text of 2,000 characters in
// compatible mode needs about 20 KB.
const DefaultMaxBody int64 = 1 << 20

// DefaultMaxConcurrent is how many handlers run at once, unless [WithMaxConcurrent] says otherwise.
const DefaultMaxConcurrent = 1024

// DefaultMaxWaiting is how many messages wait for their turn, unless [WithMaxWaiting] says otherwise.
const DefaultMaxWaiting = 1 << 14

// Server is the callback of one account, an [http.Handler] for the address in the console. It is safe for concurrent
// use.
//
// It answers
//   - 200 to the handshake, with the echostr, to the probe of cloud hosting, and
//     to every genuine push;
//   - 400 to a request that lacks a parameter or cannot be read in the
//     account's mode;
//   - 403 to a signature or msg_signature that does not fit, and in
//     [account.CloudHosting] to what WeChat's gateway has not sent;
//   - 405 to other methods than GET and POST, or than POST in
//     [account.CloudHosting];
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
	envelope *msgcrypt.Envelope // nil where pushes are not encrypted

	privateContainer bool // every POST is a push of cloud hosting

	handler   Handler
	log       *slog.Logger
	telemetry telemetry.Recorder // nil for none
	maxBody   int64

	config  once.Config // of the group
	group   *once.Group
	store   store.Store  // never nil: the instance's own, or one that it shares
	replays *replayGuard // nil for none

	sender         *sender // nil for none
	fallback       reply.Reply
	pickup         Pickup
	pickupWords    []string    // as texts are compared with them
	seal           cipher.AEAD // of kept answers in the store; nil for none
	mailbox        *mailbox.Mailbox
	stillWorking   func(elapsed time.Duration) reply.Reply
	placeholderSet bool // the program has set stillWorking

	problems logonce.Spaced[string]
	refusals logonce.Spaced[refusalReason]

	broken error // why New failed; then every request is answered with 500
}

// Option changes a [Server].
type Option func(*Server)

// WithLogger sets where refusals (warn) and failures (error) are logged; nil is [slog.Default], and the default. No
// secret and no body is ever logged.
func WithLogger(l *slog.Logger) Option { return func(s *Server) { s.log = l } }

// WithMaxBody bounds a push's body, in bytes; the default is [DefaultMaxBody].
func WithMaxBody(bytes int64) Option { return func(s *Server) { s.maxBody = bytes } }

// WithMaxConcurrent bounds how many handlers run at once, stuck ones included; the default is [DefaultMaxConcurrent].
// The others wait for their turn; where it does not come in time, their last push is answered with the placeholder.
// Where all that may run are stuck, messages are refused with 503.
func WithMaxConcurrent(n int) Option { return func(s *Server) { s.config.MaxConcurrent = n } }

// WithMaxWaiting bounds how many messages wait for their turn, each of which takes some 35 KB with its connection; the
// default is [DefaultMaxWaiting]. More are refused with 503, and pushed again.
func WithMaxWaiting(n int) Option { return func(s *Server) { s.config.MaxWaiting = n } }

// WithUnordered lets the messages of one user be handled at the same time. Otherwise each is handled when the one
// before it is done.
func WithUnordered() Option { return func(s *Server) { s.config.Unordered = true } }

// WithStore shares with the account's other instances which messages are being handled, their answers and each user's
// order, and keeps sessions and the replay guard's memory there. Each message then has one run among all instances.
//
// A message costs four operations of the store, each on one key, and a user's text one more where no sender can be
// used. The keys begin with "callback:" and the AppID. Where the store fails, messages wait for it for a second; then
// the instance goes on alone, with one warning, and shares again once the store is back. A message whose pushes reach
// two instances meanwhile may have two runs; its late reply is kept, not sent, unless the instance knows that no other
// has answered. The messages of an instance that dies, or does not reach the store for five seconds, are taken over by
// the instances that get their next pushes; they may run twice, too. No other message does. A store that loses its data
// is told again what the instances know.
//
// Where the store tells its time ([store.Clock]), as Redis does, the clocks of the machines do not matter.
func WithStore(st store.Store) Option { return func(s *Server) { s.store = st } }

// New makes the callback of account a, which needs AppID and Token, and the EncodingAESKey unless its mode is plain. In
// [account.CloudHosting] it needs the AppID alone. An account or an argument that cannot be right is refused with a
// [*field.Error]. The server beside an error can be mounted all the same: it answers every request with 500.
func New(a account.Account, h Handler, opts ...Option) (*Server, error) {
	s := &Server{
		appID: a.AppID, token: a.Token, mode: a.PushMode(),
		handler: h, log: slog.Default(), maxBody: DefaultMaxBody,
		config: once.Config{
			MaxConcurrent: DefaultMaxConcurrent, MaxWaiting: DefaultMaxWaiting, Limit: DefaultLateLimit,
		},
	}
	for _, opt := range opts {
		opt(s)
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.broken = s.setUp(a)
	if s.store == nil {
		s.store = store.NewMemory()
	}
	return s, s.broken
}

// setUp checks the arguments and makes what the server works with.
func (s *Server) setUp(a account.Account) error {
	if err := a.Validate(); err != nil {
		return err
	}
	if a.Token == "" && s.mode != account.CloudHosting {
		return field.In("account").
			Empty("Token", "the callback needs the token that you typed in "+inConsole)
	}
	if err := s.check(); err != nil {
		return err
	}
	s.log = slog.New(guard.Log{Handler: s.log.Handler()})
	s.telemetry = measure.Guard(s.telemetry, s.log)
	if mux, ok := s.handler.(*Mux); ok && mux != nil {
		mux.watch.log.Store(s.log)
	}
	s.makeGroup()
	if s.privateContainer {
		s.log.Warn("callback: every POST is taken for a push of the platform",
			"because", "WithPrivateContainer says that the container has no public access")
	}
	if !s.mode.Encrypted() {
		return nil
	}
	var err error
	s.envelope, err = msgcrypt.New(a.Token, a.AppID, a.EncodingAESKey, a.PreviousEncodingAESKey)
	return err
}

// check refuses arguments that cannot be right.
func (s *Server) check() error {
	const refuse = field.In("callback")
	switch {
	case guard.IsNil(s.handler):
		return refuse.Field("Handler", "is nil", "pass a Mux or another Handler")
	case s.store != nil && guard.IsNil(s.store):
		return refuse.Field("Store", "is a nil pointer", "leave it out for none")
	case s.maxBody < 1:
		return refuse.Field("MaxBody", fmt.Sprintf("is %d bytes", s.maxBody), "leave it out for 1 MiB")
	case s.config.MaxConcurrent < 1:
		return refuse.Field(
			"MaxConcurrent",
			fmt.Sprintf("is %d", s.config.MaxConcurrent),
			"leave it out for 1,024 handlers at once",
		)
	case s.config.MaxWaiting < 1:
		return refuse.Field("MaxWaiting", fmt.Sprintf("is %d", s.config.MaxWaiting), "leave it out for 16,384 messages")
	case s.config.Limit < once.LastAnswerAfter || s.config.Limit > maxLateLimit:
		return refuse.Field(
			"LateLimit",
			fmt.Sprintf("is %v", s.config.Limit),
			"use 15 seconds to 48 hours, or leave it out for 10 minutes",
		)
	case s.replays != nil && (s.replays.window <= 0 || s.replays.window > maxReplayWindow):
		return refuse.Field(
			"ReplayGuard",
			fmt.Sprintf("is %v", s.replays.window),
			"give it some minutes, an hour at most, or leave it out",
		)
	}
	if err := s.checkCloudHosting(); err != nil {
		return err
	}
	if s.placeholderSet {
		err := guard.Call(func() error { return s.checkReply("StillWorking", s.stillWorking(once.HangUp)) })
		if err != nil {
			return err
		}
	}
	if err := s.checkReply("Fallback", s.fallback); err != nil {
		return err
	}
	return s.setUpPickup()
}

// checkReply refuses a reply of the configuration that cannot be the answer to a user's message as it is.
func (s *Server) checkReply(name string, r reply.Reply) error {
	switch r.(type) {
	case postponed, parts:
		return field.In("callback").Field(name, "is a Later or Parts", "give the reply itself")
	}
	if reply.IsNothing(r) {
		return nil
	}
	fitted, err := reply.Fit(r, false)
	switch {
	case err != nil:
		return fmt.Errorf("callback: %s: %w", name, err)
	case len(fitted.Rest) > 0:
		return field.In("callback").Field(name, "is longer than a message", "shorten it to 2,048 bytes")
	case len(fitted.Notes) > 0:
		return fmt.Errorf("callback: %s: %w", name, fitted.Notes[0])
	}
	return nil
}

// maxLateLimit is how long the platform lets an account send customer-service messages after a user's message, and
// maxReplayWindow the longest memory of the replay guard that makes sense.
const (
	maxLateLimit    = 48 * time.Hour
	maxReplayWindow = time.Hour
)

// makeGroup makes the group that gives each message one run, alone or with the instances that share the store.
func (s *Server) makeGroup() {
	c := &s.config
	c.Clock, c.Telemetry = once.NewClock(), s.telemetry
	c.Fetch, c.Run, c.NotRun, c.Settle = s.fetch, s.run, s.notRun, s.settle
	c.Shown, c.Slow, c.Ended, c.CanSend = s.shown, s.slow, s.ended, s.sender.usable
	c.Keep, c.Placeholder, c.Value = s.keepTaken, s.placeholder, s.contextValue
	var shared *sharedstore.Store
	var look func()
	if s.store != nil {
		p := peers.New(peers.Config{
			Store: s.store, Prefix: s.prefix(), Clock: c.Clock, Limit: c.Limit, Unordered: c.Unordered,
			Lost: func() { s.mailbox.Restore() }, Log: s.log, Telemetry: s.telemetry,
		})
		c.Peers, shared, look = p, p.Store(), p.Look
	}
	s.mailbox = mailbox.New(mailbox.Config{
		Store: shared, Prefix: s.prefix(), Expiry: s.pickup.Expiry, Limit: c.Limit, Seal: s.seal,
		Look: look, Log: s.log,
	})
	s.sender.share(shared, s.prefix())
	if s.replays != nil {
		s.replays.setUp(shared, s.log)
	}
	s.group = once.NewGroup(*c)
}

// Shutdown ends the server as a program ends. Messages that are new are refused with 503, so that the platform pushes
// them again, to an instance that stays; those that were accepted are handled, late replies delivered, and the other
// instances told. It returns nil when all is done, or the cause of ctx's end, which ends no handler.
//
// A program that ends calls it after [net/http.Server.Shutdown], or at the same time.
func (s *Server) Shutdown(ctx context.Context) error {
	if s.broken != nil {
		return nil
	}
	if err := s.group.Shutdown(ctx); err != nil {
		return err
	}
	return s.mailbox.Flush(ctx)
}

// prefix begins the account's keys in the store.
func (s *Server) prefix() string { return "callback:" + s.appID + ":" }

// Format prints the AppID and the mode, under every verb: the fields hold secrets.
func (s *Server) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "callback.Server(%s, %s mode)", s.appID, s.mode)
}

// notSetUp is what the sender reads where New has failed.
const notSetUp = "not set up; the program's log says why"

// ServeHTTP answers one request of the platform.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header()["X-Content-Type-Options"] = nosniff
	if s.broken != nil {
		http.Error(w, "callback: "+notSetUp, http.StatusInternalServerError)
		return
	}
	var refused *RequestError
	switch r.Method {
	case http.MethodGet:
		refused = s.handshake(w, r)
	case http.MethodPost:
		refused = s.push(w, r)
	default:
		refused = s.refuseMethod(w)
	}
	if refused != nil {
		s.refuse(w, r, refused)
	}
}
