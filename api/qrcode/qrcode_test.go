package qrcode_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	const week = 7 * 24 * time.Hour
	code := qrcode.Code{
		Ticket: "gQH47joAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xL2taZ2Z3TVRtNzJXV1Brb3ZhYmJJAAIEZ23sUwMEmm3sUw==",
		URL:    "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI",
	}
	lasting := func(seconds endpoint.Number) qrcode.Code {
		c := code
		c.ExpireSeconds = seconds
		return c
	}
	apitest.Run(t, qrcode.Endpoints(), []apitest.Case{
		{Sample: "create_temp", Want: lasting(60), Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return qrcode.New(c).Temporary(ctx, 123, week)
		}},
		{Sample: "create_temp_str", Want: lasting(604800), Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return qrcode.New(c).TemporaryString(ctx, "test", week+time.Second/2) // cut to whole seconds
		}},
		{Sample: "create_limit", Want: code, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return qrcode.New(c).Permanent(ctx, 123)
		}},
		{Sample: "create_limit_str", Want: code, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return qrcode.New(c).PermanentString(ctx, "test")
		}},
		{Sample: "showqrcode", Want: "JPEG", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			picture, err := qrcode.New(c).Picture(ctx, "TICKET")
			if err != nil {
				return nil, err
			}
			defer picture.Body.Close()
			raw, err := io.ReadAll(picture.Body)
			return string(raw), err
		}},
		{Sample: "qrcodejumpadd", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return qrcode.New(c).AddRule(ctx, rule("http://weixin.qq.com/q/kZgfwMTm72Wxxxx"))
		})},
		{Sample: "qrcodejumpadd_edit", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return qrcode.New(c).EditRule(ctx, rule("http://weixin.qq.com/q/kZgfwMTm72Wxxxx"))
		})},
		{Sample: "qrcodejumpdelete", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return qrcode.New(c).DeleteRule(ctx, "http://weixin.qq.com/q/02P5KzM_xxxxx", "wxe5f52902cf4de896")
		})},
		{Sample: "qrcodejumppublish", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return qrcode.New(c).PublishRule(ctx, "http://weixin.qq.com/q/02P5KzM_xxxxx")
		})},
		{
			Sample: "qrcodejumpget",
			Want: qrcode.Rules{
				Rules: []qrcode.ListedRule{listed("https://weixin.qq.com/qrcodejump"), listed("https://weixin.qq.com/qrcodejumptest")},
				Size:  2, Total: 10, PublishesLeft: 20,
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return qrcode.New(c).RulePage(ctx, "wxa", 1, 20)
			},
		},
		{
			Sample: "qrcodejumpget_prefix", Want: []qrcode.ListedRule{listed("https://weixin.qq.com/qrcodejump")},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return qrcode.New(c).RulesOf(ctx, "wxa", "https://weixin.qq.com/qrcodejump")
			},
		},
		{Sample: "shorten_gen", Want: "iTqRJFSEqk9RvPk", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return qrcode.New(c).Shorten(ctx, "loooooong data", 24*time.Hour)
		}},
		{
			Sample: "shorten_fetch",
			Want: qrcode.LongData{
				Data: "loooooong data", CreateTime: endpoint.At(time.Unix(1611047541, 0)), ExpireSeconds: 86300,
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return qrcode.New(c).Restore(ctx, "iTqRJFSEqk9RvPk")
			},
		},
		{Sample: "shorturl", Want: "http://w.url.cn/s/AvCo6Ih", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return qrcode.New(c).ShortURL(ctx,
				"http://wap.koudaitong.com/v2/showcase/goods?alias=128wi9shh&spm=h56083&redirect_count=1")
		}},
	})
}

// rule returns the rule of the platform's sample.
func rule(prefix string) qrcode.Rule {
	return qrcode.Rule{Prefix: prefix, AppID: "wxxxxxx", Path: "pages/index/index"}
}

