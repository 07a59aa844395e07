package qrcode

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
)

// FieldError is an input beyond a limit of the platform, found before it was
// sent. errors.Is finds the code that the platform refuses it with.
type FieldError struct {
	Field   string        // the field's name on the wire, such as "scene_id"
	Problem string        // what is wrong with it
	Cure    string        // what to do about it
	Code    endpoint.Code // the platform's refusal
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("qrcode: %s %s: %s", e.Field, e.Problem, e.Cure)
}

// Unwrap returns the platform's refusal.
func (e *FieldError) Unwrap() error { return e.Code }

// Check reports the first field beyond the platform's limits, as a
// [*FieldError].
func (in CreateIn) Check() error {
	scene := in.ActionInfo.Scene
	switch in.ActionName {
	case Scene:
		return firstOf(in.checkLife(), scene.checkID(MaxScene))
	case StrScene:
		return firstOf(in.checkLife(), scene.checkStr())
	case LimitScene:
		return scene.checkID(MaxPermanentScene)
	case LimitStrScene:
		return scene.checkStr()
	}
	return refuse("action_name", "is unknown", "use one of the constants Scene, StrScene, LimitScene and LimitStrScene")
}

func (in CreateIn) checkLife() error {
	const longest = endpoint.Number(MaxLife / time.Second)
	if in.ExpireSeconds < 0 || in.ExpireSeconds > longest {
		return refuse("expire_seconds", fmt.Sprintf("is %d", in.ExpireSeconds),
			fmt.Sprintf("give 1 to %d seconds (30 days), or 0 for 60", longest))
	}
	return nil
}

func (s SceneInfo) checkID(highest endpoint.Number) error {
	if s.ID < 1 || s.ID > highest {
		return refuse("scene_id", fmt.Sprintf("is %d", s.ID), fmt.Sprintf("give 1 to %d", highest))
	}
	return nil
}

func (s SceneInfo) checkStr() error {
	if n := utf8.RuneCountInString(s.Str); n < 1 || n > MaxSceneLength {
		return refuse("scene_str", fmt.Sprintf("has %d characters", n), fmt.Sprintf("give 1 to %d", MaxSceneLength))
	}
	return nil
}

func refuse(field, problem, cure string) error {
	return &FieldError{Field: field, Problem: problem, Cure: cure, Code: endpoint.ErrInvalidActionInfo}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
