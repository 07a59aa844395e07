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

// The bodies of a token server's requests and answers, see docs/token-server.md.
type (
	tokenAnswer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"` // seconds left
	}
	ticketAnswer struct {
		Ticket    string `json:"ticket"`
		ExpiresIn int64  `json:"expires_in"`
	}
	renewRequest struct {
		Failed string `json:"failed"`
	}
	errorAnswer struct {
		Error string `json:"error"`
	}
)

// HTTPOption changes how the [Ask] of [HTTP] makes its requests.
type HTTPOption func(*serverClient)

// WithHTTPClient makes the requests with c instead of [http.DefaultClient]; nil changes nothing. Redirects are not
// followed, whatever c says.
func WithHTTPClient(c *http.Client) HTTPOption {
	return func(s *serverClient) { s.client = cmp.Or(c, s.client) }
}

// HTTP returns an [Ask] for the token server at base, such as "https://tokens.internal:8090". secret is the server's
// secret of at least 32 bytes. A request ends after 10 seconds at the latest, and redirects are not followed. An
// invalid base or secret is refused with a [*field.Error].
//
// HTTP does not encrypt the secret and the token: use https, or a network that nobody else uses.
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
	s := &serverClient{base: strings.TrimRight(base, "/"), secret: secret, client: http.DefaultClient}
	for _, opt := range opts {
		opt(s)
	}
	client := *s.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.client = &client
	return s.ask, nil
}

// serverClient is a client of a token server.
type serverClient struct {
	base, secret string
	client       *http.Client
}

func (s *serverClient) ask(ctx context.Context, kind, failed string) (string, time.Duration, error) {
	method, path, body := http.MethodGet, tokenPath, []byte(nil)
	switch {
	case kind != KindToken:
		path = ticketPath + "?type=" + url.QueryEscape(kind)
	case failed != "":
		method, path = http.MethodPost, renewPath
		body, _ = json.Marshal(renewRequest{failed}) // cannot fail
	}
	var out struct {
		tokenAnswer
		Ticket string `json:"ticket"`
	}
	if err := s.do(ctx, method, path, body, &out); err != nil {
		err.Err = endpoint.Hide(err.Err, s.secret, failed) // a transport's error may quote the request
		return "", 0, err
	}
	value := out.Ticket
	if kind == KindToken {
		value = out.AccessToken
	}
	return value, time.Duration(min(out.ExpiresIn, int64(maxLife/time.Second))) * time.Second, nil
}

// retryAfter returns the time in the header Retry-After, or 0. A token server writes seconds, and a proxy in front of
// it may write a date.
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

// maxResponseBody bounds a token server's answer, in bytes.
const maxResponseBody = 64 << 10

func (s *serverClient) do(ctx context.Context, method, path string, body []byte, out any) *ServerError {
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
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxResponseBody))
	if err != nil {
		return &ServerError{Status: resp.StatusCode, Err: err}
	}
	if resp.StatusCode != http.StatusOK {
		var failure errorAnswer
		_ = json.Unmarshal(raw, &failure) // a proxy may answer with something else than JSON
		if failure.Error == "" {
			failure.Error = http.StatusText(resp.StatusCode)
		}
		return &ServerError{
			Status:     resp.StatusCode,
			Err:        errors.New(failure.Error),
			RetryAfter: retryAfter(resp.Header),
		}
	}
	if json.Unmarshal(raw, out) != nil { // its error is not used, since it may quote the answer
		return &ServerError{
			Status: resp.StatusCode,
			Err:    errors.New("the answer is not a token server's JSON: look whether the address is right"),
		}
	}
	return nil
}
