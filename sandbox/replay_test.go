package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/record"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

// echo is an app that answers a text with its content, by the given change.
func echo(p *sandbox.Platform, change func(m push, answer string) string) *app {
	a := newApp(p)
	a.answer = func(m push) string {
		if m.Content == "" && m.Event == "" {
			return "success"
		}
		return change(m, m.reply(text("you: "+m.Content+m.EventKey)))
	}
	return a
}

func same(_ push, answer string) string { return answer }

func parse(t *testing.T, source string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const greeting = `version: 1
steps:
  - {user: alice, do: follow, expect: [{text: "you: "}]}
  - user: alice
    do: {text: hello}
    expect:
      - {text: "you: hello", via: reply}
`

// A session that was recorded over the control API replays green, and red with the difference when the app has changed.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	p.Connect(echo(p, same))
	c := control{t, p}
	for _, step := range [][2]string{
		{"scenario/start", `{}`},
		{"users/alice/follow", `{}`}, {"users/alice/text", `{"content":"at 12:30 on 2026-11-28"}`},
		{"users/alice/location", `{"latitude":23.1,"longitude":0,"label":"here"}`},
		{"users/bob/push", `{"push":"SCAN","set":{"EventKey":"42"}}`},
		{"clock/advance", `{"seconds":90}`},
	} {
		if status, out := c.do(http.MethodPost, "/_sandbox/"+step[0], step[1]); status != 200 {
			t.Fatalf("%s: %d %v", step[0], status, out)
		}
	}
	if status, _ := c.do(http.MethodPost, "/_sandbox/users/bob/text", `{"content":"not a follower"}`); status != 422 {
		t.Fatalf("a refused action has status %d", status)
	}
	_, out := c.do(http.MethodPost, "/_sandbox/scenario/stop", "{}")
	yaml := out["yaml"].(string)
	if out["steps"].(float64) != 5 || !strings.Contains(yaml, "advance: 1m30s") || strings.Contains(yaml, "not a follower") {
		t.Errorf("recorded\n%s", yaml)
	}
	if !strings.Contains(yaml, "matches") || !strings.Contains(yaml, `\\d{4}`) {
		t.Errorf("times are not generalised in\n%s", yaml)
	}
	file := filepath.Join(t.TempDir(), "session.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	sandbox.Replay(t, file, func(p *sandbox.Platform) http.Handler { return echo(p, same) })

	s := parse(t, yaml)
	changed := sandbox.Start(t)
	changed.Connect(echo(changed, func(m push, answer string) string { return strings.Replace(answer, "you: ", "we: ", 1) }))
	if report := changed.Play(t.Context(), s); report.OK() || !strings.Contains(report.String(), `got:      type "text", via "reply", text "we: 42"`) {
		t.Errorf("a changed app:\n%s", report)
	}
}

// A reply that comes after another phone has acted belongs to the action that it answers, so that the recording replays
// green; and a photo of any size can be read again.
func TestRecordSeveralPhones(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	p := sandbox.Start(t)
	p.Connect(echo(p, func(m push, answer string) string {
		if m.Content == "slow" {
			<-hold
		}
		return answer
	}))
	c := control{t, p}
	c.do(http.MethodPost, "/_sandbox/users/alice/follow", `{}`)
	c.do(http.MethodPost, "/_sandbox/users/bob/follow", `{}`)
	c.do(http.MethodPost, "/_sandbox/scenario/start", `{}`)
	photo := base64.StdEncoding.EncodeToString(append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), make([]byte, 70_000)...))
	status, out := c.do(http.MethodPost, "/_sandbox/users/bob/image", `{"contentType":"image/jpeg","data":"`+photo+`"}`)
	if status != http.StatusOK {
		t.Fatalf("a photo has status %d: %v", status, out)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.do(http.MethodPost, "/_sandbox/users/alice/text", `{"content":"slow"}`)
	}()
	for !slices.ContainsFunc(p.Exchanges(), func(x record.Exchange) bool { return strings.Contains(x.Title, "slow") }) {
		time.Sleep(time.Millisecond)
	}
	c.do(http.MethodPost, "/_sandbox/users/bob/text", `{"content":"quick"}`)
	close(hold)
	<-done
	_, out = c.do(http.MethodPost, "/_sandbox/scenario/stop", "{}")
	s := parse(t, out["yaml"].(string))
	if i := slices.IndexFunc(s.Steps, func(one scenario.Step) bool { return one.Verb == "image" }); s.Steps[i].Input["data"] != photo {
		t.Error("the photo is another one")
	}
	again := sandbox.Start(t)
	again.Connect(echo(again, same))
	if report := again.Play(t.Context(), s); !report.OK() {
		t.Errorf("the same app:\n%s", report)
	}
}

