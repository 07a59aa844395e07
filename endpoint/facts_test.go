package endpoint_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	access := endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.LikelyNo, endpoint.OnApplication, endpoint.Unknown)
	e := endpoint.Get[endpoint.None, endpoint.None]("menu.delete", "/cgi-bin/menu/delete", "删除自定义菜单",
		endpoint.Destroy, access, endpoint.Daily(1_000, 100), endpoint.Deprecated("menu.create"), endpoint.Unsampled("for a test"))
	want := endpoint.Facts{
		Title: "删除自定义菜单", Effect: endpoint.Destroy, Access: access, Daily: endpoint.Quota{Normal: 1_000, Test: 100},
		Deprecated: true, Successor: "menu.create", Unsampled: "for a test",
	}
	if diff := gocmp.Diff(want, e.Describe().Facts); diff != "" {
		t.Error(diff)
	}
	for kind, want := range map[endpoint.AccountKind]endpoint.Verdict{
		endpoint.PersonalAccount: endpoint.No, endpoint.SubscriptionAccount: endpoint.Yes, endpoint.UnverifiedServiceAccount: endpoint.LikelyNo,
		endpoint.ServiceAccount: endpoint.OnApplication, endpoint.TestAccount: endpoint.Unknown, -1: endpoint.Unknown, 5: endpoint.Unknown,
	} {
		if got := access.For(kind); got != want {
			t.Errorf("a %s account: %s, want %s", kind, got, want)
		}
	}
}

// The effect decides whether a call may be repeated, not the HTTP method.
func TestIdempotentByEffect(t *testing.T) {
	t.Parallel()
	type none = endpoint.None
	for name, tt := range map[string]struct {
		e    endpoint.Any
		want bool
	}{
		"GET":                          {endpoint.Get[none, none]("x.y", "/x", ""), true},
		"POST":                         {endpoint.Post[none, none]("x.y", "/x", ""), false},
		"GET that destroys":            {endpoint.Get[none, none]("x.y", "/x", "", endpoint.Destroy), false},
		"GET that returns secrets":     {endpoint.Get[none, none]("x.y", "/x", "", endpoint.Secret), false},
		"POST that reads":              {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Read), true},
		"POST that reads about people": {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Personal), true},
		"POST that sends":              {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Send), false},
		"said before the effect":       {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Idempotent(), endpoint.Write), true},
		"said after it":                {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Write, endpoint.Idempotent()), true},
		"once":                         {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Once(), endpoint.Read), false},
		"with once":                    {endpoint.Post[none, none]("x.y", "/x", "", endpoint.Read).With(endpoint.Once()), false},
	} {
		if got := tt.e.Describe().Idempotent; got != tt.want {
			t.Errorf("%s: idempotent %t, want %t", name, got, tt.want)
		}
	}
}

// With does not change the endpoint on which it is called.
func TestWithLeavesTheEndpointUnchanged(t *testing.T) {
	t.Parallel()
	before := info.Describe()
	other := info.With(endpoint.Once(), endpoint.NoToken())
	if diff := gocmp.Diff(before, info.Describe()); diff != "" {
		t.Error(diff)
	}
	if s := other.Describe(); s.Idempotent || !s.NoToken || s.Path != before.Path {
		t.Errorf("got %+v", s)
	}
}

func TestFactStrings(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]interface{ String() string }{
		"read": endpoint.Read, "personal": endpoint.Personal, "write": endpoint.Write, "send": endpoint.Send,
		"destroy": endpoint.Destroy, "secret": endpoint.Secret, "": endpoint.Effect(0),
		"yes": endpoint.Yes, "no": endpoint.No, "likely yes": endpoint.LikelyYes, "likely no": endpoint.LikelyNo,
		"on application": endpoint.OnApplication, "unknown": endpoint.Verdict(99),
		"subscription": endpoint.SubscriptionAccount, "service-unverified": endpoint.UnverifiedServiceAccount,
		"query": endpoint.InQuery, "form": endpoint.InForm, "json": endpoint.InJSON, "body": endpoint.InText,
	} {
		if got.String() != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if s := endpoint.Effect(99).String() + endpoint.AccountKind(99).String() + endpoint.AccountKind(-1).String(); s != "" {
		t.Errorf("got %q for invalid values", s)
	}
	if n := len(endpoint.AccountKinds()); n != len(endpoint.Access{}) {
		t.Errorf("%d kinds of account are listed, and access has %d", n, len(endpoint.Access{}))
	}
}
