package core

import (
	"fmt"
	"strings"
	"testing"
)

// The HTML of an article stays exactly as it is, except for what runs scripts and for pictures of other hosts.
func TestCleaned(t *testing.T) {
	t.Parallel()
	p := New(Config{Base: "http://platform.test"})
	defer p.Close()
	p.Do(func(tx *Tx) {
		own, err := tx.AddPermanent(File{Kind: ArticlePicture})
		if err != nil {
			t.Fatal(err)
		}
		voice := tx.AddTemporary(File{Kind: "voice"})
		picture := `<img src="http://platform.test` + MediaPath(own.MediaID) + `" alt='1'>`
		for _, test := range []struct{ content, kept, text, warning string }{
			{`<P style='color: red'>a &lt; b<br/>c`, `<P style='color: red'>a &lt; b<br/>c`, "a < bc", ""},
			{"<section>\n 春 \t天</section>", "<section>\n 春 \t天</section>", "春 天", ""},
			{picture, picture, "", ""},
			{`<img data-src="https://mmbiz.qpic.cn/x/0?wx_fmt=png">`, `<img data-src="https://mmbiz.qpic.cn/x/0?wx_fmt=png">`, "", ""},
			{`a<img src="https://example.com/x.png">b<IMG src=https://example.com/y.png>`, "ab", "ab", `2 pictures of other hosts from articles[0].content, the first at "https://example.com/x.png"`},
			{`<img src="http://platform.test` + MediaPath(voice.MediaID) + `">`, "", "", "1 picture of another host"},
			{`<img src="http://platform.test/_sandbox/media/none">`, "", "", "1 picture of another host"},
			{`<img src="http://mmbiz.qpic.cn.example.com/x"><img src="data:image/png;base64,AA"><img src="https://example.com/x" data-src="https://mmbiz.qpic.cn/x"><img>`, "", "", "4 pictures"},
			{`a<script>alert("<p>")</script>b<SCRIPT src=x>`, "ab", "ab", "<script>"},
			{`<scr<script>ipt>alert(1)</script>`, `<scr<script>ipt>alert(1)`, "ipt>alert(1)", "<script>"}, // an element called scr<script, which runs nothing
			{`<p onclick="x()" ONLOAD=y style="a">t</p>`, `<p style="a">t</p>`, "t", "onclick, onload"},
			{`<a href=" java` + "\n" + `script:x">t</a><a href="https://mp.weixin.qq.com/s/x">u</a>`, `<a>t</a><a href="https://mp.weixin.qq.com/s/x">u</a>`, "tu", "href"},
			{`<p title="JavaScript: a book">1 < 2</p>`, `<p title="JavaScript: a book">1 < 2</p>`, "1 < 2", ""},
			{`<<!-- -->script>1<title><script>2</title>`, `&lt;script>1<title>&lt;script>2</title>`, "<script>1<script>2", ""},
			{`<iframe srcdoc="<script>1</script>">x</iframe><object><object>1</object>2</object><style>p{}</style>z`, "z", "z", "<iframe>, <object>, <style>"},
			{`<form action=x><input>t</form><meta http-equiv=refresh>`, "t", "t", "<form>, <input>, <meta>"},
			{`a<!-- b -->c<script>never ended`, "ac", "ac", "<script>"},
		} {
			tx.warning = nil
			kept, text := tx.cleanContent(test.content, "articles[0]")
			if kept != test.kept || text != test.text {
				t.Errorf("%s:\nkept %q\nwant %q\ntext %q, want %q", test.content, kept, test.kept, text, test.text)
			}
			said := ""
			if w := tx.Warning(); w != nil {
				said = w.EN
			}
			if !strings.Contains(said, test.warning) || (said == "") != (test.warning == "") {
				t.Errorf("%s: warned %q, want %q", test.content, said, test.warning)
			}
		}
	})
}

// Cleaned HTML is clean: a second cleaning removes nothing.
func FuzzCleaned(f *testing.F) {
	p := New(Config{})
	f.Cleanup(p.Close)
	f.Fuzz(func(t *testing.T, content string) {
		p.Do(func(tx *Tx) {
			once, text := tx.cleanContent(content, "")
			tx.warning = nil
			twice, again := tx.cleanContent(once, "")
			if twice != once || again != text || tx.Warning() != nil && len(content) < maxContent {
				t.Errorf("%q:\nonce %q, %q\ntwice %q, %q\n%v", content, once, text, twice, again, tx.Warning())
			}
		})
	})
}

// A tag with many attributes is cleaned in linear time, and the warning stays short.
func TestCleanedOfManyAttributes(t *testing.T) {
	t.Parallel()
	p := New(Config{})
	defer p.Close()
	var b strings.Builder
	b.WriteString("<a")
	for i := range 100_000 {
		fmt.Fprint(&b, " on", i)
	}
	b.WriteString(">x</a>")
	p.Do(func(tx *Tx) {
		if kept, _ := tx.cleanContent(b.String(), ""); kept != "<a>x</a>" || len(tx.Warning().EN) > 1000 {
			t.Errorf("kept %.60s, said %.200s", kept, tx.Warning().EN)
		}
	})
}
