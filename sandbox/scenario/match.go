package scenario

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Seen is an entry that a phone has shown.
type Seen struct {
	User  string // whose phone
	Entry record.Entry
}

// Observed is what has come of a step so far.
type Observed struct {
	Since     time.Time         // when the step began, by the platform's clock
	Shown     []Seen            // the entries, oldest first
	Exchanges []record.Exchange // the exchanges since the step began
	Status    int               // of the opened page
	Body      string            // of the opened page
}

// Difference is something that is not as the scenario says.
type Difference struct {
	What     string // what differs, such as "message 1"
	Expected string
	Got      string
	// Exchange is the exchange that belongs to it, or nil.
	Exchange *record.Exchange
}

// String returns the difference in lines.
func (d Difference) String() string {
	text := d.What
	if d.Expected != "" {
		text += "\n  expected: " + d.Expected
	}
	if d.Got != "" {
		text += "\n  got:      " + d.Got
	}
	if d.Exchange != nil {
		text += "\n  exchange: " + d.Exchange.String()
	}
	return text
}

// Compare returns the differences between what a step expects and what was observed. pending says that all differences
// may still go away, because something has not come yet.
func (s *Step) Compare(o Observed) (differences []Difference, pending bool) {
	differences, waiting := s.compareShown(o)
	for _, c := range s.Calls {
		d, missing := c.compare(o.Exchanges)
		if d != nil {
			differences = append(differences, *d)
		}
		if missing {
			waiting++
		}
	}
	if s.Page != nil {
		differences = append(differences, s.Page.compare(o)...)
	}
	return differences, waiting > 0 && waiting == len(differences)
}

// compareShown compares the entries of each phone in order. The count is that of the differences that are an entry that
// has not come.
func (s *Step) compareShown(o Observed) (differences []Difference, missing int) {
	if s.Shown == nil {
		return nil, 0
	}
	left := map[string][]record.Entry{}
	for _, one := range o.Shown {
		left[one.User] = append(left[one.User], one.Entry)
	}
	for i, want := range s.Shown {
		user := cmp.Or(want.User, s.User)
		what := fmt.Sprintf("message %d on the phone of %s", i+1, user)
		if len(left[user]) == 0 {
			missing++
			differences = append(differences, Difference{
				What: what, Expected: want.String(), Got: "nothing", Exchange: lastPush(o.Exchanges, user),
			})
			continue
		}
		got := left[user][0]
		left[user] = left[user][1:]
		took := got.At.Sub(o.Since)
		switch {
		case !want.matches(got):
			differences = append(
				differences,
				Difference{what, want.String(), describe(got), exchangeOf(got, o.Exchanges)},
			)
		case took > s.Limit():
			differences = append(differences, Difference{
				what, "within " + s.Limit().String(),
				fmt.Sprintf("after %s: %s", took.Round(time.Millisecond), describe(got)), exchangeOf(got, o.Exchanges),
			})
		}
	}
	for _, user := range slices.Sorted(maps.Keys(left)) {
		for _, got := range left[user] {
			differences = append(differences, s.unexpected(Seen{user, got}, o.Exchanges)...)
		}
	}
	return differences, missing
}

// Unexpected returns the differences of entries that have come after everything that the step expects.
func (s *Step) Unexpected(later []Seen, exchanges []record.Exchange) (differences []Difference) {
	for _, one := range later {
		differences = append(differences, s.unexpected(one, exchanges)...)
	}
	return differences
}

// TooManyCalls returns the differences of calls that have come more often than the step says. It leaves out the
// endpoints of which the known differences speak.
func (s *Step) TooManyCalls(exchanges []record.Exchange, known []Difference) (differences []Difference) {
	for _, c := range s.Calls {
		d, missing := c.compare(exchanges)
		if d == nil || missing || slices.ContainsFunc(known, func(k Difference) bool { return k.What == d.What }) {
			continue
		}
		differences = append(differences, *d)
	}
	return differences
}

// unexpected returns the difference of an entry beyond the expected ones: none if the step says nothing about that phone.
func (s *Step) unexpected(one Seen, exchanges []record.Exchange) []Difference {
	if s.Shown == nil ||
		one.User != s.User && !slices.ContainsFunc(s.Shown, func(e Shown) bool { return e.User == one.User }) {
		return nil
	}
	return []Difference{{
		What:     "a message that is not expected on the phone of " + one.User,
		Expected: "nothing more", Got: describe(one.Entry), Exchange: exchangeOf(one.Entry, exchanges),
	}}
}

// exchangeOf returns the exchange that has put an entry on the phone, or nil.
func exchangeOf(e record.Entry, all []record.Exchange) *record.Exchange {
	for i := range all {
		if slices.Contains(e.Exchanges, all[i].ID) {
			return &all[i]
		}
	}
	return nil
}

// lastPush returns the last push about a user, or nil.
func lastPush(all []record.Exchange, user string) *record.Exchange {
	for i := range slices.Backward(all) {
		if all[i].Kind == "push" && all[i].User == user {
			return &all[i]
		}
	}
	return nil
}

// matches reports whether a phone's entry is as it must be.
func (s Shown) matches(e record.Entry) bool {
	title, address := headline(e)
	return (s.Type == "" || s.Type == e.Type) && (s.Via == "" || s.Via == e.Via) &&
		(s.Title == "" || s.Title == title) &&
		(s.URL == "" || s.URL == address) &&
		s.Text.matches(wording(e))
}

func (t Text) matches(text string) bool {
	switch {
	case t.Is != nil:
		return text == *t.Is
	case t.Matches != "":
		pattern, err := regexp.Compile(t.Matches)
		return err == nil && pattern.MatchString(text)
	}
	return strings.Contains(text, t.Contains)
}

