package graph_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox/internal/graph"
)

// node has a field of each kind, and refers to others.
type node struct {
	Name   string
	MsgID  int64
	URL    string
	small  uint8
	ratio  float64
	on     bool
	at     time.Time
	raw    []byte
	next   *node
	list   []*node
	counts map[string]int
	by     map[key]*node
	who    map[*node]int
	pair   [2]string
	work   worker
	inner
	left *int `graph:"-"`
}

type inner struct{ depth int }

type key struct {
	Day  int
	Name string
}

type worker interface{ work() }

type digger struct{ who *node }

func (digger) work() {}

// even is written in another shape.
type even struct{ half int }

func (e *even) ToShape() []int { return []int{2 * e.half} }

func (e *even) FromShape(s []int) error {
	if len(s) != 1 || s[0]%2 != 0 {
		return errors.New("it is not even")
	}
	e.half = s[0] / 2
	return nil
}

type root struct {
	Nodes []*node
	Even  even
}

var types = graph.Types{"digger": reflect.TypeFor[digger]()}

type blobs map[string][]byte

func (b blobs) Put(content []byte) string {
	if len(content) < 10 {
		return ""
	}
	name := fmt.Sprint("n", len(b))
	b[name] = content
	return name
}

func (b blobs) Get(name string) ([]byte, error) {
	if content, ok := b[name]; ok {
		return content, nil
	}
	return nil, errors.New("it is missing")
}

func sample() root {
	a := &node{
		Name: "a\xff", MsgID: 1<<62 + 1, URL: "https://example.com/?a=1&b=<2>", small: 255, ratio: 0.1, on: true,
		at: time.Date(2026, 11, 28, 1, 2, 3, 4, time.UTC), raw: []byte("text"), counts: map[string]int{"z": 1, "a": 2},
		pair: [2]string{"", "x"}, inner: inner{3}, left: new(int),
	}
	b := &node{Name: "b", next: a, raw: []byte{0xff, 0}, list: []*node{a, a}, counts: map[string]int{}}
	a.next = a // a cycle
	b.by = map[key]*node{{2, "y"}: a, {1, "x"}: b}
	b.who = map[*node]int{a: 1, b: 2}
	b.work = digger{a}
	c := &node{Name: "c", raw: []byte("more than ten bytes")}
	return root{Nodes: []*node{a, b, c}, Even: even{4}}
}

