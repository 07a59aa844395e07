package callback_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// plainText is a text push without the head's values in CDATA.
func plainText(created, content, id string) string {
	return "<xml><ToUserName>" + gh + "</ToUserName><FromUserName>" + alice + "</FromUserName><CreateTime>" + created +
		"</CreateTime><MsgType>text</MsgType><Content>" + content + "</Content>" + id + "</xml>"
}

// Ids and times as field reports have them do not take a text from its route, in any mode.
func TestOddNumbersAreRouted(t *testing.T) {
	t.Parallel()
	const now, id = "1700000000", "<MsgId>1</MsgId>"
	for name, push := range map[string]struct{ xml, field string }{
		"id in CDATA":        {plainText(now, "hello", "<MsgId><![CDATA[1234567890123456]]></MsgId>"), ""},
		"id of letters":      {plainText(now, "hello", "<MsgId>CAIQg/PKxgYY2sC9tpuAgAMg9/zKaw==</MsgId>"), "MsgId"},
		"id over 63 bits":    {plainText(now, "hello", "<MsgId>18446744073709551615</MsgId>"), "MsgId"},
		"no id":              {plainText(now, "hello", ""), ""},
		"time in ms":         {plainText("1700000000123", "hello", id), "CreateTime"},
		"time with fraction": {plainText("1700000000.5", "hello", id), "CreateTime"},
		"time as a date":     {plainText("2023-11-15 06:13:20", "hello", id), "CreateTime"},
		"no time":            {plainText("", "hello", id), ""},
	} {
		for _, mode := range modes {
			t.Run(fmt.Sprintf("%s, %s mode", name, mode), func(t *testing.T) {
				t.Parallel()
				mux := callback.NewMux()
				mux.Text("hello", as[*message.Text]("hi"))
				s, log := newServer(t, mode, mux)
				w := genuine(mode, push.xml).post(s)
				body := w.Body.Bytes()
				if mode != account.Plain {
					body = open(t, body, currentKey)
				}
				if got := readXML(t, body).Content; got != "hi" {
					t.Errorf("got %q", got)
				}
				if got := loggedFields(log.String()); push.field == "" && got != nil || push.field != "" && !cmp.Equal(got, []string{push.field}) {
					t.Errorf("logged %v, want %q: %s", got, push.field, log)
				}
			})
		}
	}
}

// loggedFields returns the fields of the lines about those that do not fit.
func loggedFields(log string) (fields []string) {
	line := regexp.MustCompile(`level=WARN msg="callback: a field of a push does not fit and is left out" field=(\S+) `)
	for _, match := range line.FindAllStringSubmatch(log, -1) {
		fields = append(fields, match[1])
	}
	return fields
}

