package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
)

// payload is a request's input, encoded once and sent as often as it takes.
type payload struct {
	query url.Values
	form  *form  // of a Multipart endpoint
	json  []byte // of a JSON endpoint
}

func newPayload(s *Spec, in any) (*payload, error) {
	p := &payload{query: url.Values{}}
	if err := addQuery(p.query, in); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	var err error
	switch {
	case s.Method == http.MethodGet:
	case s.Body == Multipart:
		p.form, err = newForm(in)
	default:
		p.json, err = EncodeJSON(in)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return p, nil
}

// EncodeJSON encodes v as the platform wants it: without HTML escaping, since
// it takes \u0026 in a menu's link for six characters (40033).
func EncodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// replayable reports whether the payload can be sent again.
func (p *payload) replayable() bool { return p.form == nil || p.form.rewindable() }

func (p *payload) request(ctx context.Context, s *Spec, base, token string) (*http.Request, error) {
	query := p.query
	if !s.NoToken {
		query = url.Values{"access_token": {token}}
		for k, v := range p.query {
			query[k] = v
		}
	}
	target := base + s.Path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	var body io.Reader
	switch {
	case p.form != nil:
		content, err := p.form.reader()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		body = content
	case p.json != nil:
		body = bytes.NewReader(p.json)
	}
	req, err := http.NewRequestWithContext(ctx, s.Method, target, body)
	if err != nil {
		return nil, newTransportError(s.Name, err)
	}
	switch {
	case p.form != nil:
		req.Header.Set("Content-Type", p.form.contentType)
		req.ContentLength = p.form.length()
	case p.json != nil:
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return req, nil
}

// addQuery adds the fields of in that carry a query tag. The option omitempty
// leaves zero values out.
func addQuery(query url.Values, in any) error {
	return eachField(in, "query", func(name string, v reflect.Value) error {
		switch v.Kind() {
		case reflect.String:
			query.Set(name, v.String())
		case reflect.Int, reflect.Int64:
			query.Set(name, fmt.Sprint(v.Int()))
		case reflect.Bool:
			query.Set(name, fmt.Sprint(v.Bool()))
		default:
			return fmt.Errorf("query field %s: a %s cannot go in a query", name, v.Type())
		}
		return nil
	})
}