// Who followed before the recording follows at the start of the replay, also who only gets a message in it.
func TestRecordFollowers(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	send := func(p *sandbox.Platform) *app {
		c := newCaller(t, p)
		return echo(p, func(m push, answer string) string {
			if m.Content == "tell all" {
				for _, name := range []string{"bob", "carol"} {
					to := p.User(name).OpenID()
					c.wantCode(0, "/cgi-bin/message/custom/send", fmt.Sprintf(`{"touser":%q,"msgtype":"text","text":{"content":"hello all"}}`, to))
				}
			}
			return answer
		})
	}
	p.Connect(send(p))
	c := control{t, p}
	c.do(http.MethodPost, "/_sandbox/users", `{"name":"carol"}`)
	c.do(http.MethodPost, "/_sandbox/users", `{"name":"dave"}`)
	for _, name := range []string{"alice", "bob", "carol", "dave"} {
		if status, out := c.do(http.MethodPost, "/_sandbox/users/"+name+"/follow", `{}`); status != http.StatusOK {
			t.Fatalf("%s: %d %v", name, status, out)
		}
	}
	c.do(http.MethodPost, "/_sandbox/scenario/start", `{}`)
	c.do(http.MethodPost, "/_sandbox/users/alice/text", `{"content":"tell all"}`)
	c.do(http.MethodPost, "/_sandbox/users/bob/text", `{"content":"thanks"}`)
	_, out := c.do(http.MethodPost, "/_sandbox/scenario/stop", "{}")
	s := parse(t, out["yaml"].(string))
	var steps []string
	for _, one := range s.Steps {
		steps = append(steps, one.User+" "+one.Verb)
	}
	if got, want := strings.Join(steps, ", "), "alice follow, bob follow, carol follow, alice text, bob text"; got != want {
		t.Errorf("the steps are %s, want %s", got, want)
	}
	again := sandbox.Start(t)
	again.Connect(send(again))
	if report := again.Play(t.Context(), s); !report.OK() {
		t.Errorf("the same app:\n%s", report)
	}
}

// A call counts if the platform has answered as the scenario says.
func TestReplayCalls(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string // of the messages that the app sends
		calls   string
		want    string
	}{
		"once":                {"a", `{endpoint: kf.send}`, ""},
		"refused":             {"", `{endpoint: kf.send}`, "got:      0, and one with errcode 44004"},
		"refused, as it must": {"", `{endpoint: kf.send, errcode: 44004}`, ""},
		"not refused":         {"a", `{endpoint: kf.send, errcode: 44004}`, "and one with errcode 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := sandbox.Start(t)
				c := newCaller(t, p)
				send := func(to string) {
					c.call("/cgi-bin/message/custom/send", fmt.Sprintf(`{"touser":%q,"msgtype":"text","text":{"content":%q}}`, to, test.content))
				}
				p.Connect(echo(p, func(m push, answer string) string {
					if m.Content == "hello" {
						send(m.FromUserName)
					}
					return answer
				}))
				report := p.Play(t.Context(), parse(t, `version: 1
steps:
  - {user: alice, do: follow}
  - {user: alice, do: {text: hello}, calls: [`+test.calls+`]}
  - {do: {advance: 1s}}
`))
				if got := report.String(); report.OK() != (test.want == "") || !strings.Contains(got, test.want) {
					t.Errorf("OK is %t:\n%s", report.OK(), got)
				}
			})
		})
	}
}

