package qrcode

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that exceeds a limit of the platform.
const refuse = field.In("qrcode")

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError] with the code
// [endpoint.ErrInvalidActionInfo].
func (in CreateIn) Check() error {
	scene := in.ActionInfo.Scene
	switch in.ActionName {
	case Scene:
		return field.First(in.checkLife(), scene.checkID(MaxScene))
	case StrScene:
		return field.First(in.checkLife(), scene.checkStr())
	case LimitScene:
		return scene.checkID(MaxPermanentScene)
	case LimitStrScene:
		return scene.checkStr()
	}
	return refuse.Field("action_name", "is unknown", "use one of the constants Scene, StrScene, LimitScene and LimitStrScene").
		With(endpoint.ErrInvalidActionInfo)
}

func (in CreateIn) checkLife() error {
	const longest = endpoint.Number(MaxLife / time.Second)
	if in.ExpireSeconds < 0 || in.ExpireSeconds > longest {
		return refuse.Field("expire_seconds", fmt.Sprintf("is %d", in.ExpireSeconds),
			fmt.Sprintf("give 1 to %d seconds (30 days), or 0 for 60", longest)).With(endpoint.ErrInvalidActionInfo)
	}
	return nil
}

func (s SceneInfo) checkID(highest endpoint.Number) error {
	if s.ID < 1 || s.ID > highest {
		return refuse.Field("scene_id", fmt.Sprintf("is %d", s.ID), fmt.Sprintf("give 1 to %d", highest)).
			With(endpoint.ErrInvalidActionInfo)
	}
	return nil
}

func (s SceneInfo) checkStr() error {
	if n := utf8.RuneCountInString(s.Str); n < 1 || n > MaxSceneLength {
		return refuse.Amount("scene_str", n, 1, MaxSceneLength, "characters").With(endpoint.ErrInvalidActionInfo)
	}
	return nil
}
