package qrcode_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// ruleServer answers jump/get from a number of rules that are called r0, r1 and so on. It fails the call fail, from 1.
func ruleServer(t *testing.T, total, fail int) (s *qrcode.Service, calls *[]qrcode.JumpGetIn) {
	calls = new([]qrcode.JumpGetIn)
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		var in qrcode.JumpGetIn
		if err := json.Unmarshal(body, &in); err != nil {
			t.Error(err)
		}
		*calls = append(*calls, in)
		if len(*calls) == fail {
			return []byte(`{"errcode":886001,"errmsg":"system busy"}`)
		}
		out := qrcode.Rules{Rules: []qrcode.ListedRule{}, Total: endpoint.Number(total)}
		for _, prefix := range in.PrefixList {
			out.Rules = append(out.Rules, listed(prefix))
		}
		if in.GetType == qrcode.ByPage {
			for i := int(in.PageNum-1) * int(in.PageSize); i < min(total, int(in.PageNum*in.PageSize)); i++ {
				out.Rules = append(out.Rules, listed(fmt.Sprintf("r%d", i)))
			}
		}
		raw, err := json.Marshal(out)
		if err != nil {
			t.Error(err)
		}
		return raw
	})
	return qrcode.New(client), calls
}

func TestRules(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ total, fail, calls, rules int }{
		"no rule":           {0, 0, 1, 0},
		"one page":          {200, 0, 1, 200},
		"three pages":       {401, 0, 3, 401},
		"failing in second": {401, 2, 2, 200},
	} {
		s, calls := ruleServer(t, tt.total, tt.fail)
		n := 0
		var failed error
		for rule, err := range s.Rules(t.Context(), "wxa") {
			if failed = err; err != nil {
				break
			}
			if want := fmt.Sprintf("r%d", n); rule.Prefix != want {
				t.Fatalf("%s: rule %s, want %s", name, rule.Prefix, want)
			}
			n++
		}
		if n != tt.rules || len(*calls) != tt.calls || errors.Is(failed, endpoint.ErrQRJumpSystemBusy) != (tt.fail > 0) {
			t.Errorf("%s: %d rules in %d calls, %v", name, n, len(*calls), failed)
		}
		for i, in := range *calls {
			want := qrcode.JumpGetIn{AppID: "wxa", GetType: qrcode.ByPage, PageNum: endpoint.Number(i + 1), PageSize: 200}
			if diff := cmp.Diff(want, in); diff != "" {
				t.Error(name, diff)
			}
		}
	}
}

// Prefixes are asked for 200 at a time. What was read before a failure is returned.
func TestRulesOf(t *testing.T) {
	t.Parallel()
	prefixes := make([]string, 401)
	for i := range prefixes {
		prefixes[i] = fmt.Sprintf("p%d", i)
	}
	for fail, want := range map[int]int{0: 401, 1: 0, 3: 400} {
		s, calls := ruleServer(t, 0, fail)
		rules, err := s.RulesOf(t.Context(), "wxa", prefixes...)
		if len(rules) != want || errors.Is(err, endpoint.ErrQRJumpSystemBusy) != (fail > 0) {
			t.Errorf("failing in call %d: %d rules, %v", fail, len(rules), err)
		}
		for i, rule := range rules {
			if rule.Prefix != prefixes[i] {
				t.Fatalf("rule %d is %s", i, rule.Prefix)
			}
		}
		for _, in := range *calls {
			if n := len(in.PrefixList); n > 200 || in.GetType != qrcode.ByPrefix || in.AppID != "wxa" {
				t.Errorf("asked for %d prefixes of %q by %d", n, in.AppID, in.GetType)
			}
		}
	}
	s, calls := ruleServer(t, 0, 0)
	if rules, err := s.RulesOf(t.Context(), "wxa"); rules != nil || err != nil || len(*calls) != 0 {
		t.Errorf("no prefix: %v, %v after %d calls", rules, err, len(*calls))
	}
}

