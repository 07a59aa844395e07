package sandbox_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// openIDList returns the member openid_list of a request.
func openIDList(openIDs ...string) string {
	return fmt.Sprintf(`"openid_list":["%s"]`, strings.Join(openIDs, `","`))
}

// strangers returns n OpenIDs that have the right form and belong to nobody here.
func strangers(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("oStrangerStrangerStranger%03d", i)
	}
	return list
}

// Tags are made, listed with the number of their followers, renamed and deleted, within the documented limits.
func TestTags(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	alice := p.User("alice")
	alice.Follow()
	create := func(name string) map[string]any { return c.call("/cgi-bin/tags/create", `{"tag":{"name":"`+name+`"}}`) }
	if diff := cmp.Diff(map[string]any{"tag": map[string]any{"id": 100., "name": "广东"}}, create("广东")); diff != "" {
		t.Errorf("create (-want +got):\n%s", diff)
	}
	for name, want := range map[string]int{
		"": 45157, "  ": 45157, "广东": 45157, "星标组": 45157, strings.Repeat("x", 31): 45158, strings.Repeat("汉", 31): 45158,
	} {
		if got := code(create(name)); got != want {
			t.Errorf("a tag called %q: %d, want %d", name, got, want)
		}
	}
	alice.SetTags(2, 100, 128)
	tag := func(id, count float64, name string) map[string]any {
		return map[string]any{"id": id, "name": name, "count": count}
	}
	listed := func() any { return c.call("/cgi-bin/tags/get", "")["tags"] }
	if diff := cmp.Diff([]any{tag(2, 1, "星标组"), tag(100, 1, "广东"), tag(128, 1, "标签 128")}, listed()); diff != "" {
		t.Errorf("get (-want +got):\n%s", diff)
	}
	if got := create("深圳")["tag"].(map[string]any)["id"]; got != 129. {
		t.Errorf("the tag after 128 has the id %v", got)
	}
	c.wantCode(0, "/cgi-bin/tags/update", `{"tag":{"id":100,"name":"广东人"}}`)
	c.wantCode(0, "/cgi-bin/tags/update", `{"tag":{"id":100,"name":"广东人"}}`)
	c.wantCode(45157, "/cgi-bin/tags/update", `{"tag":{"id":100,"name":"深圳"}}`)
	c.wantCode(45158, "/cgi-bin/tags/update", `{"tag":{"id":100,"name":"`+strings.Repeat("x", 31)+`"}}`)
	c.wantCode(45058, "/cgi-bin/tags/update", `{"tag":{"id":2,"name":"x"}}`)
	c.wantCode(45159, "/cgi-bin/tags/update", `{"tag":{"id":404,"name":"x"}}`)
	c.wantCode(45058, "/cgi-bin/tags/delete", `{"tag":{"id":0}}`)
	c.wantCode(44002, "/cgi-bin/tags/delete", `{}`)
	c.wantCode(45159, "/cgi-bin/tags/delete", `{"tag":{"id":404}}`)
	c.wantCode(0, "/cgi-bin/tags/delete", `{"tag":{"id":128}}`)
	alice.Unfollow() // who does not follow is not counted
	if diff := cmp.Diff([]any{tag(2, 0, "星标组"), tag(100, 0, "广东人"), tag(129, 0, "深圳")}, listed()); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	alice.Follow()
	if got := c.call("/cgi-bin/user/info?openid="+alice.OpenID(), "")["tagid_list"]; !cmp.Equal(got, []any{2., 100.}) {
		t.Errorf("a tag was deleted, and alice has %v", got)
	}
	for i := range 98 {
		if got := create(fmt.Sprint("t", i)); code(got) != noCode {
			t.Fatalf("tag %d: %v", i, got)
		}
	}
	if got := code(create("one too many")); got != 45056 {
		t.Errorf("101 tags: %d", got)
	}
	for tags, want := range map[string]int{"[2,100]": 200, "[1]": 422, "[1000000001]": 422, "[2,404]": 422} {
		if status, out := (control{t, p}).do("POST", "/_sandbox/users/alice/tags", `{"tags":`+tags+`}`); status != want {
			t.Errorf("alice with the tags %s: HTTP %d, %v", tags, status, out)
		}
	}
}

// A name that is within 30 characters but above 30 bytes is a warning, since the documents contradict each other.
func TestTagNameInBytes(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	for name, warns := range map[string]bool{strings.Repeat("x", 30): false, strings.Repeat("汉", 10): false, strings.Repeat("汉", 11): true} {
		c.wantCode(noCode, "/cgi-bin/tags/create", `{"tag":{"name":"`+name+`"}}`)
		all := p.Exchanges()
		if x := all[len(all)-1]; (x.Problem != nil) != warns {
			t.Errorf("%s: warned %+v", name, x.Problem)
		}
	}
}

