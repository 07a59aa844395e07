package keyword_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

const area = field.In("subscribe")

func check(key, value string) error {
	return keyword.Data{key: keyword.Text(value)}.Check(area, keyword.TypeOf(key))
}

// The values of the platform's own pages, and values at the limits, are accepted.
func TestAccepted(t *testing.T) {
	t.Parallel()
	for key, values := range map[string][]string{
		"thing1":             {"广州腾讯科技有限公司", strings.Repeat("题", 20), "a-1 号!"},
		"number02":           {"1", "36.5", strings.Repeat("9", 32), strings.Repeat("9", 31) + ".9"},
		"letter3":            {"Abc", strings.Repeat("a", 32)},
		"symbol4":            {"+-*/!", "￥"},
		"character_string10": {strings.Repeat("a", 32), "No.2019-08/A"},
		"time5": {
			"15:01", "15:01:30", "2019年10月1日 15:01", "2019年8月8日", "9:00~17:00", "2021年10月21日 12:00:00",
			"2019年10月1日 15:01~2019年10月1日 16:30",
		},
		"date6": {
			"2019年10月1日", "2019年10月1日 15:01", "2016年8月8日", "2018-01-01", "2018/01/01", "2018.01.01", "2018-01", "01-01",
			"2018年1月", "1月1日", "2019-12-25 09:42", "2019-12-25~2019-12-26",
		},
		"amount7":       {"¥39.80", "39.8元", "￥100", "9999999999", "$9999999999.99元"},
		"phone_number8": {"+86-0766-66888866", "13800138000"},
		"car_number9":   {"粤A8Z888挂", "粤A8Z888", "A"},
		"name1":         {"广州腾讯科技有限公司", strings.Repeat("a", 20), "Anne-Marie O'Neil"},
		"phrase2":       {"配送中", "审核通过了"},
		"enum3":         {"客厅"},
		"enum_string2":  {"客厅"},
		"const1":        {strings.Repeat("常", 20)},
	} {
		for _, value := range values {
			if err := check(key, value); err != nil {
				t.Errorf("%q: %v", value, err)
			}
		}
	}
}

// What a value breaks is named with its size and with the cure.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, value, want string }{
		{"thing1", strings.Repeat("题", 21), "has 21 characters (63 bytes): give at most 20: thing is at most 20 characters"},
		{"thing1", "", "is empty: give at most 20 characters"},
		{"thing1", "a\nb", "has a line break or another control character: write it on one line"},
		{"const1", strings.Repeat("a", 21), "has 21 characters (21 bytes): give at most 20"},
		{"number1", strings.Repeat("1", 33), "has 33 digits (33 bytes): give at most 32"},
		{"number1", "-1", "does not fit its type number: give at most 32 digits"},
		{"number1", "1.", "does not fit"},
		{"number1", "1,000", "does not fit"},
		{"letter1", "a1", "does not fit its type letter: give at most 32 Latin letters"},
		{"letter1", strings.Repeat("a", 33), "has 33 characters"},
		{"symbol1", "a", "does not fit its type symbol"},
		{"symbol1", "++++++", "has 6 characters"},
		{"character_string1", "号1", "does not fit its type character_string"},
		{"character_string1", strings.Repeat("1", 33), "has 33 characters"},
		{"time1", "明天", "does not fit its type time: give a time of 24 hours such as 15:01"},
		{"time1", "24:00", "does not fit"},
		{"time1", "3:60", "does not fit"},
		{"time1", "9:00-17:00", "does not fit"},
		{"time1", "9:00~10:00~11:00", "does not fit"},
		{"time1", "2019年13月1日 15:01", "does not fit"},
		{"date1", "15:01", "does not fit its type date: give a date such as"},
		{"date1", "2019年10月32日", "does not fit"},
		{"date1", "2018-01/01", "does not fit"},
		{"date1", "2018-01-01~", "does not fit"},
		{"amount1", "12345678901", "does not fit its type amount: give at most 10 digits"},
		{"amount1", "-¥1.00", "does not fit"},
		{"amount1", "1,000.00", "does not fit"},
		{"amount1", "HK$1", "does not fit"},
		{"phone_number1", "123456789012345678", "has 18 characters"},
		{"phone_number1", "电话1", "does not fit its type phone_number"},
		{"car_number1", "粤A8Z8888挂", "has 9 characters"},
		{"car_number1", "A粤1", "does not fit its type car_number"},
		{"name1", strings.Repeat("名", 11), "has 11 characters (33 bytes): give at most 10"},
		{"name1", "名" + strings.Repeat("a", 10), "has 11 characters"},
		{"name1", strings.Repeat("a", 21), "has 21 characters (21 bytes): give at most 20"},
		{"name1", "用户1", "does not fit its type name"},
		{"phrase1", "配送中中中中", "has 6 characters (18 bytes): give at most 5"},
		{"phrase1", "OK", "does not fit its type phrase: give at most 5 Chinese characters"},
		{"enum1", "", "is empty"},
	} {
		err := check(c.key, c.value)
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !errors.Is(err, endpoint.ErrInvalidTemplateData) {
			t.Errorf("%s %q: %v, want a refusal with 47003", c.key, c.value, err)
			continue
		}
		if prefix := "subscribe: data." + c.key + ".value " + c.want; !strings.HasPrefix(err.Error(), prefix) {
			t.Errorf("%s %q:\n%v, want\n%s", c.key, c.value, err, prefix)
		}
		if c.value != "" && len(c.value) > 2 && strings.Contains(err.Error(), c.value) {
			t.Errorf("the error shows the value: %v", err)
		}
	}
}

