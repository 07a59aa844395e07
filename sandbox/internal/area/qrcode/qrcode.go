// Package qrcode has the endpoints for QR codes with a scene, for the rules that lead from them to mini programs, and for
// short keys.
package qrcode

import (
	"bytes"
	"image/jpeg"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/qrpicture"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Create, create),
		route.Handle(api.Show, show, route.Public),
		route.Handle(api.JumpAdd, setRule),
		route.Handle(api.JumpGet, listRules),
		route.Handle(api.JumpPublish, publishRule),
		route.Handle(api.JumpDelete, removeRule),
		route.Handle(api.ShortenGen, shorten),
		route.Handle(api.ShortenFetch, restore),
	}
}

// Limits of QR codes with a scene.
const (
	MaxSceneChars      = 64
	maxLimitScene      = 100_000
	defaultCodeSeconds = 60
	maxCodeSeconds     = 2_592_000 // 30 days
	maxTemporaryScene  = 1<<32 - 1
)

// scene is the scene of a QR code: a number, or a string if str is not "".
type scene struct {
	id  int64
	str string
}

func (s scene) text() string {
	if s.str != "" {
		return s.str
	}
	return strconv.FormatInt(s.id, 10)
}

// Code is a QR code with a scene.
type Code struct {
	Ticket string
	URL    string
	scene
	expires time.Time // zero for a permanent code
}

// Scene returns the scene as the account gets it in an event.
func (c *Code) Scene() string { return c.text() }

// ID returns the scene if it is a number, and 0 otherwise.
func (c *Code) ID() int64 { return c.id }

// Str returns the scene if it is a string, and "" otherwise.
func (c *Code) Str() string { return c.str }

// Permanent reports whether the code never expires.
func (c *Code) Permanent() bool { return c.expires.IsZero() }

// Expired reports whether the code has expired.
func (c *Code) Expired(now time.Time) bool { return !c.expires.IsZero() && !now.Before(c.expires) }

// qrcodes is the state of this area.
type qrcodes struct {
	temporary core.Recent[*Code] // by ticket
	permanent map[scene]*Code
	byTicket  map[string]*Code   // the permanent codes
	byScene   core.Recent[*Code] // the newest code of each scene, by the scene's text
	newest    []*Code            // the codes that were made last, oldest first
}

// How many codes are kept. The platform allows 100,000 permanent ones. Of the temporary ones, the oldest are dropped.
const (
	maxPermanent = 100_000
	maxTemporary = 10_000
	maxNewest    = 50
)

// Newest returns the codes that were made last, oldest first: 50 at most.
func Newest(tx *core.Tx) []*Code { return core.State[qrcodes](tx).newest }

// Find returns the code with that ticket, or nil.
func Find(tx *core.Tx, ticket string) *Code { return core.State[qrcodes](tx).find(ticket) }

func (s *qrcodes) find(ticket string) *Code {
	if c := s.byTicket[ticket]; c != nil {
		return c
	}
	return s.temporary.Get(ticket)
}

// ForScene returns a code of a scene that has not expired: the newest one, or the permanent one. If there is only an
// expired code, it returns that one. If there is no code at all, it makes a permanent one, as the account could in the
// console.
func ForScene(tx *core.Tx, text string) (*Code, error) {
	s := core.State[qrcodes](tx)
	newest := s.byScene.Get(text)
	if newest != nil && !newest.Expired(tx.Now()) {
		return newest, nil
	}
	for _, sc := range []scene{sceneOf(text), {str: text}} {
		if c := s.permanent[sc]; c != nil {
			return c, nil
		}
	}
	if newest != nil {
		return newest, nil
	}
	return s.add(tx, sceneOf(text), 0)
}

// sceneOf returns the scene with that text: a number if QR_LIMIT_SCENE allows it and its digits are exactly the text,
// otherwise a string as of QR_LIMIT_STR_SCENE.
func sceneOf(text string) scene {
	if n, err := strconv.ParseInt(
		text,
		10,
		64,
	); err == nil && 1 <= n && n <= maxLimitScene &&
		strconv.FormatInt(n, 10) == text {
		return scene{id: n}
	}
	return scene{str: text}
}

