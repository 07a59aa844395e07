package sandbox_test

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

// askingMenu has a button for each thing that a menu can ask a user for.
const askingMenu = `{"button":[{"name":"m","sub_button":[{"type":"pic_weixin","name":"p","key":"album"},
	{"type":"pic_sysphoto","name":"c","key":"camera"},{"type":"location_select","name":"l","key":"map"},{"type":"scancode_push","name":"s","key":"scan"}]}]}`

func md5Of(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// What the user gives when a menu button asks for it is pushed: the event announces it, and the messages follow.
func TestPressInput(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	newCaller(t, p).wantCode(0, "/cgi-bin/menu/create", askingMenu)
	c := control{t, p}
	item := func(s string) string { return "<item><PicMd5Sum><![CDATA[" + md5Of(s) + "]]></PicMd5Sum></item>" }
	two := "<SendPicsInfo><Count>2</Count><PicList>" + item("1") + item("2") + "</PicList></SendPicsInfo>"
	one := "<SendPicsInfo><Count>1</Count><PicList>" + item("1") + "</PicList></SendPicsInfo>"
	place := "<Location_X><![CDATA[-0.5]]></Location_X><Location_Y><![CDATA[0]]></Location_Y><Scale><![CDATA[15]]></Scale><Label><![CDATA[sea]]></Label>"
	click := func(body string) func() {
		return func() {
			if status, out := c.do("POST", "/_sandbox/users/alice/click", body); status != 200 {
				t.Errorf("%s: HTTP %d %v", body, status, out)
			}
		}
	}
	for name, test := range map[string]struct {
		do    func()
		event string   // a part of the event
		then  []string // the types of the messages that follow
	}{
		"go pictures": {func() {
			alice.Click("album", sandbox.WithPicture("image/png", []byte("1")), sandbox.WithPicture("image/png", []byte("2")))
		}, two, []string{"image", "image"}},
		"go place":        {func() { alice.Click("map", sandbox.WithPlace(-0.5, 0, "sea")) }, place, []string{"location"}},
		"go scan":         {func() { alice.Click("scan", sandbox.WithScan("X")) }, "<ScanResult><![CDATA[X]]>", nil},
		"one picture":     {click(`{"key":"camera","data":"MQ==","contentType":"image/jpeg"}`), one, []string{"image"}},
		"pictures":        {click(`{"path":[0,0],"pictures":[{"data":"MQ==","contentType":"image/png"},{"data":"Mg==","contentType":"image/png"}]}`), two, []string{"image", "image"}},
		"made pictures":   {click(`{"key":"album","pictures":[{},{},{}]}`), "<Count>3</Count>", []string{"image", "image", "image"}},
		"place":           {click(`{"key":"map","latitude":-0.5,"longitude":0,"label":"sea"}`), place, []string{"location"}},
		"place's scale":   {click(`{"key":"map","latitude":1,"longitude":2,"scale":9}`), "<Scale><![CDATA[9]]></Scale>", []string{"location"}},
		"unasked picture": {click(`{"key":"scan","data":"MQ==","contentType":"image/png"}`), "<ScanResult><![CDATA[https://example.com/]]>", nil},
	} {
		before := len(a.received())
		test.do()
		seen := a.received()[before:]
		if len(seen) != 1+len(test.then) || !strings.Contains(seen[0].Plain, test.event) {
			t.Errorf("%s: %d pushes, the first is %s", name, len(seen), seen[0].Plain)
			continue
		}
		for i, want := range test.then {
			if seen[i+1].MsgType != want {
				t.Errorf("%s: push %d is %s, want %s", name, i+1, seen[i+1].MsgType, want)
			}
		}
	}
	for _, body := range []string{
		`{"key":"album","pictures":[{},{},{},{},{},{},{},{},{},{}]}`,
		`{"key":"album","data":"MQ==","contentType":"text/html"}`,
	} {
		if status, _ := c.do("POST", "/_sandbox/users/alice/click", body); status != 422 {
			t.Errorf("%s: HTTP %d", body, status)
		}
	}
}
