package phone

import (
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/internal/nearest"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Pushed is a push that is asked for by its name or its XML, whatever the state of the sandbox is.
type Pushed struct {
	Push string            `json:"push"` // a MsgType or an Event, such as "text" or "CLICK"
	Set  map[string]string `json:"set"`  // texts of elements by their path, such as "ScanCodeInfo.ScanResult"
	Raw  string            `json:"raw"`  // the whole push in place of the others; it is pushed as it is
}

// Push pushes what in says, as if u had caused it. Nothing else changes in the sandbox.
func Push(in Pushed) Action {
	return func(tx *core.Tx, u *core.Person) error {
		m, err := pushed(tx, u, in)
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *message.UnknownEvent:
			tx.Push(&core.Push{User: u, Message: m})
		case message.Event:
			if in.Set["CreateTime"] != "" {
				tx.Push(&core.Push{User: u, Message: m}) // the time is asked for
				return nil
			}
			tx.PushEvent(u, m)
		default:
			if err := checkFollows(u); err != nil {
				return err
			}
			sendMessage(tx, u, m, entryOf(m))
		}
		return nil
	}
}

// entryOf returns the user's bubble of a message.
func entryOf(m message.Message) (e record.Entry) {
	switch m := m.(type) {
	case *message.Text:
		e.Text = m.Content
	case *message.Link:
		e.Title, e.Description, e.URL = m.Title, m.Description, m.URL
	case *message.Location:
		e.Location = &record.EntryLocation{Latitude: m.Latitude, Longitude: m.Longitude, Scale: m.Scale, Label: m.Label}
	case *message.Image:
		e.MediaID = m.MediaID
	case *message.Voice:
		e.MediaID, e.Recognition = m.MediaID, m.Recognition
	}
	return e
}

func pushed(tx *core.Tx, u *core.Person, in Pushed) (message.Message, error) {
	if in.Raw != "" {
		if in.Push != "" || len(in.Set) > 0 {
			return nil, core.RefuseAction(
				"raw is the whole push: give neither push nor set",
				"raw 已是完整的推送，请勿同时给出 push 或 set",
			)
		}
		return rawPush(in.Raw)
	}
	blank, err := blankPush(in.Push)
	if err != nil {
		return nil, err
	}
	root := rootOf(blank)
	head := tx.Common(u)
	setText(&root, []string{"ToUserName"}, head.ToUserName)
	setText(&root, []string{"FromUserName"}, head.FromUserName)
	setText(&root, []string{"CreateTime"}, strconv.FormatInt(head.CreateTime.Unix(), 10))
	if _, ok := blank.(message.Event); !ok {
		setText(&root, []string{"MsgId"}, strconv.FormatInt(tx.IDs.NextMsgID(), 10))
	}
	for _, path := range slices.Sorted(maps.Keys(in.Set)) {
		setText(&root, strings.Split(path, "."), in.Set[path])
	}
	m, err := message.Decode([]byte(written(root)))
	if err != nil {
		return nil, core.RefuseAction("the push cannot be made: "+err.Error(), "无法生成该推送："+err.Error())
	}
	if problem := m.Head().Problem; problem != nil {
		return nil, core.RefuseAction("the push "+in.Push+" does not take these fields: "+problem.Error(),
			"推送 "+in.Push+" 的字段有误："+problem.Error())
	}
	got := rootOf(m)
	for _, path := range slices.Sorted(maps.Keys(in.Set)) {
		if in.Set[path] != "" && !has(got, strings.Split(path, ".")) {
			return nil, unknownField(in.Push, path, rootOf(blank))
		}
	}
	return m, nil
}

// rawPush returns a message that is pushed as it is.
func rawPush(raw string) (message.Message, error) {
	m, err := message.Decode([]byte(raw))
	if err != nil {
		return nil, core.RefuseAction("raw is no push: "+err.Error(), "raw 不是推送："+err.Error())
	}
	common := *m.Head()
	if e, ok := m.(message.Event); ok {
		return &message.UnknownEvent{Common: common, Name: e.EventName(), EventKey: e.Key(), Raw: []byte(raw)}, nil
	}
	return &message.UnknownMessage{Common: common, MsgType: m.Type(), Raw: []byte(raw)}, nil
}

