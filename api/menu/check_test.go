package menu_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func menuOf(buttons ...menu.Button) menu.Menu { return menu.Menu{Buttons: buttons} }

func repeat(n int, b menu.Button) []menu.Button {
	buttons := make([]menu.Button, n)
	for i := range buttons {
		buttons[i] = b
	}
	return buttons
}

func TestCheck(t *testing.T) {
	t.Parallel()
	click := menu.Click("name", "key")
	text := func(n int) string { return strings.Repeat("x", n) }
	typed := menu.Sub("name", click)
	typed.Type = menu.TypeClick
	tests := []struct {
		name  string
		menu  menu.Menu
		field string
		code  endpoint.Code
	}{
		{"no button", menuOf(), "button", 40016},
		{"four buttons", menuOf(repeat(4, click)...), "button", 40016},
		{"six sub buttons", menuOf(click, menu.Sub("name", repeat(6, click)...)), "button[1].sub_button", 40023},
		{"no name", menuOf(menu.Click("", "key")), "button[0].name", 40018},
		{"name of 17 bytes", menuOf(menu.Click(text(17), "key")), "button[0].name", 40018},
		{"name of 6 Chinese characters", menuOf(menu.Click("今日歌曲今日", "key")), "button[0].name", 40018},
		{"name of a list of 17 bytes", menuOf(menu.Sub(text(17), click)), "button[0].name", 40018},
		{"no name below", menuOf(menu.Sub("name", menu.Click("", "key"))), "button[0].sub_button[0].name", 40025},
		{"name below of 61 bytes", menuOf(menu.Sub("name", click, menu.Click(text(61), "key"))), "button[0].sub_button[1].name", 40025},
		{"name with a line break", menuOf(menu.Click("name\n", "key")), "button[0].name", 40018},
		{"name below with a control character", menuOf(menu.Sub("name", menu.Click("a\u0001", "key"))), "button[0].sub_button[0].name", 40025},
		{"key with a line break", menuOf(menu.Click("name", "key\n")), "button[0].key", 40019},
		{"url with a line break", menuOf(menu.View("name", "https://example.com/\n")), "button[0].url", 40020},
		{"no type", menuOf(menu.Button{Name: "name"}), "button[0].type", 40017},
		{"list of none", menuOf(menu.Sub("name")), "button[0].type", 40017},
		{"unknown type", menuOf(menu.Button{Name: "name", Type: "clik"}), "button[0].type", 40017},
		{"unknown type below", menuOf(menu.Sub("name", menu.Button{Name: "name", Type: "clik"})), "button[0].sub_button[0].type", 40024},
		{"list with a type", menuOf(typed), "button[0].type", 40017},
		{"third level", menuOf(menu.Sub("name", menu.Sub("name", click))), "button[0].sub_button[0].sub_button", 40022},
		{"no key", menuOf(menu.Click("name", "")), "button[0].key", 40019},
		{"key of 129 bytes", menuOf(menu.LocationSelect("name", text(129))), "button[0].key", 40019},
		{"key below of 129 bytes", menuOf(menu.Sub("name", menu.PicWeixin("name", text(129)))), "button[0].sub_button[0].key", 40026},
		{"no url", menuOf(menu.View("name", "")), "button[0].url", 40020},
		{"url of 1025 bytes", menuOf(menu.View("name", text(1025))), "button[0].url", 40020},
		{"url below of 1025 bytes", menuOf(click, click, menu.Sub("name", menu.View("name", text(1025)))), "button[2].sub_button[0].url", 40027},
		{"url without a scheme", menuOf(menu.View("name", "www.example.com/")), "button[0].url", 65317},
		{"url with another scheme", menuOf(menu.Sub("name", menu.View("name", "weixin://x"))), "button[0].sub_button[0].url", 65317},
		{"mini program without url", menuOf(menu.MiniProgram("name", "", "wx", "p")), "button[0].url", 40020},
		{"mini program without appid", menuOf(menu.MiniProgram("name", "http://u", "", "p")), "button[0].appid", 40013},
		{"mini program without page", menuOf(menu.MiniProgram("name", "http://u", "wx", "")), "button[0].pagepath", 40017},
		{"no media_id", menuOf(menu.Media("name", "")), "button[0].media_id", 40007},
		{"no media_id to view", menuOf(menu.ViewLimited("name", "")), "button[0].media_id", 40007},
		{"no article_id", menuOf(menu.Article("name", "")), "button[0].article_id", 53600},
		{"no article_id to view", menuOf(menu.ArticleView("name", "")), "button[0].article_id", 53600},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
			err := menu.New(client).Create(t.Context(), tt.menu)
			var got *field.Error
			if !errors.As(err, &got) {
				t.Fatalf("got %v, want a *field.Error", err)
			}
			if got.Path != tt.field || !errors.Is(err, tt.code) {
				t.Errorf("got %v (%v), want field %s and code %d", err, got.Code, tt.field, tt.code)
			}
			if text := err.Error(); !strings.HasPrefix(text, "menu: "+tt.field+" ") || got.Cure == "" {
				t.Errorf("the text %q lacks package, field or cure", text)
			}
			if n := requests(); n != 0 {
				t.Errorf("%d requests were sent, want none", n)
			}
		})
	}
}

