package endpoint

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// payload is a request's input, encoded once and sent as often as it takes.
type payload struct {
	query       url.Values
	form        *form  // of a Multipart endpoint
	content     []byte // of any other POST, nil where the body is empty
	contentType string
}

func newPayload(s *Spec, in any) (*payload, error) {
	p, err := encode(s, in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return p, nil
}

func encode(s *Spec, in any) (p *payload, err error) {
	if !strings.HasPrefix(s.Path, "/") || strings.ContainsAny(s.Path, "?#") {
		return nil, fmt.Errorf("path %q: want a slash first, and the query in fields with a query tag", s.Path)
	}
	p = &payload{}
	if p.query, err = encodeQuery(in); err != nil {
		return nil, err
	}
	switch {
	case s.Method == http.MethodGet:
	case s.Body == Multipart:
		p.form, err = newForm(in)
	case s.Body == Text:
		p.contentType = "text/plain; charset=utf-8"
		p.content, err = encodeText(in)
	default:
		p.contentType = "application/json; charset=utf-8"
		p.content, err = EncodeJSON(in)
	}
	return p, err
}

// encodeText returns the field of in that carries a body tag.
func encodeText(in any) (content []byte, err error) {
	err = eachField(in, "body", func(_ string, v reflect.Value) error {
		s, err := text(v)
		content = []byte(s)
		return err
	})
	return content, err
}

// encodeQuery collects the fields of in that carry a query tag. The option
// omitempty leaves zero values out.
func encodeQuery(in any) (url.Values, error) {
	query := url.Values{}
	err := eachField(in, "query", func(name string, v reflect.Value) error {
		s, err := text(v)
		query.Set(name, s)
		return err
	})
	return query, err
}

// replayable reports whether the payload can be sent again.
func (p *payload) replayable() bool { return p.form == nil || p.form.replayable() }

// release gives the caller's file back, if there is one.
func (p *payload) release() {
	if p.form != nil {
		p.form.release()
	}
}

func (p *payload) request(ctx context.Context, s *Spec, base, token string) (*http.Request, error) {
	if !s.NoToken {
		p.query.Set("access_token", token)
	}
	target := base + s.Path
	if len(p.query) > 0 {
		target += "?" + p.query.Encode()
	}
	body, err := p.body()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	req, err := http.NewRequestWithContext(ctx, s.Method, target, body)
	if err != nil || req.URL.Host == "" { // err's text would hold the URL
		return nil, fmt.Errorf("%s: the client's Hosts and the endpoint's path %q make no URL: want a base such as https://api.weixin.qq.com in Hosts", s.Name, s.Path)
	}
	switch {
	case p.form != nil:
		req.Header.Set("Content-Type", p.form.contentType)
		req.ContentLength = p.form.length()
		if p.form.seeker != nil { // for a connection found dead before anything was sent
			req.GetBody = p.form.body
		}
	case p.content != nil:
		req.Header.Set("Content-Type", p.contentType)
	}
	return req, nil
}

func (p *payload) body() (io.Reader, error) {
	switch {
	case p.form != nil:
		return p.form.body()
	case p.content != nil:
		return bytes.NewReader(p.content), nil
	}
	return nil, nil
}
