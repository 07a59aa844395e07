package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
)

// An edited push is a message of its own: the program gets the XML as it was written, and the phone shows the answer.
func TestPushEdited(t *testing.T) {
	t.Parallel()
	p, a, alice := startEcho(t)
	alice.Send("x")
	path := fmt.Sprintf("/_sandbox/exchanges/%d/push", lastID(p))
	c := control{t, p}
	seen := a.received()
	plain := seen[len(seen)-1].Plain
	edit := func(from, to string, fresh bool) (status int, pushed string, exchange map[string]any) {
		t.Helper()
		body := fmt.Sprintf(`{"xml":%q,"fresh":%v}`, strings.Replace(plain, from, to, 1), fresh)
		status, out := c.do("POST", path, body)
		exchange, _ = out["exchange"].(map[string]any)
		seen := a.received()
		return status, seen[len(seen)-1].Plain, exchange
	}

	same := strings.Replace(plain, "<![CDATA[x]]>", "<![CDATA[y]]><!-- kept -->", 1)
	if status, pushed, x := edit("<![CDATA[x]]>", "<![CDATA[y]]><!-- kept -->", false); status != 200 || pushed != same || x["outcome"] != "replied" || x["title"] != "text y" {
		t.Errorf("HTTP %d %v, pushed %s", status, x, pushed)
	}
	_, pushed, _ := edit("<![CDATA[x]]>", "<![CDATA[z]]>", true)
	msgID := between(plain, "<MsgId>", "</MsgId>")
	if got := between(pushed, "<MsgId>", "</MsgId>"); got == msgID || len(got) != len(msgID) || !strings.Contains(pushed, "[z]") {
		t.Errorf("the fresh push after MsgId %s: %s", msgID, pushed)
	}
	wantLines(t, alice.Chat(), "system: subscribe", "user: x", "account: x", "account: y", "account: z")

	// Another user's openid moves the push to that user; words that name nobody are refused.
	if status, _, x := edit(alice.OpenID(), p.User("bob").OpenID(), true); status != 200 || x["user"] != "bob" {
		t.Errorf("for bob: HTTP %d %v", status, x)
	}
	for what, change := range map[string][2]string{
		"an openid of nobody": {alice.OpenID(), "nobody"},
		"no MsgType":          {"MsgType>", "Type>"},
		"no XML":              {"<xml>", "<xml"},
		"too long":            {"[x]", "[" + strings.Repeat("x", 1<<16) + "]"},
	} {
		before := len(a.received())
		status, out := c.do("POST", path, fmt.Sprintf(`{"xml":%q}`, strings.ReplaceAll(plain, change[0], change[1])))
		if status != 422 || len(a.received()) != before {
			t.Errorf("%s: HTTP %d %v", what, status, out)
		}
	}
}

// between returns the text between two others.
func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}
