package qrcode

import (
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Action is the kind of a code.
type Action string

// The kinds of code.
const (
	Scene         Action = "QR_SCENE"           // temporary, by number
	StrScene      Action = "QR_STR_SCENE"       // temporary, by string
	LimitScene    Action = "QR_LIMIT_SCENE"     // permanent, by number
	LimitStrScene Action = "QR_LIMIT_STR_SCENE" // permanent, by string
)

// CreateIn is the input of [Create].
type CreateIn struct {
	// ExpireSeconds is a temporary code's life; the platform chooses if it is 0, see [Service.Temporary].
	ExpireSeconds endpoint.Number `json:"expire_seconds,omitempty"`
	ActionName    Action          `json:"action_name"`
	ActionInfo    ActionInfo      `json:"action_info"`
}

// ActionInfo holds the scene.
type ActionInfo struct {
	Scene SceneInfo `json:"scene"`
}

// SceneInfo is the scene that the callback gets when the code is scanned: a number or a string. callback.Mux.Scene routes
// one scene, a handler of message.SceneEvent all of them.
type SceneInfo struct {
	ID  endpoint.Number `json:"scene_id,omitempty"` // from 1 to [MaxScene], of a permanent code to [MaxPermanentScene]
	Str string          `json:"scene_str,omitempty"`
}

// Code is a QR code.
type Code struct {
	// Ticket identifies the picture: see [Service.Picture] and [PictureURL].
	Ticket string `json:"ticket"`
	// ExpireSeconds is the life in seconds, 0 for a permanent code.
	ExpireSeconds endpoint.Number `json:"expire_seconds,omitempty"`
	// URL is the content of the code, for programs that draw the picture themselves.
	URL string `json:"url"`
}

// Life returns the code's life; 0 means that it does not expire.
func (c Code) Life() time.Duration { return time.Duration(c.ExpireSeconds) * time.Second }

// ShowIn is the input of [Show].
type ShowIn struct {
	Ticket string `query:"ticket"`
}
