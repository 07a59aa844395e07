package subscribe

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

const refuse = field.In("subscribe")

// types are the types of the keywords of notices.
var types = []keyword.Type{
	keyword.TypeThing, keyword.TypeNumber, keyword.TypeLetter, keyword.TypeSymbol, keyword.TypeCharacterString,
	keyword.TypeTime, keyword.TypeDate, keyword.TypeAmount, keyword.TypePhoneNumber, keyword.TypeCarNumber,
	keyword.TypeName, keyword.TypePhrase, keyword.TypeEnum, keyword.TypeEnumString,
}

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError] with the platform's code. The
// values must follow the rules of their keys' types (otherwise 47003).
func (m Message) Check() error {
	switch {
	case m.TemplateID == "":
		return refuse.Empty("template_id", "copy it from the console, or add one with Add").
			With(endpoint.ErrInvalidTemplateID)
	case len(m.Data) == 0:
		return refuse.Empty("data", "give a value for each keyword of the template").
			With(endpoint.ErrInvalidTemplateData)
	case m.MiniProgram != nil && (m.MiniProgram.AppID == "" || m.MiniProgram.PagePath == ""):
		return refuse.Field("miniprogram", "lacks its appid or its pagepath", "give both, or none")
	}
	return m.Data.Check(refuse, types...)
}

// Check refuses a page of titles without categories, or of another size than the platform allows, as an
// [*endpoint.FieldError] with the platform's code.
func (in TitlesIn) Check() error {
	switch {
	case in.Categories == "":
		return refuse.Empty("ids", "give the IDs of categories of the account: see Categories").
			With(endpoint.ErrSubscriptionCategoryMissing)
	case in.Start < 0:
		return refuse.Field("start", fmt.Sprintf("is %d", in.Start), "count from 0").
			With(endpoint.ErrSubscriptionStart)
	case in.Limit < 1 || in.Limit > MaxTitles:
		return refuse.Field("limit", fmt.Sprintf("is %d", in.Limit), fmt.Sprintf("give 1 to %d", MaxTitles)).
			With(endpoint.ErrSubscriptionLimit)
	}
	return nil
}

// The tids of the new one-time templates, whose keywords are fixed.
const firstFixed, lastFixed = 10_000_001, 19_999_999

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError] with the platform's code.
func (in AddIn) Check() error {
	tid, err := strconv.Atoi(in.TID)
	fixed := tid >= firstFixed && tid <= lastFixed
	switch n := len(in.Keywords); {
	case err != nil || tid < 1:
		return refuse.Field("tid", fmt.Sprintf("is %q", in.TID), "take it from Titles").
			With(endpoint.ErrSubscriptionTemplateTID)
	case fixed && n > 0:
		return refuse.Field("kidList", fmt.Sprintf("has %d keywords", n), "give none: those of this template are fixed").
			With(endpoint.ErrSubscriptionKeywords)
	case !fixed && (n < MinKeywords || n > MaxKeywords):
		return refuse.Amount("kidList", n, MinKeywords, MaxKeywords, "keywords").With(endpoint.ErrSubscriptionKeywords)
	}
	if n := utf8.RuneCountInString(in.SceneDesc); n > MaxSceneDesc {
		return refuse.Field(
			"sceneDesc",
			fmt.Sprintf("has %d characters (%d bytes)", n, len(in.SceneDesc)),
			fmt.Sprintf("give at most %d characters", MaxSceneDesc),
		).With(endpoint.ErrSubscriptionSceneDesc)
	}
	return nil
}
