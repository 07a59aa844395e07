package poi

import (
	"fmt"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about a store that exceeds a limit of the platform.
const refuse = field.In("poi")

// Limits of the platform, in characters unless the name says something else.
const (
	MaxNameWidth    = 30 // a letter counts 1, a Chinese character 2
	MaxBranch       = 10
	MaxProvince     = 10
	MaxCity         = 30
	MaxDistrict     = 10
	MaxTelephone    = 53
	MaxPhotos       = 20
	MaxRecommend    = 200
	MaxSpecial      = 200
	MaxIntroduction = 300
)

// path is where the platform has a store's fields.
const path = "business.base_info."

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError].
func (in AddIn) Check() error {
	s := in.Business.BaseInfo
	if n := width(s.Name); n < 1 || n > MaxNameWidth {
		return refuse.Field(path+"business_name",
			fmt.Sprintf("has the width %d, where a Chinese character counts 2", n),
			fmt.Sprintf("give 1 to %d", MaxNameWidth))
	}
	return field.First(
		checkLength("branch_name", s.Branch, MaxBranch),
		checkLength("province", s.Province, MaxProvince),
		checkLength("city", s.City, MaxCity),
		checkLength("district", s.District, MaxDistrict),
		s.check(),
	)
}

// Check reports the first field beyond the platform's limits, as [AddIn.Check] does.
func (in UpdateIn) Check() error { return in.Business.BaseInfo.check() }

func (d Details) check() error {
	if n := len(d.Photos); n > MaxPhotos {
		return refuse.Amount(path+"photo_list", n, 0, MaxPhotos, "pictures")
	}
	return field.First(
		checkLength("telephone", d.Telephone, MaxTelephone),
		checkLength("recommend", d.Recommend, MaxRecommend),
		checkLength("special", d.Special, MaxSpecial),
		checkLength("introduction", d.Introduction, MaxIntroduction),
	)
}

func checkLength(name, text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return refuse.Amount(path+name, n, 0, most, "characters")
	}
	return nil
}

// width counts a letter as 1 and any character beyond ASCII as 2, as the platform's page counts a name.
func width(text string) (n int) {
	for _, r := range text {
		n++
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}
