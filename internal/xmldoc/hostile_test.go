package xmldoc_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
)

// hostile makes documents of about n bytes that would be expensive for a careless reader: many repetitions of one
// thing, accepted or refused.
var hostile = []struct {
	name  string
	taken bool
	make  func(n int) string
}{
	{"entities", true, fill("<a><Text>", "&amp;", "</Text></a>")},
	{"a long entity", true, fill("<a><Text>&#", "0", "65;</Text></a>")},
	{"open entities", false, fill("<a><Text>", "&a", ";</Text></a>")},
	{"ampersands", false, fill("<a><Text>", "&", "</Text></a>")},
	{"open numbers", false, fill("<a><Text>", "&#0000000000", ";</Text></a>")},
	{"ampersands in a list", false, fill("<a><item><Name>", "&", ";</Name></item></a>")},
	{"CDATA sections", true, fill("<a><Text>", "<![CDATA[x]]>", "</Text></a>")},
	{"open CDATA sections", false, fill("<a><Text>", "<![CDATA[", "</Text></a>")},
	{"brackets in CDATA", true, fill("<a><Text><![CDATA[", "]", "]]></Text></a>")},
	{"half ends of CDATA", true, fill("<a><Text><![CDATA[", "]]", "]]></Text></a>")},
	{"split ends of CDATA", true, fill("<a><Text><![CDATA[", "]]]]><![CDATA[>", "]]></Text></a>")},
	{"comments", true, fill("<a><Text>", "<!-- x -->", "</Text></a>")},
	{"comments around", true, fill("", "<!---->", "<a/>")},
	{"open comments", false, fill("<a><Text>", "<!--", "</Text></a>")},
	{"instructions", true, fill("<a><Text>x", "<?x?>", "</Text></a>")},
	{"open tags", false, fill("", "<a>", "")},
	{"open siblings", false, fill("<a>", "<b><c/>", "</a>")},
	{"angle brackets", false, fill("<a>", "<", "</a>")},
	{"end tags", false, fill("<a>", "</a>", "")},
	{"elements", false, fill("<a>", "<b/>", "</a>")},
	{"attributes", true, fill("<a", ` b="x&amp;"`, "/>")},
	{"a long attribute", true, fill(`<a b="`, "'&]", `"/>`)},
	{"open attributes", false, fill("<a", " b='>", "/>")},
	{"a long name", true, func(n int) string {
		name := strings.Repeat("n", n/3)
		return "<a><" + name + "></" + name + "></a>"
	}},
	{"a long end tag", false, fill("<a></a", "a", ">")},
	{"white space", true, fill("<a> <Text", " \n", "/></a>")},
	{"white space around", true, fill("", "\r\n", "<a/>")},
	{"line ends", true, fill("<a><Text>", "\r\n\r", "</Text></a>")},
	{"controls", true, fill("<a><Text>", "\x00\x1f", "</Text></a>")},
	{"bad UTF-8", true, fill("<a><Text>", "\xff\xe4\xbd", "</Text></a>")},
	{"controls in CDATA", true, fill("<a><Text>", "<![CDATA[\x01]]>", "</Text></a>")},
	{"nearly forbidden", true, fill("<a><Text>", "\uffc0\ufffd", "</Text></a>")},
}

func fill(head, piece, tail string) func(int) string {
	return func(n int) string {
		return head + strings.Repeat(piece, max(0, n-len(head)-len(tail))/len(piece)) + tail
	}
}

// work runs every operation that a document has. What the strict reader refuses, the lenient one reads as well.
func work(doc string) error {
	d, err := xmldoc.Scan(doc)
	if err != nil {
		if d, lenientErr := xmldoc.ScanLenient(doc); lenientErr == nil {
			_ = use(d)
		}
		return err
	}
	return use(d)
}

func use(d *xmldoc.Document) error {
	defer d.Release()
	d.Root()
	var r record
	if errs := d.Decode(r.fields); errs != nil {
		return &errs[0]
	}
	return nil
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			if err := work(h.make(1 << 20)); (err == nil) != h.taken {
				t.Errorf("taken %v: %v", !h.taken, err)
			}
			doc := h.make(2 << 10)
			ours, err := xmldoc.Parse([]byte(doc))
			std, stdErr := xmltest.Parse([]byte(doc))
			if err != nil || stdErr != nil {
				return
			}
			if diff := cmp.Diff(asRead(std), tree(ours)); diff != "" {
				t.Errorf("-encoding/xml +got:\n%s", diff)
			}
		})
	}
}

// A document with any bit flipped is read as encoding/xml reads it, or refused.
func TestBitFlips(t *testing.T) {
	t.Parallel()
	for i := range typical {
		for bit := range 8 {
			doc := []byte(typical)
			doc[i] ^= 1 << bit
			compare(t, doc)
		}
	}
}

// Values that were read do not change when other documents are read and written later, also in other goroutines.
func TestNothingPooledIsSeen(t *testing.T) {
	t.Parallel()
	const goroutines, rounds = 16, 100
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() {
			type kept struct {
				want, got push
				tree      xmldoc.Element
				doc       []byte
				copy      string
			}
			var all []kept
			for i := range rounds {
				text := strings.Repeat(fmt.Sprintf("%d.%d ", g, i), i%50)
				if i%3 == 0 {
					text += "\x00]]>&amp;" // not a part of the source
				}
				k := kept{want: textPush(text)}
				k.doc = xmldoc.Append(nil, k.want.fields)
				k.copy = string(k.doc)
				source := []byte(k.copy)
				if err := read(string(source), &k.got); err != nil {
					t.Error(err)
					return
				}
				tree, err := xmldoc.Parse(source)
				if err != nil {
					t.Error(err)
					return
				}
				clear(source)
				k.tree = tree
				k.want.Content = xmldoc.Written(text)
				all = append(all, k)
				if err := work("<a>" + text[:len(text)/2] + "<b"); err == nil {
					t.Error("half a document was read")
				}
			}
			for _, k := range all {
				if k.got != k.want || k.tree.Value("Content") != k.want.Content || string(k.doc) != k.copy {
					t.Errorf("%+v became %+v, %+v, %s", k.want, k.got, k.tree, k.doc)
				}
			}
		})
	}
	group.Wait()
}

// Binding does not allocate: the texts are parts of the scanned string. The benchmarks show that scanning and writing,
// which use pools, do not allocate either.
func TestAllocations(t *testing.T) {
	p := textPush("hello")
	d := scan(t, string(xmldoc.Append(nil, p.fields)))
	var got push
	if n := testing.AllocsPerRun(100, func() { d.Decode(got.fields) }); n != 0 || got != p {
		t.Errorf("%v allocations for %+v", n, got)
	}
}
