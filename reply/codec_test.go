package reply_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/reply"
)

func TestNothing(t *testing.T) {
	t.Parallel()
	for _, r := range []reply.Reply{nil, reply.Nothing{}, (*reply.News)(nil), (*reply.Image)(nil)} {
		body, err := reply.Encode(r, reply.Head{})
		if err != nil || string(body) != "success" {
			t.Errorf("%v: got %q, %v", r, body, err)
		}
	}
	if err := (reply.Nothing{}).Check(); err != nil {
		t.Error(err)
	}
	for _, body := range []string{"", "success"} {
		r, head, err := reply.Decode([]byte(body))
		if r != (reply.Nothing{}) || head != (reply.Head{}) || err != nil {
			t.Errorf("%q: got %v, %v, %v", body, r, head, err)
		}
	}
}

func TestTransferToAnyAgent(t *testing.T) {
	t.Parallel()
	body, err := reply.Encode(reply.Transfer{}, sampleHead)
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range xmltest.Tree(t, body).Children {
		if child.Name == "TransInfo" {
			t.Errorf("TransInfo names nobody: %s", body)
		}
	}
	if r, _, err := reply.Decode(body); r != (reply.Transfer{}) || err != nil {
		t.Errorf("got %v, %v", r, err)
	}
}

func TestOptionalFields(t *testing.T) {
	t.Parallel()
	for _, want := range []reply.Reply{reply.Video{MediaID: "m"}, reply.Music{URL: "u"}, reply.Music{ThumbMediaID: "m"}} {
		body, err := reply.Encode(want, sampleHead)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range xmltest.Tree(t, body).Children[4:] {
			if len(group.Children) != 1 {
				t.Errorf("%+v was written as %s", want, body)
			}
		}
		if r, _, err := reply.Decode(body); r != want || err != nil {
			t.Errorf("got %v, %v", r, err)
		}
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	for field, heads := range map[string][]reply.Head{
		"ToUserName":   {{From: "gh_7f083739789a"}, {To: "\x01", From: "gh_7f083739789a"}},
		"FromUserName": {{To: "o"}, {To: "o", From: "\x01"}},
	} {
		for _, head := range heads {
			body, err := reply.Encode(reply.Text("hi"), head)
			wantField(t, err, field)
			if body != nil {
				t.Errorf("%s: wrote %s", field, body)
			}
		}
	}
	synctest.Test(t, func(t *testing.T) {
		body, err := reply.Encode(reply.Text("hi"), reply.Head{To: "o", From: "gh"})
		if err != nil {
			t.Fatal(err)
		}
		if _, head, err := reply.Decode(body); err != nil || head.Time.Unix() != time.Now().Unix() {
			t.Errorf("at %v: got %v, %v", time.Now(), head.Time, err)
		}
	})
}

// wantField fails the test unless err is a *field.Error about path that has a cure.
func wantField(t *testing.T, err error, path string) {
	t.Helper()
	var e *field.Error
	if !errors.As(err, &e) {
		t.Errorf("got %v, want an error about %s", err, path)
		return
	}
	if e.Path != path || e.Problem == "" || e.Cure == "" {
		t.Errorf("got %+v, want one about %s", e, path)
	}
	if !strings.HasPrefix(err.Error(), "reply: "+path+" ") {
		t.Errorf("text %q", err)
	}
}

const (
	opening = "<xml><ToUserName>o</ToUserName><FromUserName>gh</FromUserName><CreateTime>1</CreateTime>"
	item    = "<item><Title>t</Title><Description/><PicUrl/><Url>u</Url></item>"
)

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, field string }{
		"plain words":           {"hello", "xml"},
		"almost success":        {"success\n", "xml"},
		"JSON":                  {`{"errcode":0}`, "xml"},
		"no end":                {opening, "xml"},
		"control character":     {opening + "<MsgType>text</MsgType><Content><![CDATA[a\x01b]]></Content></xml>", "xml"},
		"reference to it":       {opening + "<MsgType>text</MsgType><Content>a&#1;b</Content></xml>", "xml"},
		"bad UTF-8":             {opening + "<MsgType>text</MsgType><Content><![CDATA[a\xffb]]></Content></xml>", "xml"},
		"CDATA that ends early": {opening + "<MsgType>text</MsgType><Content><![CDATA[a]]>b]]></Content></xml>", "xml"},
		"bare ampersand":        {opening + "<MsgType>text</MsgType><Content>a & b</Content></xml>", "xml"},
		"not UTF-8":             {`<?xml version="1.0" encoding="GBK"?>` + opening + "<MsgType>text</MsgType><Content>x</Content></xml>", "xml"},
		"NUL in front":          {"\x00" + opening + "<MsgType>text</MsgType><Content>x</Content></xml>", "xml"},
		"late declaration":      {"\n<?xml version=\"1.0\"?>" + opening + "<MsgType>text</MsgType><Content>x</Content></xml>", "xml"},
		"byte order mark":       {"\uFEFF" + opening + "<MsgType>text</MsgType><Content>x</Content></xml>", "xml"},
		"an envelope unopened":  {"<xml><Encrypt>x</Encrypt></xml>", "ToUserName"},
		"another root":          {"<reply></reply>", "xml"},
		"DOCTYPE":               {"<!DOCTYPE xml><xml></xml>", "xml"},
		"empty":                 {"<xml></xml>", "ToUserName"},
		"no FromUserName":       {"<xml><ToUserName>o</ToUserName></xml>", "FromUserName"},
		"no CreateTime":         {"<xml><ToUserName>o</ToUserName><FromUserName>gh</FromUserName></xml>", "CreateTime"},
		"CreateTime no number":  {"<xml><ToUserName>o</ToUserName><FromUserName>gh</FromUserName><CreateTime>now</CreateTime></xml>", "CreateTime"},
		"CreateTime empty":      {"<xml><ToUserName>o</ToUserName><FromUserName>gh</FromUserName><CreateTime/></xml>", "CreateTime"},
		"nobody":                {"<xml><ToUserName/><FromUserName>gh</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>x</Content></xml>", "ToUserName"},
		"from nobody":           {"<xml><ToUserName>o</ToUserName><FromUserName/><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>x</Content></xml>", "FromUserName"},
		"no MsgType":            {opening + "</xml>", "MsgType"},
		"unknown MsgType":       {opening + "<MsgType>hologram</MsgType></xml>", "MsgType"},
		"an inbound MsgType":    {opening + "<MsgType>event</MsgType></xml>", "MsgType"},
		"MsgType in capitals":   {opening + "<MsgType>Text</MsgType><Content>x</Content></xml>", "MsgType"},
		"no Content":            {opening + "<MsgType>text</MsgType></xml>", "Content"},
		"Content misspelt":      {opening + "<MsgType>text</MsgType><content>x</content></xml>", "Content"},
		"no Image":              {opening + "<MsgType>image</MsgType><MediaId>m</MediaId></xml>", "Image"},
		"no MediaId in Image":   {opening + "<MsgType>image</MsgType><Image/></xml>", "Image.MediaId"},
		"MediaID misspelt":      {opening + "<MsgType>voice</MsgType><Voice><MediaID>m</MediaID></Voice></xml>", "Voice.MediaId"},
		"no Video":              {opening + "<MsgType>video</MsgType></xml>", "Video"},
		"no Music":              {opening + "<MsgType>music</MsgType></xml>", "Music"},
		"TransInfo for nobody":  {opening + "<MsgType>transfer_customer_service</MsgType><TransInfo/></xml>", "TransInfo.KfAccount"},
		"no ArticleCount":       {opening + "<MsgType>news</MsgType><Articles>" + item + "</Articles></xml>", "ArticleCount"},
		"no Articles":           {opening + "<MsgType>news</MsgType><ArticleCount>1</ArticleCount></xml>", "Articles"},
		"ArticleCount too low":  {opening + "<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles>" + item + item + "</Articles></xml>", "ArticleCount"},
		"ArticleCount too high": {opening + "<MsgType>news</MsgType><ArticleCount>3</ArticleCount><Articles>" + item + item + "</Articles></xml>", "ArticleCount"},
		"ArticleCount in words": {opening + "<MsgType>news</MsgType><ArticleCount>one</ArticleCount><Articles>" + item + "</Articles></xml>", "ArticleCount"},
		"an article without Url": {
			opening + "<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles>" + item +
				"<item><Title>t</Title><Description/><PicUrl/></item></Articles></xml>",
			"Articles.item[1].Url",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head, err := reply.Decode([]byte(test.body))
			wantField(t, err, test.field)
			if r != nil || head != (reply.Head{}) {
				t.Errorf("got %v, %v as well", r, head)
			}
		})
	}
}

