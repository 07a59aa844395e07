package scenario

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/internal/nearest"
)

// Parse reads a scenario. The error is [Problems]: all mistakes of the file.
func Parse(raw []byte) (*Scenario, error) {
	root, problem := read(raw)
	if problem != nil {
		return nil, Problems{*problem}
	}
	var r reader
	s := r.scenario(root)
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, r.problems
	}
	return s, nil
}

// maxSteps bounds the steps of a scenario. A recording has fewer.
const maxSteps = 2000

// reader reads the parts of a scenario, and keeps what is wrong with them.
type reader struct{ problems Problems }

func (r *reader) refuse(at *node, path, format string, args ...any) {
	r.problems = append(r.problems, Problem{at.line, at.column, path, fmt.Sprintf(format, args...)})
}

// parts are the fields of an object, by name.
type parts map[string]func(n *node, path string)

// object reads the fields of an object. A field with the value null is as good as absent.
func (r *reader) object(n *node, path string, known parts) map[string]bool {
	given := map[string]bool{}
	if !n.isObject() {
		r.refuse(n, path, "is no object: its fields are %s", names(known))
		return given
	}
	for _, f := range n.fields {
		read, ok := known[f.name]
		switch at := under(path, f.name); {
		case !ok:
			r.refuse(f.at, at, "is unknown: %s", didYouMean(f.name, slices.Sorted(maps.Keys(known))))
		case !f.value.null:
			given[f.name] = true
			read(f.value, at)
		}
	}
	return given
}

func under(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func names[V any](known map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(known)), ", ")
}

func (r *reader) scenario(n *node) *Scenario {
	s := &Scenario{}
	given := r.object(n, "", parts{
		"version": func(n *node, path string) {
			if !n.isScalar() || n.text != strconv.Itoa(Version) {
				r.refuse(n, path, "is not %d: this program reads version %d", Version, Version)
			}
		},
		"name":    r.text(&s.Name),
		"account": func(n *node, path string) { s.Account = r.account(n, path) },
		"steps": func(n *node, path string) {
			if len(n.list) > maxSteps {
				r.refuse(n, path, "has %d items: give %d at most, and several files", len(n.list), maxSteps)
				return
			}
			r.each(n, path, func(n *node, path string) { s.Steps = append(s.Steps, r.step(n, path)) })
			if n.isList && len(n.list) == 0 {
				r.refuse(n, path, "is empty: give what a user does, such as - {user: alice, do: follow}")
			}
		},
	})
	for _, name := range []string{"version", "steps"} {
		if n.isObject() && !given[name] {
			r.refuse(n, name, "is missing")
		}
	}
	return s
}

func (r *reader) account(n *node, path string) (a Account) {
	r.object(n, path, parts{
		"kind":   r.oneOf(&a.Kind, "personal", "subscription", "service-unverified", "service", "test"),
		"mode":   r.oneOf(&a.Mode, "plain", "compatible", "safe", "cloud"),
		"quotas": func(n *node, path string) { a.Quotas, _ = r.value(n, path, yesOrNo).(bool) },
	})
	return a
}

func (r *reader) step(n *node, path string) Step {
	s := Step{Line: n.line}
	var do *node
	given := r.object(n, path, parts{
		"user": r.user(&s.User),
		"do":   func(n *node, _ string) { do = n },
		"within": func(n *node, path string) {
			within, ok := r.value(n, path, span).(time.Duration)
			if s.Within = within; ok && within == 0 {
				r.refuse(n, path, "is 0: give a duration above it, such as 5s")
			}
		},
		"expect": func(n *node, path string) {
			s.Shown = []Shown{}
			r.each(n, path, func(n *node, path string) { s.Shown = append(s.Shown, r.shown(n, path)) })
		},
		"calls": func(n *node, path string) {
			r.each(n, path, func(n *node, path string) { s.Calls = append(s.Calls, r.call(n, path)) })
		},
		"page": func(n *node, path string) { s.Page = r.page(n, path) },
	})
	if !n.isObject() {
		return s
	}
	if do == nil {
		r.refuse(n, path+".do", "is missing: say what the user does, such as do: {text: hello}")
		return s
	}
	s.Verb, s.Input = r.action(do, path+".do")
	v, known := verbs[s.Verb]
	switch {
	case !known: // has been said
	case v.noUser && s.User != "":
		r.refuse(n, path+".user", "is not for %s: leave it out", s.Verb)
	case !v.noUser && s.User == "":
		r.refuse(n, path+".user", "is missing: say who does it")
	case given["page"] && !v.page:
		r.refuse(n, path+".page", "is for %s and view, and not for %s", Open, s.Verb)
	}
	for i, e := range s.Shown {
		if v.noUser && e.User == "" {
			r.refuse(n, fmt.Sprintf("%s.expect[%d].user", path, i), "is missing: say whose phone shows it")
		}
	}
	return s
}

