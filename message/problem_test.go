package message_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/message"
)

// problemsOf returns the fields that the Problem of m names.
func problemsOf(m message.Message) []field.Error {
	var list []field.Error
	var joined interface{ Unwrap() []error }
	problem := m.Head().Problem
	if errors.As(problem, &joined) {
		for _, err := range joined.Unwrap() {
			list = append(list, *err.(*field.Error))
		}
	} else if problem != nil {
		list = append(list, *problem.(*field.Error))
	}
	return list
}

func noNumber(path string) field.Error {
	return field.Error{In: "message", Path: path, Problem: "is not a number of its kind"}
}

// exceptProblem compares two messages but for their Problem.
var exceptProblem = cmp.Options{ignoreEvent, cmpopts.IgnoreFields(message.Common{}, "Problem")}

// The texts that are no number of any kind, and those that are no whole number of 64 bits.
var (
	noNumbers = []string{
		"CAIQg/PKxgYY2sC9tpuAgAMg9/zKaw==", "many", "-", "1,5", "1 5", "0x", "NaN", "Inf", "1e400", "2023-11-15 06:13:20", "一", "]]>",
	}
	noInts = []string{"15.5", "1700000000.5", "15.0", "1e3", "1_000", "18446744073709551615", "9223372036854775808"}
)

// floats are the elements whose numbers may have a fraction.
var floats = []string{"Location_X", "Location_Y", "Latitude", "Longitude", "Precision", "Distance"}

// leaf is an element without children of a sample.
type leaf struct {
	*xmltest.Node
	path string // as a Problem names it
}

// leavesOf returns the leaves below n but for those that other elements depend on. Elements of a list have their place
// in the path; lists are the elements that are named so.
func leavesOf(n *xmltest.Node, prefix string) []leaf {
	lists := []string{"item", "List", "AroundBeacon", "fail_idx"}
	var all []leaf
	places := make(map[string]int)
	for i := range n.Children {
		c := &n.Children[i]
		path := prefix + c.Name
		if slices.Contains(lists, c.Name) && (c.Name != "List" || strings.HasPrefix(prefix, "SubscribeMsg")) {
			path = fmt.Sprintf("%s[%d]", path, places[c.Name])
			places[c.Name]++
		}
		switch {
		case len(c.Children) > 0:
			all = append(all, leavesOf(c, path+".")...)
		case c.Name != "MsgType" && c.Name != "Event":
			all = append(all, leaf{c, path})
		}
	}
	return all
}

// odd sets a leaf to text, which is no number, and decodes the whole. It returns the message and what it would be with 0
// in the leaf's place.
func odd(t testing.TB, root xmltest.Node, l leaf, text string) (got, withZero message.Message) {
	t.Helper()
	was := l.Text
	defer func() { l.Text = was }()
	l.Text = "0"
	withZero = decode(t, xmltest.Write(root))
	l.Text = text
	return decode(t, xmltest.Write(root)), withZero
}

// One number that is no number does not change the type of any documented push: its field is 0, the Problem names it,
// and every other field is as pushed.
func TestOddNumbers(t *testing.T) {
	t.Parallel()
	named := make(map[string]bool)
	for name := range samples {
		root := xmltest.Tree(t, sample(t, name))
		for _, l := range leavesOf(&root, "") {
			if m, _ := odd(t, root, l, noNumbers[0]); problemsOf(m) == nil {
				continue // a text; TestEveryElementComesBack has these
			}
			named[l.Name] = true
			texts := noNumbers
			if !slices.Contains(floats, l.Name) {
				texts = slices.Concat(noNumbers, noInts)
			}
			for _, text := range texts {
				got, withZero := odd(t, root, l, text)
				if diff := cmp.Diff(withZero, got, exceptProblem); diff != "" {
					t.Errorf("%s: %s is %q: -want +got:\n%s", name, l.path, text, diff)
				}
				if diff := cmp.Diff([]field.Error{noNumber(l.path)}, problemsOf(got)); diff != "" {
					t.Errorf("%s: %s is %q: -want +got:\n%s", name, l.path, text, diff)
				}
				if diff := cmp.Diff(string(encode(t, withZero)), string(encode(t, got))); diff != "" {
					t.Errorf("%s: %s is %q: encoded -want +got:\n%s", name, l.path, text, diff)
				}
			}
		}
	}
	for _, element := range boundInSource(t, "Int|OptInt|Ints|Float|Time") {
		if !named[element] {
			t.Errorf("no sample has a number in %s", element)
		}
	}
}

// boundInSource returns the elements that the package binds with the methods of a Binder.
func boundInSource(t *testing.T, methods string) (elements []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	binding := regexp.MustCompile(`b\.(?:` + methods + `)\("(\w+)"`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, match := range binding.FindAllStringSubmatch(string(source), -1) {
			elements = append(elements, match[1])
		}
	}
	if len(elements) < 10 {
		t.Fatalf("found only %d", len(elements))
	}
	return elements
}

