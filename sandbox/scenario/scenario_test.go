package scenario_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox/record"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

const whole = `version: 1
name: "a session: of everything"
account: {kind: service, mode: safe, quotas: true}
steps:
  - user: alice
    do: {follow: "42"}
    expect: []
  - user: alice
    do: {click: {label: here, latitude: 0, longitude: 113.5, path: [2,0]}}
    within: 1m30s
    expect:
      - {user: bob, type: news, via: reply, title: "a \"title\"", url: "https://example.com/?a=1&b=2"}
      - {contains: 你好}
      - {matches: "^\\d+$"}
      - {text: ""}
    calls:
      - {endpoint: kf.send, times: 2, fields: {"text.content":"a, b"}}
      - {endpoint: kf.send, errcode: 45015}
  - do: {advance: 24h0m0s}
  - user: alice
    do: {push: {push: SCAN, set: {"EventKey":"42"}}}
  - user: alice
    do: {open: {refuse: true, url: /login}}
    page: {status: 302, contains: ["a","b"]}
  - user: alice
    do: {tags: [1,2]}
`

// A file is written as it is read: the format has one form for everything in it.
func TestYAML(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(whole, "\n"), strings.Split(string(s.YAML()), "\n")); diff != "" {
		t.Error(diff)
	}
	if by := s.Steps[2].Input["by"]; by != 24*time.Hour {
		t.Errorf("the clock goes ahead by %v", by)
	}
	if s.Steps[1].Line != 8 || len(s.Steps[0].Shown) != 0 || s.Steps[0].Shown == nil || s.Steps[2].Shown != nil {
		t.Errorf("%+v", s.Steps)
	}
}

// Every mistake is named with its place and its cure.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const head = "version: 1\nsteps:\n"
	for source, want := range map[string]string{
		"":                                    "1:1: the file is empty: give version and steps",
		"version: 1":                          "1:1: steps is missing",
		"version: 2\nsteps: []":               "1:10: version is not 1: this program reads version 1",
		"version: 1\nsteps: []":               "2:8: steps is empty: give what a user does, such as - {user: alice, do: follow}",
		"a: [":                                "is no YAML",
		"version: 1\nversion: 1":              "2:1: is given twice: version",
		"- a":                                 "is no object: its fields are account, name, steps, version",
		"version: 1\n---\nversion: ":          "second document",
		head + "  - &a {user: alice}":         "is an anchor, an alias or a tag",
		head + "  - {usr: alice, do: follow}": "3:6: steps[0].usr is unknown: is it user?",
		head + "  - {do: follow}":             "steps[0].user is missing: say who does it",
		head + "  - {user: alice}":            "steps[0].do is missing",
		head + "  - {user: alice, do: folow}": `3:23: steps[0].do is no action, "folow": is it follow?`,
		head + "  - {user: alice, do: {text: a, image: b}}":                      "has 2 actions: give one",
		head + "  - {user: alice, do: {text: {contnt: a}}}":                      "steps[0].do.text.contnt is unknown: is it content?",
		head + "  - {user: alice, do: {text: [a]}}":                              "steps[0].do.text has no single value: give a text",
		head + "  - {user: alice, do: {video: a}}":                               "steps[0].do.video takes no such value: its fields are none",
		head + "  - {user: alice, do: {location: {latitude: north}}}":            `steps[0].do.location.latitude is "north": give a number`,
		head + "  - {user: alice, do: {advance: 1h}}":                            "steps[0].user is not for advance: leave it out",
		head + "  - {do: {advance: soon}}":                                       `steps[0].do.advance is "soon": give a duration, such as 1.5s, 10m, 24h or 30d`,
		head + "  - {do: {advance: 999999d}}":                                    `steps[0].do.advance is "999999d": give a duration`,
		head + "  - {do: advance}":                                               "steps[0].do.advance needs a duration",
		head + "  - {user: alice, do: open}":                                     "steps[0].do.open needs an address",
		head + "  - {user: alice, do: follow, within: -1s}":                      `steps[0].within is "-1s"`,
		head + "  - {user: alice, do: follow, expect: a}":                        "steps[0].expect is no list: begin each item with -",
		head + "  - {user: alice, do: follow, expect: [{matches: \"(\"}]}":       "steps[0].expect[0].matches is no regular expression",
		head + "  - {user: alice, do: follow, expect: [{text: a, contains: b}]}": "has two of text, contains and matches",
		head + "  - {user: alice, do: follow, page: {status: 200}}":              "steps[0].page is for open and view, and not for follow",
		head + "  - {user: alice, do: follow, calls: [{endpoint: kf.sent}]}":     `steps[0].calls[0].endpoint "kf.sent" is no endpoint: is it kf.send?`,
		head + "  - {do: {advance: 1s}, expect: [a]}":                            "steps[0].expect[0].user is missing: say whose phone shows it",
		head + "  - user: alice\n    do: follow\n    expect:\n      - text:":     "6:9: steps[0].expect[0].text has no value: give one, or leave the field out",
		head + "  - {user: .., do: follow}":                                      "steps[0].user is no name",
		head + "  - {user: \"a\\nok\", do: follow}":                              "steps[0].user is no name",
		head + strings.Repeat("  - {user: a, do: follow}\n", 2001):               "steps has 2001 items: give 2000 at most, and several files",
		head + strings.Repeat("  - 1\n", 1000):                                   "\nand 980 more",
		"{" + strings.Repeat("a: 1, \n", 60_000) + "}":                           "the values here are too deep or too many",
		strings.Repeat("---\na\n", 5):                                            "the values here are too deep or too many",
	} {
		_, err := scenario.Parse([]byte(source))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100q\n got %.500v\nwant %s", source, err, want)
		}
	}
}