// What a replay says of apps that are not as the scenario.
func TestReplayDifferences(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(p *sandbox.Platform) http.Handler
		want   []string
	}{
		"as recorded": {func(p *sandbox.Platform) http.Handler { return echo(p, same) }, nil},
		"another text": {func(p *sandbox.Platform) http.Handler {
			return echo(p, func(_ push, answer string) string { return strings.Replace(answer, "hello", "bye", 1) })
		}, []string{`expected: via "reply", text "you: hello"`, `got:      type "text", via "reply", text "you: bye"`, "exchange: push text hello (alice): replied"}},
		"no answer": {func(p *sandbox.Platform) http.Handler {
			return echo(p, func(m push, answer string) string {
				if m.Content != "" {
					return "success"
				}
				return answer
			})
		}, []string{"message 1 on the phone of alice", "got:      nothing", "exchange: push text hello (alice): success"}},
		"late": {func(p *sandbox.Platform) http.Handler {
			return echo(p, func(m push, answer string) string {
				if m.Content != "" {
					time.Sleep(4 * time.Second) // the platform waits for 5 s
				}
				return answer
			})
		}, []string{"expected: within 3s", "got:      after 4s"}},
		"twice": {func(p *sandbox.Platform) http.Handler {
			c := newCaller(t, p)
			return echo(p, func(m push, answer string) string {
				if m.Content != "" {
					c.wantCode(0, "/cgi-bin/message/custom/send", fmt.Sprintf(`{"touser":%q,"msgtype":"text","text":{"content":"more"}}`, m.FromUserName))
				}
				return answer
			})
		}, []string{`via "kf", text "more"`, "a message that is not expected on the phone of alice"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := sandbox.Start(t)
				p.Connect(test.change(p))
				report := p.Play(t.Context(), parse(t, greeting+"    within: 3s\n"))
				if report.OK() != (test.want == nil) {
					t.Errorf("OK is %t:\n%s", report.OK(), report)
				}
				for _, want := range test.want {
					if !strings.Contains(report.String(), want) {
						t.Errorf("no %q in\n%s", want, report)
					}
				}
			})
		})
	}
}

// A customer-service message may come after the answer, within the limit; calls are looked for with their fields.
func TestReplayWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t)
		c := newCaller(t, p)
		p.Connect(echo(p, func(m push, answer string) string {
			if m.Content != "" {
				go func() {
					time.Sleep(8 * time.Second)
					c.wantCode(0, "/cgi-bin/message/custom/send", fmt.Sprintf(`{"touser":%q,"msgtype":"text","text":{"content":"later"}}`, m.FromUserName))
				}()
				return "success"
			}
			return answer
		}))
		s := parse(t, `version: 1
steps:
  - {user: alice, do: follow}
  - user: alice
    do: {text: hello}
    within: 10s
    expect: [{text: later, via: kf}]
    calls: [{endpoint: kf.send, times: 1, fields: {text.content: later}}]
  - user: alice
    do: {text: again}
    within: 10s
    calls: [{endpoint: kf.send, fields: {text.content: sooner}}]
  - {user: bob, do: {text: hello}}
  - {user: alice, do: {text: hello}}
`)
		report := p.Play(t.Context(), s)
		got := report.String()
		if len(report.Steps[1].Differences) > 0 || !strings.Contains(got, `calls of kf.send
          expected: 1 or more with text.content "sooner"
          got:      0, and one with text.content "later"`) {
			t.Errorf("the calls:\n%s", got)
		}
		if !strings.Contains(got, "bob does not follow the account: follow first") || !report.Steps[4].Skipped {
			t.Errorf("an action that the phone refuses:\n%s", got)
		}
	})
}

// The pages that a phone opens.
func TestReplayOpensPages(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	a.pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone" {
			http.Error(w, "gone", http.StatusGone)
			return
		}
		fmt.Fprint(w, "welcome")
	})
	p.Connect(a)
	report := p.Play(t.Context(), parse(t, `version: 1
steps:
  - {user: alice, do: {open: /}, page: {status: 200, contains: welcome}}
  - {user: alice, do: {open: /gone}, page: {contains: [welcome]}}
`))
	if len(report.Steps[0].Differences) > 0 || len(report.Steps[1].Differences) != 2 {
		t.Errorf("the pages:\n%s", report)
	}
}