// All problems of a menu are named at once, each with its code.
func TestProblems(t *testing.T) {
	t.Parallel()
	m := menu.ConditionalMenu{Menu: menuOf(
		menu.MiniProgram("", "weixin://x", "", ""),
		menu.Sub("今日歌曲今日", menu.View("name", ""), menu.Sub("name", menu.Click("name", "key"))),
		menu.Button{Name: "name"}, menu.Click("name", "key"),
	)}
	var got []string
	for _, p := range m.Problems() {
		code, _ := errors.AsType[endpoint.Code](p)
		got = append(got, fmt.Sprintf("%s %d", p.Path, code))
	}
	want := []string{
		"matchrule 65304", "button 40016", "button[0].name 40018", "button[0].url 65317", "button[0].appid 40013",
		"button[0].pagepath 40017", "button[1].name 40018", "button[1].sub_button[0].url 40027",
		"button[1].sub_button[1].sub_button 40022", "button[2].type 40017",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if got := forTag(1, "name").Problems(); got != nil {
		t.Errorf("a menu without a mistake has %v", got)
	}
}

// A menu at the documented limits is allowed.
func TestCheckAtTheLimit(t *testing.T) {
	t.Parallel()
	text := func(n int) string { return strings.Repeat("x", n) }
	full := menu.Sub(text(16), repeat(5, menu.Click(text(60), text(128)))...)
	tests := map[string]menu.Menu{
		"lists": menuOf(full, full, full),
		"urls":  menuOf(menu.View(text(16), "http://"+text(1017)), menu.Sub("name", menu.View(text(60), "HTTPS://"+text(1016)))),
	}
	for name, m := range tests {
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConditionalMenuNeedsARule(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
	_, err := menu.New(client).AddConditional(t.Context(), menu.ConditionalMenu{Menu: daily})
	if !errors.Is(err, endpoint.ErrConditionalMenuEmptyRule) || requests() != 0 {
		t.Errorf("got %v after %d requests, want 65304 before the first", err, requests())
	}
	_, err = menu.New(client).AddConditional(t.Context(), menu.ConditionalMenu{MatchRule: menu.MatchRule{TagID: 2}})
	if !errors.Is(err, endpoint.ErrInvalidButtonCount) || requests() != 0 {
		t.Errorf("got %v after %d requests, want 40016 before the first", err, requests())
	}
}

// A rule can be read with numbers and with strings of digits: clients and the platform send both.
func TestRuleReadsEitherForm(t *testing.T) {
	t.Parallel()
	want := menu.MatchRule{TagID: 2, ClientPlatformType: menu.IOS}
	for _, raw := range []string{`{"tag_id":"2","client_platform_type":"1"}`, `{"tag_id":2,"client_platform_type":1}`} {
		var got menu.MatchRule
		if err := json.Unmarshal([]byte(raw), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", raw, diff)
		}
	}
}
