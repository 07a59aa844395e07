package api_test

import (
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/api"
)

// The endpoints of an area, with what each does and what the platform calls it.
func ExampleAll() {
	for e := range api.All() {
		spec := e.Describe()
		if strings.HasPrefix(spec.Name, "autoreply.") || strings.HasPrefix(spec.Name, "ticket.") {
			fmt.Println(spec.Name, spec.Method, spec.Path, spec.Title, spec.Effect)
		}
	}
	// Output:
	// autoreply.get_current_autoreply_info GET /cgi-bin/get_current_autoreply_info 获取自动回复规则 read
	// ticket.getticket GET /cgi-bin/ticket/getticket 获取sdk临时票据 secret
}
