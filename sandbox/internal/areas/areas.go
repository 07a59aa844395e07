// Package areas lists the areas of the sandbox.
package areas

import (
	"slices"
	"sync"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/internal/samples"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/autoreply"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/base"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/comment"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/datacube"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/draft"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/freepublish"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/mass"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/material"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/menu"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/qrcode"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/sns"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/subscribe"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/template"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/user"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// stateful returns the routes of all areas. A new area adds its line here.
func stateful() []route.Route {
	return slices.Concat(
		autoreply.Routes(),
		base.Routes(),
		comment.Routes(),
		datacube.Routes(),
		draft.Routes(),
		freepublish.Routes(),
		kf.Routes(),
		mass.Routes(),
		material.Routes(),
		menu.Routes(),
		qrcode.Routes(),
		sns.Routes(),
		subscribe.Routes(),
		template.Routes(),
		ticket.Routes(),
		user.Routes(),
	)
}

// States returns the types of the states of all areas, for what saves them.
func States() []core.StateType {
	states := []core.StateType{template.Subscriptions()} // which has no route
	for _, r := range stateful() {
		states = append(states, r.State)
	}
	return states
}

// Jobs returns a job of each type that an area puts off, for what saves them. A new area with jobs adds its line here.
func Jobs() []core.Job {
	return slices.Concat(freepublish.Jobs(), mass.Jobs(), subscribe.Jobs(), template.Jobs())
}

// Routes returns the routes of the whole catalogue. An endpoint without a handler in any area answers its documented
// sample.
func Routes() []route.Route {
	routes := stateful()
	handled := map[string]bool{}
	for _, r := range routes {
		handled[r.Spec.Name] = true
	}
	for e := range api.All() {
		documented := samples.Of(e.Name())
		if handled[e.Name()] || len(documented) == 0 {
			continue
		}
		response := ""
		if s := documented[0]; s.Body == "" {
			response = string(s.Response)
		}
		routes = append(routes, route.Sample(e, response))
	}
	return routes
}

// SaysOK reports whether the documented response of an endpoint has errcode 0 beside its data.
func SaysOK(endpoint string) bool { return saysOK()[endpoint] }

// saysOK reads the documents once: each sandbox asks about every endpoint.
var saysOK = sync.OnceValue(func() map[string]bool {
	ok := map[string]bool{}
	for e := range api.All() {
		ok[e.Name()] = slices.ContainsFunc(samples.Of(e.Name()), samples.Sample.SaysOK)
	}
	return ok
})
