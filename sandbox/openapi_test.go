package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/sandbox"
)

// sampleRequests has a path and a body for every operation of the control API that takes a body or has a parameter in
// its path. The other operations are called as they are.
var sampleRequests = map[string][2]string{
	"POST /_sandbox/mode":                          {"", `{"mode":"plain"}`},
	"POST /_sandbox/callback":                      {"", `{"url":"http://127.0.0.1:1/wx"}`},
	"POST /_sandbox/clock/advance":                 {"", `{"seconds":1}`},
	"POST /_sandbox/reset":                         {"", `{}`},
	"POST /_sandbox/snapshots/{name}":              {"/_sandbox/snapshots/one", `{}`},
	"POST /_sandbox/snapshots/{name}/load":         {"/_sandbox/snapshots/one/load", `{}`},
	"DELETE /_sandbox/snapshots/{name}":            {"/_sandbox/snapshots/one", ``},
	"POST /_sandbox/users":                         {"", `{"name":"carol","nickname":"Carol"}`},
	"GET /_sandbox/users/{name}/chat":              {"/_sandbox/users/alice/chat", ""},
	"GET /_sandbox/menu":                           {"/_sandbox/menu?user=alice", ""},
	"POST /_sandbox/users/{name}/follow":           {"/_sandbox/users/alice/follow", `{"scene":"1"}`},
	"POST /_sandbox/users/{name}/text":             {"/_sandbox/users/alice/text", `{"content":"x","menuId":"1"}`},
	"POST /_sandbox/users/{name}/image":            {"/_sandbox/users/alice/image", `{"data":"R0lGODlhAQABAAAAACw=","contentType":"image/gif"}`},
	"POST /_sandbox/users/{name}/voice":            {"/_sandbox/users/alice/voice", `{"recognition":"x"}`},
	"POST /_sandbox/users/{name}/video":            {"/_sandbox/users/alice/video", `{}`},
	"POST /_sandbox/users/{name}/location":         {"/_sandbox/users/alice/location", `{"latitude":1,"longitude":2,"scale":3,"label":"x"}`},
	"POST /_sandbox/users/{name}/link":             {"/_sandbox/users/alice/link", `{"title":"a","description":"b","url":"http://example.com/"}`},
	"POST /_sandbox/users/{name}/click":            {"/_sandbox/users/alice/click", `{"key":"k","result":"x"}`},
	"POST /_sandbox/users/{name}/scan":             {"/_sandbox/users/alice/scan", `{"scene":"2"}`},
	"POST /_sandbox/users/{name}/snapshot":         {"/_sandbox/users/alice/snapshot", `{"enabled":true}`},
	"POST /_sandbox/users/{name}/refuse":           {"/_sandbox/users/alice/refuse", `{"enabled":true}`},
	"POST /_sandbox/users/{name}/tags":             {"/_sandbox/users/alice/tags", `{"tags":[100,2]}`},
	"POST /_sandbox/users/{name}/platform":         {"/_sandbox/users/alice/platform", `{"platform":1}`},
	"POST /_sandbox/users/{name}/comment":          {"/_sandbox/users/alice/comment", `{"url":"ARTICLE","content":"b"}`},
	"POST /_sandbox/users/{name}/revoke":           {"/_sandbox/users/alice/revoke", `{"info":"205"}`},
	"POST /_sandbox/users/{name}/close":            {"/_sandbox/users/alice/close", `{}`},
	"POST /_sandbox/users/{name}/clean":            {"/_sandbox/users/alice/clean", `{}`},
	"POST /_sandbox/users/{name}/view":             {"/_sandbox/users/alice/view", `{"url":"http://example.com/"}`},
	"POST /_sandbox/users/{name}/unfollow":         {"/_sandbox/users/alice/unfollow", `{}`},
	"POST /_sandbox/agents":                        {"", `{"account":"new@test","nickname":"new"}`},
	"POST /_sandbox/agents/{account}/accept":       {"/_sandbox/agents/a@test/accept", `{}`},
	"POST /_sandbox/agents/{account}/reject":       {"/_sandbox/agents/b@test/reject", `{}`},
	"POST /_sandbox/agents/{account}/online":       {"/_sandbox/agents/a@test/online", `{"enabled":true}`},
	"POST /_sandbox/agents/{account}/take":         {"/_sandbox/agents/tom@test/take", `{"user":"alice"}`},
	"POST /_sandbox/agents/{account}/text":         {"/_sandbox/agents/tom@test/text", `{"user":"alice","content":"x"}`},
	"POST /_sandbox/agents/{account}/close":        {"/_sandbox/agents/tom@test/close", `{"user":"bob"}`},
	"POST /_sandbox/agents/{account}/handover":     {"/_sandbox/agents/tom@test/handover", `{"user":"alice","to":"a@test"}`},
	"POST /_sandbox/templates":                     {"", `{"id":"t1","kind":"long-term","title":"提醒","content":"地点:{{thing1.DATA}}"}`},
	"POST /_sandbox/templates/fail":                {"", `{"messages":0}`},
	"GET /_sandbox/users/{name}/subscriptions":     {"/_sandbox/users/bob/subscriptions", ""},
	"POST /_sandbox/users/{name}/popup":            {"/_sandbox/users/bob/popup", `{"accept":["t1"],"reject":[],"scene":2}`},
	"POST /_sandbox/users/{name}/cancel-notices":   {"/_sandbox/users/bob/cancel-notices", `{"templates":["t1"]}`},
	"POST /_sandbox/users/{name}/refuse-templates": {"/_sandbox/users/bob/refuse-templates", `{"enabled":true}`},
	"GET /_sandbox/exchanges/{id}":                 {"/_sandbox/exchanges/2", ""},
	"POST /_sandbox/exchanges/{id}/push":           {"/_sandbox/exchanges/2/push", `{}`},
	"POST /_sandbox/users/{name}/push":             {"/_sandbox/users/bob/push", `{"push":"CLICK","set":{"EventKey":"a"}}`},
	"POST /_sandbox/scenario/start":                {"", `{}`},
	"POST /_sandbox/scenario/stop":                 {"", `{}`},
	"POST /_sandbox/jssdk/unsigned":                {"", `{"page":"http://example.com/","server":"/sign","status":403,"words":"no"}`},
	"POST /_sandbox/delay":                         {"", `{"seconds":0.1,"pushes":1}`},
	"POST /_sandbox/cut":                           {"", `{"pushes":0}`},
	"POST /_sandbox/token/expire":                  {"", `{}`},
	"POST /_sandbox/token/renew":                   {"", `{"family":"stable","overlap":true}`},
	"POST /_sandbox/calls/fail":                    {"", `{"endpoint":"menu.*","code":45009,"times":1,"seconds":1,"probability":0.5}`},
	"POST /_sandbox/rules":                         {"", `{"kind":"test","quotas":true,"whitelist":["1.2.3.4"],"whitelistAll":false,"secretFrozen":false}`},
	"POST /_sandbox/key":                           {"", `{"encodingAESKey":"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"}`},
}