// listed returns a rule of the platform's sample, as it is listed.
func listed(prefix string) qrcode.ListedRule {
	return qrcode.ListedRule{
		Rule: qrcode.Rule{Prefix: prefix, Path: "pages/index/index"}, State: qrcode.Unpublished,
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	type service = *qrcode.Service
	tests := []struct {
		name  string
		call  func(context.Context, service) (qrcode.Code, error)
		field string // empty if the call is within the limits
	}{
		{"scene 0", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Temporary(ctx, 0, time.Minute) }, "scene_id"},
		{"scene below 0", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Temporary(ctx, -1, time.Minute) }, "scene_id"},
		{"largest scene", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.Temporary(ctx, math.MaxInt32, time.Minute)
		}, ""},
		{"shortest life", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Temporary(ctx, 1, time.Second) }, ""},
		{"life by default", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Temporary(ctx, 1, 0) }, ""},
		{"longest life", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.Temporary(ctx, 1, 2592000*time.Second)
		}, ""},
		{"life too long", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.Temporary(ctx, 1, 2592001*time.Second)
		}, "expire_seconds"},
		{"life too short", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.Temporary(ctx, 1, time.Millisecond)
		}, "expire_seconds"},
		{"life below 0", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.TemporaryString(ctx, "a", -time.Hour)
		}, "expire_seconds"},
		{"life too long for a string", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.TemporaryString(ctx, "a", 31*24*time.Hour)
		}, "expire_seconds"},
		{"permanent scene 0", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Permanent(ctx, 0) }, "scene_id"},
		{"largest permanent scene", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Permanent(ctx, 100000) }, ""},
		{"permanent scene too large", func(ctx context.Context, s service) (qrcode.Code, error) { return s.Permanent(ctx, 100001) }, "scene_id"},
		{"no string", func(ctx context.Context, s service) (qrcode.Code, error) { return s.PermanentString(ctx, "") }, "scene_str"},
		{"shortest string", func(ctx context.Context, s service) (qrcode.Code, error) { return s.PermanentString(ctx, "a") }, ""},
		{"longest string", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.PermanentString(ctx, strings.Repeat("歌", 64))
		}, ""},
		{"string too long", func(ctx context.Context, s service) (qrcode.Code, error) {
			return s.TemporaryString(ctx, strings.Repeat("a", 65), time.Hour)
		}, "scene_str"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"ticket":"T"}`) })
			_, err := tt.call(t.Context(), qrcode.New(client))
			if tt.field == "" {
				if err != nil || requests() != 1 {
					t.Errorf("got %v after %d requests, want one that succeeds", err, requests())
				}
				return
			}
			var got *field.Error
			if !errors.As(err, &got) || got.Path != tt.field || requests() != 0 {
				t.Fatalf("got %v after %d requests, want a *field.Error of %s before the first", err, requests(), tt.field)
			}
			if !errors.Is(err, codes[tt.field]) || !strings.HasPrefix(err.Error(), "qrcode: "+tt.field+" ") {
				t.Errorf("got %v, want %v and a text with the field", err, codes[tt.field])
			}
		})
	}
}

// codes has the platform's code for each field, as the sandbox has it.
var codes = map[string]endpoint.Code{
	"action_name": endpoint.ErrInvalidActionName, "expire_seconds": endpoint.ErrInvalidArgs,
	"scene_id": endpoint.ErrInvalidActionInfo, "scene_str": endpoint.ErrInvalidActionInfo,
}

func TestCheck(t *testing.T) {
	t.Parallel()
	scene := func(id endpoint.Number) qrcode.ActionInfo { return qrcode.ActionInfo{Scene: qrcode.SceneInfo{ID: id}} }
	tests := []struct {
		in    qrcode.CreateIn
		field string // empty if in is within the limits
	}{
		{qrcode.CreateIn{ActionName: qrcode.Scene, ActionInfo: scene(1<<32 - 1)}, ""},
		{qrcode.CreateIn{ActionName: qrcode.Scene, ActionInfo: scene(1 << 32)}, "scene_id"},
		{qrcode.CreateIn{ActionName: qrcode.LimitStrScene, ActionInfo: scene(1)}, "scene_str"},
		{qrcode.CreateIn{ActionName: "QR_CARD", ActionInfo: scene(1)}, "action_name"},
	}
	for _, tt := range tests {
		var got *field.Error
		err := tt.in.Check()
		if refused := errors.As(err, &got); refused != (tt.field != "") || refused && (got.Path != tt.field || !errors.Is(err, codes[tt.field])) {
			t.Errorf("%+v: got %v, want a *field.Error of %q with %v", tt.in, err, tt.field, codes[tt.field])
		}
	}
}

// A wrong ticket gets 404 and a page.
func TestPictureOfWrongTicket(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	client := &endpoint.Client{Hosts: endpoint.Hosts{MP: server.URL}}
	_, err := qrcode.New(client).Picture(t.Context(), "TICKET")
	var got *endpoint.Error
	if !errors.As(err, &got) || got.HTTPStatus != http.StatusNotFound {
		t.Errorf("got %v, want an *endpoint.Error with status 404", err)
	}
}

// The platform's JPEG becomes a PNG of the same picture; what is no such picture is an error.
func TestPNG(t *testing.T) {
	t.Parallel()
	var small, large bytes.Buffer
	for size, to := range map[int]*bytes.Buffer{430: &small, 5000: &large} {
		if err := jpeg.Encode(to, image.NewGray(image.Rect(0, 0, size, 4)), nil); err != nil {
			t.Fatal(err)
		}
	}
	for name, answer := range map[string]string{
		"picture": small.String(), "too large": large.String(), "cut": small.String()[:100], "HTML": "<html>", "nothing": "",
	} {
		client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(answer) })
		got, err := qrcode.New(client).PNG(t.Context(), "TICKET")
		if name != "picture" {
			if err == nil || got != nil || !strings.Contains(err.Error(), "qrcode: the picture is not the platform's: ") {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
			continue
		}
		if decoded, pngErr := png.Decode(bytes.NewReader(got)); err != nil || pngErr != nil || decoded.Bounds() != image.Rect(0, 0, 430, 4) {
			t.Errorf("%v, %v", err, pngErr)
		}
	}
}

func TestPictureURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		hosts        endpoint.Hosts
		ticket, want string
	}{
		// The escaped form is that of the platform's card sample.
		{
			endpoint.Hosts{},
			"gQH98DoAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xL0czVHRXdy1sNXZlRXZ5aGVQMTZvAAIEsNnKVQMEIAMAAA==",
			"https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQH98DoAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xL0czVHRXdy1sNXZlRXZ5aGVQMTZvAAIEsNnKVQMEIAMAAA%3D%3D",
		},
		{endpoint.Hosts{MP: "http://127.0.0.1:8088"}, "a+b/c&d", "http://127.0.0.1:8088/cgi-bin/showqrcode?ticket=a%2Bb%2Fc%26d"},
	}
	for _, tt := range tests {
		if got := qrcode.PictureURL(tt.hosts, tt.ticket); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	if got := (qrcode.Code{ExpireSeconds: 604800}).Life(); got != 168*time.Hour {
		t.Errorf("got %v, want 168h", got)
	}
	if got := (qrcode.LongData{ExpireSeconds: 86300}).Life(); got != 86300*time.Second {
		t.Errorf("got %v, want 86300s", got)
	}
}
