package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"rsc.io/qr"

	api "github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of QR codes with a scene.
const (
	maxSceneChars      = 64
	maxLimitScene      = 100_000
	defaultCodeSeconds = 60
	maxCodeSeconds     = 2_592_000 // 30 days
	maxTemporaryScene  = 1<<32 - 1
)

// qrScene is a number or a string.
type qrScene struct {
	id  int64
	str string
}

func (s qrScene) scene() string {
	if s.str != "" {
		return s.str
	}
	return strconv.FormatInt(s.id, 10)
}

// sceneCode is a QR code with a scene.
type sceneCode struct {
	qrScene
	ticket  string
	url     string
	expires time.Time // zero for a permanent one
}

func (c *sceneCode) expired(now time.Time) bool { return !c.expires.IsZero() && !now.Before(c.expires) }

// qrcodes are the account's codes.
type qrcodes struct {
	list     []*sceneCode
	byTicket map[string]*sceneCode
}

func newQRCodes() qrcodes { return qrcodes{byTicket: map[string]*sceneCode{}} }

// forScene returns the newest code of a scene, one that works if there is one,
// or nil.
func (c *qrcodes) forScene(scene string, now time.Time) *sceneCode {
	var found *sceneCode
	for _, code := range c.list {
		if code.scene() == scene && (found == nil || found.expired(now) || !code.expired(now)) {
			found = code
		}
	}
	return found
}

// addQRCode makes a code; 0 seconds is a permanent one. A permanent code that
// exists is returned as it is.
func (w *world) addQRCode(s qrScene, seconds int64) *sceneCode {
	if seconds == 0 {
		for _, c := range w.codes.list {
			if c.qrScene == s && c.expires.IsZero() {
				return c
			}
		}
	}
	c := &sceneCode{qrScene: s, ticket: w.ids.ticket(), url: "http://weixin.qq.com/q/" + w.ids.word(urlSafe[:62], 20)}
	if seconds > 0 {
		c.expires = w.now().Add(time.Duration(seconds) * time.Second)
	}
	w.codes.list = append(w.codes.list, c)
	w.codes.byTicket[c.ticket] = c
	w.p.hub.publish("state", nil)
	return c
}

// createQRCode is qrcode.create.
func (w *world) createQRCode(in api.CreateIn) (api.Code, error) {
	s := qrScene{id: int64(in.ActionInfo.Scene.ID), str: in.ActionInfo.Scene.Str}
	seconds := int64(in.ExpireSeconds)
	switch in.ActionName {
	case api.Scene, api.StrScene:
		if seconds == 0 {
			seconds = defaultCodeSeconds
		}
		if seconds < 0 || seconds > maxCodeSeconds {
			return api.Code{}, refuse(endpoint.ErrInvalidArgs,
				"expire_seconds is 1 to 2592000 (30 days).", "expire_seconds 须为 1 到 2592000（30 天）。")
		}
	case api.LimitScene, api.LimitStrScene:
		seconds = 0
	default:
		return api.Code{}, refuse(endpoint.ErrInvalidActionInfo,
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
			return api.Code{}, refuse(endpoint.ErrInvalidActionInfo,
				"scene_id is a number from 1: up to 100000 for a permanent code, of 32 bits for a temporary one.",
				"scene_id 从 1 开始：永久二维码最大 100000，临时二维码为 32 位整数。")
		}
	default:
		s.id = 0
		if n := utf8.RuneCountInString(s.str); n < 1 || n > maxSceneChars {
			return api.Code{}, refuse(endpoint.ErrInvalidActionInfo,
				"scene_str has 1 to 64 characters.", "scene_str 长度须为 1 到 64 个字符。")
		}
	}
	c := w.addQRCode(s, seconds)
	return api.Code{Ticket: c.ticket, ExpireSeconds: endpoint.Number(seconds), URL: c.url}, nil
}

// errNotFound is an answer of HTTP 404 without a body.
type errNotFound struct{}

func (errNotFound) Error() string { return "not found" }

// showQRCode is qrcode.showqrcode.
func (w *world) showQRCode(in api.ShowIn) (*endpoint.Download, error) {
	c := w.codes.byTicket[in.Ticket]
	if c == nil || c.expired(w.now()) {
		return nil, errNotFound{}
	}
	picture, err := qrPicture(c.url)
	if err != nil {
		return nil, err
	}
	return &endpoint.Download{
		ContentType: "image/jpg", // sic
		Size:        int64(len(picture)),
		Body:        io.NopCloser(bytes.NewReader(picture)),
	}, nil
}

// qrPicture draws text as a QR code, 430 pixels wide as the platform's, or a
// little more.
func qrPicture(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	const quiet, width = 4, 430 // modules, pixels
	modules := code.Size + 2*quiet
	scale := (width + modules - 1) / modules
	img := image.NewGray(image.Rect(0, 0, modules*scale, modules*scale))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if !code.Black(x/scale-quiet, y/scale-quiet) {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 90})
	return b.Bytes(), err
}