// A scenario has the actions of the control API with the same fields, and two of its own.
func TestScenarioVerbs(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	_, described := control{t, p}.do(http.MethodGet, "/_sandbox/openapi.json", "")
	inAPI := map[string]string{}
	for path, methods := range described["paths"].(map[string]any) {
		name, ok := strings.CutPrefix(path, "/_sandbox/users/{name}/")
		post, isPost := methods.(map[string]any)["post"].(map[string]any)
		if !ok || !isPost {
			continue
		}
		fields := []string{}
		if body, ok := post["requestBody"].(map[string]any); ok {
			properties, _ := schemaOf(body)["properties"].(map[string]any)
			fields = slices.Sorted(maps.Keys(properties))
		}
		inAPI[name] = strings.Join(fields, " ")
	}
	inScenario := map[string]string{}
	for _, name := range scenario.Verbs() {
		if name != scenario.Open && name != scenario.Advance {
			inScenario[name] = strings.Join(scenario.Fields(name), " ")
		}
	}
	if got, want := encoded(t, inScenario), encoded(t, inAPI); got != want {
		t.Errorf("a scenario has\n%s\nthe control API has\n%s", got, want)
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A push is made of its name and fields, whatever the sandbox's state is.
func TestPushByName(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	p.Connect(a)
	c := control{t, p}
	for _, test := range []struct {
		body   string
		status int
		want   string // a part of the push, or of the error
	}{
		{`{"push":"scancode_waitmsg","set":{"EventKey":"k","ScanCodeInfo.ScanResult":"a<b"}}`, 200, "<ScanResult><![CDATA[a<b]]></ScanResult>"},
		{`{"push":"CLICK","set":{"EventKey":"k"}}`, 200, "<EventKey><![CDATA[k]]></EventKey>"},
		{`{"push":"LOCATION","set":{"Latitude":"23.1"}}`, 200, "<Event><![CDATA[LOCATION]]></Event>"},
		{`{"raw":"<xml><MsgType>event</MsgType><Event>new_one</Event><Odd>1</Odd></xml>"}`, 200, "<Odd>1</Odd></xml>"},
		{`{"push":"clik"}`, 422, "is it CLICK?"},
		{`{"push":"CLICK","set":{"EventKy":"k"}}`, 422, "is it EventKey?"},
		{`{"push":"LOCATION","set":{"Latitude":"north"}}`, 422, "Latitude"},
		{`{"push":"CLICK","raw":"<xml/>"}`, 422, "neither push nor set"},
		{`{"raw":"no xml"}`, 422, "raw is no push"},
		{`{"push":"text","set":{"Content":"x"}}`, 422, "does not follow"},
	} {
		status, out := c.do(http.MethodPost, "/_sandbox/users/alice/push", test.body)
		got := encoded(t, out)
		if test.status == 200 {
			if pushes := a.received(); len(pushes) > 0 {
				got = pushes[len(pushes)-1].Plain
			}
		} else {
			got = strings.ReplaceAll(got, `\"`, `"`)
		}
		if status != test.status || !strings.Contains(got, test.want) {
			t.Errorf("%s: %d, no %q in\n%s", test.body, status, test.want, got)
		}
	}
}

// Every push that the sandbox lists can be made, and the app gets it under its name.
func TestEveryPush(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	p.Connect(a)
	p.User("alice").Follow()
	c := control{t, p}
	_, out := c.do(http.MethodGet, "/_sandbox/pushes", "")
	list := out["pushes"].([]any)
	if len(list) < 60 {
		t.Fatalf("%d pushes", len(list))
	}
	for _, name := range list {
		before := len(a.received())
		set := ""
		if name == "guide_invite_result_event" { // its fields are a guess; one of them makes it
			continue
		}
		status, out := c.do(http.MethodPost, "/_sandbox/users/alice/push", fmt.Sprintf(`{"push":%q%s}`, name, set))
		got := a.received()
		if status != 200 || len(got) != before+1 {
			t.Errorf("%s: %d %v", name, status, out)
			continue
		}
		if last := got[len(got)-1]; last.MsgType != name && last.Event != name {
			t.Errorf("%s is pushed as %s %s", name, last.MsgType, last.Event)
		}
	}
}
