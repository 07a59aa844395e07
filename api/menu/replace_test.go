package menu_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// account is a platform that keeps menus, as its documents describe it.
type account struct {
	def         json.RawMessage
	conditional []map[string]json.RawMessage // oldest first
	lastID      int
	hideIDs     bool            // menu/get tells no menuid, as its present page
	fail        map[string]bool // calls that are refused, as the log has them
	lose        map[string]bool // calls that are carried out, but whose answer is lost
	log         []string
}

// answer answers a call and writes it to the log, with the name of the first button or the id.
func (a *account) answer(r *http.Request, body []byte) []byte {
	answer := a.carryOut(r, body)
	if a.lose[a.log[len(a.log)-1]] {
		return []byte("<html>502 Bad Gateway</html>")
	}
	return answer
}

func (a *account) carryOut(r *http.Request, body []byte) []byte {
	var in map[string]json.RawMessage
	_ = json.Unmarshal(body, &in)
	path := r.URL.Path[strings.Index(r.URL.Path, "/menu/")+len("/menu/"):]
	entry := path
	switch path {
	case "create", "addconditional":
		var buttons []menu.Button
		_ = json.Unmarshal(in["button"], &buttons)
		entry += " " + buttons[0].Name
	case "delconditional":
		entry += " " + string(in["menuid"])
	}
	a.log = append(a.log, entry)
	if a.fail[entry] {
		return []byte(`{"errcode":45009,"errmsg":"refused"}`)
	}
	switch path {
	case "create":
		a.def = in["button"]
	case "delete":
		a.def, a.conditional = nil, nil
	case "addconditional":
		a.lastID++
		in["menuid"] = fmt.Appendf(nil, "%d", a.lastID)
		rule := strings.NewReplacer("tag_id", "group_id").Replace(string(in["matchrule"]))
		in["matchrule"] = json.RawMessage(rule)
		a.conditional = append(a.conditional, in)
		return fmt.Appendf(nil, `{"menuid":"%d"}`, a.lastID)
	case "delconditional":
		n := len(a.conditional)
		a.conditional = slices.DeleteFunc(a.conditional, func(c map[string]json.RawMessage) bool {
			return string(c["menuid"]) == strings.Trim(string(in["menuid"]), `"`)
		})
		if len(a.conditional) == n {
			return []byte(`{"errcode":65301,"errmsg":"not exist"}`)
		}
	case "get":
		return a.menus()
	}
	return []byte(`{"errcode":0,"errmsg":"ok"}`)
}

// menus answers menu/get.
func (a *account) menus() []byte {
	if a.def == nil {
		return []byte(`{"errcode":46003,"errmsg":"menu no exist"}`)
	}
	out := map[string]any{"menu": map[string]any{"button": a.def}}
	var list []any
	for _, c := range slices.Backward(a.conditional) {
		if a.hideIDs {
			delete(c, "menuid")
		}
		list = append(list, c)
	}
	if list != nil {
		out["conditionalmenu"] = list
	}
	raw, _ := json.Marshal(out)
	return raw
}

// shape lists the menus by the names of their first buttons, the default menu first and then the oldest.
func (a *account) shape() (list []string) {
	for _, buttons := range append([]json.RawMessage{a.def}, buttonsOf(a.conditional)...) {
		var b []menu.Button
		_ = json.Unmarshal(buttons, &b)
		if len(b) > 0 {
			list = append(list, b[0].Name)
		}
	}
	return list
}

func buttonsOf(conditional []map[string]json.RawMessage) (list []json.RawMessage) {
	for _, c := range conditional {
		list = append(list, c["button"])
	}
	return list
}

func named(name string) menu.Menu { return menu.Menu{Buttons: []menu.Button{menu.Click(name, "k")}} }

