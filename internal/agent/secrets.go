package agent

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
)

// redacted stands for a secret.
const redacted = "[redacted]"

// secrets knows the values that no result may have: those of the account, and the tokens that its calls used.
type secrets struct {
	endpoint.Tokens

	mu     sync.Mutex
	values []string
}

func newSecrets(wx *wechatgo.Client) *secrets {
	a := wx.Account()
	s := &secrets{Tokens: wx.Endpoint().Tokens}
	for _, value := range []string{a.Secret, a.Token, a.EncodingAESKey, a.PreviousEncodingAESKey} {
		s.learn(value)
	}
	return s
}

// learn adds a value. One of less than four bytes would appear everywhere by chance.
func (s *secrets) learn(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(value) >= 4 && !slices.Contains(s.values, value) {
		s.values = append(s.values, value)
	}
}

// Token returns the account's token, and learns it.
func (s *secrets) Token(ctx context.Context) (string, error) {
	token, err := s.Tokens.Token(ctx)
	s.learn(token)
	return token, err
}

// Renew returns a token other than failed, and learns it.
func (s *secrets) Renew(ctx context.Context, failed string) (string, error) {
	token, err := s.Tokens.Renew(ctx, failed)
	s.learn(token)
	return token, err
}

// Accepted tells the account's source that the platform accepted a token.
func (s *secrets) Accepted(token string) {
	if a, ok := s.Tokens.(endpoint.Accepter); ok {
		a.Accepted(token)
	}
}

// replace returns a text without the known values.
func (s *secrets) replace(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range s.values {
		text = strings.ReplaceAll(text, value, redacted)
	}
	return text
}

// hide removes the known values from a result.
func (s *secrets) hide(r *mcp.CallToolResult) {
	for _, c := range r.Content {
		if text, ok := c.(*mcp.TextContent); ok {
			text.Text = s.replaceInJSON(text.Text)
		}
	}
	if raw, ok := r.StructuredContent.(json.RawMessage); ok {
		r.StructuredContent = json.RawMessage(s.replaceInJSON(string(raw)))
	}
}

// replaceInJSON returns JSON without the known values in its texts, and any other text without them. A Token such as
// "2026" or "true" is a part of numbers and words, which have to remain JSON.
func (s *secrets) replaceInJSON(text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return s.replace(text)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return s.replace(text)
	}
	raw, err := json.Marshal(s.replaceIn(v))
	if err != nil {
		return redacted
	}
	return string(raw)
}

// mostName is how long a word is that may be the name of a member by chance.
const mostName = 16

// replaceIn replaces the known values in decoded JSON. In names it leaves the short ones, which name members.
func (s *secrets) replaceIn(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			if len(name) >= mostName {
				name = s.replace(name)
			}
			out[name] = s.replaceIn(value)
		}
		return out
	case []any:
		for i := range v {
			v[i] = s.replaceIn(v[i])
		}
	case string:
		return s.replace(v)
	}
	return v
}

// hideIn returns an error without the known values.
func (s *secrets) hideIn(err error) error {
	if text := s.replace(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

var (
	secretMember = regexp.MustCompile(
		`(?i)("(?:access_token|refresh_token|secret|appsecret|session_key)"\s*:\s*")[^"]*`,
	)
	secretQuery = regexp.MustCompile(`(?i)\b((?:access_token|refresh_token|secret|appsecret)=)[^&\s"]+`)
)

// clean returns decoded JSON without the values of members that are credentials by their names, also in texts that are
// JSON or addresses themselves.
func clean(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if slices.Contains(credentials, strings.ToLower(name)) || name == "session_key" {
				v[name] = redacted
				continue
			}
			v[name] = clean(value)
		}
	case []any:
		for i := range v {
			v[i] = clean(v[i])
		}
	case string:
		return secretQuery.ReplaceAllString(secretMember.ReplaceAllString(v, "${1}"+redacted), "${1}"+redacted)
	}
	return v
}