// Decode leaves the limits to Check, so that callers can distinguish the two kinds of error.
func TestDecodeLeavesLimitsToCheck(t *testing.T) {
	t.Parallel()
	nine := strings.Repeat(item, 9)
	for body, field := range map[string]string{
		opening + "<MsgType>text</MsgType><Content></Content></xml>":                                             "Content",
		opening + "<MsgType>image</MsgType><Image><MediaId/></Image></xml>":                                      "MediaID",
		opening + "<MsgType>news</MsgType><ArticleCount>9</ArticleCount><Articles>" + nine + "</Articles></xml>": "Articles",
	} {
		r, _, err := reply.Decode([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		wantField(t, r.Check(), field)
	}
}

// Every well-formed layout of a reply is read.
func TestDecodeAccepts(t *testing.T) {
	t.Parallel()
	const want = "a]]>b&<c>"
	for name, body := range map[string]string{
		"split CDATA": opening + "<MsgType>text</MsgType><Content><![CDATA[a]]]]><![CDATA[>b&<c>]]></Content></xml>",
		"escaped":     opening + "<MsgType>text</MsgType><Content>a]]&gt;b&amp;&lt;c&gt;</Content></xml>",
		"declared":    `<?xml version="1.0" encoding="utf-8"?>` + "\n<!-- x -->" + opening + "<MsgType>text</MsgType><Content>a]]&gt;b&amp;&#60;c&#x3e;</Content></xml>\n",
		"more, shuffled": "<xml><FuncFlag>0</FuncFlag><Content><![CDATA[a]]]]><![CDATA[>b&<c>]]></Content><MsgType>text</MsgType>" +
			"<CreateTime><![CDATA[1]]></CreateTime><FromUserName>gh</FromUserName><ToUserName>o</ToUserName></xml>",
		"a second Content": opening + "<MsgType>text</MsgType><Content>a]]&gt;b&amp;&lt;c&gt;</Content><Content>x</Content></xml>",
	} {
		r, head, err := reply.Decode([]byte(body))
		if err != nil || r != reply.Text(want) || head.To != "o" || head.From != "gh" || head.Time.Unix() != 1 {
			t.Errorf("%s: got %v, %+v, %v", name, r, head, err)
		}
	}
}

// Append writes only behind dst; with an error it writes nothing.
func TestAppend(t *testing.T) {
	t.Parallel()
	for _, spare := range []int{0, 10, 4096} {
		for name, s := range samples {
			dst := append(make([]byte, 0, len("before")+spare), "before"...)
			got, err := reply.Append(dst, s.reply, s.head)
			body, encodeErr := reply.Encode(s.reply, s.head)
			if err != nil || encodeErr != nil || string(got) != "before"+string(body) || string(dst) != "before" {
				t.Errorf("%s, %d spare bytes: got %s behind %s, %v, %v", name, spare, got, dst, err, encodeErr)
			}
		}
	}
	buf := []byte("before, and what is spare")
	dst := buf[:len("before")]
	if got, err := reply.Append(dst, nil, reply.Head{}); err != nil || string(got) != "beforesuccess" {
		t.Errorf("nothing to say: got %s, %v", got, err)
	}
	copy(buf, "before, and what is spare")
	for field, try := range map[string]func() ([]byte, error){
		"Content":    func() ([]byte, error) { return reply.Append(dst, reply.Text(""), sampleHead) },
		"ToUserName": func() ([]byte, error) { return reply.Append(dst, reply.Text("x"), reply.Head{}) },
	} {
		got, err := try()
		wantField(t, err, field)
		if got != nil || string(buf) != "before, and what is spare" {
			t.Errorf("%s: got %q, and %q in the buffer", field, got, buf)
		}
	}
}

// hostile draws texts that try to end their element early.
var hostile = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{
			"]]>", "]]", "]", ">", "<![CDATA[", "</Content>", "</xml>", "<MsgType>image</MsgType>", "<!--", "&amp;", "&", " ", "\t\n",
		}),
		rapid.StringMatching(`[ -~\x{4e00}-\x{4eff}]{1,5}`),
	), 1, 12).Draw(t, "parts"), "")
})

