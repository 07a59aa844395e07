package draft

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// tagsOf lists the start tags that forEachTag finds, with their attributes.
func tagsOf(text string) (list []string) {
	forEachTag(text, func(tag string, attributes []attribute) {
		line := tag
		for _, a := range attributes {
			line += fmt.Sprintf(" %s=%q", a.name, normal(a.decode(text)))
		}
		list = append(list, line)
	})
	return list
}

// wantedTags lists the same with golang.org/x/net/html.
func wantedTags(text string) (list []string) {
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return list
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			line := token.Data
			for _, a := range token.Attr {
				line += fmt.Sprintf(" %s=%q", a.Key, normal(a.Val))
			}
			list = append(list, line)
		}
	}
}

// normal makes line ends the same: x/net/html changes them.
func normal(value string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(value)
}

var htmlSeeds = []string{
	`<p>a <img src="a.png" alt='x>y'><IMG SRC=b.png/><img src = "c.png" src="d.png" /></p>`,
	`<!-- <img src=a> --><img src=b><!--><img src=c><!---><img src=d><!doctype html><?x <img src=e>?><img src=f></ <img src=g>>`,
	`<style>img{background:url(<img src=a>)}</STYLE ><img src=b><textarea><img src=c></textarea/><img src=d><title><img></titlex></title>`,
	`<div style="background:url(&quot;a&quot;)" =x==y z/ w><a<b c=d><1><plaintext><img src=a>`,
	`<a b="&amp&lt;&#38;&#x41&copy=1&copy;&copy2&order=2&notit;&not;&semi;&nope;&ampx&am&NotEqualTilde;&#;&#x;&#0;&#0A&#9z&#x9g&#1234567890&">`,
	`<a b="&#x9000000000000000000d90&#18446744073709551681;&#x110000;&#00000000065;&#x80;&#xd800;">`,
	`<a b="&nLt;&nLt&nLt;=&nLtx&nGt;&NotNestedLessLess;&bne;&fjlig;">`,
	`<img src="a`, `<img src=`, `<img`, `<`, `</`, `<!`, `<!--`, `<p/><img/src=a>`, "<img\fsrc\n=\r'a\r\nb'>", `<img src="a"data-src=b>`,
}

func TestTags(t *testing.T) {
	t.Parallel()
	for _, text := range htmlSeeds {
		if diff := cmp.Diff(wantedTags(text), tagsOf(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// The tags are those that golang.org/x/net/html finds.
func FuzzTags(f *testing.F) {
	for _, text := range htmlSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := strings.ToLower(text)
		if strings.Contains(text, "\x00") || strings.Contains(folded, "<script") || len(text) > 10_000 {
			t.Skip() // x/net/html replaces NUL, and knows the comments of scripts
		}
		if diff := cmp.Diff(wantedTags(text), tagsOf(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	})
}

// A text that is made to keep a program busy takes no longer than another one of its length.
func TestTagsInTime(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	for _, piece := range []string{"<!-- -->", "<!--", "<a b=\"", "</script", "<p style=\"url("} {
		text := strings.Repeat(piece, size/len(piece))
		start := time.Now()
		forEachTag(text, func(string, []attribute) {})
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%d times %s took %v", size/len(piece), piece, took)
		}
	}
}
