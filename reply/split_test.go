package reply_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/reply"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	const link = `<a href="http://x.cn/">这里</a>` // 33 bytes
	for name, test := range map[string]struct {
		limit int
		text  string
		want  []string
	}{
		"empty":                    {10, "", nil},
		"nothing that is written":  {10, "\x00\x01", nil},
		"fits":                     {10, "0123456789", []string{"0123456789"}},
		"keeps its white space":    {10, " \n a b \n ", []string{" \n a b \n "}},
		"white space alone":        {4, "\n\n\n\n\n\n\n", nil},
		"white space at the end":   {8, "One. Two\n\n\n\n", []string{"One. Two"}},
		"white space at the start": {6, "\n\n\n\n\n\n\nOne", []string{"One"}},
		"paragraphs":               {30, "A first.\nA second.\n\nA third.\nA fourth.", []string{"A first.\nA second.", "A third.\nA fourth."}},
		"a blank line with spaces": {30, "A first.\nA second.\n  \t\nA third.\nA fourth.", []string{"A first.\nA second.", "A third.\nA fourth."}},
		"a paragraph too short":    {24, "Hi.\n\nOne two three. Four five six.", []string{"Hi.\n\nOne two three.", "Four five six."}},
		"a heading stays with its": {40, "Some words here.\n\n【标题】\n\nThe text of it.", []string{"Some words here.", "【标题】\n\nThe text of it."}},
		"a heading alone fits":     {24, "【标题】\n\nThe text of it, which is long.", []string{"【标题】\n\nThe text", "of it, which is long."}},
		"lines":                    {20, "One. Two, three\nFour. Five.", []string{"One. Two, three", "Four. Five."}},
		"lines keep their indent":  {20, "- One. Two three\n  - Four. Five.", []string{"- One. Two three", "  - Four. Five."}},
		"sentences":                {20, "One two. Three, four five six.", []string{"One two.", "Three, four five", "six."}},
		"Chinese sentences":        {40, "今天天气很好。我们出去玩吧，好吗？好的。", []string{"今天天气很好。", "我们出去玩吧，好吗？好的。"}},
		"quotes behind the end":    {40, "他说：“走吧。”然后大家都出发了，很快。", []string{"他说：“走吧。”", "然后大家都出发了，很快。"}},
		"two ends":                 {40, "真的吗？！我不相信这样的事情会发生的呢", []string{"真的吗？！", "我不相信这样的事情会发生的", "呢"}},
		"Western quotes":           {24, `He said "Go." Then we went.`, []string{`He said "Go."`, "Then we went."}},
		"numbers are no ends":      {16, "It is 3.14159 and 2.71828 then", []string{"It is 3.14159", "and 2.71828 then"}},
		"items keep their numbers": {24, "Buy it now\nand then 2. An item of it", []string{"Buy it now", "and then 2. An item of", "it"}},
		"clauses":                  {30, "春天到了，花都开了，鸟儿也来了", []string{"春天到了，花都开了，", "鸟儿也来了"}},
		"words":                    {12, "alpha beta gamma delta", []string{"alpha beta", "gamma delta"}},
		"Chinese words":            {9, "天地玄黄宇宙洪荒", []string{"天地玄", "黄宇宙", "洪荒"}},
		"no mark begins a part":    {9, "天地玄）黄宇宙", []string{"天地", "玄）黄", "宇宙"}},
		"no bracket ends a part":   {9, "天地（玄黄）", []string{"天地", "（玄", "黄）"}},
		"an address stays whole":   {30, "see https://example.com/a/b/c now", []string{"see https://example.com/a/b/c", "now"}},
		"an address moves on":      {26, "see also https://example.com/a now", []string{"see also", "https://example.com/a now"}},
		"long words":               {4, "abcdefghij", []string{"abcd", "efgh", "ij"}},
		"combining marks":          {8, "e\u0301e\u0301e\u0301e\u0301", []string{"e\u0301e\u0301", "e\u0301e\u0301"}},
		"marks on a space":         {6, "abcde \u0301fg", []string{"abcde", " \u0301fg"}},
		"skin tones":               {12, "👍🏽👍🏽👍🏽", []string{"👍🏽", "👍🏽", "👍🏽"}},
		"a family":                 {30, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", []string{"👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"}},
		"flags":                    {13, "🇨🇳🇫🇷🇩🇪", []string{"🇨🇳", "🇫🇷", "🇩🇪"}},
		"Hangul":                   {9, "\u1112\u1161\u11ab\u1100\u1173\u11af", []string{"\u1112\u1161\u11ab", "\u1100\u1173\u11af"}},
		"a character too long":     {4, "e\u0301\u0301\u0301x", []string{"e\u0301", "\u0301\u0301", "x"}},
		"a limit too small":        {1, "中文", []string{"中", "文"}},
		"links":                    {40, "请点击" + link + "查看", []string{"请点击", link + "查看"}},
		"links side by side":       {40, link + link, []string{link, link}},
		"a link beside a mark":     {40, link + "，看看吧", []string{link + "，", "看看吧"}},
		"a link with spaces":       {36, `aa <a href="http://x.cn/">b. c. d</a> efg`, []string{"aa", `<a href="http://x.cn/">b. c. d</a>`, "efg"}},
		"a link too long":          {20, link, []string{"这里 http://x.cn/"}},
		"a link without words":     {20, `<a href="http://x.cn/"></a>`, []string{"http://x.cn/"}},
		"a link with its address":  {20, `<a href="http://x.cn/">http://x.cn/</a>`, []string{"http://x.cn/"}},
		"a menu link too long":     {20, `<a href="weixin://bizmsgmenu?msgmenucontent=a">是</a>`, []string{"是"}},
		"a menu link of a space":   {20, `<a href="weixin://bizmsgmenu?msgmenucontent=a"> </a>`, nil},
		"a long link among others": {
			40, "一" + link + `<a href="http://x.cn/0123456789012">二</a>` + link,
			[]string{"一" + link + "二", "http://x.cn/0123456789012", link},
		},
		"no link":          {12, `<a href="/x">y z</a>`, []string{`<a href="/x"`, `>y z</a>`}},
		"a face":           {8, "abcde/::)f", []string{"abcde", "/::)f"}},
		"faces":            {9, "/::)/::)/::)", []string{"/::)/::)", "/::)"}},
		"a face in words":  {16, "abcdefghij[Smile]", []string{"abcdefghij", "[Smile]"}},
		"a Chinese face":   {12, "天地玄[微笑]", []string{"天地玄", "[微笑]"}},
		"a face of a word": {12, "abcdef/:rose", []string{"abcdef/:rose"}},
		"half a character": {10, "01234567好"[:10], []string{"01234567"}},
		"bad bytes count":  {6, "ab\xffcd\xff", []string{"ab\ufffdc", "d\ufffd"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, reply.Split(test.text, test.limit)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