// Any number of fields may be odd at the same time, each in its own way.
func TestSeveralOddNumbers(t *testing.T) {
	t.Parallel()
	var names []string
	for name := range samples {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "sample")
		root := xmltest.Tree(t, sample(t, name))
		var want []string
		var spoilt []leaf
		for _, l := range leavesOf(&root, "") {
			if m, _ := odd(t, root, l, noNumbers[0]); problemsOf(m) != nil && len(want) < 16 && rapid.Bool().Draw(rt, l.path) {
				want, spoilt = append(want, l.path), append(spoilt, l)
			}
		}
		for _, l := range spoilt {
			l.Text = "0"
		}
		withZero := decode(t, xmltest.Write(root))
		for _, l := range spoilt {
			l.Text = rapid.SampledFrom(noNumbers).Draw(rt, "text")
		}
		m := decode(t, xmltest.Write(root))
		if diff := cmp.Diff(withZero, m, exceptProblem); diff != "" {
			rt.Errorf("%s: -want +got:\n%s", name, diff)
		}
		var got []string
		for _, e := range problemsOf(m) {
			got = append(got, e.Path)
		}
		if diff := cmp.Diff(want, got, cmpopts.SortSlices(strings.Compare)); diff != "" {
			rt.Errorf("%s: -want +got:\n%s", name, diff)
		}
	})
}

// What the field reports of bad numbers had is named, and the rest of the push is there.
func TestReportedOddNumbers(t *testing.T) {
	t.Parallel()
	const text = "<MsgType>text</MsgType><Content>hello</Content>"
	for fields, paths := range map[string][]string{
		text + "<MsgId>CAIQg/PKxgYY2sC9tpuAgAMg9/zKaw==</MsgId>":                                                                                   {"MsgId"},
		text + "<MsgID>9223372036854775808</MsgID>":                                                                                                {"MsgId"},
		"<CreateTime>1700000000.5</CreateTime>" + text:                                                                                             {"CreateTime"},
		"<CreateTime>2023-11-15 06:13:20</CreateTime>" + text:                                                                                      {"CreateTime"},
		"<CreateTime>x</CreateTime>" + text + "<MsgId>y</MsgId>":                                                                                   {"CreateTime", "MsgId"},
		"<MsgType>location</MsgType><Scale>15.5</Scale><Label>x</Label>":                                                                           {"Scale"},
		"<MsgType>location</MsgType><Location_X>N 23</Location_X>":                                                                                 {"Location_X"},
		"<MsgType>event</MsgType><Event>LOCATION</Event><Precision>x</Precision>":                                                                  {"Precision"},
		"<MsgType>event</MsgType><Event>PUBLISHJOBFINISH</Event><PublishEventInfo><fail_idx>1</fail_idx><fail_idx>x</fail_idx></PublishEventInfo>": {"PublishEventInfo.fail_idx[1]"},
	} {
		m := decode(t, []byte("<xml><FromUserName>o</FromUserName>"+fields+"</xml>"))
		var want []field.Error
		for _, path := range paths {
			want = append(want, noNumber(path))
		}
		if diff := cmp.Diff(want, problemsOf(m)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", fields, diff)
		}
		switch m := m.(type) {
		case *message.UnknownMessage, *message.UnknownEvent:
			t.Errorf("%s is unknown", fields)
		case *message.Text:
			if m.Content != "hello" || m.ID() != 0 {
				t.Errorf("%s: %+v", fields, m)
			}
		}
		if m.Head().FromUserName != "o" || !m.Head().CreateTime.IsZero() {
			t.Errorf("%s: %+v", fields, m.Head())
		}
	}
}

// A message that programs keep as JSON is not lost for its Problem, nor for a time that JSON does not have.
func TestProblemIsNotInJSON(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{
		"<MsgId>x</MsgId>",
		"<CreateTime>1700000000000</CreateTime>", // milliseconds
		"<CreateTime>999999999999999</CreateTime>",
		"<CreateTime>-99999999999</CreateTime>",
	} {
		m := decode(t, []byte("<xml><MsgType>text</MsgType><Content>hello</Content>"+odd+"</xml>"))
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatalf("%s: %v", odd, err)
		}
		var got message.Text
		if err := json.Unmarshal(raw, &got); err != nil || got.Content != "hello" {
			t.Errorf("%s: %v", raw, err)
		}
		if m.Head().Problem == nil || !m.Head().CreateTime.IsZero() {
			t.Errorf("%s: %+v", odd, m.Head())
		}
	}
}

// Every time of a push, not only its CreateTime, can be kept as JSON.
func TestTimesFitJSON(t *testing.T) {
	t.Parallel()
	const milliseconds = "1700000000000"
	times := make(map[string]bool)
	for name := range samples {
		root := xmltest.Tree(t, sample(t, name))
		for _, l := range leavesOf(&root, "") {
			if !strings.HasSuffix(l.Name, "Time") {
				continue
			}
			m, _ := odd(t, root, l, milliseconds)
			if _, err := json.Marshal(m); err != nil {
				t.Errorf("%s: %s: %v", name, l.path, err)
			}
			if slices.Contains(problemsOf(m), noNumber(l.path)) {
				times[l.Name] = true
			}
		}
	}
	for _, element := range boundInSource(t, "Time") {
		if !times[element] {
			t.Errorf("no sample has a time in %s, or its milliseconds are no Problem", element)
		}
	}
}

// An & outside CDATA is read as it was typed if it begins no entity.
func TestBareAmpersands(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"a & b": "a & b", "a&nbsp;b": "a&nbsp;b", "&": "&", "a &amp; b & c": "a & b & c", "https://example.com/?a=1&b=2": "https://example.com/?a=1&b=2",
	} {
		m, ok := decode(t, text(typed)).(*message.Text)
		if !ok || m.Content != want || m.MsgID != 2 || m.Problem != nil {
			t.Errorf("%s: got %+v", typed, m)
		}
	}
}
