package qrcode_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestShortenLimits(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("歌", 1365) // 4095 bytes
	for name, tt := range map[string]struct {
		data string
		life time.Duration
		sent endpoint.Number // expire_seconds
		code endpoint.Code   // 0 if the call is made
		text string
	}{
		"longest":          {long + "x", 30 * 24 * time.Hour, 2592000, 0, ""},
		"life by default":  {"x", 0, 2592000, 0, ""},
		"shortest life":    {"x", time.Second, 1, 0, ""},
		"cut to seconds":   {"x", 1500 * time.Millisecond, 1, 0, ""},
		"no data":          {"", time.Hour, 0, 47003, "qrcode: long_data is empty: give the text that the key stands for"},
		"data too long":    {long + "xx", time.Hour, 0, 9410010, "qrcode: long_data has 4097 bytes: give at most 4096: 1365 Chinese characters"},
		"life too long":    {"x", 30*24*time.Hour + time.Second, 0, 9410011, "qrcode: expire_seconds is 2592001: give 1 to 2592000 seconds (30 days)"},
		"less than second": {"x", time.Millisecond, 0, 9410011, "qrcode: expire_seconds is 0: give 1 to 2592000 seconds (30 days)"},
		"negative":         {"x", -time.Hour, 0, 9410011, "qrcode: expire_seconds is -3600: give 1 to 2592000 seconds (30 days)"},
	} {
		var sent qrcode.ShortenIn
		client, requests := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			if err := json.Unmarshal(body, &sent); err != nil {
				t.Error(err)
			}
			return []byte(`{"errcode":0,"errmsg":"ok","short_key":"iTqRJFSEqk9RvPk"}`)
		})
		key, err := qrcode.New(client).Shorten(t.Context(), tt.data, tt.life)
		if tt.code == 0 {
			if want := (qrcode.ShortenIn{LongData: tt.data, ExpireSeconds: tt.sent}); err != nil || key != "iTqRJFSEqk9RvPk" || sent != want {
				t.Errorf("%s: got %q, %v for %+v, want %+v", name, key, err, sent, want)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text || requests() != 0 {
			t.Errorf("%s: got %v after %d requests, want %d %s", name, err, requests(), tt.code, tt.text)
		}
	}
}

func TestRestoreWithoutKey(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
	_, err := qrcode.New(client).Restore(t.Context(), "")
	if !errors.Is(err, endpoint.ErrShortenKeyNotExist) || err.Error() != "qrcode: short_key is empty: give a key of Shorten" || requests() != 0 {
		t.Errorf("got %v after %d requests", err, requests())
	}
}
