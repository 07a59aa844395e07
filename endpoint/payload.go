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

// payload is a request's encoded input. It is encoded once and may be sent several times.
type payload struct {
	query       []byte // encoded, without the access_token
	form        *form  // set for a Multipart endpoint
	content     []byte // the body of any other POST, nil if it is empty
	contentType string
}

// The content types of bodies.
const (
	typeText = "text/plain; charset=utf-8"
	typeJSON = "application/json; charset=utf-8"
)

// encoded returns the call's payload. If a middleware calls next several times, only the first call encodes: later the
// upload's reader is no longer at its start.
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
	if len(call.query) > 0 {
		if len(p.query) > 0 {
			p.query = append(p.query, '&')
		}
		p.query = append(p.query, call.query.Encode()...)
	}
	switch {
	case s.Method == http.MethodGet:
	case s.Body == Multipart:
		p.form, err = newForm(plan.form, in)
	case s.Body == Text:
		p.contentType = typeText
		p.content, err = encodeText(plan.text, in)
	case plan.alsoInJSON != "":
		return nil, fmt.Errorf(
			"field %s would go in the body as well, under its Go name: give it the tag json:\"-\" too",
			plan.alsoInJSON,
		)
	default:
		p.contentType = typeJSON
		p.content, err = EncodeJSON(call.In)
	}
	return p, err
}

// indirect returns the struct that in is or points to, or the zero Value if in is nil.
func indirect(in any) reflect.Value {
	v := reflect.ValueOf(in)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v
}

// forEachSent calls f with each field of in that is sent. It adds the field's name to an error of f.
func forEachSent(fields []Field, in reflect.Value, f func(f *Field, v reflect.Value) error) error {
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
	err = forEachSent(fields, in, func(_ *Field, v reflect.Value) error {
		s, err := text(v)
		content = []byte(s)
		return err
	})
	return content, err
}

// encodeQuery encodes the fields of in as a query.
func encodeQuery(fields []Field, in reflect.Value) (query []byte, err error) {
	err = forEachSent(fields, in, func(f *Field, v reflect.Value) error {
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

// readError returns the error with which reading the upload's file failed, or nil.
func (p *payload) readError() error {
	if p.form == nil || p.form.lastBody == nil {
		return nil
	}
	return p.form.lastBody.readError()
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
	// The URL is assembled from its parts: parsing it each time would take a tenth of the call's time.
	req, err := http.NewRequestWithContext(ctx, s.Method, "", body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	req.Host = base.url.Host
	*req.URL = base.url
	req.URL.Path += s.Path
	if req.URL.RawPath != "" { // set if the base's path has escapes
		req.URL.RawPath += s.Path
	}
	req.URL.RawQuery = p.queryWith(s, token)
	switch {
	case p.form != nil:
		req.Header.Set("Content-Type", p.form.contentType)
		req.ContentLength = p.form.length()
		if p.form.start.seeker != nil { // package http needs it if a kept connection turns out to be dead
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
