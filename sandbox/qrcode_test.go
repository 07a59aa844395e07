package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/sandbox"
)

const (
	jumpAdd     = "/cgi-bin/wxopen/qrcodejumpadd"
	jumpGet     = "/cgi-bin/wxopen/qrcodejumpget"
	jumpPublish = "/cgi-bin/wxopen/qrcodejumppublish"
	jumpDelete  = "/cgi-bin/wxopen/qrcodejumpdelete"

	shopApp = "wx00000000000000aa"
)

// jumpRule returns the input of jump/add.
func jumpRule(prefix, page string, edit int) string {
	return fmt.Sprintf(`{"prefix":%q,"appid":%q,"path":%q,"is_edit":%d}`, prefix, shopApp, page, edit)
}

// lastWarning returns the warning about the last call, "" if there is none.
func (c *caller) lastWarning() string {
	all := c.p.Exchanges()
	if problem := all[len(all)-1].Problem; problem != nil {
		return problem.EN
	}
	return ""
}

// A rule is made, changed, published and deleted. A published one cannot be changed.
func TestJumpRules(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	const link, other = "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI", "http://weixin.qq.com/q/02P5KzMxxxxx"
	wantRules := func(appid string, left float64, rules ...any) {
		t.Helper()
		if rules == nil {
			rules = []any{}
		}
		want := map[string]any{
			"errcode": 0.0, "errmsg": "ok", "rule_list": rules, "qrcodejump_open": 1.0, "list_size": float64(len(rules)),
			"total_count": float64(len(rules)), "qrcodejump_pub_quota": left,
		}
		got := c.call(jumpGet, `{"appid":"`+appid+`","get_type":2,"page_num":1,"page_size":20}`)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rules (-want +got):\n%s", diff)
		}
	}
	listed := func(prefix, page string, state float64) any {
		return map[string]any{"prefix": prefix, "path": page, "state": state}
	}
	wantRules(shopApp, 100)
	c.wantCode(0, jumpAdd, jumpRule(link, "pages/index/index", 0))
	c.wantCode(85071, jumpAdd, jumpRule(link, "pages/index/index", 0))
	c.wantCode(40097, jumpAdd, jumpRule(other, "pages/index/index", 1))
	c.wantCode(0, jumpAdd, jumpRule(other, "pages/shop/shop", 0))
	c.wantCode(0, jumpAdd, jumpRule(link, "pages/sale/sale", 1))
	wantRules(shopApp, 100, listed(link, "pages/sale/sale", 1), listed(other, "pages/shop/shop", 1))
	wantRules("wx00000000000000bb", 100)

	c.wantCode(85095, jumpPublish, `{"prefix":"http://weixin.qq.com/q/none"}`)
	c.wantCode(0, jumpPublish, `{"prefix":"`+link+`"}`)
	c.wantCode(0, jumpPublish, `{"prefix":"`+link+`"}`) // is published, and does not count again
	c.wantCode(40097, jumpAdd, jumpRule(link, "pages/index/index", 1))
	wantRules(shopApp, 99, listed(link, "pages/sale/sale", 2), listed(other, "pages/shop/shop", 1))

	c.wantCode(0, jumpDelete, `{"prefix":"`+link+`","appid":"wx00000000000000bb"}`)
	if got := c.lastWarning(); !strings.Contains(got, "nothing was deleted") {
		t.Errorf("deleting another mini program's rule: the warning is %q", got)
	}
	c.wantCode(0, jumpDelete, `{"prefix":"`+link+`","appid":"`+shopApp+`"}`)
	if got := c.lastWarning(); got != "" {
		t.Errorf("deleting a rule: the warning is %q", got)
	}
	wantRules(shopApp, 99, listed(other, "pages/shop/shop", 1))
	c.wantCode(0, jumpAdd, jumpRule(link, "pages/index/index", 0))
	wantRules(shopApp, 99, listed(other, "pages/shop/shop", 1), listed(link, "pages/index/index", 1))

	c.wantCode(0, jumpAdd, strings.Replace(jumpRule(link, "p", 1), "{", `{"open_version":2,`, 1))
	if got := c.lastWarning(); !strings.Contains(got, "for ordinary links") {
		t.Errorf("a version for a service account's rule: the warning is %q", got)
	}
	wantRules(shopApp, 99, listed(other, "pages/shop/shop", 1), listed(link, "p", 1))
}

func TestJumpRuleChecks(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	for body, want := range map[string]int{
		`{"appid":"wxa","path":"p","is_edit":0}`:                                           85066,
		`{"prefix":"gQH47joAAAA==","appid":"wxa","path":"p","is_edit":0}`:                  85066,
		`{"prefix":"http://example.com/q/x","appid":"wxa","path":"p","is_edit":0}`:         85066,
		`{"prefix":"ftp://weixin.qq.com/q/x","appid":"wxa","path":"p","is_edit":0}`:        85066,
		`{"prefix":"http://weixin.qq.com/r/x","appid":"wxa","path":"p","is_edit":0}`:       85066,
		`{"prefix":"http://weixin.qq.com/q/x","path":"p","is_edit":0}`:                     40166,
		`{"prefix":"http://weixin.qq.com/q/x","appid":"gh_012345","path":"p","is_edit":0}`: 40166,
		`{"prefix":"http://weixin.qq.com/q/x","appid":"wxa","is_edit":0}`:                  40097,
		jumpRule("http://weixin.qq.com/q/"+strings.Repeat("x", 300), "p", 0):               85066,
		jumpRule("http://weixin.qq.com/q/x", strings.Repeat("p", 1025), 0):                 40097,
		jumpRule("http://weixin.qq.com/q/x", strings.Repeat("p", 1024), 0):                 0,
	} {
		c.wantCode(want, jumpAdd, body)
	}
	for _, body := range []string{
		`{"get_type":3}`, `{"get_type":1}`, `{"get_type":2,"page_size":20}`, `{"get_type":2,"page_num":1}`,
		`{"get_type":2,"page_num":1,"page_size":201}`, `{"get_type":1,"prefix_list":["x"` + strings.Repeat(`,"x"`, 200) + `]}`,
	} {
		c.wantCode(40097, jumpGet, body)
	}
}

