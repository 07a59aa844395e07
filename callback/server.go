package callback

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/msgcrypt"
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
//   - 503 where a request ends before its handler. The platform takes it for
//     no answer and pushes again.
//
// A refusal tells the sender little; the log, at level warn, names the cure.
type Server struct {
	appID    string
	token    string
	mode     account.Mode
	envelope *msgcrypt.Envelope // nil in plain mode

	handler Handler
	log     *slog.Logger
	maxBody int64
	pushes  pushes
}

// Option changes a [Server].
type Option func(*Server)

// WithLogger sets where refusals (warn) and failures (error) are logged; the
// default is [slog.Default]. No secret and no body is ever logged.
func WithLogger(l *slog.Logger) Option { return func(s *Server) { s.log = l } }

// WithMaxBody bounds a push's body, in bytes; the default is [DefaultMaxBody].
func WithMaxBody(bytes int64) Option { return func(s *Server) { s.maxBody = bytes } }

// OptionError names the argument of [New] that cannot be right, and the cure.
type OptionError struct {
	Field   string // such as "MaxBody"
	Problem string // such as "is 0 bytes"
	Cure    string // what to do about it
}

func (e *OptionError) Error() string {
	return fmt.Sprintf("callback: %s %s: %s", e.Field, e.Problem, e.Cure)
}

// New makes the callback of account a, which needs AppID and Token, and the
// EncodingAESKey unless its mode is plain. An account that cannot be right is
// an [*account.FieldError], a bad argument an [*OptionError].
func New(a account.Account, h Handler, opts ...Option) (*Server, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	if a.Token == "" {
		return nil, &account.FieldError{
			Field: "Token", Problem: "is empty",
			Cure: "the callback needs the token that you typed in the console (基本配置)",
		}
	}
	s := &Server{
		appID: a.AppID, token: a.Token, mode: a.PushMode(),
		handler: h, log: slog.Default(), maxBody: DefaultMaxBody,
	}
	for _, opt := range opts {
		opt(s)
	}
	switch {
	case s.handler == nil:
		return nil, &OptionError{"Handler", "is nil", "pass a Mux or another Handler"}
	case s.log == nil:
		return nil, &OptionError{"Logger", "is nil", "pass a logger, or slog.New(slog.DiscardHandler) for silence"}
	case s.maxBody < 1:
		return nil, &OptionError{"MaxBody", fmt.Sprintf("is %d bytes", s.maxBody), "leave it out for 1 MiB"}
	}
	if s.mode == account.Plain {
		return s, nil
	}
	var err error
	s.envelope, err = msgcrypt.New(a.Token, a.AppID, a.EncodingAESKey, a.PreviousEncodingAESKey)
	return s, err
}

// Format prints the AppID and the mode, under every verb: the fields hold
// secrets.
func (s *Server) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "callback.Server(%s, %s mode)", s.appID, s.mode)
}

// ServeHTTP answers one request of the platform.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
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
