package credential

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// minSecret is the least length of a token server's secret, in bytes.
const minSecret = 32

// Paths of a token server.
const (
	tokenPath  = "/token"
	ticketPath = "/ticket"
	renewPath  = "/token/renew"
)

// The wire of a token server: docs/token-server.md.
type (
	tokenAnswer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"` // seconds left
	}
	ticketAnswer struct {
		Ticket    string `json:"ticket"`
		ExpiresIn int64  `json:"expires_in"`
	}
	renewQuestion struct {
		Failed string `json:"failed"`
	}
	errorAnswer struct {
		Error string `json:"error"`
	}
)

// HTTPOption changes what [HTTP] makes.
type HTTPOption func(*server)

// WithHTTPClient makes the requests with c instead of [http.DefaultClient]. It follows no redirect all the same.
func WithHTTPClient(c *http.Client) HTTPOption {
	return func(s *server) { s.client = cmp.Or(c, s.client) }
}

// HTTP returns an [Ask] that asks the token server at base, such as "https://tokens.internal:8090", with its secret of
// at least 32 bytes. A request ends after 10 seconds at the latest, and no redirect is followed. A base or a secret
// that cannot be right is refused with a [*field.Error].
//
// The token travels as it is: use https, or a network that nobody else is on.
func HTTP(base, secret string, opts ...HTTPOption) (Ask, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		strings.ContainsAny(base, "@?#") {
		return nil, refuse.Field(
			"base",
			"is not the address of a token server",
			"give http:// or https:// and a host, with a path where the server is mounted under one",
		)
	}
	if err := checkSecret(secret); err != nil {
		return nil, err
	}
	s := &server{base: strings.TrimRight(base, "/"), secret: secret, client: http.DefaultClient}
	for _, opt := range opts {
		opt(s)
	}
	client := *s.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.client = &client
	return s.ask, nil
}

// server is a token server as its client sees it.
type server struct {
	base, secret string
	client       *http.Client
}

func (s *server) ask(ctx context.Context, kind, failed string) (string, time.Duration, error) {
	method, path, body := http.MethodGet, tokenPath, []byte(nil)
	switch {
	case kind != KindToken:
		path = ticketPath + "?type=" + url.QueryEscape(kind)
	case failed != "":
		method, path = http.MethodPost, renewPath
		body, _ = json.Marshal(renewQuestion{failed}) // cannot fail
	}
	var out struct {
		tokenAnswer
		Ticket string `json:"ticket"`
	}
	if err := s.do(ctx, method, path, body, &out); err != nil {
		err.Err = endpoint.Hide(err.Err, s.secret, failed) // a transport may write what it sends
		return "", 0, err
	}
	value := out.Ticket
	if kind == KindToken {
		value = out.AccessToken
	}
	return value, time.Duration(min(out.ExpiresIn, int64(maxLife/time.Second))) * time.Second, nil
}

// retryAfter reads the header of that name, in seconds as a token server writes it or as a date, which proxies in
// between like.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(date))
	}
	return 0
}

// maxAnswer bounds what a token server answers, in bytes.
const maxAnswer = 64 << 10

func (s *server) do(ctx context.Context, method, path string, body []byte, out any) *ServerError {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, bytes.NewReader(body))
	if err != nil {
		return &ServerError{Err: err}
	}
	req.Header.Set("Authorization", "Bearer "+s.secret)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return &ServerError{Err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return &ServerError{Status: resp.StatusCode, Err: err}
	}
	if resp.StatusCode != http.StatusOK {
		var told errorAnswer
		_ = json.Unmarshal(raw, &told) // a proxy's answer is not ours
		if told.Error == "" {
			told.Error = http.StatusText(resp.StatusCode)
		}
		return &ServerError{Status: resp.StatusCode, Err: errors.New(told.Error), RetryAfter: retryAfter(resp.Header)}
	}
	if json.Unmarshal(raw, out) != nil { // its error may quote the answer
		return &ServerError{
			Status: resp.StatusCode,
			Err:    errors.New("the answer is not a token server's JSON: look whether the address is right"),
		}
	}
	return nil
}
