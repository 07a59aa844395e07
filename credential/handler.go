package credential

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Handler serves the current access_token and tickets of s to programs in other languages, and to sources made with
// [NewRemote] and [HTTP]:
//
//	GET  /token                        {"access_token": "...", "expires_in": 7200}
//	POST /token/renew {"failed":"..."} the same: a token other than the one that failed
//	GET  /ticket?type=jsapi            {"ticket": "...", "expires_in": 7200}; type wx_card too
//
// expires_in is what is left, in seconds. Every request carries "Authorization: Bearer" and the secret, which has at
// least 32 bytes. Errors are {"error": "..."}: 400, 401, 404, 405, and 502 where the platform gave nothing, with
// Retry-After, in seconds, where it is known when it is asked again. Answers hold secrets: put TLS in front unless the
// network is the server's own. Mount it elsewhere with http.StripPrefix. docs/token-server.md has the whole contract.
//
// A nil source, or a secret that cannot be right, is refused with a [*field.Error]. The handler beside an error is not
// nil: it answers every request with status 500 and without the reason.
func Handler(s *Source, secret string) (http.Handler, error) {
	if s == nil {
		err := refuse.Field("source", "is nil", "make it with credential.New or credential.NewRemote")
		return http.HandlerFunc(answerNotSetUp), err
	}
	if err := checkSecret(secret); err != nil {
		return http.HandlerFunc(answerNotSetUp), err
	}
	h := &handler{source: s, secret: sha256.Sum256([]byte(secret))}
	h.routes = map[string]route{
		tokenPath:  {http.MethodGet, h.token},
		ticketPath: {http.MethodGet, h.ticket},
		renewPath:  {http.MethodPost, h.renew},
	}
	return h, nil
}

type handler struct {
	source *Source
	secret [sha256.Size]byte
	routes map[string]route
}

// route answers one path. Errors are a refusal or the source's own.
type route struct {
	method string
	answer func(http.ResponseWriter, *http.Request) (any, error)
}

// refusal is a request that cannot be answered.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := h.answer(w, r)
	status := http.StatusOK
	if err != nil {
		status = http.StatusBadGateway
		var refused *refusal
		if errors.As(err, &refused) {
			status = refused.status
		}
		if paused, ok := errors.AsType[*PauseError](err); ok {
			w.Header().Set("Retry-After", strconv.FormatInt(max(1, ceil(paused.RetryAfter(), time.Second)), 10))
		}
		out = errorAnswer{err.Error()}
	}
	write(w, status, out)
}

// answerNotSetUp answers for a token server that is not set up.
func answerNotSetUp(w http.ResponseWriter, _ *http.Request) {
	write(
		w,
		http.StatusInternalServerError,
		errorAnswer{"credential: the token server is not set up: credential.Handler has returned the reason"},
	)
}

func write(w http.ResponseWriter, status int, out any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out)
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request) (any, error) {
	if !h.allows(r) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return nil, &refusal{
			http.StatusUnauthorized,
			"credential: send Authorization: Bearer and the token server's secret",
		}
	}
	way, ok := h.routes[r.URL.Path]
	switch {
	case !ok:
		return nil, &refusal{http.StatusNotFound, "credential: a token server has /token, /token/renew and /ticket"}
	case r.Method != way.method:
		w.Header().Set("Allow", way.method)
		return nil, &refusal{http.StatusMethodNotAllowed, "credential: use " + way.method}
	}
	return way.answer(w, r)
}

// allows compares digests, so that not even the secret's length shows in time.
func (h *handler) allows(r *http.Request) bool {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(given[:], h.secret[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}

func (h *handler) token(_ http.ResponseWriter, r *http.Request) (any, error) {
	return asToken(h.source.token.lease(r.Context()))
}

// maxQuestion bounds a request's body, in bytes: the platform says to keep 512 for a token.
const maxQuestion = 16 << 10

func (h *handler) renew(w http.ResponseWriter, r *http.Request) (any, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxQuestion))
	var q renewQuestion
	if err != nil || json.Unmarshal(raw, &q) != nil || q.Failed == "" {
		return nil, &refusal{
			http.StatusBadRequest,
			`credential: the body is not {"failed": "the token that the platform refused"}`,
		}
	}
	return asToken(h.source.token.replace(r.Context(), q.Failed, false))
}

func (h *handler) ticket(_ http.ResponseWriter, r *http.Request) (any, error) {
	v, err := h.source.ticket(r.URL.Query().Get("type"))
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err.Error()}
	}
	l, err := v.lease(r.Context())
	if err != nil {
		return nil, err
	}
	return ticketAnswer{l.value, l.secondsLeft()}, nil
}

func asToken(l *lease, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return tokenAnswer{l.value, l.secondsLeft()}, nil
}

// secondsLeft is at least 1: a lease is given out while it lives.
func (l *lease) secondsLeft() int64 { return max(1, int64(time.Until(l.expires)/time.Second)) }
