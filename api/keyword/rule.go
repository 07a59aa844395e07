package keyword

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// Type is the type of a keyword, which says what its value may be. The key of a keyword is its type and a number:
// "thing1", "character_string2". A value is never empty and has no line breaks or other control characters.
type Type string

// The types, with the rules of the platform's page about subscription notices. TypeConst is of template messages alone.
const (
	TypeThing           Type = "thing"            // at most 20 characters
	TypeNumber          Type = "number"           // at most 32 digits, which may have a decimal point
	TypeLetter          Type = "letter"           // at most 32 Latin letters
	TypeSymbol          Type = "symbol"           // at most 5 symbols
	TypeCharacterString Type = "character_string" // at most 32 digits, Latin letters and symbols
	// TypeTime is a time of 24 hours as 15:01 or 15:01:30, which may have a date, or two with ~ between. The documents'
	// own sample has a date alone, so that is accepted.
	TypeTime Type = "time"
	// TypeDate is a date as 2019年10月1日, 2019年10月 or 10月1日, or with -, / or . between the numbers. It may have a time,
	// and there may be two with ~ between.
	TypeDate Type = "date"
	// TypeAmount is at most 10 digits, which may have a currency symbol before, decimals, and 元 behind. Whether the
	// decimals count as digits is not said; they are not counted.
	TypeAmount      Type = "amount"
	TypePhoneNumber Type = "phone_number" // at most 17 digits and symbols
	TypeCarNumber   Type = "car_number"   // at most 8 letters and digits; the first and the last may be Chinese
	TypeName        Type = "name"         // at most 10 characters if one is Chinese, otherwise at most 20; no digits
	TypePhrase      Type = "phrase"       // at most 5 Chinese characters
	TypeEnum        Type = "enum"         // one of the values that gettemplate lists; which is not checked
	TypeEnumString  Type = "enum_string"  // the same
	TypeConst       Type = "const"        // at most 20 characters, of those that the platform has approved
)

// rule is what a value of a type may be.
type rule struct {
	en, zh string            // the rule in words
	size   size              // nil if only the form counts
	fits   func(string) bool // nil if any text fits
}

// size returns the size of a value, the largest that there may be, and what is counted.
type size func(value string) (n, most int, units string)

var rules = map[Type]rule{
	TypeThing: {"at most 20 characters", "20 个以内字符", characters(20), nil},
	TypeNumber: {
		"at most 32 digits, which may have a decimal point",
		"32 位以内数字，可带小数",
		digits(32),
		number.MatchString,
	},
	TypeLetter: {"at most 32 Latin letters", "32 位以内字母", characters(32), every(isLetter)},
	TypeSymbol: {"at most 5 symbols", "5 位以内符号", characters(5), every(isSymbol)},
	TypeCharacterString: {
		"at most 32 digits, Latin letters and symbols", "32 位以内数字、字母或符号",
		characters(32), every(unicode.IsDigit, isLetter, isSymbol),
	},
	TypeTime: {
		"a time of 24 hours such as 15:01 or 2019年10月1日 15:01, or two with ~ between",
		"24 小时制时间，可带年月日，例如 15:01 或 2019年10月1日 15:01；时间段用 ~ 连接",
		nil, isTime,
	},
	TypeDate: {
		"a date such as 2019年10月1日 or 2019-10-01, which may have a time, or two with ~ between",
		"年月日，可带 24 小时制时间，例如 2019年10月1日 或 2019-10-01；时间段用 ~ 连接",
		nil, isDate,
	},
	TypeAmount: {
		"at most 10 digits, which may have a currency symbol before, decimals, and 元 behind, such as ¥39.80",
		"1 个币种符号加 10 位以内纯数字，可带小数，结尾可带“元”，例如 ¥39.80",
		nil, amount.MatchString,
	},
	TypePhoneNumber: {
		"at most 17 digits and symbols", "17 位以内数字、符号",
		characters(17), every(unicode.IsDigit, isSymbol),
	},
	TypeCarNumber: {
		"at most 8 letters and digits, of which the first and the last may be Chinese",
		"8 位以内，第一位与最后一位可为汉字，其余为字母或数字",
		characters(8), carNumber.MatchString,
	},
	TypeName: {
		"at most 10 characters if one of them is Chinese, otherwise at most 20, and no digits",
		"10 个以内汉字，或 20 个以内字母或符号；中文和字母混合按中文名算；不能有数字",
		name, every(isHan, isLetter, isSymbol),
	},
	TypePhrase:     {"at most 5 Chinese characters", "5 个以内汉字", characters(5), every(isHan)},
	TypeEnum:       {"one of the template's values", "模板枚举值之一", nil, nil},
	TypeEnumString: {"one of the template's values", "模板枚举值之一", nil, nil},
	TypeConst:      {"at most 20 characters", "20 个以内字符", characters(20), nil},
}

// characters limits a value's characters.
func characters(most int) size {
	return func(value string) (int, int, string) { return utf8.RuneCountInString(value), most, "characters" }
}

