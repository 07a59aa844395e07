// Package api is the catalogue of the platform's API: one list of the endpoints that the packages below it declare, by
// area, for tools, documents and tests.
//
//	for e := range api.All() {
//		fmt.Println(e.Name(), e.Describe().Path)
//	}
//
// To call an endpoint, use its area's Service.
//
// [docs/calls.md] shows how endpoints are called, and [docs/api.md] lists them all.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md
package api

import (
	"iter"

	"github.com/wechatgo/wechatgo/api/ai"
	"github.com/wechatgo/wechatgo/api/autoreply"
	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/guide"
	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/api/invoice"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/marketcode"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/medical"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/api/nontax"
	"github.com/wechatgo/wechatgo/api/ocr"
	"github.com/wechatgo/wechatgo/api/poi"
	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/api/scan"
	"github.com/wechatgo/wechatgo/api/shakearound"
	"github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/api/store"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/api/wifi"
	"github.com/wechatgo/wechatgo/endpoint"
)

// areas has the function Endpoints of each area. A new area must be added here.
var areas = []func() []endpoint.Any{
	ai.Endpoints,
	autoreply.Endpoints,
	base.Endpoints,
	card.Endpoints,
	comment.Endpoints,
	datacube.Endpoints,
	draft.Endpoints,
	freepublish.Endpoints,
	guide.Endpoints,
	img.Endpoints,
	invoice.Endpoints,
	kf.Endpoints,
	marketcode.Endpoints,
	mass.Endpoints,
	material.Endpoints,
	medical.Endpoints,
	menu.Endpoints,
	nontax.Endpoints,
	ocr.Endpoints,
	poi.Endpoints,
	qrcode.Endpoints,
	scan.Endpoints,
	shakearound.Endpoints,
	sns.Endpoints,
	store.Endpoints,
	subscribe.Endpoints,
	template.Endpoints,
	ticket.Endpoints,
	user.Endpoints,
	wifi.Endpoints,
}

// All returns every endpoint of the catalogue, area by area.
func All() iter.Seq[endpoint.Any] {
	return func(yield func(endpoint.Any) bool) {
		for _, area := range areas {
			for _, e := range area() {
				if !yield(e) {
					return
				}
			}
		}
	}
}
