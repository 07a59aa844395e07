package agent

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/mass"
)

// A message to many shows how many, and what it says.
func TestQuestionToMany(t *testing.T) {
	t.Parallel()
	body := `{"touser":["u"` + strings.Repeat(`,"u"`, 9999) + `],"msgtype":"text","text":{"content":"hello"}}`
	q := deed{endpoint: mass.Send, body: []byte(body)}.question()
	for _, want := range []string{`touser: "10000 items, of which the first 5 are shown"`, `touser[4]: "u"`, `text.content: "hello"`} {
		if !strings.Contains(q, want) {
			t.Errorf("the question lacks %q:\n%s", want, q)
		}
	}
}

// No filling hides whom a call is for.
func TestQuestionShowsTheTarget(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString("{")
	for i := range 100 {
		fmt.Fprintf(&body, `"a%02d":"x",`, i)
	}
	body.WriteString(`"text":{"content":"` + strings.Repeat("长", 1000) + `"},"touser":["openid-1","openid-2"]}`)
	q := deed{endpoint: mass.Send, account: "wx", method: "POST", address: "http://a/", body: []byte(body.String())}.question()
	for _, want := range []string{`touser[0]: "openid-1"`, `touser[1]: "openid-2"`, `a00: "x"`, "and 83 more fields, which are not shown here"} {
		if !strings.Contains(q, want) {
			t.Errorf("the question lacks %q:\n%s", want, q)
		}
	}
	if n := len([]rune(q)); n > 1500 {
		t.Errorf("the question has %d characters", n)
	}
	long := deed{endpoint: mass.Send, body: []byte(`{"text":{"content":"` + strings.Repeat("长", 1000) + `"}}`)}.question()
	if !strings.Contains(long, "… and 700 more characters") {
		t.Errorf("the question: %s", long)
	}
	// A text that plays with directions or colours is escaped.
	odd := deed{endpoint: mass.Send, body: []byte(`{"touser":"a\u202eb\u0007"}`)}.question()
	if !strings.Contains(odd, `touser: "a\u202eb\a"`) {
		t.Errorf("the question: %s", odd)
	}
}
