package reply_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/reply"
)

func notesOf(fitted reply.Fitted) (notes []string) {
	for _, note := range fitted.Notes {
		notes = append(notes, note.Path+" "+note.Problem)
	}
	return notes
}

// What is right is sent as it is, in answer to a message and to an event.
func TestFitKeepsWhatIsRight(t *testing.T) {
	t.Parallel()
	text, one := reply.Text("hi"), articles(1)
	for _, r := range []reply.Reply{
		nil, reply.Nothing{}, text, &text, reply.Text(strings.Repeat("好", 682) + "ab"), reply.Text(strings.Repeat("好", 683)[:2048]),
		reply.Text(`<a href="tel:10086">10086</a>`), reply.Image{MediaID: "m"}, &reply.Image{MediaID: "m"}, reply.Voice{MediaID: "m"},
		reply.Video{MediaID: "m"}, reply.Music{URL: "u"}, one, &one, (*reply.News)(nil),
	} {
		for _, toEvent := range []bool{false, true} {
			got, err := reply.Fit(r, toEvent)
			if diff := cmp.Diff(reply.Fitted{Reply: r}, got); diff != "" || err != nil {
				t.Errorf("%#v: %v (-want +got):\n%s", r, err, diff)
			}
		}
	}
	eight := articles(8)
	if got, err := reply.Fit(eight, true); err != nil || len(got.Notes) > 0 || !cmp.Equal(got.Reply, reply.Reply(eight)) {
		t.Errorf("eight articles to an event: %v, %v", got, err)
	}
	transfer := reply.Transfer{KfAccount: "a@b"}
	if got, err := reply.Fit(transfer, false); err != nil || got.Reply != reply.Reply(transfer) {
		t.Errorf("a transfer of a message: %v, %v", got, err)
	}
}

func TestFitCutsLongTexts(t *testing.T) {
	t.Parallel()
	sentence := "今天天气很好，我们一起出去玩吧。" // 48 bytes, of which 42 fit a message
	long := reply.Text(strings.Repeat(sentence, 100))
	for _, r := range []reply.Reply{long, &long} {
		got, err := reply.Fit(r, false)
		if err != nil || len(got.Notes) > 0 {
			t.Fatalf("%v, %v", got.Notes, err)
		}
		want := []reply.Reply{
			reply.Text(strings.Repeat(sentence, 42)), reply.Text(strings.Repeat(sentence, 42)), reply.Text(strings.Repeat(sentence, 16)),
		}
		if diff := cmp.Diff(want, append([]reply.Reply{got.Reply}, got.Rest...)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestFitSendsFewerArticles(t *testing.T) {
	t.Parallel()
	nine := articles(9)
	broken := articles(3)
	broken[0].Title, broken[2].URL = "", "\x01"
	for name, test := range map[string]struct {
		news    reply.News
		toEvent bool
		want    reply.News
		notes   []string
	}{
		"two to a message": {articles(2), false, articles(1), []string{"Articles has 2 articles, more than are shown"}},
		"nine to an event": {nine, true, articles(8), []string{"Articles has 9 articles, more than are shown"}},
		"broken ones":      {broken, true, articles(1), []string{"Articles[0].Title is empty", "Articles[2].URL is empty"}},
		"broken ones to a message": {
			append(broken[:2:2], articles(1)...), false, articles(1),
			[]string{"Articles[0].Title is empty", "Articles has 3 articles, more than are shown"},
		},
	} {
		for _, r := range []reply.Reply{test.news, &test.news} {
			got, err := reply.Fit(r, test.toEvent)
			if err != nil || got.Rest != nil {
				t.Errorf("%s: %v, %v", name, got.Rest, err)
			}
			if diff := cmp.Diff(reply.Reply(test.want), got.Reply) + cmp.Diff(test.notes, notesOf(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
	if len(nine) != 9 || broken[0].Title != "" {
		t.Error("Fit changed the handler's own articles")
	}
}

// menuLink is a link that is longer than a message, and loses all but its words.
func menuLink(words string) reply.Text {
	return reply.Text(`<a href="weixin://bizmsgmenu?msgmenucontent=` + strings.Repeat("x", 2100) + `&msgmenuid=1">` + words + `</a>`)
}

func TestFitRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reply   reply.Reply
		toEvent bool
		field   string
	}{
		"empty text":              {reply.Text(""), false, "Content"},
		"white space":             {reply.Text(" \n\u3000"), false, "Content"},
		"much white space":        {reply.Text(strings.Repeat("\n", 3000)), false, "Content"},
		"forbidden characters":    {reply.Text("\x00"), true, "Content"},
		"half a character":        {reply.Text("好"[:2]), true, "Content"},
		"a long link of nothing":  {menuLink(""), false, "Content"},
		"a long link of a space":  {menuLink(" "), false, "Content"},
		"no articles":             {reply.News{}, true, "Articles"},
		"a broken article":        {reply.News{{Title: "t"}}, false, "Articles[0].URL"},
		"nine broken articles":    {make(reply.News, 9), true, "Articles[0].Title"},
		"transfer of an event":    {reply.Transfer{}, true, "MsgType"},
		"pointer to a transfer":   {&reply.Transfer{}, true, "MsgType"},
		"transfer to half a name": {reply.Transfer{KfAccount: "a"}, false, "KfAccount"},
		"image":                   {reply.Image{}, false, "MediaID"},
	} {
		got, err := reply.Fit(test.reply, test.toEvent)
		if wantField(t, err, test.field); got.Reply != nil {
			t.Errorf("%s: also got %v", name, got)
		}
	}
}

func TestFitAllocatesNothing(t *testing.T) {
	replies := []reply.Reply{reply.Text("今天天气很好"), reply.News{{Title: "t", URL: "u"}}, reply.Image{MediaID: "m"}, reply.Nothing{}, nil}
	if n := testing.AllocsPerRun(100, func() {
		for _, r := range replies {
			if _, err := reply.Fit(r, false); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The parts of any text pass Check.
func FuzzFit(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece, 100)
	}
	f.Fuzz(func(t *testing.T, piece string, times int) {
		if times < 0 || times > 1000 || len(piece)*times > 20_000 {
			return
		}
		text := reply.Text(strings.Repeat(piece, times))
		got, err := reply.Fit(text, false)
		if err != nil {
			if strings.TrimSpace(strings.Join(reply.Split(string(text), 0), "")) != "" {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for _, part := range append([]reply.Reply{got.Reply}, got.Rest...) {
			if err := part.Check(); err != nil {
				t.Errorf("%q: %v", part, err)
			}
		}
	})
}