// headline returns the title and the address of an entry, of news those of the first article.
func headline(e record.Entry) (title, address string) {
	switch {
	case len(e.Articles) > 0:
		return e.Articles[0].Title, e.Articles[0].URL
	case e.MiniProgram != nil:
		return e.MiniProgram.Title, e.URL
	}
	return e.Title, e.URL
}

// wording returns the text of an entry, of a menu message all of its texts.
func wording(e record.Entry) string {
	if e.Menu == nil {
		return e.Text
	}
	lines := []string{e.Menu.Head}
	for _, item := range e.Menu.Items {
		lines = append(lines, item.Content)
	}
	return strings.Join(append(lines, e.Menu.Tail), "\n")
}

// String returns what is expected in one line.
func (s Shown) String() string {
	var words []string
	for _, part := range [][2]string{
		{"type", s.Type}, {"via", s.Via}, {"title", s.Title}, {"url", s.URL}, {"contains", s.Text.Contains}, {"matches", s.Text.Matches},
	} {
		if part[1] != "" {
			words = append(words, part[0]+" "+strconv.Quote(part[1]))
		}
	}
	if s.Text.Is != nil {
		words = append(words, "text "+strconv.Quote(*s.Text.Is))
	}
	return cmp.Or(strings.Join(words, ", "), "a message")
}

// describe returns an entry in one line, with the names of the fields that a scenario can expect.
func describe(e record.Entry) string {
	title, address := headline(e)
	s := Shown{Type: e.Type, Via: e.Via, Title: title, URL: address}
	if text := wording(e); text != "" {
		s.Text.Is = &text
	}
	return s.String()
}

// compare returns how the calls differ from what must come, or nil. missing says that a further call may come.
func (c Call) compare(all []record.Exchange) (d *Difference, missing bool) {
	var other *record.Exchange // a call of the endpoint with other fields
	var why string
	n := 0
	for i := range all {
		x := &all[i]
		if x.Kind != "call" || x.Endpoint != c.Endpoint {
			continue
		}
		if x.ErrCode != c.ErrCode {
			other, why = x, fmt.Sprintf("errcode %d", x.ErrCode)
			continue
		}
		if wrong := c.wrongField(x); wrong != "" {
			other, why = x, wrong
			continue
		}
		n++
	}
	want := max(c.Times, 1)
	if n == want || c.Times == 0 && n > want {
		return nil, false
	}
	got := fmt.Sprintf("%d", n)
	if why != "" {
		got += ", and one with " + why
	}
	return &Difference{"calls of " + c.Endpoint, c.String(), got, other}, n < want
}

// String returns what must come, such as `1 with touser "o6_…"`.
func (c Call) String() string {
	text := strconv.Itoa(max(c.Times, 1))
	if c.Times == 0 {
		text += " or more"
	}
	if c.ErrCode != 0 {
		text += fmt.Sprintf(" refused with errcode %d", c.ErrCode)
	}
	for i, name := range slices.Sorted(maps.Keys(c.Fields)) {
		text += map[bool]string{true: " with ", false: ", "}[i == 0] + name + " " + strconv.Quote(c.Fields[name])
	}
	return text
}

// wrongField returns a field of a call that is not as it must be, with its value, or "".
func (c Call) wrongField(x *record.Exchange) string {
	if len(c.Fields) == 0 {
		return ""
	}
	var body any
	_ = json.Unmarshal([]byte(x.Request.Body), &body) // a body that is no JSON has no fields
	query := url.Values{}
	if at, err := url.Parse(x.Request.URL); err == nil {
		query = at.Query()
	}
	for _, path := range slices.Sorted(maps.Keys(c.Fields)) {
		got, found := lookUp(body, strings.Split(path, "."))
		if !found && query.Has(path) {
			got, found = query.Get(path), true
		}
		switch {
		case !found:
			return "no " + path
		case got != c.Fields[path]:
			return path + " " + strconv.Quote(got)
		}
	}
	return ""
}

// lookUp returns the value at a path as a text. The elements of a list go by their index.
func lookUp(value any, path []string) (string, bool) {
	if len(path) == 0 {
		switch value := value.(type) {
		case string:
			return value, true
		case float64:
			return strconv.FormatFloat(value, 'f', -1, 64), true
		}
		text, err := json.Marshal(value)
		return string(text), err == nil
	}
	switch in := value.(type) {
	case map[string]any:
		if inner, ok := in[path[0]]; ok {
			return lookUp(inner, path[1:])
		}
	case []any:
		if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < len(in) {
			return lookUp(in[i], path[1:])
		}
	}
	return "", false
}

// compare returns how the opened page differs from what it must be.
func (p *Page) compare(o Observed) (differences []Difference) {
	switch {
	case p.Status != 0 && o.Status != p.Status:
		differences = append(
			differences,
			Difference{What: "the page's status", Expected: strconv.Itoa(p.Status), Got: strconv.Itoa(o.Status)},
		)
	case p.Status == 0 && o.Status >= 400:
		differences = append(
			differences,
			Difference{What: "the page's status", Expected: "below 400", Got: strconv.Itoa(o.Status)},
		)
	}
	for _, part := range p.Contains {
		if !strings.Contains(o.Body, part) {
			differences = append(differences, Difference{
				What: "the page's text", Expected: "contains " + strconv.Quote(part), Got: strconv.Quote(start(o.Body)),
			})
		}
	}
	return differences
}

// start returns the start of a page, so that a difference stays readable.
func start(body string) string {
	const most = 400
	runes := []rune(body)
	if len(runes) <= most {
		return body
	}
	return string(runes[:most]) + "…"
}
