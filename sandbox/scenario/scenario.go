// Package scenario has phone sessions that are kept as files. A scenario is a YAML file of steps: what a virtual user
// does, what the phone must show because of it, and which calls of the API the account must make. [Parse] reads a file,
// sandbox.Replay and Platform.Play replay it, and a [Report] has the differences.
//
//	version: 1
//	steps:
//	  - user: alice
//	    do: {text: hello}
//	    expect:
//	      - text: hello
//
// The guide is [docs/scenarios.md].
//
// [docs/scenarios.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/scenarios.md
package scenario

import "time"

// Version is the version of the format that this package reads and writes.
const Version = 1

// Scenario is a phone session.
type Scenario struct {
	// File is the name of the file, for reports. It is not in the file.
	File string
	// Name says what the session shows. It may be empty.
	Name string
	// Account has the settings of the account that matter.
	Account Account
	// Steps are the steps, in their order.
	Steps []Step
}

// Account has settings of the account. An empty field leaves the setting to who replays the scenario.
type Account struct {
	Kind   string // the kind of the account, as in sandbox.Config
	Mode   string // the push mode: "plain", "compatible", "safe" or "cloud"
	Quotas bool   // calls beyond the quotas are refused
}

// Step is an action and what must come of it.
type Step struct {
	// Line is the line of the file in which the step begins, from 1; 0 if it was not read from a file.
	Line int
	// User is the name of the virtual user who acts, "" for a verb without a user.
	User string
	// Verb is what the user does: a verb of the control API, "open" for a page, or "advance" for the clock.
	Verb string
	// Input has the fields of the action, as the control API has them.
	Input map[string]any
	// Within is how long the step may take on the platform's clock; 0 stands for [DefaultWithin].
	Within time.Duration
	// Shown has what the phone must show, in order and nothing else; nil if it does not matter, and empty if the phone
	// must show nothing.
	Shown []Shown
	// Calls are calls of the API that must come.
	Calls []Call
	// Page is what the opened page must be; nil if it does not matter.
	Page *Page
}

// DefaultWithin is how long a step may take on the platform's clock unless it says otherwise.
const DefaultWithin = 5 * time.Second

// Limit returns how long the step may take on the platform's clock.
func (s *Step) Limit() time.Duration {
	if s.Within == 0 {
		return DefaultWithin
	}
	return s.Within
}

// Shown is an entry that a phone must show. An empty field does not matter.
type Shown struct {
	User  string // whose phone, "" for that of the step's user
	Type  string // such as "text", "image", "news", or "hint" for the platform's error line
	Via   string // how it came, such as "reply" or "kf"
	Title string // the title, of news that of the first article
	URL   string // the address, of news that of the first article
	Text  Text   // the text
}

// Text is what a text must be. At most one of its fields is set.
type Text struct {
	Is       *string // exactly this
	Contains string  // this is a part of it
	Matches  string  // a regular expression matches it
}

// Call is a call of the API that must come.
type Call struct {
	Endpoint string // the name, such as "kf.send"
	// Times is how often it must come; 0 means once or more.
	Times int
	// ErrCode is the platform's answer; 0 means a call that has succeeded.
	ErrCode int
	// Fields are fields of the body or of the query, by their path, such as "text.content".
	Fields map[string]string
}

// Page is what an opened page must be.
type Page struct {
	Status   int      // the HTTP status; 0 means any below 400
	Contains []string // parts of the body
}