// replies draws replies that pass Check.
var replies = rapid.Custom(func(t *rapid.T) reply.Reply {
	maybe := rapid.OneOf(rapid.Just(""), hostile)
	article := rapid.Custom(func(t *rapid.T) reply.Article {
		return reply.Article{
			Title: hostile.Draw(t, "title"), Description: maybe.Draw(t, "description"),
			PicURL: maybe.Draw(t, "picture"), URL: hostile.Draw(t, "url"),
		}
	})
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		return reply.Text(hostile.Draw(t, "content"))
	case 1:
		return reply.Image{MediaID: hostile.Draw(t, "media")}
	case 2:
		return reply.Voice{MediaID: hostile.Draw(t, "media")}
	case 3:
		return reply.Video{MediaID: hostile.Draw(t, "media"), Title: maybe.Draw(t, "title"), Description: maybe.Draw(t, "description")}
	case 4:
		return reply.Music{
			Title: maybe.Draw(t, "title"), Description: maybe.Draw(t, "description"), URL: hostile.Draw(t, "url"),
			HQURL: maybe.Draw(t, "hq"), ThumbMediaID: maybe.Draw(t, "thumb"),
		}
	case 5:
		return reply.News(rapid.SliceOfN(article, 1, reply.MaxArticles).Draw(t, "articles"))
	case 6:
		return reply.Transfer{KfAccount: rapid.SampledFrom([]string{"", "a@b", "]]>@<x>"}).Draw(t, "agent")}
	}
	return reply.Nothing{}
})