// PushNames returns the names of all documented pushes: the MsgTypes of users' messages, then the Events.
func PushNames() []string { return append(ordinaryTypes(), message.EventNames()...) }

func ordinaryTypes() []string {
	return slices.DeleteFunc(message.MsgTypes(), func(name string) bool { return name == "event" })
}

// blankPush returns the push of a name without values. An exact name counts before one in another case, since "location"
// is a message and "LOCATION" an event.
func blankPush(name string) (message.Message, error) {
	isType := slices.Contains(ordinaryTypes(), name)
	isEvent := !isType &&
		slices.ContainsFunc(message.EventNames(), func(known string) bool { return strings.EqualFold(known, name) })
	if !isType && !isEvent {
		en, zh := "wechatgo trigger list has all names", "全部名称见 wechatgo trigger list"
		if like := nearest.To(name, PushNames()); like != "" {
			en, zh = "is it "+like+"?", "是否为 "+like+"？"
		}
		return nil, core.RefuseAction(fmt.Sprintf("no push is called %q: %s", core.Short(name), en),
			fmt.Sprintf("没有名为 %q 的推送：%s", core.Short(name), zh))
	}
	root := xmldoc.Element{Name: "xml"}
	if isType {
		setText(&root, []string{"MsgType"}, name)
	} else {
		setText(&root, []string{"MsgType"}, "event")
		setText(&root, []string{"Event"}, name)
	}
	return message.Decode([]byte(written(root)))
}

// rootOf returns a push as a tree.
func rootOf(m message.Message) (root xmldoc.Element) {
	raw, err := message.Encode(m)
	if err != nil {
		return root
	}
	doc, err := xmldoc.Scan(string(raw))
	if err != nil {
		return root
	}
	defer doc.Release()
	return doc.Root()
}

// child returns the child of that name; an exact name counts before one in another case. It returns nil if there is none.
func child(e *xmldoc.Element, name string) *xmldoc.Element {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for i := range e.Children {
			if same(e.Children[i].Name, name) {
				return &e.Children[i]
			}
		}
	}
	return nil
}

// setText sets the text of the element at a path, and makes the elements that are missing.
func setText(e *xmldoc.Element, path []string, text string) {
	if len(path) == 0 {
		e.Text, e.Children = text, nil
		return
	}
	next := child(e, path[0])
	if next == nil {
		e.Children = append(e.Children, xmldoc.Element{Name: path[0]})
		next = &e.Children[len(e.Children)-1]
	}
	setText(next, path[1:], text)
}

func has(e xmldoc.Element, path []string) bool {
	at := &e
	for _, name := range path {
		if at = child(at, name); at == nil {
			return false
		}
	}
	return true
}

// written writes a tree as XML.
func written(e xmldoc.Element) string {
	var b strings.Builder
	write(&b, e)
	return b.String()
}

func write(b *strings.Builder, e xmldoc.Element) {
	b.WriteString("<" + e.Name + ">")
	_ = xml.EscapeText(b, []byte(e.Text)) // a strings.Builder takes everything
	for _, inner := range e.Children {
		write(b, inner)
	}
	b.WriteString("</" + e.Name + ">")
}

func unknownField(name, path string, blank xmldoc.Element) error {
	known := paths(blank, "")
	en, zh := "it has "+strings.Join(known, ", ")+" and perhaps optional ones, see docs/pushes.md",
		"它有 "+strings.Join(known, "、")+"，可选字段见 docs/pushes.md"
	if like := nearest.To(path, known); like != "" {
		en, zh = "is it "+like+"?", "是否为 "+like+"？"
	}
	return core.RefuseAction(fmt.Sprintf("the push %s has no field %q: %s", name, core.Short(path), en),
		fmt.Sprintf("推送 %s 没有字段 %q：%s", name, core.Short(path), zh))
}

// paths returns the paths of the texts below an element.
func paths(e xmldoc.Element, above string) (list []string) {
	for _, inner := range e.Children {
		path := strings.TrimPrefix(above+"."+inner.Name, ".")
		if len(inner.Children) == 0 {
			list = append(list, path)
			continue
		}
		list = append(list, paths(inner, path)...)
	}
	return list
}