// add makes a code that expires after the given seconds. For 0 seconds it returns the permanent code of the scene, and
// makes it if there is none.
func (s *qrcodes) add(tx *core.Tx, sc scene, seconds int64) (*Code, error) {
	switch {
	case seconds > 0:
	case s.permanent[sc] != nil:
		return s.permanent[sc], nil
	case len(s.permanent) == maxPermanent:
		return nil, core.Refuse(endpoint.ErrInvalidActionInfo,
			"The account has 100,000 permanent codes, and may have no more.", "公众号已有 100,000 个永久二维码，不能再创建。")
	}
	c := &Code{scene: sc, Ticket: tx.IDs.Ticket(), URL: "http://weixin.qq.com/q/" + tx.IDs.Word(core.URLSafe[:62], 20)}
	if seconds > 0 {
		c.expires = tx.Now().Add(time.Duration(seconds) * time.Second)
		s.temporary.Put(c.Ticket, c, maxTemporary)
	} else {
		if s.permanent == nil || s.byTicket == nil {
			s.permanent, s.byTicket = map[scene]*Code{}, map[string]*Code{}
		}
		s.permanent[sc], s.byTicket[c.Ticket] = c, c
	}
	s.byScene.Put(c.text(), c, maxTemporary)
	if s.newest = append(s.newest, c); len(s.newest) > maxNewest {
		s.newest = slices.Clone(s.newest[1:])
	}
	tx.Changed()
	return c, nil
}

// create handles qrcode.create.
func create(tx *core.Tx, codes *qrcodes, in api.CreateIn) (api.Code, error) {
	s := scene{id: int64(in.ActionInfo.Scene.ID), str: in.ActionInfo.Scene.Str}
	seconds := int64(in.ExpireSeconds)
	switch in.ActionName {
	case api.Scene, api.StrScene:
		if seconds == 0 {
			seconds = defaultCodeSeconds
		}
		if seconds < 0 || seconds > maxCodeSeconds {
			return api.Code{}, core.Refuse(endpoint.ErrInvalidArgs,
				"expire_seconds is 1 to 2592000 (30 days).", "expire_seconds 须为 1 到 2592000（30 天）。")
		}
	case api.LimitScene, api.LimitStrScene:
		seconds = 0
	default:
		return api.Code{}, core.Refuse(endpoint.ErrInvalidActionName,
			"action_name is QR_SCENE, QR_STR_SCENE, QR_LIMIT_SCENE or QR_LIMIT_STR_SCENE.",
			"action_name 须为 QR_SCENE、QR_STR_SCENE、QR_LIMIT_SCENE 或 QR_LIMIT_STR_SCENE。")
	}
	switch in.ActionName {
	case api.Scene, api.LimitScene:
		limit := int64(maxTemporaryScene)
		if in.ActionName == api.LimitScene {
			limit = maxLimitScene
		}
		s.str = ""
		if s.id < 1 || s.id > limit {
			return api.Code{}, core.Refuse(endpoint.ErrInvalidActionInfo,
				"scene_id is a number from 1: up to 100000 for a permanent code, of 32 bits for a temporary one.",
				"scene_id 从 1 开始：永久二维码最大 100000，临时二维码为 32 位整数。")
		}
	default:
		s.id = 0
		if n := utf8.RuneCountInString(s.str); n < 1 || n > MaxSceneChars {
			return api.Code{}, core.Refuse(endpoint.ErrInvalidActionInfo,
				"scene_str has 1 to 64 characters.", "scene_str 长度须为 1 到 64 个字符。")
		}
	}
	c, err := codes.add(tx, s, seconds)
	if err != nil {
		return api.Code{}, err
	}
	return api.Code{Ticket: c.Ticket, ExpireSeconds: endpoint.Number(seconds), URL: c.URL}, nil
}

// pictureWidth is the width of the platform's pictures, in pixels.
const pictureWidth = 430

// show handles qrcode.showqrcode.
func show(tx *core.Tx, codes *qrcodes, in api.ShowIn) (*endpoint.Download, error) {
	c := codes.find(in.Ticket)
	if c == nil || c.Expired(tx.Now()) {
		return nil, &route.StatusError{Status: http.StatusNotFound, Problem: record.Problem{
			EN: "No QR code has this ticket, or it has expired.", ZH: "没有该 ticket 对应的二维码，或已过期。",
		}}
	}
	img, err := qrpicture.Draw(c.URL, pictureWidth)
	if err != nil {
		return nil, err
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, img, &jpeg.Options{Quality: 90}); err != nil {
		return nil, err
	}
	return &endpoint.Download{
		ContentType: "image/jpg", // the platform says jpg, not jpeg
		Size:        int64(picture.Len()),
		Body:        io.NopCloser(&picture),
	}, nil
}
