package credential

import (
	"cmp"
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
// expires_in is the time left, in seconds. Every request carries "Authorization: Bearer" and the secret, which has at
// least 32 bytes. Errors are {"error": "..."} with status 400, 401, 404, 405, or 502 where there is no value; during a
// pause 502 has the header Retry-After, in seconds. Answers hold secrets: put TLS in front unless nobody else uses the
// network. Mount the handler under another path with http.StripPrefix. docs/token-server.md has the whole contract.
//
// A nil source, or an invalid secret, is refused with a [*field.Error]. The handler returned beside an error is not
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

// route answers the requests for one path. Its error is a *requestError, or an error of the source.
type route struct {
	method string
	answer func(http.ResponseWriter, *http.Request) (any, error)
}

// requestError is the answer to a request that is not valid.
type requestError struct {
	status int
	text   string
}

func (e *requestError) Error() string { return e.text }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := h.answer(w, r)
	status := http.StatusOK
	if err != nil {
		status = http.StatusBadGateway
		var invalid *requestError
		if errors.As(err, &invalid) {
			status = invalid.status
		}
		if paused, ok := errors.AsType[*PauseError](err); ok {
			w.Header().Set("Retry-After", strconv.FormatInt(max(1, ceil(paused.RetryAfter(), time.Second)), 10))
		}
		out = errorAnswer{err.Error()}
	}
	writeJSON(w, status, out)
}

// answerNotSetUp answers every request to a token server that is not set up.
func answerNotSetUp(w http.ResponseWriter, _ *http.Request) {
	writeJSON(
		w,
		http.StatusInternalServerError,
		errorAnswer{"credential: the token server is not set up: credential.Handler has returned the reason"},
	)
}

func writeJSON(w http.ResponseWriter, status int, out any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out)
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request) (any, error) {
	if !h.authorized(r) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return nil, &requestError{
			http.StatusUnauthorized,
			"credential: send Authorization: Bearer and the token server's secret",
		}
	}
	route, ok := h.routes[r.URL.Path]
	switch {
	case !ok:
		return nil, &requestError{
			http.StatusNotFound,
			"credential: a token server has /token, /token/renew and /ticket",
		}
	case r.Method != route.method:
		w.Header().Set("Allow", route.method)
		return nil, &requestError{http.StatusMethodNotAllowed, "credential: use " + route.method}
	}
	return route.answer(w, r)
}

// authorized reports whether the request carries the secret. It compares digests, so that the time it takes does not
// even reveal the secret's length.
func (h *handler) authorized(r *http.Request) bool {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(given[:], h.secret[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}

func (h *handler) token(_ http.ResponseWriter, r *http.Request) (any, error) {
	return newTokenAnswer(h.source.token.lease(r.Context()))
}

// maxRequestBody bounds a request's body, in bytes. The platform says to reserve 512 bytes for a token.
const maxRequestBody = 16 << 10

func (h *handler) renew(w http.ResponseWriter, r *http.Request) (any, error) {
	body := cmp.Or[io.ReadCloser](r.Body, http.NoBody) // a program may call the handler with a request of its own
	raw, err := io.ReadAll(http.MaxBytesReader(w, body, maxRequestBody))
	var in renewRequest
	if err != nil || json.Unmarshal(raw, &in) != nil || in.Failed == "" {
		return nil, &requestError{
			http.StatusBadRequest,
			`credential: the body is not {"failed": "the token that the platform refused"}`,
		}
	}
	return newTokenAnswer(h.source.token.replace(r.Context(), in.Failed, false))
}

func (h *handler) ticket(_ http.ResponseWriter, r *http.Request) (any, error) {
	v, err := h.source.ticket(r.URL.Query().Get("type"))
	if err != nil {
		return nil, &requestError{http.StatusBadRequest, err.Error()}
	}
	l, err := v.lease(r.Context())
	if err != nil {
		return nil, err
	}
	return ticketAnswer{l.value, l.secondsLeft()}, nil
}

func newTokenAnswer(l *lease, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return tokenAnswer{l.value, l.secondsLeft()}, nil
}

// secondsLeft returns the seconds until l expires, rounded down but at least 1, since a lease is returned only while it
// is alive.
func (l *lease) secondsLeft() int64 { return max(1, int64(time.Until(l.expires)/time.Second)) }