// digits limits the digits of a value.
func digits(most int) size {
	return func(value string) (n, _ int, _ string) {
		for _, r := range value {
			if unicode.IsDigit(r) {
				n++
			}
		}
		return n, most, "digits"
	}
}

// name limits a name by whether it has a Chinese character.
func name(value string) (int, int, string) {
	if strings.ContainsFunc(value, isHan) {
		return characters(10)(value)
	}
	return characters(20)(value)
}

// every returns whether each character of a value is of one of the kinds.
func every(kinds ...func(rune) bool) func(string) bool {
	return func(value string) bool {
		return !strings.ContainsFunc(value, func(r rune) bool {
			return !slices.ContainsFunc(kinds, func(is func(rune) bool) bool { return is(r) })
		})
	}
}

func isHan(r rune) bool    { return unicode.Is(unicode.Han, r) }
func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// isSymbol reports whether r is neither Chinese, nor a letter, nor a digit, as the platform's page puts it.
func isSymbol(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

var (
	number    = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	amount    = regexp.MustCompile(`^\p{Sc}?[0-9]{1,10}(\.[0-9]+)?元?$`)
	carNumber = regexp.MustCompile(`^[\p{Han}A-Za-z0-9][A-Za-z0-9]*[\p{Han}A-Za-z0-9]?$`)
)

// moment matches a date, a time, or both. Its group date has the date.
var moment = regexp.MustCompile(`^(?:(?P<date>` + dates() + `)(?: ?` + clock + `)?|` + clock + `)$`)

const (
	clock = `(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?`
	year  = `[0-9]{4}`
	month = `(?:1[0-2]|0?[1-9])`
	day   = `(?:3[01]|[12][0-9]|0?[1-9])`
)

// dates returns the expression of a date in each of its forms: year, month and day, or two of them.
func dates() string {
	forms := []string{year + "年" + month + "月" + day + "日", year + "年" + month + "月", month + "月" + day + "日"}
	for _, s := range []string{"-", "/", `\.`} {
		forms = append(forms, year+s+month+s+day, year+s+month, month+s+day)
	}
	return strings.Join(forms, "|")
}

// isTime reports whether a value is a moment, or two.
func isTime(value string) bool {
	from, to, period := strings.Cut(value, "~")
	return moment.MatchString(from) && (!period || moment.MatchString(to))
}

// isDate reports whether a value is a moment, or two, of which the first has a date.
func isDate(value string) bool {
	from, _, _ := strings.Cut(value, "~")
	found := moment.FindStringSubmatch(from)
	return isTime(value) && found[moment.SubexpIndex("date")] != ""
}

// typed matches a key that has a type.
var typed = regexp.MustCompile(`^([a-z_]*[a-z])[0-9]+$`)

// TypeOf returns the type of a key, "" if the key has none that is known, as those of templates of the old library.
func TypeOf(key string) Type {
	found := typed.FindStringSubmatch(key)
	if found == nil {
		return ""
	}
	if _, known := rules[Type(found[1])]; !known {
		return ""
	}
	return Type(found[1])
}

// Rule returns what a value of the type may be, in English and Chinese, "" for a type that is not known.
func (t Type) Rule() (en, zh string) { return rules[t].en, rules[t].zh }

// check says what is wrong with a value, and the cure. The problem is "" for a value that is right, and for a type that
// is not known.
func (t Type) check(value string) (problem, cure string) {
	r, known := rules[t]
	switch {
	case !known:
		return "", ""
	case value == "":
		return "is empty", "give " + r.en
	case strings.ContainsFunc(value, unicode.IsControl):
		return "has a line break or another control character", "write it on one line"
	}
	if r.size != nil {
		if n, most, units := r.size(value); n > most {
			return fmt.Sprintf("has %d %s (%d bytes)", n, units, len(value)),
				fmt.Sprintf("give at most %d: %s is %s", most, t, r.en)
		}
	}
	if r.fits != nil && !r.fits(value) {
		return "does not fit its type " + string(t), "give " + r.en
	}
	return "", ""
}

// Check reports the first value, by the order of the keys, that breaks the rule of its type, as an
// [*endpoint.FieldError] of the area with the code [endpoint.ErrInvalidTemplateData] (47003). Only the values of the
// given types are looked at. A value is not shown, since it may be about a person.
func (d Data) Check(area field.In, types ...Type) error {
	for _, key := range slices.Sorted(maps.Keys(d)) {
		if name, suffixed := strings.CutSuffix(key, ".DATA"); suffixed {
			return area.Field("data."+key, "has the ending .DATA", "give the key as "+name).
				With(endpoint.ErrInvalidTemplateData)
		}
		t := TypeOf(key)
		if !slices.Contains(types, t) {
			continue
		}
		if problem, cure := t.check(d[key].Value); problem != "" {
			return area.Field("data."+key+".value", problem, cure).With(endpoint.ErrInvalidTemplateData)
		}
	}
	return nil
}
