package api_test

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

var update = flag.Bool("update", false, "write docs/api.md and docs/api.zh-CN.md")

// The pages that list the catalogue are generated from it.
func TestPagesAreCurrent(t *testing.T) {
	t.Parallel()
	for file, page := range map[string]catalogue{
		"../docs/api.md": {
			head: `# The API, endpoint by endpoint

[中文](api.zh-CN.md)

Every endpoint of the platform's API that this module has: its name, as in ` + "`wechatgo api`" + ` and in errors, its path, what it does, how often it may be called and by which accounts, and whether the sandbox has it. [Calling the API](calls.md) shows how to call it in Go; ` + "`wechatgo api`" + ` [calls it by its name](command.md) without a program.
Each name links to the platform's page. The page is made from the code by ` + "`go test ./api -update`" + `, and a test keeps it current.

- **Effect**: *read* changes nothing; *personal* reads about people; *write* changes or adds something; *send* reaches followers; *destroy* cannot be undone; *secret* returns credentials.
- **A day**: how often a new account may call it a day, and a test account; – is not documented. The account's console and base.quota_get have the figure in force.
- **Who may call**: ✓ yes, ✗ no (48001), (✓) and (✗) derived from documents or seen in practice, ▲ on application, ? unknown. The kinds of account, in this order: personal or not certified 公众号 (subscription account) · certified 公众号 · 服务号 (service account) not certified · certified 服务号 · 接口测试号 (test account).
- **Sandbox**: *stateful* does what the platform does; *sample* answers the documented response.
`,
			table:    "| endpoint | | title | effect | a day | who may call | sandbox |\n|---|---|---|---|---|---|---|\n",
			effects:  func(e endpoint.Effect) string { return e.String() },
			fidelity: map[string]string{"stateful": "stateful", "sample": "sample"},
			noLimit:  "no limit",
			replaced: " (superseded: use %s)", left: " (not in the platform's present documents)",
			leftOut: `
## Left out

These endpoints of the platform are not declared here, each group for its reason. A program that needs one of them [declares it](calls.md#an-endpoint-of-your-own);
a path that ends in a star stands for all paths below it that are not in the tables above.

`,
			group:  "- **%s**: %s %s\n",
			reason: func(l api.LeftOut) string { return l.Reason },
		},
		"../docs/api.zh-CN.md": {
			head: `# 接口目录

[English](api.md)

本模块支持的全部平台接口：名称（` + "`wechatgo api`" + ` 和错误信息使用）、路径、效果、额度、可调用的账号、沙箱是否支持。在 Go 中怎样调用见[调用平台 API](calls.zh-CN.md)，不写程序也可以用 ` + "`wechatgo api`" + ` [按名称调用](command.zh-CN.md)。每个接口名链接到平台的文档页面。

本页由 ` + "`go test ./api -update`" + ` 生成，并由测试保证与代码一致。

- **效果**：*读取* 不改变任何内容；*个人信息* 读取与人有关的信息；*写入* 修改或新增内容；*发送* 会触达粉丝；*不可恢复* 无法撤销；*密钥* 返回凭据。
- **每日**：新账号与测试号每天可调用的次数；– 表示文档没有说明。实际额度以后台和 base.quota_get 为准。
- **可调用的账号**：✓ 可以，✗ 不可以（48001），(✓) 和 (✗) 由文档推断或来自实践，▲ 需申请，? 未知。账号类型依次为：个人或未认证公众号 · 已认证公众号 · 未认证服务号 · 已认证服务号 · 接口测试号。
- **沙箱**：*有状态* 按平台规则执行；*示例* 返回文档中的示例应答。
`,
			table: "| 接口 | | 名称 | 效果 | 每日 | 可调用的账号 | 沙箱 |\n|---|---|---|---|---|---|---|\n",
			effects: func(e endpoint.Effect) string {
				return map[endpoint.Effect]string{
					endpoint.Read: "读取", endpoint.Personal: "个人信息", endpoint.Write: "写入",
					endpoint.Send: "发送", endpoint.Destroy: "不可恢复", endpoint.Secret: "密钥",
				}[e]
			},
			fidelity: map[string]string{"stateful": "有状态", "sample": "示例"},
			noLimit:  "不限",
			replaced: "（已被 %s 取代）", left: "（平台现行文档不再收录）",
			leftOut: `
## 未收录的接口

下列平台接口未在本模块中声明，各组原因如下。程序如需调用，可[自行声明](calls.zh-CN.md#自己声明接口)；以星号结尾的路径表示其下未列入上表的所有路径。

`,
			group:  "- **%s**：%s %s\n",
			reason: func(l api.LeftOut) string { return l.ReasonZH },
		},
	} {
		want := page.String()
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil { //nolint:gosec // a page of the documents
				t.Fatal(err)
			}
			continue
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%s is not what the catalogue says (%v): run go test ./api -update", file, err)
		}
	}
}

// catalogue makes the page of the catalogue in one language.
type catalogue struct {
	head, table    string
	effects        func(endpoint.Effect) string
	fidelity       map[string]string
	noLimit        string
	replaced, left string // what follows the title of an endpoint that the platform has given up
	leftOut        string // what stands above the list of what the catalogue leaves out
	group          string // a line of that list: the group, the reason, the paths
	reason         func(api.LeftOut) string
}

func (c catalogue) String() string {
	var b strings.Builder
	b.WriteString(c.head)
	last := ""
	fidelity := sandbox.Fidelities()
	for e := range api.All() {
		s := e.Describe()
		if area, _, _ := strings.Cut(s.Name, "."); area != last {
			fmt.Fprintf(&b, "\n## %s\n\n%s", area, c.table)
			last = area
		}
		title := s.Title
		switch {
		case s.Successor != "":
			title += fmt.Sprintf(c.replaced, s.Successor)
		case s.Deprecated:
			title += c.left
		}
		fmt.Fprintf(&b, "| [%s](%s) | `%s %s` | %s | %s | %s | %s | %s |\n",
			s.Name, s.Doc, s.Method, s.Path, title, c.effects(s.Effect), c.daily(s.Daily), access(s.Access), c.fidelity[fidelity[s.Name]])
	}
	b.WriteString(c.leftOut)
	for _, l := range api.Left() {
		fmt.Fprintf(&b, c.group, l.Group, c.reason(l), "`"+strings.Join(l.Paths, "` `")+"`")
	}
	return b.String()
}

func (c catalogue) daily(q endpoint.Quota) string {
	number := func(n int) string {
		switch n {
		case 0:
			return "–"
		case endpoint.Unlimited:
			return c.noLimit
		}
		text := strconv.Itoa(n)
		for i := len(text) - 3; i > 0; i -= 3 {
			text = text[:i] + "," + text[i:]
		}
		return text
	}
	return number(q.Normal) + " / " + number(q.Test)
}

func access(a endpoint.Access) string {
	var marks []string
	for _, kind := range endpoint.AccountKinds() {
		marks = append(marks, map[endpoint.Verdict]string{
			endpoint.Unknown: "?", endpoint.Yes: "✓", endpoint.No: "✗", endpoint.LikelyYes: "(✓)", endpoint.LikelyNo: "(✗)", endpoint.OnApplication: "▲",
		}[a.For(kind)])
	}
	return strings.Join(marks, " ")
}