// GET /_sandbox/ lists the operations, openapi.json describes exactly those, and the handlers accept and answer what it
// describes.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	a.answer = transfers
	p.Connect(a)
	c := control{t, p}
	_, described := c.do(http.MethodGet, "/_sandbox/openapi.json", "")
	paths := described["paths"].(map[string]any)
	_, listed := c.do(http.MethodGet, "/_sandbox/", "")
	operations := listed["operations"].([]any)
	n := 0
	for _, methods := range paths {
		n += len(methods.(map[string]any))
	}
	if n != len(operations) || n < 30 {
		t.Errorf("%d operations are described, %d listed", n, len(operations))
	}
	c.do(http.MethodPost, "/_sandbox/users/alice/follow", "")
	caller := newCaller(t, p)
	caller.wantCode(0, "/cgi-bin/menu/create", oneButton)
	for _, name := range []string{"a", "b"} {
		caller.wantCode(0, "/customservice/kfaccount/add", `{"kf_account":"`+name+`@test","nickname":"n"}`)
		caller.wantCode(0, "/customservice/kfaccount/inviteworker", `{"kf_account":"`+name+`@test","invite_wx":"wx_`+name+`"}`)
	}
	draft := caller.draftOf(newsArticle(p.AddMedia("image", "image/png", []byte(asPNG)), `"need_open_comment":1`))
	article := caller.articlesOf(draft)[0]["url"].(string)
	caller.wantCode(0, "/cgi-bin/freepublish/submit", `{"media_id":"`+draft+`"}`)
	p.Clock.Advance(time.Minute)
	p.Agent("tom@test").SetOnline(true)
	p.User("bob").Follow()
	p.User("bob").Send("agent tom@test")
	p.User("alice").Send("agent")
	known := 0
	// Operations that end or change something for the others come last.
	slices.SortStableFunc(operations, func(a, b any) int { return rank(a) - rank(b) })
	for _, o := range operations {
		o := o.(map[string]any)
		method, path := o["method"].(string), o["path"].(string)
		operation := paths[path].(map[string]any)[strings.ToLower(method)].(map[string]any)
		if success, _ := operation["responses"].(map[string]any)["200"].(map[string]any); success != nil && success["content"] == nil {
			continue // the answer is a stream or a file
		}
		request, hasSample := sampleRequests[method+" "+path]
		if hasSample {
			known++
		}
		request[1] = strings.ReplaceAll(request[1], "ARTICLE", article)
		target := request[0]
		if target == "" {
			target = path
		}
		body := operation["requestBody"]
		if (body != nil || strings.Contains(target, "{")) && !hasSample {
			t.Errorf("%s %s has no sample request: add one", method, path)
			continue
		}
		status, out := c.do(method, target, request[1])
		responses := operation["responses"].(map[string]any)
		answer, ok := responses[fmt.Sprint(status)].(map[string]any)
		if !ok && path != "/_sandbox/mode" {
			t.Errorf("%s %s: HTTP %d %v is not described", method, target, status, out)
			continue
		}
		if ok {
			checkSchema(t, method+" "+path, schemaOf(answer), out)
		}
		if does := o["does"].(map[string]any); does["en"] == "" || does["zh"] == "" || operation["summary"] != does["en"] {
			t.Errorf("%s %s does %v", method, path, does)
		}
		if body != nil {
			checkSchema(t, "the body of "+method+" "+path, schemaOf(body.(map[string]any)), decoded(t, request[1]))
		}
	}
	if known != len(sampleRequests) {
		t.Errorf("%d of %d sample requests are for operations that exist", known, len(sampleRequests))
	}
}

