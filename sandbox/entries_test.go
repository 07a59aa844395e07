package sandbox_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// contentFields returns the names of an entry's fields with content: not those that every entry has, and no addresses of media.
func contentFields(e sandbox.Entry) (names []string) {
	for field, value := range reflect.ValueOf(e).Fields() {
		switch field.Name {
		case "ID", "At", "From", "Via", "Type", "Exchanges", "MediaURL", "ThumbURL":
		default:
			if !value.IsZero() {
				names = append(names, field.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// entryTable reads the table of docs/sandbox.md that has the fields of each type of entry.
func entryTable(t *testing.T, page, heading string) map[string][]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(content), "\n### "+heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	table := map[string][]string{}
	field := regexp.MustCompile("`([A-Z][A-Za-z]*)")
	for _, row := range regexp.MustCompile("(?m)^\\|.*\\| `([a-z]\\w*)` \\|(.*)\\|$").FindAllStringSubmatch(section, -1) {
		names := map[string]bool{}
		for _, name := range field.FindAllStringSubmatch(row[2], -1) {
			names[name[1]] = true
		}
		table[row[1]] = slices.Sorted(maps.Keys(names))
	}
	return table
}

// The table of docs/sandbox.md has the fields that each type of entry has.
func TestEntriesAreAsOnThePage(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t)
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
	if err != nil {
		t.Fatal(err)
	}
	var answer reply.Reply
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, message.Message) (reply.Reply, error) { return answer, nil })
	platform.Connect(wx.Callback(mux))
	alice := platform.User("alice")
	alice.Follow()

	types := map[string][]string{}
	show := func(entries []sandbox.Entry, via string) {
		t.Helper()
		if len(entries) != 1 || entries[0].Via != via {
			t.Fatalf("%v, want one by %s", entries, via)
		}
		e := entries[0]
		if known, ok := types[e.Type]; ok && !slices.Equal(known, contentFields(e)) {
			t.Errorf("%s has %q, and by another way %q", e.Type, contentFields(e), known)
		}
		types[e.Type] = contentFields(e)
	}
	send := func(via string, f func() error) {
		t.Helper()
		before := len(alice.Chat())
		if err := f(); err != nil {
			t.Fatal(err)
		}
		show(alice.Chat()[before:], via)
	}

	image, voice, thumb := platform.AddMedia("image", "image/png", nil), platform.AddMedia("voice", "audio/amr", nil), platform.AddMedia("thumb", "image/jpeg", nil)
	video := platform.AddMedia("video", "video/mp4", nil)
	const page = "https://www.example.com/"
	for _, answer = range []reply.Reply{
		reply.Text("hello"), reply.Image{MediaID: image}, reply.Voice{MediaID: voice},
		reply.Video{MediaID: video, Title: "T", Description: "D"},
		reply.Music{Title: "T", Description: "D", URL: page, HQURL: page, ThumbMediaID: thumb},
		reply.News{{Title: "T", Description: "D", PicURL: page, URL: page}},
		reply.Transfer{KfAccount: "xiaoye@teashop"},
	} {
		show(alice.Send(answer.Type()), "reply")
	}
	for _, answer = range []reply.Reply{nil, reply.Nothing{}} {
		if shown := alice.Send("silence"); len(shown) != 0 {
			t.Errorf("%#v shows %v", answer, shown)
		}
	}
	answer = nil
	for _, m := range []kf.Message{
		kf.Text("hello"), kf.Image{MediaID: image}, kf.Voice{MediaID: voice},
		kf.Video{MediaID: video, ThumbMediaID: thumb, Title: "T", Description: "D"},
		kf.Music{Title: "T", Description: "D", URL: page, HQURL: page, ThumbMediaID: thumb},
		kf.Article{Title: "T", Description: "D", PicURL: page, URL: page},
		kf.Menu{Head: "H", Items: []kf.MenuItem{{ID: "1", Content: "yes"}}, Tail: "Z"},
		kf.MiniProgramPage{Title: "T", AppID: "wx0123456789abcdef", PagePath: "a", ThumbMediaID: thumb},
	} {
		alice.Send("a message allows five")
		send("kf", func() error { return wx.KF.Send(t.Context(), alice.OpenID(), m) })
	}
	article, err := wx.Draft.Add(t.Context(), draft.Article{Title: "T", Content: "text", ThumbMediaID: image})
	if err != nil {
		t.Fatal(err)
	}
	send("kf", func() error { return wx.KF.Send(t.Context(), alice.OpenID(), kf.MPNews{MediaID: article}) })
	send("preview", func() error {
		_, err := wx.Mass.Preview(t.Context(), alice.OpenID(), mass.MPNews{MediaID: article})
		return err
	})
	send("mass", func() error {
		_, err := wx.Mass.ToAll(t.Context(), mass.Text("hello"))
		platform.Clock.Advance(5 * time.Second)
		return err
	})

	data := keyword.Data{"thing1": keyword.Text("tea"), "time2": keyword.Time(time.Now())}
	const content = "what:{{thing1.DATA}}\nwhen:{{time2.DATA}}"
	id := platform.AddTemplate("T1", "order", content)
	send("template", func() error {
		_, err := wx.Template.Send(t.Context(), alice.OpenID(), template.Message{TemplateID: id, URL: page, Data: data})
		return err
	})
	id = platform.AddNoticeTemplate("N1", "order", content, false)
	alice.AnswerPopup([]string{id}, nil)
	send("notice", func() error {
		return wx.Subscribe.Send(t.Context(), alice.OpenID(), subscribe.Message{TemplateID: id, Page: page, Data: data})
	})

	answer = reply.Text("hello")
	platform.CutNextPushes(3)
	show(alice.Send("nobody answers"), "hint")

	for page, heading := range map[string]string{"sandbox.md": "What an entry has", "sandbox.zh-CN.md": "条目的内容"} {
		if diff := cmp.Diff(types, entryTable(t, page, heading)); diff != "" {
			t.Errorf("what is shown (-) and the table of docs/%s (+) differ:\n%s", page, diff)
		}
	}
}