func forTag(tag int64, name string) menu.ConditionalMenu {
	return menu.ConditionalMenu{Menu: named(name), MatchRule: menu.MatchRule{TagID: endpoint.Number(tag)}}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	a := &account{}
	client, _ := apitest.Serve(t, a.answer)
	s := menu.New(client)
	for _, step := range []struct {
		name        string
		def         string
		conditional []menu.ConditionalMenu
		calls       []string
		shape       []string
	}{
		{"first start", "d", []menu.ConditionalMenu{forTag(2, "b"), forTag(1, "a")}, []string{"get", "create d", "addconditional a", "addconditional b"}, []string{"d", "a", "b"}},
		{"restart", "d", []menu.ConditionalMenu{forTag(2, "b"), forTag(1, "a")}, []string{"get"}, []string{"d", "a", "b"}},
		{"the default menu changes", "e", []menu.ConditionalMenu{forTag(2, "b"), forTag(1, "a")}, []string{"get", "create e"}, []string{"e", "a", "b"}},
		{"one is put before the others", "e", []menu.ConditionalMenu{forTag(3, "c"), forTag(2, "b"), forTag(1, "a")}, []string{"get", "addconditional c"}, []string{"e", "a", "b", "c"}},
		{"one changes", "e", []menu.ConditionalMenu{forTag(3, "c"), forTag(2, "x"), forTag(1, "a")}, []string{"get", `delconditional "3"`, `delconditional "2"`, "addconditional x", "addconditional c"}, []string{"e", "a", "x", "c"}},
		{"a rule changes", "e", []menu.ConditionalMenu{forTag(9, "c"), forTag(2, "x"), forTag(1, "a")}, []string{"get", `delconditional "5"`, "addconditional c"}, []string{"e", "a", "x", "c"}},
		{"none is left", "e", nil, []string{"get", `delconditional "6"`, `delconditional "4"`, `delconditional "1"`}, []string{"e"}},
	} {
		a.log = nil
		if err := s.Replace(t.Context(), named(step.def), step.conditional...); err != nil {
			t.Errorf("%s: %v", step.name, err)
		}
		if diff := cmp.Diff(step.calls, a.log); diff != "" {
			t.Errorf("%s: calls (-want +got):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(step.shape, a.shape()); diff != "" {
			t.Errorf("%s: menus (-want +got):\n%s", step.name, diff)
		}
	}
}

// The platform adds empty lists of buttons to its answers; nothing is changed for that.
func TestReplaceIgnoresEmptyLists(t *testing.T) {
	t.Parallel()
	a := &account{def: json.RawMessage(`[{"type":"click","name":"d","key":"k","sub_button":[]}]`)}
	client, calls := apitest.Serve(t, a.answer)
	if err := menu.New(client).Replace(t.Context(), named("d")); err != nil || calls() != 1 {
		t.Errorf("%v after %v", err, a.log)
	}
}

// Where the platform tells no ids, all menus are made anew, and only if one differs.
func TestReplaceWithoutIDs(t *testing.T) {
	t.Parallel()
	a := &account{hideIDs: true}
	client, _ := apitest.Serve(t, a.answer)
	s := menu.New(client)
	for _, name := range []string{"a", "a", "b"} {
		if err := s.Replace(t.Context(), named("d"), forTag(1, name)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"get", "create d", "addconditional a", "get", "get", "delete", "create d", "addconditional b"}
	if diff := cmp.Diff(want, a.log); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// Without ids, the order of the answer says which menu is the newest: the first one. Menus that are the same cost one
// call, and those that are put back have their order.
func TestReplaceKeepsTheOrderWithoutIDs(t *testing.T) {
	t.Parallel()
	a := &account{hideIDs: true, fail: map[string]bool{"addconditional x": true}}
	client, calls := apitest.Serve(t, a.answer)
	s := menu.New(client)
	before := []menu.ConditionalMenu{forTag(2, "b"), forTag(1, "a")}
	for range 2 {
		if err := s.Replace(t.Context(), named("d"), before...); err != nil {
			t.Fatal(err)
		}
	}
	if calls() != 5 {
		t.Errorf("the second time changes something: %v", a.log)
	}
	failed, ok := errors.AsType[*menu.ReplaceError](s.Replace(t.Context(), named("d"), forTag(3, "x")))
	if !ok || failed.Undo != nil {
		t.Errorf("got %v", failed)
	}
	if diff := cmp.Diff([]string{"d", "a", "b"}, a.shape()); diff != "" {
		t.Errorf("menus (-want +got):\n%s", diff)
	}
}

// A menu that is refused leaves the account as it was.
func TestReplaceFails(t *testing.T) {
	t.Parallel()
	before := []menu.ConditionalMenu{forTag(2, "b"), forTag(1, "a")}
	for _, tt := range []struct {
		fail  []string
		shape []string
		undo  bool // the former menus are back
	}{
		{[]string{"create e"}, []string{"d", "a", "b"}, true},
		{[]string{"addconditional x"}, []string{"d", "a", "b"}, true},
		{[]string{`delconditional "1"`}, []string{"d", "a", "b"}, true},
		{[]string{"addconditional x", "addconditional b"}, []string{"d", "a"}, false},
	} {
		a := &account{fail: map[string]bool{}}
		client, _ := apitest.Serve(t, a.answer)
		s := menu.New(client)
		if err := s.Replace(t.Context(), named("d"), before...); err != nil {
			t.Fatal(err)
		}
		for _, call := range tt.fail {
			a.fail[call] = true
		}
		err := s.Replace(t.Context(), named("e"), forTag(3, "x"))
		failed, ok := errors.AsType[*menu.ReplaceError](err)
		if !ok || (failed.Undo == nil) != tt.undo || !errors.Is(err, endpoint.Code(45009)) {
			t.Errorf("%v: %v", tt.fail, err)
			continue
		}
		if want := map[bool]string{true: "the former menus are as they were", false: "could not be put back"}[tt.undo]; !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v lacks %q", tt.fail, err, want)
		}
		if diff := cmp.Diff(tt.shape, a.shape()); diff != "" {
			t.Errorf("%v: menus (-want +got):\n%s", tt.fail, diff)
		}
	}
	a := &account{fail: map[string]bool{"addconditional x": true}}
	client, calls := apitest.Serve(t, a.answer)
	s := menu.New(client)
	if err := s.Replace(t.Context(), named("d"), forTag(3, "x")); err == nil || a.def != nil {
		t.Errorf("an account without menus: %v, has %v", err, a.shape())
	}
	n := calls()
	for _, err := range []error{
		s.Replace(t.Context(), menu.Menu{}), s.Replace(t.Context(), named("d"), menu.ConditionalMenu{Menu: named("x")}),
	} {
		if _, ok := errors.AsType[*endpoint.FieldError](err); !ok || calls() != n {
			t.Errorf("what cannot be right: %v after %d calls", err, calls()-n)
		}
	}
}

// A call whose answer is lost was carried out; the former menus come back all the same.
func TestReplaceUndoesLostCalls(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"create e", "addconditional x", `delconditional "1"`, `delconditional "2"`} {
		a := &account{}
		client, _ := apitest.Serve(t, a.answer)
		s := menu.New(client)
		if err := s.Replace(t.Context(), named("d"), forTag(2, "b"), forTag(1, "a")); err != nil {
			t.Fatal(err)
		}
		a.lose = map[string]bool{call: true}
		failed, ok := errors.AsType[*menu.ReplaceError](s.Replace(t.Context(), named("e"), forTag(3, "x")))
		if !ok || failed.Undo != nil {
			t.Errorf("%s: %v", call, failed)
		}
		if diff := cmp.Diff([]string{"d", "a", "b"}, a.shape()); diff != "" {
			t.Errorf("%s: menus (-want +got):\n%s", call, diff)
		}
	}
}

// The context of a caller who stops waiting ends the calls, but not the undoing.
func TestReplaceUndoesAfterTheContextEnds(t *testing.T) {
	t.Parallel()
	a := &account{}
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
		answer := a.answer(r, body)
		if a.log[len(a.log)-1] == "create e" {
			cancel()
		}
		return answer
	})
	s := menu.New(client)
	if err := s.Replace(ctx, named("d"), forTag(1, "a")); err != nil {
		t.Fatal(err)
	}
	failed, ok := errors.AsType[*menu.ReplaceError](s.Replace(ctx, named("e"), forTag(3, "x")))
	if !ok || failed.Undo != nil || !errors.Is(failed, context.Canceled) {
		t.Errorf("got %v", failed)
	}
	if diff := cmp.Diff([]string{"d", "a"}, a.shape()); diff != "" {
		t.Errorf("menus (-want +got):\n%s", diff)
	}
}

