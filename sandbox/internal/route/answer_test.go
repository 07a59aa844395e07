package route

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// A client of an endpoint that answers either a file or JSON recognises both.
func TestFileOrJSON(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		out         material.Content
		contentType string
		body        string // as the inspector keeps it
	}{
		"file": {
			material.Content{File: &endpoint.Download{ContentType: "image/jpeg", Filename: "MEDIA_ID.jpg", Body: io.NopCloser(strings.NewReader("JPEG"))}},
			"image/jpeg", "(4 bytes of image/jpeg)",
		},
		"JSON": {
			material.Content{Title: "TITLE", DownURL: "DOWN_URL"},
			"application/json; encoding=utf-8", `{"title":"TITLE","down_url":"DOWN_URL"}`,
		},
	} {
		p := core.New(core.Config{})
		defer p.Close()
		rt := Handle(material.GetMaterial, func(*core.Tx, *struct{}, material.MediaID) (material.Content, error) { return tt.out, nil })
		var res *result
		p.Do(func(tx *core.Tx) { res = rt.respond(tx, tt.out, nil) })
		if got := res.header.Get("Content-Type"); got != tt.contentType || res.recorded() != tt.body {
			t.Errorf("%s: answered as %s, recorded as %s", name, got, res.recorded())
		}
		platform := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			for k, v := range res.header {
				rw.Header()[k] = v
			}
			rw.Write(res.body)
		}))
		defer platform.Close()
		client := (&endpoint.Client{Hosts: endpoint.Hosts{API: platform.URL}}).WithTokens(anyToken{})
		got, err := material.New(client).Content(t.Context(), "MEDIA_ID")
		if err != nil || got.Title != tt.out.Title || (got.File == nil) != (tt.out.File == nil) {
			t.Errorf("%s: read %+v, %v", name, got, err)
		}
		if got.File == nil {
			continue
		}
		defer got.File.Body.Close()
		if raw, err := io.ReadAll(got.File.Body); string(raw) != "JPEG" || got.File.Filename != "MEDIA_ID.jpg" || err != nil {
			t.Errorf("%s: %q as %s, %v", name, raw, got.File.Filename, err)
		}
	}
}

// anyToken is a source of a token that the test server does not check.
type anyToken struct{}

func (anyToken) Token(context.Context) (string, error)         { return "T", nil }
func (anyToken) Renew(context.Context, string) (string, error) { return "T", nil }
