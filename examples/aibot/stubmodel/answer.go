package stubmodel

import (
	"fmt"
	"slices"
	"strings"
)

// Word asks for a special answer, wherever it stands in the user's message between white space. Several go together,
// such as "slow long".
type Word struct {
	EN, ZH string // the word
	// What is said about it, in both languages.
	AboutEN, AboutZH string
}

// Words returns the words that the model knows.
func Words() []Word { return slices.Clone(words) }

var words = []Word{
	{"long", "长", "a long answer, which comes in parts", "很长的回答，分几条发出"},
	{"slow", "慢", "the model thinks for 20 seconds before it answers", "模型想 20 秒才回答"},
	{"markdown", "格式", "headings, a list, a table, code and a link", "标题、列表、表格、代码和链接"},
	{
		"thinking",
		"思考",
		"the answer begins with the model's thoughts, which the user should not see",
		"回答前带有模型的思考过程，用户不应看到",
	},
	{"broken", "断开", "the connection breaks in the middle", "回答到一半连接断开"},
	{"error", "错误", "the model fails with HTTP 500", "模型返回 HTTP 500"},
	{"empty", "空", "the answer has no text", "回答没有内容"},
	{"filtered", "过滤", "the endpoint's filter stops the answer", "回答被内容过滤拦截"},
}

// answer is what the model says.
type answer struct {
	question string
	text     string
	finish   string   // finish_reason
	words    []string // the English words that the question has
}

func (a *answer) has(word string) bool { return slices.Contains(a.words, word) }

// answerTo answers the last of the user's questions.
func answerTo(questions []string) answer {
	last := len(questions) - 1
	a := answer{question: questions[last], finish: "stop"}
	for field := range strings.FieldsSeq(strings.ToLower(a.question)) {
		for _, w := range words {
			if field == w.EN || field == w.ZH {
				a.words = append(a.words, w.EN)
			}
		}
	}
	switch {
	case a.has("empty"):
	case a.has("filtered"):
		a.finish = "content_filter"
	case a.has("long"):
		a.text = long
	case a.has("markdown"):
		a.text = marked
	default:
		a.text = fmt.Sprintf("这是第 %d 个问题：%s\n\nThis is question %[1]d: %[2]s", len(questions), a.question)
		if last > 0 {
			a.text += fmt.Sprintf("\n\n上一个问题是：%s\n\nThe question before it: %[1]s", questions[last-1])
		}
	}
	if a.has("thinking") {
		a.text = "<think>\nThe user asks something.\n\nI should answer it.\n</think>\n\n" + a.text
	}
	return a
}

// long has some 4,900 bytes in fifteen paragraphs.
var long = func() string {
	var b strings.Builder
	for i := range 15 {
		fmt.Fprintf(&b, "**第 %d 点。**", i+1)
		b.WriteString("茉莉花喜欢阳光，也喜欢湿润的土壤；夏天要勤浇水，冬天要少浇水。")
		b.WriteString("春天修剪枝条，把过密和枯弱的枝条剪去，花会开得更多。")
		b.WriteString("每两个星期施一次薄肥，花期前多施磷肥，花谢以后就停下来。")
		b.WriteString("Jasmine likes the sun and soil that does not dry out.\n\n")
	}
	return strings.TrimSpace(b.String())
}()

const marked = `# 茉莉花 Jasmine

1. **浇水：**见干见湿，参见[手册](https://example.com/jasmine)。
2. **光照：**每天 ` + "`6`" + ` 小时。

| 季节 | 浇水 |
|------|------|
| 夏 | 每天 |
| 冬 | 每周 |

` + "```go" + `
water()

wait()
` + "```" + `

*Done.*`
