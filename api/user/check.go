package user

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that exceeds a limit of the platform.
const refuse = field.In("user")

// Limits of the platform.
const (
	// MaxTagName is the longest name of a tag, in characters. The text of the code 45158 speaks of 30 bytes instead, so
	// that a name of more than 10 Chinese characters may be refused.
	MaxTagName = 30
	// MaxTagsOnUser is how many tags a follower may have.
	MaxTagsOnUser = 20
	// MaxRemarkBytes is the longest remark, in bytes: the platform's page asks for less than 30. (An older page asked
	// for less than 30 characters.)
	MaxRemarkBytes = 29
)

// lastReserved is the last of the tags 0 to 2, which belong to the platform.
const lastReserved = 2

// reservedNames are the names of the tags 0 to 2 as the old groups have them. The name of a tag must not be that of
// another one.
var reservedNames = []string{"未分组", "黑名单", "星标组"}

// Check refuses a name that is empty, too long, or that of a tag of the platform, with an [*endpoint.FieldError].
// errors.Is finds the code of the refusal: [endpoint.ErrInvalidTagName] or [endpoint.ErrTagNameTooLong].
func (in CreateTagIn) Check() error { return checkTagName(in.Tag.Name) }

// Check refuses a name as [CreateTagIn.Check] does, and a tag of the platform: [endpoint.ErrSystemTag].
func (in UpdateTagIn) Check() error {
	return field.First(checkTagID(in.Tag.ID), checkTagName(in.Tag.Name))
}

// Check refuses a tag of the platform, with an [*endpoint.FieldError] in which errors.Is finds
// [endpoint.ErrSystemTag].
func (in DeleteTagIn) Check() error { return checkTagID(in.Tag.ID) }

// Check refuses a remark that is too long, with an [*endpoint.FieldError]. errors.Is finds
// [endpoint.ErrInvalidRemark], the only code for a remark in the documents.
func (in UpdateRemarkIn) Check() error {
	if n := len(in.Remark); n > MaxRemarkBytes {
		return refuse.Field("remark", fmt.Sprintf("has %d bytes", n),
			fmt.Sprintf("give at most %d: %d Chinese characters", MaxRemarkBytes, MaxRemarkBytes/len("汉"))).
			With(endpoint.ErrInvalidRemark)
	}
	return nil
}

func checkTagName(name string) error {
	n := utf8.RuneCountInString(name)
	switch {
	case n == 0:
		return refuse.Empty("tag.name", fmt.Sprintf("give 1 to %d characters", MaxTagName)).
			With(endpoint.ErrInvalidTagName)
	case n > MaxTagName:
		return refuse.Amount("tag.name", n, 1, MaxTagName, "characters").With(endpoint.ErrTagNameTooLong)
	case slices.Contains(reservedNames, name):
		return refuse.Field("tag.name", fmt.Sprintf("is %s, the name of a tag of the platform", name), "choose another").
			With(endpoint.ErrInvalidTagName)
	}
	return nil
}

func checkTagID(id endpoint.Number) error {
	if id <= lastReserved {
		return refuse.Field("tag.id", fmt.Sprintf("is %d", id), "give a tag of the account: 0, 1 and 2 are the platform's").
			With(endpoint.ErrSystemTag)
	}
	return nil
}