func TestTagging(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	alice, bob, carol := p.User("alice"), p.User("bob"), p.User("carol")
	alice.Follow()
	carol.Follow()
	alice.SetTags(100, 101)
	tagging := func(tag int, openIDs ...string) map[string]any {
		return c.call("/cgi-bin/tags/members/batchtagging", fmt.Sprintf(`{%s,"tagid":%d}`, openIDList(openIDs...), tag))
	}
	untagging := func(tag int, openIDs ...string) map[string]any {
		return c.call("/cgi-bin/tags/members/batchuntagging", fmt.Sprintf(`{%s,"tagid":%d}`, openIDList(openIDs...), tag))
	}
	tags := func(u *sandbox.User) any {
		return c.call("/cgi-bin/tags/getidlist", `{"openid":"`+u.OpenID()+`"}`)["tagid_list"]
	}
	for name, tt := range map[string]struct {
		got  map[string]any
		want int
	}{
		"51 users":             {tagging(100, strangers(51)...), 40032},
		"50 users":             {tagging(100, strangers(50)...), 49003},
		"51 users, untag":      {untagging(100, strangers(51)...), 40032},
		"nobody":               {c.call("/cgi-bin/tags/members/batchtagging", `{"openid_list":[],"tagid":100}`), 40032},
		"no tag":               {tagging(404, alice.OpenID()), 45159},
		"a tag of WeChat's":    {tagging(1, alice.OpenID()), 45159},
		"no tag, untag":        {untagging(404, alice.OpenID()), 45159},
		"no openid":            {tagging(100, carol.OpenID(), "alice"), 40003},
		"somebody else's":      {tagging(100, carol.OpenID(), strangers(1)[0]), 49003},
		"no follower":          {tagging(100, bob.OpenID()), 50005},
		"no openid, its tags":  {c.call("/cgi-bin/tags/getidlist", `{"openid":"x"}`), 40003},
		"somebody's, his tags": {c.call("/cgi-bin/tags/getidlist", `{"openid":"`+strangers(1)[0]+`"}`), 49003},
	} {
		if code(tt.got) != tt.want {
			t.Errorf("%s: %v, want %d", name, tt.got, tt.want)
		}
	}
	if got := tags(carol); !cmp.Equal(got, []any{}) {
		t.Errorf("carol has %v after calls that were refused", got)
	}
	got := tagging(100, alice.OpenID(), bob.OpenID(), carol.OpenID())
	if code(got) != 45171 || !cmp.Equal(got["fail_openid_list"], []any{bob.OpenID()}) || !strings.HasPrefix(got["errmsg"].(string), "some openid fail rid: ") {
		t.Errorf("one of three does not follow: %v", got)
	}
	if got := tagging(2, carol.OpenID(), alice.OpenID()); !cmp.Equal(got, map[string]any{"errcode": 0., "errmsg": "ok"}) {
		t.Errorf("tagged: %v", got)
	}
	want := map[string]any{
		"count": 2., "next_openid": carol.OpenID(),
		"data": map[string]any{"openid": []any{alice.OpenID(), carol.OpenID()}},
	}
	if diff := cmp.Diff(want, c.call("/cgi-bin/user/tag/get", `{"tagid":100,"next_openid":""}`)); diff != "" {
		t.Errorf("the followers of a tag (-want +got):\n%s", diff)
	}
	want = map[string]any{"count": 0., "next_openid": ""}
	if diff := cmp.Diff(want, c.call("/cgi-bin/user/tag/get", `{"tagid":100,"next_openid":"`+carol.OpenID()+`"}`)); diff != "" {
		t.Errorf("the page after the last (-want +got):\n%s", diff)
	}
	c.wantCode(45159, "/cgi-bin/user/tag/get", `{"tagid":404}`)
	c.wantCode(40003, "/cgi-bin/user/tag/get", `{"tagid":100,"next_openid":"x"}`)
	if got := untagging(100, alice.OpenID(), bob.OpenID()); !cmp.Equal(got, map[string]any{"errcode": 0., "errmsg": "ok"}) {
		t.Errorf("untagged: %v", got)
	}
	if got := tags(alice); !cmp.Equal(got, []any{101., 2.}) {
		t.Errorf("alice has the tags %v, want them in the order in which she got them", got)
	}
	many := make([]int64, 20)
	for i := range many {
		many[i] = int64(200 + i)
	}
	carol.SetTags(many...)
	if got := code(tagging(101, alice.OpenID(), carol.OpenID())); got != 45059 {
		t.Errorf("a 21st tag: %d", got)
	}
	if got := code(tagging(200, carol.OpenID())); got != 0 {
		t.Errorf("one of her 20 tags again: %d", got)
	}
}

