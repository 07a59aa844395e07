package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

// Replay replays the scenario in a file against an app, and fails the test with the differences. newApp makes the app
// for the platform of the test, as [Platform.Connect] takes it.
func Replay(t TB, file string, newApp func(*Platform) http.Handler, opts ...Option) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v", err)
		return
	}
	s, err := scenario.Parse(raw)
	if err != nil {
		t.Fatalf("%s:\n%v", file, err)
		return
	}
	s.File = file
	settings := func(to *settings) {
		if to.Config, err = ScenarioConfig(s.Account, to.Config); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	p := Start(t, append([]Option{WithoutApp()}, append(opts, settings)...)...)
	p.Connect(newApp(p))
	if report := p.Play(context.Background(), s); !report.OK() {
		t.Fatalf("%s:\n%s", file, report)
	}
}

// ScenarioConfig returns c with the settings of a scenario's account.
func ScenarioConfig(a scenario.Account, c Config) (Config, error) {
	if a.Kind != "" {
		c.Kind = a.Kind
	}
	if a.Mode != "" {
		mode, err := account.ParseMode(a.Mode)
		if err != nil {
			return c, err
		}
		c.Account.Mode = mode
	}
	c.Quotas = c.Quotas || a.Quotas
	return c, nil
}

// Play replays a scenario with the connected app. It stops at an action that cannot be done, and when ctx ends.
func (p *Platform) Play(ctx context.Context, s *scenario.Scenario) *scenario.Report {
	player := player{p: p, stream: p.core.Hub.OpenStream()}
	defer func() {
		if player.stream != nil {
			p.core.Hub.CloseStream(player.stream)
		}
	}()
	p.core.Do(func(tx *core.Tx) { player.reach(tx) })
	report := &scenario.Report{Scenario: s}
	stopped := false
	for i := range s.Steps {
		step := &s.Steps[i]
		if stopped {
			report.Steps = append(report.Steps, scenario.Result{Step: step, Skipped: true})
			continue
		}
		if i > 0 {
			player.conclude(&report.Steps[i-1])
		}
		began := time.Now()
		r := scenario.Result{Step: step}
		r.Differences, stopped = player.play(ctx, step)
		r.Took = time.Since(began)
		report.Steps = append(report.Steps, r)
	}
	if n := len(report.Steps); n > 0 && !stopped {
		player.conclude(&report.Steps[n-1])
	}
	return report
}

// player replays a scenario.
type player struct {
	p      *Platform
	stream chan []byte // tells that something has happened

	entry    int64 // the newest entry before the step
	exchange int64 // the newest exchange before the step
	compared int64 // the newest entry with which the step was compared
}

// reach remembers the newest entry and exchange.
func (r *player) reach(tx *core.Tx) {
	r.entry = tx.LastEntryID()
	if all := tx.Exchanges(); len(all) > 0 {
		r.exchange = all[len(all)-1].ID
	}
}

// notDone is the difference of an action that could not be done.
func notDone(err error) []scenario.Difference {
	return []scenario.Difference{{What: "the action cannot be done", Got: err.Error()}}
}

// play does a step and waits for what it expects. stop says that the following steps make no sense.
func (r *player) play(ctx context.Context, s *scenario.Step) (differences []scenario.Difference, stop bool) {
	r.p.core.Do(r.reach)
	began := r.p.Clock.Now()
	page, err := r.act(ctx, s)
	if err != nil {
		return notDone(err), true
	}
	timer := time.NewTimer(max(s.Limit()-r.p.Clock.Now().Sub(began), 0))
	defer timer.Stop()
	for timeIsUp := false; ; {
		o := r.observe(began, page)
		differences, pending := s.Compare(o)
		if !pending || timeIsUp {
			return differences, false
		}
		select {
		case _, open := <-r.stream:
			if !open {
				r.stream = r.p.core.Hub.OpenStream() // it was behind
			}
		case <-timer.C:
			timeIsUp = true
		case <-ctx.Done():
			return notDone(ctx.Err()), true
		}
	}
}

// conclude adds the differences of what a step has put on a phone, and called, after it was compared.
func (r *player) conclude(of *scenario.Result) {
	compared := r.compared
	o := r.observe(time.Time{}, nil)
	later := slices.DeleteFunc(o.Shown, func(one scenario.Seen) bool { return one.Entry.ID <= compared })
	of.Differences = append(of.Differences, of.Step.Unexpected(later, o.Exchanges)...)
	of.Differences = append(of.Differences, of.Step.TooManyCalls(o.Exchanges, of.Differences)...)
}

// observe returns what has come since the step began.
func (r *player) observe(began time.Time, page *Page) scenario.Observed {
	o := scenario.Observed{Since: began}
	if page != nil {
		o.Status, o.Body = page.Status, page.Body
	}
	r.p.core.Do(func(tx *core.Tx) {
		r.compared = tx.LastEntryID()
		for u := range tx.People() {
			for _, e := range u.Answers(r.entry) {
				o.Shown = append(o.Shown, scenario.Seen{User: u.Name, Entry: e})
			}
		}
		for _, x := range tx.Exchanges() {
			if x.ID > r.exchange {
				o.Exchanges = append(o.Exchanges, x.Exchange)
			}
		}
	})
	return o
}

// act does the action of a step. The page is nil if it opens none.
//
//nolint:contextcheck // pages are opened as by User.Open, which has no context
func (r *player) act(ctx context.Context, s *scenario.Step) (*Page, error) {
	switch s.Verb {
	case scenario.Advance:
		by, _ := s.Input["by"].(time.Duration)
		r.p.Clock.Advance(by)
		return nil, nil
	case scenario.Open:
		address, _ := s.Input["url"].(string)
		refuse, _ := s.Input["refuse"].(bool)
		return r.p.User(s.User).open(address, browse{refuse: refuse})
	}
	u := r.p.User(s.User)
	target, err := r.control(ctx, u, s)
	if err != nil || target == "" {
		return nil, err
	}
	return u.open(target, browse{})
}

// control does an action by the control API. target is the page that it opens, or "".
func (r *player) control(ctx context.Context, u *User, s *scenario.Step) (target string, err error) {
	body, err := json.Marshal(s.Input)
	if err != nil {
		return "", err
	}
	address := r.p.URL() + "/_sandbox/users/" + url.PathEscape(u.name) + "/" + s.Verb
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	resp, err := r.p.Client().Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var answer struct {
		URL   string   `json:"url"`
		Error *Problem `json:"error"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return "", err
	}
	if answer.Error != nil {
		return "", errors.New(answer.Error.EN)
	}
	return answer.URL, nil
}