func rank(operation any) int {
	o := operation.(map[string]any)
	switch {
	case o["path"] == "/_sandbox/reset", o["method"] == "DELETE", o["path"] == "/_sandbox/mode":
		return 3
	case o["path"] == "/_sandbox/callback", o["path"] == "/_sandbox/users/{name}/unfollow":
		return 2
	case o["path"] == "/_sandbox/rules", o["path"] == "/_sandbox/key":
		return 1
	}
	return 0
}

func schemaOf(content map[string]any) map[string]any {
	return content["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)
}

// checkSchema compares a value with a schema, which must describe every member.
func checkSchema(t *testing.T, what string, schema map[string]any, value any) {
	t.Helper()
	if either, ok := schema["anyOf"].([]any); ok {
		if value != nil {
			checkSchema(t, what, either[0].(map[string]any), value)
		}
		return
	}
	is := ""
	switch v := value.(type) {
	case nil:
		return // an empty list, or an object that does not exist
	case bool:
		is = "boolean"
	case string:
		is = "string"
	case float64:
		if is = "number"; schema["type"] == "integer" && v == float64(int64(v)) {
			is = "integer"
		}
	case []any:
		is = "array"
		if items, ok := schema["items"].(map[string]any); ok {
			for _, item := range v {
				checkSchema(t, what, items, item)
			}
		}
	case map[string]any:
		is = "object"
		properties, _ := schema["properties"].(map[string]any)
		additional, _ := schema["additionalProperties"].(map[string]any)
		for name, member := range v {
			inner, ok := properties[name].(map[string]any)
			if !ok {
				inner, ok = additional, additional != nil
			}
			if !ok && schema["type"] != nil {
				t.Errorf("%s: %s is not described", what, name)
				continue
			}
			checkSchema(t, what+"."+name, inner, member)
		}
	}
	if want := schema["type"]; want != nil && want != is {
		t.Errorf("%s is %s, described as %v", what, is, want)
	}
}

func decoded(t *testing.T, body string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		t.Fatal(err)
	}
	return value
}