func TestCheckOfSeveral(t *testing.T) {
	t.Parallel()
	long := keyword.Text(strings.Repeat("a", 50))
	d := keyword.Data{"thing3": long, "thing2": long, "first": long, "name": long, "name1": long, "future1": long}
	var refused *endpoint.FieldError
	if err := d.Check(area, keyword.TypeThing); !errors.As(err, &refused) || refused.Path != "data.thing2.value" {
		t.Errorf("%v, want the first key of the type", err)
	}
	if err := d.Check(area, keyword.TypeLetter); err != nil {
		t.Errorf("%v, want nothing about other types", err)
	}
	err := keyword.Data{"thing1.DATA": keyword.Text("a")}.Check(area)
	if err == nil || err.Error() != "subscribe: data.thing1.DATA has the ending .DATA: give the key as thing1" {
		t.Errorf("%v, want a word about the ending", err)
	}
}

func TestTypeOf(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]keyword.Type{
		"thing1": keyword.TypeThing, "number01": keyword.TypeNumber, "character_string12": keyword.TypeCharacterString,
		"enum_string2": keyword.TypeEnumString, "const3": keyword.TypeConst,
		"name": "", "keyword1": "", "first": "", "1": "", "": "", "Thing1": "", "thing_1": "",
	} {
		if got := keyword.TypeOf(key); got != want {
			t.Errorf("%q is of type %q, want %q", key, got, want)
		}
	}
	for _, known := range []keyword.Type{keyword.TypeThing, keyword.TypeTime, keyword.TypeEnum} {
		if en, zh := known.Rule(); en == "" || zh == "" {
			t.Errorf("%s has no rule", known)
		}
	}
	if en, zh := keyword.Type("future").Rule(); en != "" || zh != "" {
		t.Errorf("an unknown type has the rule %q, %q", en, zh)
	}
}

// Values of Go types have the form of the platform's examples, in China's time, and fit the types they are for.
func TestValues(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 10, 1, 7, 1, 30, 0, time.UTC)
	for _, c := range []struct {
		got  keyword.Value
		want string
		keys []string
	}{
		{keyword.Text("配送中"), "配送中", []string{"phrase1", "thing1"}},
		{keyword.Number(math.MaxInt64), "9223372036854775807", []string{"number1"}},
		{keyword.Fen(3980), "¥39.80", []string{"amount1"}},
		{keyword.Fen(5), "¥0.05", []string{"amount1"}},
		{keyword.Fen(999_999_999_999), "¥9999999999.99", []string{"amount1"}},
		{keyword.Fen(-5), "-¥0.05", nil},
		{keyword.Fen(math.MinInt64), "-¥92233720368547758.08", nil},
		{keyword.Time(at), "2019年10月1日 15:01", []string{"time1", "date1"}},
		{keyword.Period(at, at.Add(89*time.Minute)), "2019年10月1日 15:01~2019年10月1日 16:30", []string{"time1", "date1"}},
		{keyword.Date(endpoint.Date{Year: 2019, Month: 10, Day: 1}), "2019年10月1日", []string{"time1", "date1"}},
	} {
		if c.got.Value != c.want {
			t.Errorf("got %q, want %q", c.got.Value, c.want)
		}
		for _, key := range c.keys {
			if err := check(key, c.got.Value); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	const content = "会议时间:{{date2.DATA}}\n会议地点:{{ thing1.DATA }}\n{{remark.DATA}}"
	if diff := cmp.Diff([]string{"date2", "thing1", "remark"}, keyword.Keys(content)); diff != "" {
		t.Error(diff)
	}
	d := keyword.Data{"date2": keyword.Text("2016年8月8日"), "thing1": keyword.Text("{{date2.DATA}}")}
	if got, want := d.In(content), "会议时间:2016年8月8日\n会议地点:{{date2.DATA}}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if keys := slices.Concat(keyword.Keys("{{first}} {x.DATA}"), keyword.Keys("")); keys != nil {
		t.Errorf("found %v", keys)
	}
}
