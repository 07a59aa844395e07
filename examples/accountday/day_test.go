package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

var update = flag.Bool("update", false, "write testdata/day.txt")

// livesIn lives the day of a town, and returns what the program prints.
func livesIn(t *testing.T, town *town) (printed string, err error) {
	t.Helper()
	var out bytes.Buffer
	err = open(t.Context(), town, &out)
	return out.String(), err
}

// The number of a message, an article's address, and the beginning of a template's.
var ids = regexp.MustCompile(`\d{10,}|/s/[\w-]+|\b[\w-]{28}…`)

// What the program prints is testdata/day.txt, without the ids and with names for OpenIDs.
func TestDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		town := newTown(sandbox.Config{})
		defer town.close()
		got, err := livesIn(t, town)
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		for _, u := range []*sandbox.User{town.alice, town.bob, town.carol} {
			got = strings.ReplaceAll(got, "…"+u.OpenID()[24:], u.Name())
		}
		got = ids.ReplaceAllString(strings.ReplaceAll(got, town.wechat.URL(), ""), "ID")
		const golden = "testdata/day.txt"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("-want +got, or go test ./examples/accountday -update:\n%s", diff)
		}
		checkPhones(t, town)
		checkExchanges(t, town.wechat)
	})
}

// checkPhones checks what the account put on the phones, one line per entry.
func checkPhones(t *testing.T, town *town) {
	t.Helper()
	const welcome, offer = "reply: text 欢迎光临。发送“人工”，店员来答。", "mass: text 常客专享：今天第二杯半价。"
	for u, want := range map[*sandbox.User][]string{
		town.alice: {
			welcome,
			offer, // once
			"template: template 订单发货通知 订单号:T20261201",
			"notice: template 预约成功通知 座位:靠窗的两人桌",
			"reply: transfer",
			"kf: text xiaoye@teashop 九十五度，快出汤。",
			"kf: text xiaoye@teashop 感谢咨询，欢迎再来。",
		},
		town.bob:   {welcome, offer}, // refuses template messages, and has no subscription
		town.carol: {welcome},        // has not commented, so that the offer is not for her
	} {
		var got []string
		for _, e := range u.Chat() {
			if e.From != "user" && e.Type != "event" {
				text, _, _ := strings.Cut(e.Text, "\n")
				got = append(got, strings.Join(strings.Fields(fmt.Sprint(e.Via, ": ", e.Type, " ", e.KFAccount, " ", e.Title, " ", text)), " "))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s's phone (-want +got):\n%s", u.Name(), diff)
		}
	}
}

// checkExchanges checks what the account got, and what it was refused.
func checkExchanges(t *testing.T, p *sandbox.Platform) {
	t.Helper()
	var pushed, refused []string
	for _, x := range p.Exchanges() {
		switch {
		case x.Kind == "push":
			pushed = append(pushed, ids.ReplaceAllString(x.Title, "ID"))
		case strings.Contains(x.Response.Body, fmt.Sprintf(`"errcode":%d`, endpoint.ErrAccessTokenExpired)):
			// The clock is set ahead by hours, and tokens end. The client renews them and calls again.
		case !x.OK:
			code, _, _ := strings.Cut(x.Response.Body, ",")
			refused = append(refused, x.Endpoint+" "+code)
		}
	}
	wantPushed := []string{
		"event subscribe", "event subscribe qrscene_door", "event subscribe",
		"event PUBLISHJOBFINISH 100000001", "event PUBLISHJOBFINISH 100000002",
		"event MASSSENDJOBFINISH ID",
		"event TEMPLATESENDJOBFINISH ID", "event TEMPLATESENDJOBFINISH ID",
		"event subscribe_msg_popup_event ID", "event subscribe_msg_sent_event ID",
		"text 人工", // and not what she writes to the agent
		"event kf_create_session xiaoye@teashop", "event kf_close_session xiaoye@teashop",
	}
	if diff := cmp.Diff(wantPushed, pushed); diff != "" {
		t.Errorf("pushed (-want +got):\n%s", diff)
	}
	wantRefused := []string{`mass.sendall {"errcode":45065`, `subscribe.bizsend {"errcode":43101`}
	if diff := cmp.Diff(wantRefused, refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if n := p.Counters().Calls["freepublish.get"]; n == 0 {
		t.Error("no publication was waited for by asking")
	}
}

// A call that is refused ends the day, and the error says where.
func TestRefusal(t *testing.T) {
	for name, want := range map[string]string{
		"kf.account_add":          "The shop opens · 开门",
		"draft.add":               "An article · 发文章",
		"comment.markelect":       "Comments · 留言",
		"user.batchtagging":       "Tags · 打标签",
		"mass.sendall":            "A mass message · 群发",
		"template.send":           "A template message · 模板消息",
		"subscribe.bizsend":       "A subscription notice · 订阅通知",
		"kf.session_waitcase":     "Customer service · 客服",
		"user.info_batchget":      "The list of followers · 导出粉丝",
		"datacube.getusersummary": "The figures, next morning · 次日早上的数据",
	} {
		synctest.Test(t, func(t *testing.T) {
			town := newTown(sandbox.Config{})
			defer town.close()
			if err := town.wechat.FailNext(name, endpoint.ErrAPIUnauthorized); err != nil {
				t.Fatal(err)
			}
			_, err := livesIn(t, town)
			if !errors.Is(err, endpoint.ErrAPIUnauthorized) || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s: %v, want an error at %q", name, err, want)
			}
		})
	}
}

// An environment with an account ends the program before it does anything.
func TestRefuseAccount(t *testing.T) {
	t.Setenv("WECHAT_APPID", "wx0123456789abcdef")
	t.Setenv("WECHAT_SECRET", "")
	t.Setenv("WECHAT_API_BASE", "https://api.weixin.qq.com")
	var out bytes.Buffer
	err := run(t.Context(), "", &out)
	if err == nil || out.Len() > 0 {
		t.Fatalf("%v, and it printed %q", err, &out)
	}
	for _, want := range []string{
		"nothing was sent", "未发送任何内容", "WECHAT_APPID, WECHAT_API_BASE is set", "env -u WECHAT_APPID -u WECHAT_API_BASE go run",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
}

// The page is there while the day is lived.
func TestPage(t *testing.T) {
	for _, name := range []string{"WECHAT_APPID", "WECHAT_SECRET", "WECHAT_API_BASE"} {
		t.Setenv(name, "")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	printed, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, ":0", out)
		out.Close()
	}()
	lines := bufio.NewScanner(printed)
	lines.Scan()
	_, address, _ := strings.Cut(lines.Text(), ": ")
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if page, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK || !bytes.Contains(page, []byte("<html")) {
		t.Errorf("%s: HTTP %d", address, resp.StatusCode)
	}
	cancel()
	for lines.Scan() { // what it prints until it notices
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the program ended with %v", err)
	}
}
