// Package areas lists the sandbox's areas.
package areas

import (
	"slices"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/base"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/menu"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/qrcode"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/sns"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/user"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes are the routes of every area; a new area adds its line.
func Routes() []route.Route {
	return slices.Concat(
		base.Routes(),
		kf.Routes(),
		menu.Routes(),
		qrcode.Routes(),
		sns.Routes(),
		ticket.Routes(),
		user.Routes(),
	)
}

// SaysOK reports whether the documented response of an endpoint has errcode 0
// beside its data.
func SaysOK(endpoint string) bool {
	return slices.Contains([]string{"base.quota_get", "base.rid_get", "ticket.getticket"}, endpoint)
}