// A call that is broken off could be carried out when the former menus are back. It goes on, and the next is not made.
func TestReplaceBreaksNoCallOff(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]string{"delconditional": {"d", "a"}, "create": {"d", "a"}, "addconditional": {"e", "x"}} {
		a := &account{}
		client, _ := apitest.Serve(t, a.answer)
		ctx, cancel := context.WithCancel(t.Context())
		armed := false
		client.HTTP = &http.Client{Transport: sending(func(r *http.Request) {
			if armed && strings.HasSuffix(r.URL.Path, "/"+path) {
				if cancel(); r.Context().Err() != nil {
					t.Errorf("%s is broken off", path)
				}
			}
		})}
		s := menu.New(client)
		if err := s.Replace(ctx, named("d"), forTag(1, "a")); err != nil {
			t.Fatal(err)
		}
		armed = true
		err := s.Replace(ctx, named("e"), forTag(3, "x"))
		if done := want[0] == "e"; done != (err == nil) || !done && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", path, err)
		}
		if diff := cmp.Diff(want, a.shape()); diff != "" {
			t.Errorf("%s: menus (-want +got):\n%s", path, diff)
		}
	}
}

// sending sees each request before it is sent.
type sending func(*http.Request)

func (f sending) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return http.DefaultTransport.RoundTrip(r)
}

