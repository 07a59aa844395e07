package kf

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about a value that the platform would refuse.
const refuse = field.In("kf")

// Limits of the platform.
const (
	MaxPrefix      = 10      // characters of a kf_account before the @
	MaxSuffix      = 30      // characters of a kf_account behind the @
	MaxNickname    = 16      // characters
	MaxAvatarBytes = 5 << 20 // bytes
)

// prefix is what stands before the @ of a kf_account, apart from its length.
var prefix = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// Check refuses a name or a nickname that the platform would refuse, with an [*endpoint.FieldError] in which errors.Is
// finds the platform's code.
func (in AddAccountIn) Check() error {
	return field.First(checkNewName(in.KfAccount), checkNickname(in.Nickname))
}

// Check refuses a nickname that the platform would refuse, as [AddAccountIn.Check] does, and a name that is not
// prefix@account.
func (in UpdateAccountIn) Check() error {
	return field.First(checkFullName(in.KfAccount), checkNickname(in.Nickname))
}

// Check refuses an empty WeChat ID, and a name that is not prefix@account, with an [*endpoint.FieldError].
func (in InviteIn) Check() error {
	if in.WeChatID == "" {
		return refuse.Empty("invite_wx", "give the WeChat ID (微信号) of the user").With(endpoint.ErrKFInvalidWeChatID)
	}
	return checkFullName(in.KfAccount)
}

// Check refuses a file that is missing, empty or larger than 5 MB, and a name that is not prefix@account, with an
// [*endpoint.FieldError]. It measures only a file whose size is known without reading it.
func (in UploadAvatarIn) Check() error {
	if err := checkFullName(in.KfAccount); err != nil {
		return err
	}
	return in.Media.Check(refuse, "media", MaxAvatarBytes, endpoint.ErrInvalidImageSize)
}

// checkNewName refuses a kf_account that cannot be made.
func checkNewName(name string) error {
	before, after, _ := strings.Cut(name, "@")
	n, m := utf8.RuneCountInString(before), utf8.RuneCountInString(after)
	switch {
	case !isFullName(name):
		return notFullName(name).With(endpoint.ErrKFIllegalAccount)
	case !prefix.MatchString(before):
		return refuse.Field("kf_account", fmt.Sprintf("begins with %q", before),
			"use letters, digits and underscores before the @").With(endpoint.ErrKFIllegalAccount)
	case n > MaxPrefix:
		return refuse.Field("kf_account", fmt.Sprintf("has %d characters before the @", n),
			fmt.Sprintf("give at most %d", MaxPrefix)).With(endpoint.ErrKFIllegalAccount)
	case m > MaxSuffix:
		return refuse.Field("kf_account", fmt.Sprintf("has %d characters behind the @", m),
			fmt.Sprintf("give at most %d: the account's WeChat ID (公众号微信号)", MaxSuffix)).
			With(endpoint.ErrKFIllegalAccount)
	}
	return nil
}

// checkFullName refuses what is no kf_account, such as the prefix alone. It does not check the parts, since an account
// that exists may have been made by other rules.
func checkFullName(name string) error {
	if !isFullName(name) {
		return notFullName(name).With(endpoint.ErrKFInvalidAccount)
	}
	return nil
}

func isFullName(name string) bool {
	before, after, _ := strings.Cut(name, "@")
	return before != "" && after != "" && !strings.Contains(after, "@")
}

func notFullName(name string) *field.Error {
	return refuse.Field("kf_account", fmt.Sprintf("is %q", name), "write prefix@account, such as test1@kftest")
}

func checkNickname(nickname string) error {
	if n := utf8.RuneCountInString(nickname); n < 1 || n > MaxNickname {
		return refuse.Amount("nickname", n, 1, MaxNickname, "characters").With(endpoint.ErrKFInvalidNickname)
	}
	return nil
}

func checkRange(in RecordsIn) error {
	switch {
	case in.StartTime.IsZero():
		return refuse.Empty("starttime", "give the time of the first record").With(endpoint.ErrKFInvalidParameter)
	case in.EndTime.IsZero():
		return refuse.Empty("endtime", "give the time of the last record").With(endpoint.ErrKFInvalidParameter)
	case in.EndTime.Before(in.StartTime.Time):
		return refuse.Field("endtime", "is before starttime", "give the earlier time first").
			With(endpoint.ErrKFInvalidParameter)
	}
	return nil
}