// The SDK's methods list the rules by page and by prefix.
func TestListOfJumpRules(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	s := qrcode.New(c.client())
	link := func(i int) string { return fmt.Sprintf("http://weixin.qq.com/q/%04d", i) }
	const n = 401
	for i := range n {
		if err := s.AddRule(t.Context(), qrcode.Rule{Prefix: link(i), AppID: shopApp, Path: "p"}); err != nil {
			t.Fatal(err)
		}
	}
	i := 0
	for rule, err := range s.Rules(t.Context(), shopApp) {
		if err != nil || rule.Prefix != link(i) {
			t.Fatalf("rule %d: %+v, %v", i, rule, err)
		}
		i++
	}
	if i != n {
		t.Errorf("%d rules are listed, want %d", i, n)
	}
	got, err := s.RulesOf(t.Context(), shopApp, link(400), link(n), link(7))
	if err != nil || len(got) != 2 || got[0].Prefix != link(7) || got[1].Prefix != link(400) {
		t.Errorf("rules by prefix: %+v, %v", got, err)
	}
	for _, page := range []int{4, 1 << 40} {
		if got, err := s.RulePage(t.Context(), shopApp, page, 200); err != nil || len(got.Rules) != 0 || got.Total != n {
			t.Errorf("page %d: %d rules of %d, %v", page, len(got.Rules), got.Total, err)
		}
	}
	newest := c.call(jumpGet, `{"appid":"`+shopApp+`"}`)["rule_list"].([]any)
	if first := newest[0].(map[string]any)["prefix"]; len(newest) != n || first != link(n-1) {
		t.Errorf("%d newest rules, from %v", len(newest), first)
	}
}

// An account publishes 100 rules a month.
func TestPublishesOfAMonth(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	link := func(i int) string { return fmt.Sprintf("http://weixin.qq.com/q/%04d", i) }
	for i := range 101 {
		c.wantCode(0, jumpAdd, jumpRule(link(i), "p", 0))
	}
	for i := range 100 {
		c.wantCode(0, jumpPublish, `{"prefix":"`+link(i)+`"}`)
	}
	c.wantCode(886000, jumpPublish, `{"prefix":"`+link(100)+`"}`)
	c.p.Clock.Advance(31 * 24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.wantCode(0, jumpPublish, `{"prefix":"`+link(100)+`"}`)
}

// Five calls a second are taken of the methods for rules together, where the sandbox keeps quotas.
func TestJumpRulesInASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp(), sandbox.WithConfig(sandbox.Config{Quotas: true})))
		for range 2 {
			for range 4 {
				c.wantCode(0, jumpGet, `{"appid":"wxa"}`)
			}
			c.wantCode(85095, jumpPublish, `{"prefix":"http://weixin.qq.com/q/x"}`)
			c.wantCode(44990, jumpGet, `{"appid":"wxa"}`)
			c.p.Clock.Advance(time.Second)
		}
	})
}

// A key has 15 letters and digits, and 30 days unless it is given fewer.
func TestShortKeys(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithoutApp()))
	const gen, fetch = "/cgi-bin/shorten/gen", "/cgi-bin/shorten/fetch"
	key := func(body string) string {
		t.Helper()
		out := c.call(gen, body)
		k, _ := out["short_key"].(string)
		if code(out) != 0 || len(k) != 15 || strings.Trim(k, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			t.Fatalf("gen: %v", out)
		}
		return k
	}
	wantLeft := func(k, data string, left float64) {
		t.Helper()
		out := c.call(fetch, `{"short_key":"`+k+`"}`)
		// The real time goes on beside the clock that is set ahead.
		if got, _ := out["expire_seconds"].(float64); code(out) != 0 || out["long_data"] != data || got > left || got < left-60 {
			t.Errorf("fetch: %v, want %s with %v seconds", out, data, left)
		}
		if created, _ := out["create_time"].(float64); created < 1_700_000_000 {
			t.Errorf("fetch: created at %v", created)
		}
	}
	day, month := key(`{"long_data":"loooooong data","expire_seconds":86400}`), key(`{"long_data":"\"歌\""}`)
	if day == month {
		t.Errorf("two keys are %s", day)
	}
	wantLeft(day, "loooooong data", 86400)
	wantLeft(month, `"歌"`, 2592000)
	c.p.Clock.Advance(24*time.Hour - 5*time.Minute)
	c.token = c.stable(false)["access_token"].(string)
	wantLeft(day, "loooooong data", 300)
	c.p.Clock.Advance(5 * time.Minute)
	c.wantCode(9410012, fetch, `{"short_key":"`+day+`"}`)
	wantLeft(month, `"歌"`, 2592000-86400)
	c.wantCode(9410012, fetch, `{"short_key":"iTqRJFSEqk9RvPk"}`)
	for body, want := range map[string]int{
		`{"expire_seconds":86400}`:                            47003,
		`{"long_data":"` + strings.Repeat("歌", 1365) + `x"}`:  0,
		`{"long_data":"` + strings.Repeat("歌", 1365) + `xx"}`: 9410010,
		`{"long_data":"x","expire_seconds":2592000}`:          0,
		`{"long_data":"x","expire_seconds":2592001}`:          9410011,
		`{"long_data":"x","expire_seconds":-1}`:               9410011,
	} {
		c.wantCode(want, gen, body)
	}
}