// The typed methods meet what the sandbox answers: the error of a batch has those of fail_openid_list, and an export
// goes on where it stopped.
func TestTypedTags(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	s := user.New(newCaller(t, p).client())
	var openIDs []string
	for i := range 120 {
		u := p.User(fmt.Sprint("u", i))
		if openIDs = append(openIDs, u.OpenID()); i != 60 {
			u.Follow()
		}
	}
	id, err := s.CreateTag(t.Context(), "常客")
	if err != nil {
		t.Fatal(err)
	}
	var failed *user.BatchError
	if err := s.Tag(t.Context(), id, openIDs); !errors.As(err, &failed) || !errors.Is(err, endpoint.ErrTaggingIncomplete) ||
		len(failed.Done) != 119 || !slices.Equal(failed.Failed, openIDs[60:61]) || len(failed.Unsent) != 0 {
		t.Errorf("%v", err)
	}
	n := 0
	for _, err := range s.AllTagged(t.Context(), id) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	var at user.Cursor
	var got []string
	for _, leave := range []int{70, 200} {
		for exported, err := range s.Export(t.Context(), at, "") {
			if err != nil || !slices.Contains(exported.User.TagIDs, endpoint.Number(id)) {
				t.Fatalf("%+v, %v", exported, err)
			}
			if got, at = append(got, exported.User.OpenID), exported.Next; len(got) == leave {
				break
			}
		}
	}
	if want := slices.Delete(slices.Clone(openIDs), 60, 61); n != 119 || !slices.Equal(want, got) {
		t.Errorf("%d users have the tag, and %d of %d were exported", n, len(got), len(want))
	}
	if err := s.SetTags(t.Context(), openIDs[0], 2); err != nil {
		t.Error(err)
	}
	if ids, err := s.TagIDs(t.Context(), openIDs[0]); err != nil || !slices.Equal(ids, []int64{2}) {
		t.Errorf("SetTags set %v, %v", ids, err)
	}
}

func TestBlacklist(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c, app := newCaller(t, p), newApp(p)
	p.Connect(app)
	alice := p.User("alice")
	alice.Follow()
	set := func(verb string, openIDs ...string) int {
		return code(c.call("/cgi-bin/tags/members/"+verb, "{"+openIDList(openIDs...)+"}"))
	}
	for _, verb := range []string{"batchblacklist", "batchunblacklist"} {
		for want, openIDs := range map[int][]string{40032: strangers(21), 49003: strangers(20), 40003: {alice.OpenID(), "x"}} {
			if got := set(verb, openIDs...); got != want {
				t.Errorf("%s: %d users: %d, want %d", verb, len(openIDs), got, want)
			}
		}
	}
	listed := func() map[string]any { return c.call("/cgi-bin/tags/members/getblacklist", `{"begin_openid":""}`) }
	none := map[string]any{"total": 0., "count": 0., "next_openid": ""}
	if diff := cmp.Diff(none, listed()); diff != "" {
		t.Errorf("nobody is in the blacklist (-want +got):\n%s", diff)
	}
	if got := set("batchblacklist", alice.OpenID(), p.User("bob").OpenID()); got != 0 {
		t.Errorf("batchblacklist: %d", got)
	}
	want := map[string]any{
		"total": 2., "count": 2., "next_openid": p.User("bob").OpenID(),
		"data": map[string]any{"openid": []any{alice.OpenID(), p.User("bob").OpenID()}},
	}
	if diff := cmp.Diff(want, listed()); diff != "" {
		t.Errorf("the blacklist (-want +got):\n%s", diff)
	}
	send := func() error { return kf.New(c.client()).Send(t.Context(), alice.OpenID(), kf.Text("hello")) }
	if err := send(); !errors.Is(err, endpoint.ErrRequireUnblacklist) {
		t.Errorf("a message to alice: %v", err)
	}
	before := len(app.received())
	alice.Send("hello")
	if got := len(app.received()) - before; got != 1 {
		t.Errorf("a message of alice was pushed %d times", got)
	}
	if got := set("batchunblacklist", alice.OpenID()); got != 0 {
		t.Errorf("batchunblacklist: %d", got)
	}
	if err := send(); err != nil {
		t.Errorf("a message to alice again: %v", err)
	}
	c.wantCode(40003, "/cgi-bin/tags/members/getblacklist", `{"begin_openid":"x"}`)
}

// The blacklist has pages of 1,000.
func TestPagesOfBlacklist(t *testing.T) {
	t.Parallel()
	names := make([]string, 1_001)
	for i := range names {
		names[i] = fmt.Sprint("u", i)
	}
	p := sandbox.Start(t, sandbox.WithoutApp(), sandbox.WithConfig(sandbox.Config{Users: names}))
	c := newCaller(t, p)
	s := user.New(c.client())
	var openIDs []string
	for _, name := range names {
		openIDs = append(openIDs, p.User(name).OpenID())
	}
	if err := s.Blacklist(t.Context(), openIDs); err != nil {
		t.Fatal(err)
	}
	first := c.call("/cgi-bin/tags/members/getblacklist", `{}`)
	if got := []any{first["total"], first["count"], first["next_openid"]}; !cmp.Equal(got, []any{1001., 1000., openIDs[999]}) {
		t.Errorf("the first page: %v", got)
	}
	var got []string
	for openID, err := range s.AllBlacklisted(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, openID)
	}
	if !slices.Equal(openIDs, got) {
		t.Errorf("%d users are listed, want %d", len(got), len(openIDs))
	}
	// A list that is emptied while it is read goes on after a user who has left it.
	for openID, err := range s.AllBlacklisted(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Unblacklist(t.Context(), []string{openID}); err != nil {
			t.Fatal(err)
		}
	}
	if left := c.call("/cgi-bin/tags/members/getblacklist", `{}`); left["total"] != 0. {
		t.Errorf("left in the blacklist: %v", left)
	}
}
