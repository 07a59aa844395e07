package markdown_test

import (
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/reply/markdown"
)

// streamOf is a stream of texts, which may end with an error.
func streamOf(err error, texts ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, text := range texts {
			if !yield(text, nil) {
				return
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

// all reads a stream to its end.
func all(stream iter.Seq2[string, error]) (texts []string, err error) {
	for text, e := range stream {
		if e != nil {
			return texts, e
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// firstOf reads a stream's first piece alone.
func firstOf(stream iter.Seq2[string, error]) (string, error) {
	for text, err := range stream {
		return text, err
	}
	return "", nil
}

var errDown = errors.New("down")

func TestStream(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   []string
		err  error
		want []string
	}{
		"nothing":      {nil, nil, nil},
		"one":          {[]string{"a ", "**b**"}, nil, []string{"a b\n\n"}},
		"two":          {[]string{"**a", "**\n", "\n# b"}, nil, []string{"a\n\n", "【b】\n\n"}},
		"at once":      {[]string{"a\n\nb\n\nc"}, nil, []string{"a\n\nb\n\n", "c\n\n"}},
		"blank lines":  {[]string{"\n\n", "a\n \n", "\n\n", "b"}, nil, []string{"a\n\n", "b\n\n"}},
		"code":         {[]string{"```go\na\n", "\nb\n```\n", "\nc"}, nil, []string{"a\n\nb\n\n", "c\n\n"}},
		"code in code": {[]string{"````\n```\n\n", "```\n\n", "````\n\nb"}, nil, []string{"```\n\n```\n\n", "b\n\n"}},
		"tildes":       {[]string{"~~~\n```\n\na\n~~~\n\n", "b"}, nil, []string{"```\n\na\n\n", "b\n\n"}},
		"open code":    {[]string{"```\na\n\n", "b"}, nil, []string{"a\n\nb\n\n"}},
		"table":        {[]string{"|a|b|\n", "|-|-|\n|1|2|\n", "\nc"}, nil, []string{"a: b\n1: 2\n\n", "c\n\n"}},
		"numbers":      {[]string{"1. a\n\n", "2. b\n\n", "3. c"}, nil, []string{"1. a\n\n", "2. b\n\n", "3. c\n\n"}},
		"one too long": {[]string{strings.Repeat("word ", 4000), "end"}, nil, []string{
			strings.TrimSpace(strings.Repeat("word ", 3276)) + "\n\n", strings.TrimSpace(strings.Repeat("word ", 4000-3276)) + " end\n\n",
		}},
		"an error": {[]string{"a\n\n", "b"}, errDown, []string{"a\n\n", "b\n\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := all(markdown.Stream(streamOf(c.err, c.in...)))
			if diff := cmp.Diff(c.want, got); diff != "" || !errors.Is(err, c.err) {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
	if got, err := firstOf(markdown.Stream(streamOf(nil, "a\n\n", "b\n\n", "c"))); got != "a\n\n" || err != nil {
		t.Errorf("the first paragraph: %q, %v", got, err)
	}
}

// However the endpoint cuts its answer into pieces, the user reads the same. A source whose blocks are apart becomes
// what it becomes as a whole.
func TestStreamInAnyPieces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(rapid.SampledFrom([]string{
			"a **b** c", "# 标题", "```\nx\n\ny\n```", "|a|b|\n|-|-|\n|1|2|", "第一行\n第二行", "> 引用", "[x](http://x.cn/)",
		}), 1, 8).Draw(t, "blocks")
		source := strings.Join(blocks, "\n\n")
		var in []string
		for rest := []rune(source); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			in, rest = append(in, string(rest[:n])), rest[n:]
		}
		got, err := all(markdown.Stream(streamOf(nil, in...)))
		if text := strings.TrimSpace(strings.Join(got, "")); text != markdown.Text(source) || err != nil {
			t.Fatalf("%q became %q, %v, instead of %q", in, text, err, markdown.Text(source))
		}
	})
}
