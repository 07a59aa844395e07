package main

import (
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo"
)

// refuseAccount fails if the environment has an account or an address of WeChat's API. The program would not use them,
// but who has set them up expects that it does, and a day has mass messages in it.
func refuseAccount(getenv func(string) string) error {
	var set []string
	for _, name := range []string{"WECHAT_APPID", "WECHAT_SECRET", wechatgo.EnvAPIBase} {
		if getenv(name) != "" {
			set = append(set, name)
		}
	}
	if len(set) == 0 {
		return nil
	}
	return fmt.Errorf(`nothing was sent: %[1]s is set, and this program works in its own sandbox alone.
The day publishes articles and sends mass messages, which cannot be taken back, and its followers exist only there.
Start it without the account:
未发送任何内容：环境变量中有 %[1]s，而本程序只在自带的沙箱中运行。
这一天会发布文章、群发消息，发出后无法收回；其中的粉丝也只存在于沙箱。请去掉账号后再运行：

	env -u %[2]s go run ./examples/accountday`, strings.Join(set, ", "), strings.Join(set, " -u "))
}