// A reply is the same after a round trip, and encoding/xml sees the same elements, whatever its texts contain.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := replies.Draw(t, "reply")
		body, err := reply.Encode(want, sampleHead)
		if err != nil {
			t.Fatal(err)
		}
		got, head, err := reply.Decode(body)
		if err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
		if want == reply.Reply(reply.Nothing{}) {
			return
		}
		if head != sampleHead {
			t.Fatalf("head %v", head)
		}
		root, err := xmltest.Parse(body)
		if err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		if root.Children[3].Text != want.Type() || len(root.Children) > 6 {
			t.Fatalf("broke out: %s", body)
		}
	})
}

// A reply may contain any strings, also characters that XML forbids: Decode accepts what Encode writes, and it passes
// Check.
func TestEncodedIsTaken(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[\x00-\x02@\r\n\]>]{0,3}`), rapid.SampledFrom([]string{"\xff", "\uFFFE", "x\xc3"}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		want := rapid.SampledFrom([]reply.Reply{
			reply.Text(a),
			reply.Image{MediaID: a},
			reply.Voice{MediaID: a},
			reply.Video{MediaID: a, Title: b},
			reply.Music{Title: a, URL: b},
			reply.News{{Title: a, URL: b}},
			reply.Transfer{KfAccount: a + "@" + b},
		}).Draw(t, "reply")
		body, err := reply.Encode(want, reply.Head{To: a, From: b, Time: sampleHead.Time})
		if err != nil {
			return
		}
		got, _, err := reply.Decode(body)
		if err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		if err := got.Check(); err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
	})
}

// A text that a user sent must not become elements of the reply.
func TestTextCannotBreakOut(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"]]>", "]]]]>>", "]]", "]]]", "a]]>b]]>c", "<![CDATA[x]]>", "]]]]><![CDATA[>",
		"]]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA[",
	} {
		body, err := reply.Encode(reply.Text(text), sampleHead)
		if err != nil {
			t.Fatal(err)
		}
		children := xmltest.Tree(t, body).Children
		if len(children) != 5 || children[4].Name != "Content" || children[4].Text != text {
			t.Errorf("%q was written as %s", text, body)
		}
	}
}