func TestCheckRule(t *testing.T) {
	t.Parallel()
	const link = "http://weixin.qq.com/q/02P5KzM_xxxxx"
	ordinary := func(change func(*qrcode.Rule)) qrcode.Rule {
		r := qrcode.Rule{
			Prefix: "https://example.com/shop/", Path: "pages/index/index", OpenVersion: qrcode.Trial, SubRules: qrcode.SubRulesTaken,
			DebugURLs: []string{"https://example.com/shop/1", "https://example.com/shop/2"},
		}
		change(&r)
		return r
	}
	for name, tt := range map[string]struct {
		rule qrcode.Rule
		code endpoint.Code // 0 for a rule that is allowed
		text string
	}{
		"a code's":         {rule(link), 0, ""},
		"an ordinary link": {ordinary(func(*qrcode.Rule) {}), 0, ""},
		"no prefix":        {rule(""), 85066, "qrcode: prefix is empty: give the URL of a code of the account"},
		"no address":       {rule("weixin.qq.com/q/x"), 85066, "qrcode: prefix is no http or https address: give the URL of a code of the account"},
		"an app's address": {rule("weixin://q/x"), 85066, "qrcode: prefix is no http or https address: give the URL of a code of the account"},
		"another host": {
			rule("http://example.com/q/x"), 85066,
			"qrcode: prefix is not the link of a code with a scene: give a Code's URL, which begins with http://weixin.qq.com/q/",
		},
		"another path": {
			rule("http://weixin.qq.com/r/x"), 85066,
			"qrcode: prefix is not the link of a code with a scene: give a Code's URL, which begins with http://weixin.qq.com/q/",
		},
		"no mini program": {
			qrcode.Rule{Prefix: link, Path: "p"}, 40166,
			"qrcode: appid is empty: give the AppID of a mini program that is linked with the account",
		},
		"no page": {
			qrcode.Rule{Prefix: link, AppID: "wxa"}, 40097,
			"qrcode: path is empty: give a page of the mini program, such as pages/index/index",
		},
		"unknown version": {
			ordinary(func(r *qrcode.Rule) { r.OpenVersion = 4 }), 40097,
			"qrcode: open_version is 4: use Develop, Trial or Release",
		},
		"unknown sub rules": {
			ordinary(func(r *qrcode.Rule) { r.SubRules = 3 }), 40097,
			"qrcode: permit_sub_rule is 3: use SubRulesFree or SubRulesTaken",
		},
		"six links for tests": {
			ordinary(func(r *qrcode.Rule) { r.DebugURLs = make([]string, 6) }), 40097,
			"qrcode: debug_url has 6 links: give at most 5",
		},
		"a test's link elsewhere": {
			ordinary(func(r *qrcode.Rule) { r.DebugURLs[1] = "https://example.com/shops/2" }), 85068,
			"qrcode: debug_url[1] does not begin with the prefix: give a link that begins with https://example.com/shop/",
		},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
		s := qrcode.New(client)
		for _, err := range []error{s.AddRule(t.Context(), tt.rule), s.EditRule(t.Context(), tt.rule)} {
			if tt.code == 0 {
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			var refused *endpoint.FieldError
			if !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text || requests() != 0 {
				t.Errorf("%s: got %v after %d requests, want %d %s", name, err, requests(), tt.code, tt.text)
			}
		}
		if tt.code == 0 && requests() != 2 {
			t.Errorf("%s: %d requests, want 2", name, requests())
		}
	}
}

func TestCheckRulePages(t *testing.T) {
	t.Parallel()
	for text, in := range map[string]qrcode.JumpGetIn{
		"qrcode: page_num is 0: count from 1":                 {GetType: qrcode.ByPage, PageSize: 20},
		"qrcode: page_size is 0: give 1 to 200":               {GetType: qrcode.ByPage, PageNum: 1},
		"qrcode: page_size is 201: give 1 to 200":             {GetType: qrcode.ByPage, PageNum: 1, PageSize: 201},
		"qrcode: prefix_list has 0 prefixes: give 1 to 200":   {GetType: qrcode.ByPrefix},
		"qrcode: prefix_list has 201 prefixes: give 1 to 200": {GetType: qrcode.ByPrefix, PrefixList: make([]string, 201)},
	} {
		if err := in.Check(); err == nil || err.Error() != text || !errors.Is(err, endpoint.ErrInvalidArgs) {
			t.Errorf("got %v, want %s", err, text)
		}
	}
	for _, in := range []qrcode.JumpGetIn{{}, {AppID: "wxa"}, {GetType: qrcode.ByPage, PageNum: 1, PageSize: 200}} {
		if err := in.Check(); err != nil {
			t.Errorf("%+v: %v", in, err)
		}
	}
	s, calls := ruleServer(t, 0, 0)
	if _, err := s.RulePage(t.Context(), "wxa", 0, 20); !errors.Is(err, endpoint.ErrInvalidArgs) || len(*calls) != 0 {
		t.Errorf("page 0: %v after %d calls", err, len(*calls))
	}
}
