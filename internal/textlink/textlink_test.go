package textlink_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/textlink"
)

func TestTags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`<a href="http://www.qq.com">..</a>`:                                   {"http://www.qq.com"},
		`<a href='https://example.com/?a=1&b=2>'>..</a><A HREF=HTTP://x>x</A>`: {"https://example.com/?a=1&b=2>", "HTTP://x"},
		"<a\nclass=x href = 'a b' title>":                                      {"a b"},
		`<a href="a" href="b">`:                                                {"b"},
		`<a data-href="a">`:                                                    {"-"},
		`<a class="href='x'">`:                                                 {"-"},
		`<a :href="url">`:                                                      {"url"},
		`<a href>`:                                                             {"-"},
		`<a href=>`:                                                            {""},
		`<a>`:                                                                  nil,
		`<abbr href="x">`:                                                      nil,
		`1 <a, and 2`:                                                          nil,
		`<a href="unfinished`:                                                  nil,
		`5 <a "inch <a href="x">`:                                              {"x"},
		`<a href="<a href='y'>`:                                                {"y"},
	} {
		var got []string
		for tag := range textlink.Tags(text) {
			href, has := tag.Attribute("href")
			if !has {
				href = "-"
			}
			got = append(got, href)
			if whole := text[tag.Start:tag.End]; !strings.EqualFold(whole[:2], "<a") || !strings.HasSuffix(whole, ">") {
				t.Errorf("%s: the tag is %q", text, whole)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`a <a href="http://x/">b</a> c`:                               {`<a href="http://x/">b</a>|http://x/|b`},
		`<a href=" HTTPS://x ">b</A >`:                                {`<a href=" HTTPS://x ">b</A >|HTTPS://x|b`},
		`<a href="weixin://bizmsgmenu?msgmenucontent=a">b</a>`:        {`<a href="weixin://bizmsgmenu?msgmenucontent=a">b</a>|weixin://bizmsgmenu?msgmenucontent=a|b`},
		`<a href="http://x"><b>1</b></a>`:                             {`<a href="http://x"><b>1</b></a>|http://x|<b>1</b>`},
		`<a href="http://x"></a>`:                                     {`<a href="http://x"></a>|http://x|`},
		`<a href="http://x">open <a href="http://y">closed</a>`:       {`<a href="http://y">closed</a>|http://y|closed`},
		`<a href="http://x">1</a> and </a> <a href="tel:1">2</a>`:     {`<a href="http://x">1</a>|http://x|1`},
		`<a href="tel:1">1</a><a href="http://x">2</a>`:               {`<a href="http://x">2</a>|http://x|2`},
		`<a href="{{ url }}">1</a><a href="">2</a><a href="/x">3</a>`: nil,
		`<a href="http://">1</a><a name="http://x">2</a>`:             nil,
		`<a href="http://x">open`:                                     nil,
		`<a href="http://x">open</ab></a`:                             nil,
	} {
		var got []string
		for link := range textlink.Links(text) {
			got = append(got, text[link.Start:link.End]+"|"+link.Target+"|"+link.Words)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// A loop may stop at any tag or link.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":                                       -1,
		"plain":                                  -1,
		"a < b":                                  -1,
		"a <":                                    2,
		"a <A":                                   2,
		"std::array<auto> x":                     -1,
		`see <a href="https://e.cn/`:             4,
		`see <a href="https://e.cn/">here`:       4,
		`see <A HREF="https://e.cn/">here </`:    4,
		`see <A HREF="https://e.cn/">here</A> x`: -1,
		`<a href="u">one</a> <a href='u' `:       20,
		`<a href="u">one <b> two`:                0,
		`<a href="u" <b> two`:                    -1,
	} {
		if got := textlink.Unfinished(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`<a href="http://x">1</a>`, 3)
	for range textlink.Tags(text) {
		break
	}
	for range textlink.Links(text) {
		break
	}
	if n := len(slices.Collect(textlink.Links(text))); n != 3 {
		t.Errorf("found %d links, want 3", n)
	}
}

// The time that hostile texts take grows with their length, not with its square.
func BenchmarkLinks(b *testing.B) {
	for name, unit := range map[string]string{
		"open": "<a ", "quotes": `<a '"`, "closing": "</a ", "unclosed": `<a href="http://x">`, "links": `<a href="http://x">1</a>`, "equals": "<a =====",
	} {
		text := strings.Repeat(unit, 100_000/len(unit))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for range textlink.Links(text) {
				}
			}
		})
	}
}
