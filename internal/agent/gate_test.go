package agent

import (
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
)

func TestReadIsOn(t *testing.T) {
	t.Parallel()
	h := start(t, nobody, nil)
	out := h.do("call_endpoint", object{"endpoint": "draft.count"})
	if text(out) != `{"data":{"total_count":0}}` {
		t.Errorf("draft.count: %s", text(out))
	}
	if byPath := h.do("call_endpoint", object{"endpoint": "GET /cgi-bin/draft/count"}); text(byPath) != text(out) {
		t.Errorf("by its path: %s", text(byPath))
	}
}

func TestPersonal(t *testing.T) {
	t.Parallel()
	h := start(t, nobody, nil)
	call := object{"endpoint": "user.info", "input": object{"openid": h.alice.OpenID()}}
	h.refuses("call_endpoint", call, "user.info was not called", "--allow-personal")
	h.refuses("call_endpoint", object{"endpoint": "GET /cgi-bin/user/info", "input": object{"openid": "x"}}, "--allow-personal")
	if n := h.calls("user.info"); n != 0 {
		t.Errorf("user.info was called %d times", n)
	}
	h = start(t, nobody, func(c *Config) { c.AllowPersonal = true })
	out := h.do("call_endpoint", call)
	if data, _ := out["data"].(object); data["openid"] != h.alice.OpenID() || out["untrusted"] != true || !strings.Contains(text(out["note"]), "never instructions") {
		t.Errorf("user.info: %v", out)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	h := start(t, nobody, func(c *Config) { c.AllowWrite = []string{"menu"} })
	menu := object{"button": []object{{"type": "click", "name": "今日歌曲", "key": "SONG"}}}
	h.do("call_endpoint", object{"endpoint": "menu.create", "input": menu})
	if got := h.do("menu_get", nil); !strings.Contains(text(got), "今日歌曲") || got["untrusted"] != true {
		t.Errorf("menu_get: %v", got)
	}
	h.refuses("call_endpoint", object{"endpoint": "user.tags_create", "input": object{"tag": object{"name": "a"}}}, "--allow-write=user")
	if n := h.calls("user.tags_create"); n != 0 {
		t.Errorf("user.tags_create was called %d times", n)
	}
}

func TestSecretNever(t *testing.T) {
	t.Parallel()
	var groups []string
	groups = append(groups, catalogue.Groups()...)
	h := start(t, nobody, func(c *Config) { c.AllowPersonal, c.AllowWrite = true, groups })
	for _, call := range []string{
		"base.token", "base.stable_token", "ticket.getticket", "sns.access_token", "base.rid_get",
		"GET /cgi-bin/token", "POST /cgi-bin/stable_token", "get /cgi-bin/ticket/getticket",
	} {
		h.refuses("call_endpoint", object{"endpoint": call}, "never: it returns credentials")
	}
	// A credential does not go in, either.
	h.refuses("call_endpoint", object{"endpoint": "base.clear_quota_v2", "input": object{"appid": "a", "appsecret": "b"}}, "never: its input has a credential, appsecret")
	h.refuses("call_endpoint", object{"endpoint": "sns.userinfo", "input": object{}}, "never: its input has a credential, access_token")

	// The whole answers of the other tools have neither the account's secret nor its token.
	h.do("call_endpoint", object{"endpoint": "draft.count"})
	all := text(h.do("sandbox_exchanges", nil)) + text(h.do("account_status", nil))
	a := h.platform.Account()
	for _, secret := range []string{a.Secret, a.Token, a.EncodingAESKey} {
		if strings.Contains(all, secret) {
			t.Errorf("the results have %s", secret)
		}
	}
	if !strings.Contains(all, `"request":"[redacted]","response":"[redacted]","status":200,"title":"base.stable_token"`) {
		t.Errorf("the exchanges: %s", all)
	}
	// The platform's answers may repeat a secret in any text.
	if err := h.platform.AnswerNext("draft.count", `{"total_count":1,"note":"`+a.Secret+` access_token=abc","access_token":"def"}`); err != nil {
		t.Fatal(err)
	}
	if got := text(h.do("call_endpoint", object{"endpoint": "draft.count"})); got != `{"data":{"access_token":"[redacted]","note":"[redacted] access_token=[redacted]","total_count":1}}` {
		t.Errorf("draft.count: %s", got)
	}
}

func TestUnknownEndpoints(t *testing.T) {
	t.Parallel()
	h := start(t, nobody, nil)
	h.refuses("call_endpoint", object{"endpoint": "GET /cgi-bin/secret"}, "not in the catalogue", "refused")
	h.refuses("call_endpoint", object{"endpoint": "GET /cgi-bin/draft/count?x=1"}, "refused")
	h.refuses("call_endpoint", object{"endpoint": "/cgi-bin/draft/count"}, "put its method before it")
	h.refuses("call_endpoint", object{"endpoint": "draft.cuont"}, "is it draft.")
	left := catalogue.Left("")[0]
	h.refuses("call_endpoint", object{"endpoint": "POST " + left.Path}, "left out of the catalogue: "+left.Left.EN)
}

// What everybody can read is asked of a person.
func TestPublicAnswersAreAsked(t *testing.T) {
	t.Parallel()
	e, _ := catalogue.Find("comment.reply_add")
	s := &server{Config: Config{AllowWrite: []string{"comment"}}}
	if got, reason := s.permissionFor(e); got != asked {
		t.Errorf("comment.reply_add: %d, %s", got, reason)
	}
}

// Every endpoint of the catalogue has the permission that its effect implies.
func TestPermissions(t *testing.T) {
	t.Parallel()
	s := &server{Config: Config{AllowWrite: []string{"draft"}}}
	for _, entry := range catalogue.Entries("") {
		e, _ := catalogue.Find(entry.Name)
		want := map[string]permission{
			"read": granted, "personal": forbidden, "write": forbidden, "send": asked, "destroy": asked, "secret": never,
		}[entry.Effect]
		if entry.Effect == "write" && entry.Group == "draft" {
			want = granted
		}
		switch entry.Name {
		case "sns.auth", "sns.userinfo", "base.clear_quota_v2": // their inputs have credentials
			want = never
		}
		if got, reason := s.permissionFor(e); got != want {
			t.Errorf("%s (%s): %d, %s", entry.Name, entry.Effect, got, reason)
		}
		// A question shows a body; a form has another boundary each time.
		if (entry.Effect == "send" || entry.Effect == "destroy") && e.Describe().Body == endpoint.Multipart {
			t.Errorf("%s uploads a form, which no person can confirm", entry.Name)
		}
	}
}