// A value comes back as it was, with what it shares, and is written the same again.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	value, kept := sample(), blobs{}
	raw, err := graph.Encode(&value, types, kept)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"nodes":[{"name":{"$bytes":"Yf8="},"msgID":4611686018427387905,"url":"https://example.com/?a=1&b=<2>",` +
		`"small":255,"ratio":0.1,"on":true,"at":"2026-11-28T01:02:03.000000004Z","raw":"text:text","next":{"$same":"nodes[0]"},` +
		`"counts":{"a":2,"z":1},"pair":["","x"],"inner":{"depth":3}},` +
		`{"name":"b","raw":"base64:/wA=","next":{"$same":"nodes[0]"},"list":[{"$same":"nodes[0]"},{"$same":"nodes[0]"}],` +
		`"counts":{},"by":[{"day":1,"name":"x"},{"$same":"nodes[1]"},{"day":2,"name":"y"},{"$same":"nodes[0]"}],` +
		`"who":[{"$same":"nodes[0]"},1,{"$same":"nodes[1]"},2],"work":["digger",{"who":{"$same":"nodes[0]"}}]},` +
		`{"name":"c","raw":"blob:n0"}],"even":[8]}`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Error(diff)
	}
	var back root
	if err := graph.Decode(raw, &back, types, kept); err != nil {
		t.Fatal(err)
	}
	again, err := graph.Encode(&back, types, blobs{})
	if err != nil || string(again) != string(raw) {
		t.Errorf("%v %s", err, again)
	}
	a, b := back.Nodes[0], back.Nodes[1]
	if a.next != a || b.list[1] != a || b.by[key{1, "x"}] != b || b.who[a] != 1 || b.work.(digger).who != a || a.left != nil {
		t.Error("what was shared is not shared any more")
	}
}

// What is not as it is written is refused with its place, and does not panic.
func TestWrong(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`[]`:                                    `is []: give an object`,
		`{"nodes":1}`:                           `nodes: is 1: give a list`,
		`{"nodes":[null]}`:                      `nodes[0]: is null: give a value, or leave it out`,
		`{"nodes":[{"Name":"x"}]}`:              `nodes[0]: has a "Name", which this version does not know`,
		`{"nodes":[{"left":1}]}`:                `nodes[0]: has a "left"`,
		`{"nodes":[{"small":256}]}`:             `nodes[0].small: is 256: give a whole number of 8 bits`,
		`{"nodes":[{"msgID":1.5}]}`:             `nodes[0].msgID: is 1.5`,
		`{"nodes":[{"msgID":"1"}]}`:             `nodes[0].msgID: is "1"`,
		`{"nodes":[{"at":"today"}]}`:            `nodes[0].at: is "today": give a time`,
		`{"nodes":[{"raw":"plain"}]}`:           `nodes[0].raw: is "plain": give a text that begins with`,
		`{"nodes":[{"raw":"base64:?"}]}`:        `nodes[0].raw: is no base64`,
		`{"nodes":[{"raw":"blob:x"}]}`:          `nodes[0].raw: it is missing`,
		`{"nodes":[{"next":{"$same":"even"}}]}`: `nodes[0].next: is the same as`,
		`{"nodes":[{"by":[1]}]}`:                `nodes[0].by: is [1]: give a list of keys and values in turn`,
		`{"nodes":[{"by":[{},null]}]}`:          `nodes[0].by[1]: is null`,
		`{"nodes":[{"pair":["a"]}]}`:            `nodes[0].pair: has 1 items: give 2`,
		`{"nodes":[{"work":["none",{}]}]}`:      `nodes[0].work: has the type "none"`,
		`{"nodes":[{"work":{}}]}`:               `nodes[0].work: is {}: give a list of a type's name and a value`,
		`{"even":[3]}`:                          `even: it is not even`,
		`{"nodes":[`:                            `it is no JSON`,
		`{} {}`:                                 `something follows the JSON`,
	} {
		var v root
		if err := graph.Decode([]byte(in), &v, types, blobs{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

// A type that cannot be written is found before a value of it is.
func TestCheck(t *testing.T) {
	t.Parallel()
	if err := graph.Check(reflect.TypeFor[root](), types); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[struct{ Do func() }](), ".Do is a func"},
		{reflect.TypeFor[struct{ list []chan int }](), ".list is a chan"},
		{reflect.TypeFor[struct{ err error }](), ".err is an interface, and no type of its values is known"},
		{reflect.TypeFor[struct{ URL, url string }](), "have one name in JSON"},
	} {
		if err := graph.Check(c.typ, types); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.typ, err)
		}
	}
	if err := graph.Check(reflect.TypeFor[struct{ work worker }](), graph.Types{}); err == nil {
		t.Error("an interface without types")
	}
}

// What is read is written, whatever it is.
func FuzzDecode(f *testing.F) {
	value := sample()
	value.Nodes = value.Nodes[:2] // without a blob
	raw, err := graph.Encode(&value, types, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"nodes":[{"who":[{"name":"x"},1]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v root
		if graph.Decode(raw, &v, types, nil) != nil {
			return
		}
		first, err := graph.Encode(&v, types, nil)
		if err != nil {
			return // a key that is written nowhere before
		}
		var again root
		if err := graph.Decode(first, &again, types, nil); err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		second, err := graph.Encode(&again, types, nil)
		if err != nil || string(first) != string(second) {
			t.Fatalf("%v: %s and %s", err, first, second)
		}
	})
}
