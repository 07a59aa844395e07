// Package catalogue is the platform's API for tools that learn at run time what is called: it lists the endpoints,
// describes their inputs and outputs, makes an input from texts, and fetches lists page by page.
package catalogue

import (
	"iter"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Entry is an endpoint as a list shows it.
type Entry struct {
	Name   string `json:"name"`   // such as "menu.create"
	Method string `json:"method"` // "GET" or "POST"
	Path   string `json:"path"`
	Group  string `json:"group"` // the area, such as "menu"
	Title  string `json:"title"` // the platform's own, in Chinese
	Doc    string `json:"doc"`   // the platform's page
	Quota  Quota  `json:"quota"`
	// Kinds says for each kind of account whether it may make the call: "yes", "no", "likely yes", "likely no",
	// "on application" or "unknown".
	Kinds map[string]string `json:"kinds"`
	// Effect is "read", "personal", "write", "send", "destroy" or "secret".
	Effect string `json:"effect"`
	// Fidelity is what the sandbox does: "stateful" or "sample".
	Fidelity   string `json:"fidelity"`
	Deprecated bool   `json:"deprecated"`
	Successor  string `json:"successor,omitempty"` // the endpoint that replaces a deprecated one
	// Left is the reason why the catalogue leaves the endpoint out, nil for one that it has. Of one that is left out,
	// only Path and Group are known, and Fidelity is "missing".
	Left *Reason `json:"left,omitempty"`
}

// Reason is a reason in English and in Chinese.
type Reason struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// Quota is how often a new account may make the call a day: 0 if that is not documented, -1 if there is no limit.
type Quota struct {
	Normal int `json:"normal"`
	Test   int `json:"test"` // for a test account
}

// Entries lists the endpoints of a group, or all if group is "".
func Entries(group string) (list []Entry) {
	fidelity := sandbox.Fidelities()
	for e := range api.All() {
		if entry := entryOf(e, fidelity); group == "" || entry.Group == group {
			list = append(list, entry)
		}
	}
	return list
}

// Left lists the paths of a group that the catalogue leaves out, or all if group is "". A path that ends in /* stands for
// all paths below it that the catalogue does not have.
func Left(group string) (list []Entry) {
	for _, left := range api.Left() {
		if group != "" && left.Group != group {
			continue
		}
		for _, path := range left.Paths {
			list = append(list, Entry{
				Path: path, Group: left.Group, Kinds: map[string]string{}, Fidelity: "missing", Deprecated: true,
				Left: &Reason{left.Reason, left.ReasonZH},
			})
		}
	}
	return list
}

// entryOf returns an endpoint as a list shows it.
func entryOf(e endpoint.Any, fidelity map[string]string) Entry {
	s := e.Describe()
	group, _, _ := strings.Cut(s.Name, ".")
	entry := Entry{
		Name: s.Name, Method: s.Method, Path: s.Path, Group: group, Title: s.Title, Doc: s.Doc,
		Quota: Quota{daily(s.Daily.Normal), daily(s.Daily.Test)}, Kinds: map[string]string{}, Effect: s.Effect.String(),
		Fidelity: fidelity[s.Name], Deprecated: s.Deprecated, Successor: s.Successor,
	}
	for _, kind := range endpoint.AccountKinds() {
		entry.Kinds[kind.String()] = s.Access.For(kind).String()
	}
	return entry
}

func daily(n int) int {
	if n == endpoint.Unlimited {
		return -1
	}
	return n
}

// Groups lists the groups.
func Groups() (list []string) {
	for e := range api.All() {
		group, _, _ := strings.Cut(e.Name(), ".")
		if !slices.Contains(list, group) {
			list = append(list, group)
		}
	}
	return list
}

// Find returns the endpoint with a name, or false.
func Find(name string) (endpoint.Any, bool) {
	return find(func(s endpoint.Spec) bool { return s.Name == name })
}

// At returns the endpoint with a method and a path, or false.
func At(method, path string) (endpoint.Any, bool) {
	return find(func(s endpoint.Spec) bool { return s.Method == method && s.Path == path })
}

func find(is func(endpoint.Spec) bool) (endpoint.Any, bool) {
	for e := range api.All() {
		if is(e.Describe()) {
			return e, true
		}
	}
	return nil, false
}

// Like lists the names of endpoints that a misspelt name may mean: those that it begins with or that contain it, those
// that contain its second half, and those of its group, at most five.
func Like(name string) (list []string) {
	group, verb, _ := strings.Cut(strings.ToLower(name), ".")
	for _, matches := range []func(string) bool{
		func(n string) bool { return strings.HasPrefix(strings.ToLower(name), n) },
		func(n string) bool { return strings.Contains(words(n), words(name)) },
		func(n string) bool { return len(verb) > 2 && strings.Contains(n, verb) },
		func(n string) bool { return strings.HasPrefix(n, group+".") },
	} {
		for n := range names() {
			if len(list) < 5 && matches(n) && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// words returns a name with one mark between its words, so that tags.create is a part of user.tags_create.
func words(name string) string { return strings.ReplaceAll(strings.ToLower(name), ".", "_") }

func names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for e := range api.All() {
			if !yield(e.Name()) {
				return
			}
		}
	}
}