// A menu with retired conditions cannot be put back. The others are, and it does not become one for more users.
func TestReplaceLosesRetiredConditions(t *testing.T) {
	t.Parallel()
	button := func(name string) string { return `[{"type":"click","name":"` + name + `","key":"k"}]` }
	conditional := func(id, name, rule string) map[string]json.RawMessage {
		return map[string]json.RawMessage{"menuid": json.RawMessage(id), "button": json.RawMessage(button(name)), "matchrule": json.RawMessage(rule)}
	}
	a := &account{
		def:    json.RawMessage(button("d")),
		lastID: 3,
		fail:   map[string]bool{"addconditional x": true},
		conditional: []map[string]json.RawMessage{
			conditional("1", "old", `{"group_id":7,"sex":1}`), conditional("2", "older", `{"city":"广州"}`), conditional("3", "a", `{"group_id":1}`),
		},
	}
	client, _ := apitest.Serve(t, a.answer)
	failed, ok := errors.AsType[*menu.ReplaceError](menu.New(client).Replace(t.Context(), named("d"), forTag(3, "x")))
	if !ok || failed.Undo == nil || !strings.Contains(failed.Error(), "65320") {
		t.Errorf("got %v", failed)
	}
	if diff := cmp.Diff([]string{"d", "a"}, a.shape()); diff != "" {
		t.Errorf("menus (-want +got):\n%s", diff)
	}
}

// Another program may remove a menu between the reading and the removing.
func TestReplaceFindsAMenuGone(t *testing.T) {
	t.Parallel()
	a := &account{}
	client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
		answer := a.answer(r, body)
		if a.log[len(a.log)-1] == "get" && len(a.log) > 1 {
			a.conditional = nil
		}
		return answer
	})
	s := menu.New(client)
	for _, name := range []string{"a", "b"} {
		if err := s.Replace(t.Context(), named("d"), forTag(1, name)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"d", "b"}, a.shape()); diff != "" {
		t.Errorf("menus (-want +got):\n%s", diff)
	}
}