// action reads what a user does: a verb, or a verb with its fields.
func (r *reader) action(n *node, path string) (name string, input map[string]any) {
	name, value := n.text, &node{null: true, line: n.line, column: n.column}
	if n.isObject() {
		if len(n.fields) != 1 {
			r.refuse(n, path, "has %d actions: give one, such as {text: hello}", len(n.fields))
			return "", nil
		}
		name, value = n.fields[0].name, n.fields[0].value
	}
	v, known := verbs[name]
	if !known || n.isList {
		r.refuse(n, path, "is no action, %q: %s", name, didYouMean(name, Verbs()))
		return "", nil
	}
	path += "." + name
	input = map[string]any{}
	switch main := v.fields[v.main]; {
	case value.null:
	case value.isObject():
		known := parts{}
		for field, kind := range v.fields {
			known[field] = func(n *node, path string) { input[field] = r.value(n, path, kind) }
		}
		r.object(value, path, known)
	case v.main == "":
		r.refuse(value, path, "takes no such value: its fields are %s", or(names(v.fields), "none"))
	default:
		input[v.main] = r.value(value, path, main)
	}
	if name == Advance {
		if _, ok := input["by"].(time.Duration); !ok && value.null {
			r.refuse(n, path, "needs a duration, such as advance: 24h")
		}
	}
	if s, _ := input["url"].(string); name == Open && s == "" && !value.isList {
		r.refuse(n, path, "needs an address, such as open: /login")
	}
	return name, input
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func (r *reader) shown(n *node, path string) (s Shown) {
	if n.isScalar() && !n.null { // a text alone
		s.Text.Is = &n.text
		return s
	}
	for _, f := range n.fields {
		if f.value.null {
			r.refuse(f.at, under(path, f.name), "has no value: give one, or leave the field out")
		}
	}
	given := r.object(n, path, parts{
		"user":     r.user(&s.User),
		"type":     r.text(&s.Type),
		"via":      r.text(&s.Via),
		"title":    r.text(&s.Title),
		"url":      r.text(&s.URL),
		"text":     func(n *node, path string) { s.Text.Is = new(string); r.text(s.Text.Is)(n, path) },
		"contains": r.text(&s.Text.Contains),
		"matches":  r.pattern(&s.Text.Matches),
	})
	if given["text"] && (given["contains"] || given["matches"]) || given["contains"] && given["matches"] {
		r.refuse(n, path, "has two of text, contains and matches: give one")
	}
	return s
}

func (r *reader) call(n *node, path string) (c Call) {
	given := r.object(n, path, parts{
		"endpoint": func(n *node, path string) {
			if r.text(&c.Endpoint)(n, path); n.isScalar() && !slices.Contains(endpoints(), c.Endpoint) {
				cure := "wechatgo api list has all names"
				if like := nearest.To(c.Endpoint, endpoints()); like != "" {
					cure = "is it " + like + "?"
				}
				r.refuse(n, path, "%q is no endpoint: %s", c.Endpoint, cure)
			}
		},
		"times": func(n *node, path string) {
			times, ok := r.value(n, path, number).(float64)
			if c.Times = int(times); ok && (times < 1 || times > 10_000 || times != math.Trunc(times)) {
				r.refuse(n, path, "is %s: give 1 to 10000", n.text)
			}
		},
		"errcode": func(n *node, path string) {
			code, ok := r.value(n, path, number).(float64)
			if c.ErrCode = int(code); ok && (code != math.Trunc(code) || math.Abs(code) > math.MaxInt32) {
				r.refuse(n, path, "is %s: give a code of the platform's, such as 45015", n.text)
			}
		},
		"fields": func(n *node, path string) { c.Fields, _ = r.value(n, path, values).(map[string]string) },
	})
	if n.isObject() && !given["endpoint"] {
		r.refuse(n, path+".endpoint", "is missing: give a name, such as kf.send")
	}
	return c
}

// endpoints returns the names of all endpoints.
var endpoints = sync.OnceValue(func() (names []string) {
	for e := range api.All() {
		names = append(names, e.Name())
	}
	return names
})

func (r *reader) page(n *node, path string) *Page {
	p := &Page{}
	r.object(n, path, parts{
		"status": func(n *node, path string) {
			status, _ := r.value(n, path, number).(float64)
			if p.Status = int(status); p.Status < 100 || p.Status > 599 {
				r.refuse(n, path, "is no HTTP status: give 100 to 599")
			}
		},
		"contains": func(n *node, path string) {
			if n.isScalar() {
				p.Contains = []string{n.text}
				return
			}
			p.Contains, _ = r.value(n, path, texts).([]string)
		},
	})
	return p
}

// each reads the items of a list.
func (r *reader) each(n *node, path string, read func(n *node, path string)) {
	if !n.isList {
		r.refuse(n, path, "is no list: begin each item with -")
		return
	}
	for i, item := range n.list {
		read(item, fmt.Sprintf("%s[%d]", path, i))
	}
}

func (r *reader) text(to *string) func(*node, string) {
	return func(n *node, path string) { *to, _ = r.value(n, path, text).(string) }
}

// user reads a user's name, which is a part of the control API's addresses and of the report's lines.
func (r *reader) user(to *string) func(*node, string) {
	return func(n *node, path string) {
		r.text(to)(n, path)
		control := strings.ContainsFunc(*to, func(c rune) bool { return !unicode.IsPrint(c) })
		if control || *to == "." || *to == ".." || len(*to) > maxName {
			r.refuse(n, path, "is no name: give up to %d bytes without control characters", maxName)
		}
	}
}

func (r *reader) oneOf(to *string, allowed ...string) func(*node, string) {
	return func(n *node, path string) {
		r.text(to)(n, path)
		if n.isScalar() && !slices.Contains(allowed, *to) {
			r.refuse(n, path, "is %q: give one of %s", *to, strings.Join(allowed, ", "))
		}
	}
}

func (r *reader) pattern(to *string) func(*node, string) {
	return func(n *node, path string) {
		r.text(to)(n, path)
		if _, err := regexp.Compile(*to); err != nil {
			r.refuse(n, path, "is no regular expression: %v", err)
		}
	}
}

// value reads a value of a kind. It returns nil if the value is not of that kind.
func (r *reader) value(n *node, path string, k kind) any {
	switch k {
	case numbers, texts, files:
		return r.values(n, path, k)
	case values:
		all := map[string]string{}
		if !n.isObject() {
			r.refuse(n, path, "is no object: give fields with their values, such as {EventKey: a}")
			return nil
		}
		for _, f := range n.fields {
			all[f.name], _ = r.value(f.value, path+"."+f.name, text).(string)
		}
		return all
	}
	if !n.isScalar() || n.null {
		r.refuse(n, path, "has no single value: give %s", kindNames[k])
		return nil
	}
	switch k {
	case number:
		if f, err := strconv.ParseFloat(n.text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f
		}
	case yesOrNo:
		if n.text == "true" || n.text == "false" {
			return n.text == "true"
		}
	case span:
		if d, err := parseSpan(n.text); err == nil && d >= 0 {
			return d
		}
	default:
		return n.text
	}
	r.refuse(n, path, "is %q: give %s", n.text, kindNames[k])
	return nil
}

var kindNames = map[kind]string{
	text: "a text", number: "a number", yesOrNo: "true or false", span: "a duration, such as 1.5s, 10m, 24h or 30d",
}

func (r *reader) values(n *node, path string, k kind) any {
	var asNumbers []float64
	var asTexts []string
	asFiles := []map[string]any{}
	r.each(n, path, func(n *node, path string) {
		switch k {
		case numbers:
			one, _ := r.value(n, path, number).(float64)
			asNumbers = append(asNumbers, one)
		case texts:
			one, _ := r.value(n, path, text).(string)
			asTexts = append(asTexts, one)
		default:
			one := map[string]any{}
			r.object(n, path, parts{
				"data":        func(n *node, path string) { one["data"] = r.value(n, path, text) },
				"contentType": func(n *node, path string) { one["contentType"] = r.value(n, path, text) },
			})
			asFiles = append(asFiles, one)
		}
	})
	switch k {
	case numbers:
		return asNumbers
	case texts:
		return asTexts
	}
	return asFiles
}

// parseSpan is [time.ParseDuration] that knows days as well. A century is the most that the platform's clock takes.
func parseSpan(s string) (time.Duration, error) {
	const century = 100 * 365 * 24 * time.Hour
	d, err := time.ParseDuration(s)
	if days, isDays := strings.CutSuffix(s, "d"); isDays {
		var n float64
		if n, err = strconv.ParseFloat(days, 64); err == nil && n > 0 && n <= 36500 {
			d = time.Duration(n * 24 * float64(time.Hour))
		} else if err == nil && n != 0 {
			err = strconv.ErrRange
		}
	}
	if err == nil && d > century {
		err = strconv.ErrRange
	}
	return d, err
}
