package keyword_test

import (
	"context"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
)

// The values of a notice, as the user reads them.
func Example() {
	data := keyword.Data{
		"thing1":  keyword.Text("巧克力"),
		"time2":   keyword.Time(time.Date(2026, 12, 1, 2, 30, 0, 0, time.UTC)), // is written in China's time
		"amount3": keyword.Fen(3980),
	}
	for _, key := range keyword.Keys("商品:{{thing1.DATA}}\n时间:{{time2.DATA}}\n金额:{{amount3.DATA}}") {
		fmt.Println(key, data[key].Value)
	}
	// Output:
	// thing1 巧克力
	// time2 2026年12月1日 10:30
	// amount3 ¥39.80
}

// A value that breaks the rule of its key is refused before a call.
func ExampleType() {
	service := template.New(&endpoint.Client{})
	_, err := service.Send(context.Background(), "oAlice", template.Message{
		TemplateID: "T1", Data: keyword.Data{"phone_number1": keyword.Text("call us")},
	})
	fmt.Println(err)
	// Output: template: data.phone_number1.value does not fit its type phone_number: give at most 17 digits and symbols
}