// Each documented push with any one of its numbers spoilt is handled by the route of its name, and the log names the
// field.
func TestOddNumbersOfEveryPush(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../message/testdata/*.xml")
	if err != nil || len(files) < 86 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	spoilt := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root := xmltest.Tree(t, raw)
		good, err := message.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		eachLeaf(&root, func(leaf *xmltest.Node) {
			was := leaf.Text
			defer func() { leaf.Text = was }()
			leaf.Text = "1 2"
			odd := xmltest.Write(root)
			m, err := message.Decode(odd)
			if err != nil || leaf.Name == "MsgType" || leaf.Name == "Event" || m.Head().Problem == nil {
				return
			}
			spoilt++
			mux := callback.NewMux()
			var handled message.Message
			handle := func(_ context.Context, m message.Message) (reply.Reply, error) { handled = m; return nil, nil }
			if e, ok := good.(message.Event); ok {
				mux.Event(e.EventName(), func(ctx context.Context, e message.Event) (reply.Reply, error) { return handle(ctx, e) })
			} else {
				callback.On(mux, func(ctx context.Context, m message.Ordinary) (reply.Reply, error) { return handle(ctx, m) })
			}
			s, log := newServer(t, account.Plain, mux)
			if w := plainPush(string(odd)).post(s); w.Code != http.StatusOK || handled == nil {
				t.Errorf("%s, %s: status %d, handled: %v", filepath.Base(file), leaf.Name, w.Code, handled != nil)
				return
			}
			if got, want := fmt.Sprintf("%T", handled), fmt.Sprintf("%T", good); got != want {
				t.Errorf("%s, %s: got %s, want %s", filepath.Base(file), leaf.Name, got, want)
			}
			if got := loggedFields(log.String()); len(got) != 1 || !strings.HasSuffix("."+got[0], "."+leaf.Name) {
				t.Errorf("%s, %s: logged %v", filepath.Base(file), leaf.Name, got)
			}
		})
	}
	if spoilt < 150 {
		t.Errorf("only %d numbers were spoilt", spoilt)
	}
}

func eachLeaf(n *xmltest.Node, visit func(*xmltest.Node)) {
	if len(n.Children) == 0 {
		visit(n)
	}
	for i := range n.Children {
		eachLeaf(&n.Children[i], visit)
	}
}

// Each field that does not fit is logged once an hour, however many pushes have it. The line says nothing of the push's
// content.
func TestOddNumbersAreLoggedOnceAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, log := newServer(t, account.Plain, echo(&runs))
		pushed := int32(0)
		push := func(xml string) {
			t.Helper()
			pushed++
			if w := plainPush(xml).post(s); w.Code != http.StatusOK || runs.Load() != pushed {
				t.Errorf("status %d, %d runs after %d pushes", w.Code, runs.Load(), pushed)
			}
		}
		check := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, loggedFields(log.String())); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}
		oddID := func(n int) string { return plainText("1", "hello", fmt.Sprintf("<MsgId>secret%d</MsgId>", n)) }
		for n := range 100 {
			push(oddID(n))
		}
		check("MsgId")
		push(plainText("1.5", "hello", "<MsgId>x</MsgId>"))
		check("MsgId", "CreateTime")
		time.Sleep(time.Hour - time.Second)
		push(oddID(1000))
		check("MsgId", "CreateTime")
		time.Sleep(time.Second)
		push(oddID(1001))
		push(oddID(1002))
		check("MsgId", "CreateTime", "MsgId")
		push(plainText("1.5", "hello", ""))
		check("MsgId", "CreateTime", "MsgId", "CreateTime")
		if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "hello") {
			t.Errorf("the log has the push's content: %s", log)
		}
	})
}

// A list's places do not make several fields of one, so that the lines and the memory for them are bounded.
func TestOddNumbersOfAListAreOneField(t *testing.T) {
	t.Parallel()
	s, log := newServer(t, account.Plain, echo(new(atomic.Int32)))
	for n := range 50 {
		places := strings.Repeat("<fail_idx>1</fail_idx>", n) + strings.Repeat("<fail_idx>x</fail_idx>", 50)
		xml := fmt.Sprintf("<xml><FromUserName>o</FromUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType><Event>PUBLISHJOBFINISH</Event>"+
			"<PublishEventInfo>%s</PublishEventInfo></xml>", n+1, places)
		if w := plainPush(xml).post(s); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
	}
	if diff := cmp.Diff([]string{"PublishEventInfo.fail_idx"}, loggedFields(log.String())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Two messages whose ids cannot be read are two, and each push that the platform repeats is the same one.
func TestOddIDsAreToldApart(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, _ := newServer(t, account.Plain, echo(&runs))
	for _, id := range []string{"a==", "b==", "a==", "b=="} {
		if w := plainPush(plainText("1", "hello", "<MsgId>"+id+"</MsgId>")).post(s); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
	}
	if runs.Load() != 2 {
		t.Errorf("%d runs, want 2", runs.Load())
	}
}

// A push that a program takes by Parse is logged like another one.
func TestParseLogsOddNumbers(t *testing.T) {
	t.Parallel()
	s, log := newServer(t, account.Plain, echo(new(atomic.Int32)))
	p, err := s.Parse(plainPush(plainText("1", "hello", "<MsgId>x</MsgId>")).request(t.Context()))
	if err != nil || p.Message.Head().Problem == nil {
		t.Errorf("%v, problem %v", err, p.Message.Head().Problem)
	}
	if diff := cmp.Diff([]string{"MsgId"}, loggedFields(log.String())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// An & outside CDATA that begins no entity is read as it was typed, in every mode.
func TestBareAmpersands(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		for _, typed := range []string{"a & b", "a&nbsp;b", "https://example.com/?a=1&b=2"} {
			s, log := newServer(t, mode, echo(new(atomic.Int32)))
			w := genuine(mode, plainText("1", typed, "<MsgId>1</MsgId>")).post(s)
			body := w.Body.Bytes()
			if mode != account.Plain {
				body = open(t, body, currentKey)
			}
			if got := readXML(t, body).Content; got != typed || log.String() != "" {
				t.Errorf("%s, %s mode: got %q, log %s", typed, mode, got, log)
			}
		}
	}
}

// The cure "choose XML" is for JSON alone: a body that is XML, or something else, is not cured by it.
func TestCureOfTheFormat(t *testing.T) {
	t.Parallel()
	for body, isJSON := range map[string]bool{
		`{"MsgType":"text"}`:                    true,
		"\ufeff\r\n {}":                         true,
		"":                                      false,
		"success":                               false,
		"a=b":                                   false,
		"<xml>":                                 false,
		"<xml></xml>":                           false,
		"<xml><MsgType/></xml>":                 false,
		" \n<xml><MsgType>text</xml>":           false,
		"<xml><MsgType>event</MsgType></xml>":   false,
		`<xml><Content>{"a":1}</Content></xml>`: false,
		"<!DOCTYPE xml><xml/>":                  false,
		"\xff\xfe<\x00x\x00/\x00>\x00":          false,
	} {
		for name, c := range map[string]struct {
			mode account.Mode
			d    delivery
		}{
			"plain":             {account.Plain, plainPush(body)},
			"sealed":            {account.Safe, safePush(body)},
			"instead of sealed": {account.Safe, delivery{safePush("x").query, []byte(body)}},
		} {
			s, log := newServer(t, c.mode, echo(new(atomic.Int32)))
			w := c.d.post(s)
			if w.Code != http.StatusBadRequest || !strings.Contains(log.String(), "request refused") {
				t.Errorf("%s, %q: status %d, log %s", name, body, w.Code, log)
			}
			if strings.Contains(log.String(), "choose XML") != isJSON {
				t.Errorf("%s, %q: log %s", name, body, log)
			}
		}
	}
}
