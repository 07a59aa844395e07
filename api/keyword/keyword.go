// Package keyword has the values that template messages and subscription notices carry. A template has keywords (关键词),
// such as "会议时间:{{time1.DATA}}", and a message gives each of them a value under its key:
//
//	data := keyword.Data{
//		"thing1":  keyword.Text("巧克力"),
//		"time2":   keyword.Time(order.At),
//		"amount3": keyword.Fen(3980),
//	}
//
// The areas template and subscribe send it. They refuse a value that breaks the rule of its key's [Type] before a call.
//
// The guide is [docs/accountday.md].
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md
package keyword

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Data has the values of a message by the keys of their keywords, such as "thing1".
type Data map[string]Value

// Value is the value of a keyword.
type Value struct {
	Value string `json:"value"`
	// Color is #RRGGBB. Only template messages take it, and WeChat has not shown it since May 2023.
	Color string `json:"color,omitempty"`
}

// Text is any text.
func Text(s string) Value { return Value{Value: s} }

// Number is a whole number, for [TypeNumber]. A number with decimals is a [Text].
func Number(n int64) Value { return Text(strconv.FormatInt(n, 10)) }

// Fen is an amount of money, given in fen, for [TypeAmount]: 3980 is ¥39.80. The rule allows no negative amount.
func Fen(n int64) Value {
	sign, rest := "", uint64(n) //nolint:gosec // the magnitude of a negative number follows
	if n < 0 {
		sign, rest = "-", -rest
	}
	return Text(fmt.Sprintf("%s¥%d.%02d", sign, rest/100, rest%100))
}

// minute is a time as keywords show it.
const minute = "2006年1月2日 15:04"

// Time is a time to the minute in [endpoint.China], for [TypeTime] and [TypeDate]: 2019年10月1日 15:01.
func Time(t time.Time) Value { return Text(t.In(endpoint.China).Format(minute)) }

// Period is the time from one minute to another, as [Time] writes them: 2019年10月1日 15:01~2019年10月1日 16:30.
func Period(from, to time.Time) Value { return Text(Time(from).Value + "~" + Time(to).Value) }

// Date is a day, for [TypeDate] and [TypeTime]: 2019年10月1日.
func Date(d endpoint.Date) Value { return Text(d.Start().Format("2006年1月2日")) }

// placeholder matches a keyword in the content of a template.
var placeholder = regexp.MustCompile(`\{\{\s*(\w+)\.DATA\s*\}\}`)

// Keys returns the keys of the keywords in the content of a template, in their order: "time1" for
// "会议时间:{{time1.DATA}}".
func Keys(content string) (keys []string) {
	for _, found := range placeholder.FindAllStringSubmatch(content, -1) {
		keys = append(keys, found[1])
	}
	return keys
}

// In returns the content of a template with the values in place of its keywords. A keyword without a value is left out.
func (d Data) In(content string) string {
	return placeholder.ReplaceAllStringFunc(content, func(found string) string {
		return d[placeholder.FindStringSubmatch(found)[1]].Value
	})
}
