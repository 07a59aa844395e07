package assets_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/internal/cli/assets"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/qrpicture"
	"github.com/wechatgo/wechatgo/sandbox"
)

func TestQRCode(t *testing.T) {
	p := withSandbox(t, sandbox.Config{})
	for _, tt := range []struct{ args, action, scene, life string }{
		{"123 --temporary 10m --url", "QR_SCENE", `"scene_id":123`, `"expire_seconds":600`},
		{"123 --url", "QR_LIMIT_SCENE", `"scene_id":123`, ""},
		{"007 --url", "QR_LIMIT_STR_SCENE", `"scene_str":"007"`, ""},
		{"春天 --temporary 720h --url", "QR_STR_SCENE", `"scene_str":"春天"`, `"expire_seconds":2592000`},
	} {
		got := run(assets.NewQRCode(), "", strings.Fields(tt.args)...)
		exchanges := p.Exchanges()
		sent := exchanges[len(exchanges)-1].Request.Body
		if got.status != 0 || !strings.HasPrefix(got.out, "http://weixin.qq.com/q/") || strings.Count(got.out, "\n") != 1 {
			t.Errorf("%s: %+v", tt.args, got)
		}
		if !strings.Contains(sent, `"`+tt.action+`"`) || !strings.Contains(sent, tt.scene) || !strings.Contains(sent, tt.life) {
			t.Errorf("%s sends %s", tt.args, sent)
		}
	}
}

// The code is drawn with what the platform answered.
func TestQRCodeIsDrawn(t *testing.T) {
	withSandbox(t, sandbox.Config{})
	got := run(assets.NewQRCode(), "", "123", "--temporary", "24h")
	_, url, found := strings.Cut(strings.TrimSpace(got.err), "scene 123, valid for 24h: ")
	want, err := qrpicture.Terminal(url)
	if err != nil || !found || got.out != want {
		t.Errorf("in the terminal: %v, %+v", err, got)
	}
	got = run(assets.NewQRCode(), "", "poster", "-o", "poster.png")
	_, url, found = strings.Cut(strings.TrimSpace(got.err), "scene poster, permanent: ")
	picture, err := png.Decode(bytes.NewReader(read(t, "poster.png")))
	if err != nil || !found || picture.Bounds().Dx() != 430 || got.out != "" {
		t.Fatalf("a PNG: %v, %+v", err, got)
	}
	if same, err := qrpicture.PNG(url, 430); err != nil || !bytes.Equal(same, read(t, "poster.png")) {
		t.Errorf("the PNG has another content: %v", err)
	}
}

func TestQRCodeRefusals(t *testing.T) {
	withSandbox(t, sandbox.Config{})
	for _, tt := range []struct {
		args   string
		status int
		want   string
	}{
		{"123 --temporary 721h", operator.StatusFailed, "--temporary is 721h: give 1s to 720h"},
		{"123 --temporary 0s", operator.StatusFailed, "--temporary is 0s: give 1s to 720h"},
		{"123 --temporary -1h", operator.StatusFailed, "--temporary is -1h: give"},
		{"100001", operator.StatusArgument, "scene_id"},
		{strings.Repeat("x", 65), operator.StatusArgument, "scene_str"},
		{"123 --url -o x.png", operator.StatusFailed, "give one"},
		{"123 -o missing/x.png", operator.StatusFailed, "no such file"},
	} {
		if got := run(assets.NewQRCode(), "", strings.Fields(tt.args)...); got.status != tt.status || !strings.Contains(got.end, tt.want) || got.out != "" {
			t.Errorf("%s: %+v", tt.args, got)
		}
	}
}
