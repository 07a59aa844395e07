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
	query       []byte // encoded, without the access_token
	form        *form  // of a Multipart endpoint
	content     []byte // of any other POST, nil where the body is empty
	contentType string
}

// The content types of bodies.
const (
	typeText = "text/plain; charset=utf-8"
	typeJSON = "application/json; charset=utf-8"
)

// encoded returns the call's payload, made by the first of a middleware's calls
// of next: only the first finds an upload's reader where it began.
func (c *Invocation) encoded() (*payload, error) {
	if c.payload == nil {
		p, err := encode(c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Endpoint.Name, err)
		}
		c.payload = p
	}
	return c.payload, nil
}

func encode(call *Invocation) (p *payload, err error) {
	s, plan := call.Endpoint, call.plan
	if !strings.HasPrefix(s.Path, "/") || strings.ContainsAny(s.Path, "?#") {
		return nil, fmt.Errorf("path %q: want a slash first, and the query in fields with a query tag", s.Path)
	}
	if s.Host < 0 || s.Host >= hosts {
		return nil, fmt.Errorf("host %d: want API, Open or MP", s.Host)
	}
	p = &payload{}
	in := indirect(call.In)
	if p.query, err = encodeQuery(plan.query, in); err != nil {
		return nil, err
	}
	switch {
	case s.Method == http.MethodGet:
	case s.Body == Multipart:
		p.form, err = newForm(plan.form, in)
	case s.Body == Text:
		p.contentType = typeText
		p.content, err = encodeText(plan.text, in)
	case plan.stray != "":
		return nil, fmt.Errorf("field %s would go in the body as well, under its Go name: give it the tag json:\"-\" too", plan.stray)
	default:
		p.contentType = typeJSON
		p.content, err = EncodeJSON(call.In)
	}
	return p, err
}

// indirect returns the struct that in is or points to, the zero Value where that
// is nil.
func indirect(in any) reflect.Value {
	v := reflect.ValueOf(in)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v
}

// each calls f with the text of each field of in that travels. An error of f
// comes with the field's name.
func each(fields []Field, in reflect.Value, f func(f *Field, v reflect.Value) error) error {
	if !in.IsValid() {
		return nil
	}
	for i := range fields {
		v, travels := fields[i].value(in)
		if !travels || v.Kind() == reflect.Pointer && v.IsNil() {
			continue
		}
		if err := f(&fields[i], v); err != nil {
			return fmt.Errorf("%s field %s: %w", fields[i].Place, fields[i].Name, err)
		}
	}
	return nil
}

// encodeText returns the field of in that is the body.
func encodeText(fields []Field, in reflect.Value) (content []byte, err error) {
	err = each(fields, in, func(_ *Field, v reflect.Value) error {
		s, err := text(v)
		content = []byte(s)
		return err
	})
	return content, err
}

// encodeQuery writes the fields of in as a query.
func encodeQuery(fields []Field, in reflect.Value) (query []byte, err error) {
	err = each(fields, in, func(f *Field, v reflect.Value) error {
		s, err := text(v)
		if err != nil {
			return err
		}
		if query == nil {
			query = make([]byte, 0, 128)
		} else {
			query = append(query, '&')
		}
		query = append(query, url.QueryEscape(f.Name)...)
		query = append(query, '=')
		query = append(query, url.QueryEscape(s)...)
		return nil
	})
	return query, err
}

// failed returns the error that the upload's file has ended a request with.
func (p *payload) failed() error {
	if p.form == nil || p.form.last == nil {
		return nil
	}
	return p.form.last.failed()
}

// replayable reports whether the payload can be sent again.
func (p *payload) replayable() bool { return p.form == nil || p.form.replayable() }

func (p *payload) request(ctx context.Context, call *Invocation, base *base, token string) (*http.Request, error) {
	s := call.Endpoint
	if base.err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, base.err)
	}
	body, err := p.body()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	// The URL is put together from its parts: parsing it each time would cost a
	// tenth of the call.
	req, err := http.NewRequestWithContext(ctx, s.Method, "", body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	req.Host = base.url.Host
	*req.URL = base.url
	req.URL.Path += s.Path
	if req.URL.RawPath != "" { // the base's path has escapes
		req.URL.RawPath += s.Path
	}
	req.URL.RawQuery = p.queryWith(s, token)
	switch {
	case p.form != nil:
		req.Header.Set("Content-Type", p.form.contentType)
		req.ContentLength = p.form.length()
		if p.form.start.seeker != nil { // for a connection found dead before anything was sent
			req.GetBody = p.form.body
		}
	case p.content != nil:
		req.Header.Set("Content-Type", p.contentType)
	}
	for name, values := range call.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	return req, nil
}

func (p *payload) queryWith(s *Spec, token string) string {
	if s.NoToken {
		return string(p.query)
	}
	escaped := url.QueryEscape(token)
	var query strings.Builder
	query.Grow(len("access_token=&") + len(escaped) + len(p.query))
	query.WriteString("access_token=")
	query.WriteString(escaped)
	if len(p.query) > 0 {
		query.WriteByte('&')
		query.Write(p.query)
	}
	return query.String()
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
