package xmldoc_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// push has the fields of a push of a text message.
type push struct {
	To, From, Type, Content string
	Created, ID             int64
}

func (p *push) fields(b *xmldoc.Binder) {
	b.Text("ToUserName", &p.To)
	b.Text("FromUserName", &p.From)
	b.Int("CreateTime", &p.Created)
	b.Text("MsgType", &p.Type)
	b.Text("Content", &p.Content)
	b.Int("MsgId", &p.ID)
}

func textPush(content string) push {
	return push{"gh_7f083739789a", "oia2TjuEGTNoeX76QEjQNrcURxG8", "text", content, 1395658920, 200163836}
}

func read(source string, to *push) error {
	d, err := xmldoc.Scan(source)
	if err != nil {
		return err
	}
	defer d.Release()
	if errs := d.Decode(to.fields); errs != nil {
		return &errs[0]
	}
	return nil
}

// The cost grows linearly with the text. A text in Chinese, or one that needs repair, costs a small multiple.
func BenchmarkRead(b *testing.B) {
	for _, kind := range []struct{ name, piece string }{
		{"ascii", "this is a test. "}, {"chinese", "这是一个测试。"}, {"broken", "a nick\x01name \xff "}, {"entities", "a &amp; b &lt; c "},
	} {
		for _, size := range []int{200, 2_000, 20_000} {
			p := textPush(strings.Repeat(kind.piece, size/len(kind.piece)))
			if kind.name == "entities" {
				p.Content = "]]>" + p.Content + "<![CDATA["
			}
			doc := fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
				"<CreateTime>%d</CreateTime><MsgType><![CDATA[%s]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%d</MsgId></xml>",
				p.To, p.From, p.Created, p.Type, p.Content, p.ID)
			b.Run(kind.name+"/"+strconv.Itoa(size), func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				b.ReportAllocs()
				for b.Loop() {
					var got push
					if err := read(doc, &got); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkTree(b *testing.B) {
	doc := []byte(typical)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := xmldoc.Parse(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, size := range []int{200, 2_000, 20_000} {
		p := textPush(strings.Repeat("这是一个测试 ]]> ", size/len("这是一个测试 ]]> ")))
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				xmldoc.Append(nil, p.fields)
			}
		})
	}
}

// Hostile documents do not cost more per byte if they are sixteen times as long.
func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		for _, size := range []int{64 << 10, 1 << 20} {
			doc := h.make(size)
			b.Run(fmt.Sprintf("%s/%dK", h.name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				for b.Loop() {
					work(doc)
				}
			})
		}
	}
}
