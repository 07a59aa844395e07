package template_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestSendOnceChecks(t *testing.T) {
	t.Parallel()
	good := template.Once{TemplateID: "T", Scene: template.MaxScene, Title: strings.Repeat("题", 15), Content: strings.Repeat("文", 200)}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for path, change := range map[string]func(*template.Once){
		"TemplateID":  func(m *template.Once) { m.TemplateID = "" },
		"Scene":       func(m *template.Once) { m.Scene = template.MaxScene + 1 },
		"Title":       func(m *template.Once) { m.Title += "a" },
		"Content":     func(m *template.Once) { m.Content += "a" },
		"MiniProgram": func(m *template.Once) { m.MiniProgram = &template.MiniProgram{AppID: "a"} },
	} {
		m := good
		change(&m)
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
		err := template.New(client).SendOnce(t.Context(), "OPENID", m)
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || refused.Path != path || requests() != 0 {
			t.Errorf("%s: %v after %d requests, want an error about the field before the first", path, err, requests())
		}
	}
	for _, m := range []template.Once{
		{TemplateID: "T", Scene: -1, Title: "t", Content: "c"},
		{TemplateID: "T", Content: "c"},
		{TemplateID: "T", Title: "t"},
	} {
		if m.Check() == nil {
			t.Errorf("%+v was accepted", m)
		}
	}
}

// A user must not get a message twice.
func TestSendOnceIsSentOnce(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	})
	err := template.New(client).SendOnce(t.Context(), "OPENID", template.Once{TemplateID: "T", Title: "t", Content: "c"})
	if !errors.Is(err, endpoint.ErrSystemBusy) || requests() != 1 {
		t.Errorf("got %v after %d requests, want -1 after one", err, requests())
	}
}
