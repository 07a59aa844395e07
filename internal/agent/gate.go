package agent

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
)

// gate is the middleware that every call of every tool passes. It decides by the effect of the endpoint, bounds how
// many calls the platform gets at a time and how long one takes, and logs each.
func (s *server) gate(next endpoint.Handler) endpoint.Handler {
	return func(ctx context.Context, call *endpoint.Invocation) error {
		if err := s.allow(ctx, call); err != nil {
			return err
		}
		unlock, err := s.holdDraft(ctx, call)
		if err != nil {
			return err
		}
		defer unlock()
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		err = next(ctx, call)
		s.Logger.Info("call", "endpoint", call.Endpoint.Name, "effect", call.Endpoint.Effect.String(), "ok", err == nil)
		return err
	}
}

// permission is what stands between an agent and a call.
type permission int

const (
	granted   permission = iota
	asked                // a person confirms each call
	forbidden            // the settings of the server forbid it
	never
)

// permissionFor returns what stands between an agent and an endpoint, and the reason in words.
func (s *server) permissionFor(e endpoint.Any) (permission, string) {
	spec := e.Describe()
	group, _, _ := strings.Cut(spec.Name, ".")
	if spec.Effect == endpoint.Secret {
		return never, "never: it returns credentials"
	}
	if name := credentialIn(e); name != "" {
		return never, "never: its input has a credential, " + name
	}
	switch spec.Effect {
	case endpoint.Read:
		return granted, "allowed"
	case endpoint.Personal:
		if s.AllowPersonal {
			return granted, "allowed by --allow-personal"
		}
		return forbidden, "it reads data about people: the operator has to start the server with --allow-personal"
	case endpoint.Write:
		if slices.Contains(s.AllowWrite, group) {
			return granted, "allowed by --allow-write=" + group
		}
		return forbidden, "it changes data: the operator has to start the server with --allow-write=" + group
	case endpoint.Send:
		return asked, "a person confirms each call: it reaches followers or the public"
	case endpoint.Destroy, endpoint.Secret:
	}
	return asked, "a person confirms each call: it cannot be undone"
}

// credentials are the fields that no agent fills in, in lower case.
var credentials = []string{"access_token", "refresh_token", "secret", "appsecret"}

// credentialIn returns the name of a field of an endpoint's input that is a credential, or "".
func credentialIn(e endpoint.Any) string {
	in, _ := e.Types()
	for f := range endpoint.Fields(in) {
		if slices.Contains(credentials, strings.ToLower(f.Name)) {
			return f.Name
		}
	}
	return ""
}

// allow returns nil if the call may be made now.
func (s *server) allow(ctx context.Context, call *endpoint.Invocation) error {
	e, ok := catalogue.Find(call.Endpoint.Name)
	if !ok {
		return fmt.Errorf("%s is not in the catalogue, and so nobody knows what it does: refused", call.Endpoint.Name)
	}
	p, reason := s.permissionFor(e)
	switch p {
	case granted:
		return nil
	case asked:
		return s.confirm(ctx, e, call.In)
	case forbidden, never:
	}
	return refused(e, reason)
}

// refused returns the error of a call that is not made.
func refused(e endpoint.Any, reason string) error {
	return fmt.Errorf("%s was not called: %s", e.Name(), reason)
}