// A call that comes too often after a step was compared is a difference, once.
func TestTooManyCalls(t *testing.T) {
	t.Parallel()
	step := scenario.Step{Calls: []scenario.Call{{Endpoint: "kf.send", Times: 1}, {Endpoint: "menu.get"}}}
	var all []record.Exchange
	for _, name := range []string{"kf.send", "menu.get", "menu.get"} {
		all = append(all, record.Exchange{Kind: "call", Endpoint: name})
	}
	if got := step.TooManyCalls(all, nil); len(got) != 0 {
		t.Errorf("as often as it says: %v", got)
	}
	all = append(all, record.Exchange{Kind: "call", Endpoint: "kf.send"})
	got := step.TooManyCalls(all, nil)
	if len(got) != 1 || got[0].What != "calls of kf.send" || got[0].Expected != "1" || got[0].Got != "2" {
		t.Errorf("too often: %v", got)
	}
	if again := step.TooManyCalls(all, got); len(again) != 0 {
		t.Errorf("said twice: %v", again)
	}
}

func TestGeneralise(t *testing.T) {
	t.Parallel()
	for source, again := range map[string]string{
		"at 12:30 on 2026-11-28":                "at 7:05:09 on 2027-01-01",
		"2026年11月28日 (a+b)":                     "2027年1月1日 (a+b)",
		"order 17642371230001":                  "order 99",
		"id mQ2jAbcdefghijklmnopqrstuv0123 end": "id x end",
		"hello":                                 "hello",
	} {
		shown := scenario.Shown{Text: scenario.Generalise(source)}
		step := scenario.Step{User: "alice", Shown: []scenario.Shown{shown}}
		for text, want := range map[string]int{source: 0, again: 0, again + "!": 1} {
			d, _ := step.Compare(scenario.Observed{Shown: []scenario.Seen{{User: "alice", Entry: record.Entry{Text: text}}}})
			if len(d) != want {
				t.Errorf("%q as %s: %q has %d differences, want %d", source, shown, text, len(d), want)
			}
		}
	}
	if kept := scenario.Generalise("for o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"); kept.Is == nil {
		t.Errorf("an id that does not change is generalised: %+v", kept)
	}
}

// JUnit's XML, as the standard library reads it.
func TestWriteJUnit(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	s.File = "a<b>.yaml"
	report := &scenario.Report{Scenario: s, Steps: []scenario.Result{
		{Step: &s.Steps[0], Took: 1500 * time.Millisecond},
		{Step: &s.Steps[1], Differences: []scenario.Difference{{What: "message 1", Expected: "]]>\x00", Got: "<nothing>"}}},
		{Step: &s.Steps[2], Skipped: true},
	}}
	var b bytes.Buffer
	if err := scenario.WriteJUnit(&b, []*scenario.Report{report}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Name     string `xml:"name,attr"`
			Tests    int    `xml:"tests,attr"`
			Failures int    `xml:"failures,attr"`
			Skipped  int    `xml:"skipped,attr"`
			Time     string `xml:"time,attr"`
			Cases    []struct {
				Name    string `xml:"name,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
				Skipped *struct{} `xml:"skipped"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	suite := got.Suites[0]
	if suite.Name != "a<b>.yaml" || suite.Tests != 3 || suite.Failures != 1 || suite.Skipped != 1 || suite.Time != "1.500" {
		t.Errorf("the suite is %+v", suite)
	}
	if c := suite.Cases[1]; c.Name != "step 2 (line 8): alice click" || c.Failure == nil || !strings.Contains(c.Failure.Text, "<nothing>") {
		t.Errorf("the failed case is %+v", c)
	}
	if suite.Cases[0].Failure != nil || suite.Cases[2].Skipped == nil {
		t.Errorf("the cases are %+v", suite.Cases)
	}
}

// What is read can be written, and read again as the same.
func FuzzScenario(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("version: 1\nsteps:\n  - {user: \"a\\nb\", do: {text: \"\\u2028: #\"}, expect: [~, {text: 'é'}]}\n"))
	f.Add([]byte("a: [[[["))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := scenario.Parse(raw)
		if err != nil {
			for _, p := range err.(scenario.Problems) {
				if p.Line < 1 || p.Column < 1 || p.What == "" {
					t.Errorf("%+v", p)
				}
			}
			return
		}
		written := s.YAML()
		again, err := scenario.Parse(written)
		if err != nil {
			t.Fatalf("%v in\n%s", err, written)
		}
		if twice := again.YAML(); !bytes.Equal(written, twice) {
			t.Errorf("written\n%s\nread and written\n%s", written, twice)
		}
	})
}
