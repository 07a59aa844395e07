package reply_test

import (
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/reply"
)

func articles(n int) reply.News {
	var news reply.News
	for range n {
		news = append(news, reply.Article{Title: "t", URL: "u"})
	}
	return news
}

func TestCheckPasses(t *testing.T) {
	t.Parallel()
	for _, r := range []reply.Reply{
		reply.Text("x"), reply.Text(" "),
		reply.Text(strings.Repeat("x", 2048)),
		reply.Text(strings.Repeat("😀", 512)),
		reply.Text(strings.Repeat("好", 682) + "ab"),    // 2048 bytes
		reply.Text(strings.Repeat("x", 2048) + "\x00"), // the NUL is not written
		reply.Text(strings.Repeat("好", 683)[:2048]),    // neither is the half character
		reply.Text(strings.Repeat("x", 2048) + "\x00" + "😀"[:3]),
		reply.Image{MediaID: "m"},
		reply.Voice{MediaID: "m"},
		reply.Video{MediaID: "m"},
		reply.Music{URL: "u"},
		reply.Music{HQURL: "u"},
		reply.Music{ThumbMediaID: "m"},
		articles(1), articles(8),
		reply.Transfer{},
		reply.Transfer{KfAccount: "test1@test"},
		reply.Nothing{},
	} {
		if err := r.Check(); err != nil {
			t.Errorf("%T: %v", r, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	noTitle, noURL := articles(3), articles(3)
	noTitle[2].Title = ""
	noURL[0].URL = ""
	tests := map[string]struct {
		reply reply.Reply
		field string
	}{
		"empty text":              {reply.Text(""), "Content"},
		"text of forbidden bytes": {reply.Text("\x00\x01"), "Content"},
		"long text":               {reply.Text(strings.Repeat("x", 2049)), "Content"},
		"long Chinese text":       {reply.Text(strings.Repeat("好", 683)), "Content"},
		"text that grows":         {reply.Text(strings.Repeat("\xffx", 600)), "Content"}, // U+FFFD has 3 bytes
		"text of half a letter":   {reply.Text("好"[:2]), "Content"},
		"image":                   {reply.Image{}, "MediaID"},
		"voice":                   {reply.Voice{}, "MediaID"},
		"video":                   {reply.Video{Title: "t"}, "MediaID"},
		"music":                   {reply.Music{}, "Music"},
		"no articles":             {reply.News{}, "Articles"},
		"nine articles":           {articles(9), "Articles"},
		"no title":                {noTitle, "Articles[2].Title"},
		"no URL":                  {noURL, "Articles[0].URL"},
		"text of emoji":           {reply.Text(strings.Repeat("😀", 512) + "x"), "Content"},
		"image of nothing":        {reply.Image{MediaID: "\x01"}, "MediaID"},
		"voice of nothing":        {reply.Voice{MediaID: "\x01"}, "MediaID"},
		"video of nothing":        {reply.Video{MediaID: "\x01"}, "MediaID"},
		"music of nothing":        {reply.Music{Title: "\x01", HQURL: "\x02"}, "Music"},
		"title of nothing":        {reply.News{{Title: "\x01", URL: "u"}}, "Articles[0].Title"},
		"URL of nothing":          {reply.News{{Title: "t", URL: "\x01"}}, "Articles[0].URL"},
		"agent of nothing":        {reply.Transfer{KfAccount: "\x01"}, "KfAccount"},
		"agent with no prefix":    {reply.Transfer{KfAccount: "\x01@test"}, "KfAccount"},
		"agent without account":   {reply.Transfer{KfAccount: "test1"}, "KfAccount"},
		"agent without prefix":    {reply.Transfer{KfAccount: "@test"}, "KfAccount"},
		"agent without domain":    {reply.Transfer{KfAccount: "test1@"}, "KfAccount"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantField(t, test.reply.Check(), test.field)
			body, err := reply.Encode(test.reply, sampleHead)
			wantField(t, err, test.field)
			if body != nil {
				t.Errorf("wrote %s", body)
			}
		})
	}
}

// Nothing shows that the platform refuses a text for its links.
func TestNoLinkIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`<a href="http://www.qq.com">..</a>`,
		`<a href='https://example.com/?a=1&b=2>'>..</a> and <a href="http://x">x</a>`,
		`<A HREF=HTTPS://example.com>..</A>`,
		`<a href="http://www.qq.com" data-miniprogram-appid="appid" data-miniprogram-path="pages/index/index">..</a>`,
		`<a data-miniprogram-path="pages/index/index" data-miniprogram-appid="appid" href="http://www.qq.com">..</a>`,
		`<a href="weixin://bizmsgmenu?msgmenucontent=TEXT&msgmenuid=ID">TEXT</a>`,
		`<a>shown as text</a>`, `<a name="x">shown as text</a>`, `1 <a, and 2`, `<abbr href="x">`, `<b>bold</b><script>`,
		`<a href="unfinished`, `href="javascript:x"`, `/::) [Smile]`,
		`<a href="">..</a>`, `<a href="www.qq.com">..</a>`, `<a href="/page">..</a>`, `<a href="javascript:alert(1)">..</a>`,
		`<a href="tel:10086">..</a>`, `<a href=weixin://dl/business>..</a>`, `<a href="weixin://bizmsgmenu">..</a>`,
		`<a href="http://x">fine</a> <a href="x">..</a>`,
		"<a\nhref='ftp://x'>..</a>",
		`<a href="http://www.qq.com" data-miniprogram-appid="appid">..</a>`,
		`<a href="http://www.qq.com" data-miniprogram-path="pages/index/index">..</a>`,
		`<a href="http://www.qq.com" data-miniprogram-appid="" data-miniprogram-path="p">..</a>`,
		`<a href="www.qq.com" data-miniprogram-appid="appid" data-miniprogram-path="p">..</a>`,
		`<a :href="url" href="{{ url }}">x</a>`,
	} {
		if err := reply.Text(text).Check(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
