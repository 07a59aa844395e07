package control

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

// recorder keeps the actions of a phone session. What came of them is read from the chats and the exchanges when the
// session is asked for. Its fields change only within transactions.
type recorder struct {
	running   bool
	world     *core.World // in which the session was recorded; a reset begins it anew
	followers map[string]bool
	taken     []taken
	lastID    int64 // of the newest action
}

// taken is a recorded action.
type taken struct {
	id         int64 // of the recording
	user, verb string
	input      map[string]any
	at         time.Time
	entry      int64 // the newest entry before the action
	exchange   int64 // the newest exchange before it
}

// maxTaken is how many actions a session has; chats and exchanges are bounded as well.
const maxTaken = 500

// scenarioOperations adds the operations that record a session.
func (c *control) scenarioOperations() {
	post(c, "scenario/start", words("begins to record the phones' actions", "开始录制手机上的操作"),
		func(*http.Request, nothing) (out scenarioOut, _ error) {
			c.Do(func(tx *core.Tx) {
				c.recorder = recorder{running: true, lastID: c.recorder.lastID}
				c.recorder.begin(tx)
				out = c.recorder.session(tx)
				tx.Changed()
			})
			return out, nil
		})
	post(c, "scenario/stop", words("ends the recording, and returns it as a scenario", "停止录制，并返回场景文件"),
		func(*http.Request, nothing) (out scenarioOut, err error) {
			c.Do(func(tx *core.Tx) {
				if !c.recorder.running {
					err = core.RefuseAction("nothing is being recorded: start first", "当前没有在录制，请先开始")
					return
				}
				out = c.recorder.session(tx)
				out.Recording, c.recorder = false, recorder{lastID: c.recorder.lastID}
				tx.Changed()
			})
			return out, err
		})
	get(c, "scenario", words("the recording so far, as a scenario", "目前录制的内容（场景文件）"),
		func(*http.Request) (out scenarioOut, _ error) {
			c.Do(func(tx *core.Tx) { out = c.recorder.session(tx) })
			return out, nil
		})
}

type scenarioOut struct {
	Recording bool   `json:"recording"`
	Steps     int    `json:"steps"`
	YAML      string `json:"yaml"`
}

// begin remembers the state in which the session begins.
func (r *recorder) begin(tx *core.Tx) {
	r.world, r.taken, r.followers = tx.World, nil, map[string]bool{}
	for u := range tx.People() {
		r.followers[u.Name] = u.Following
	}
}

// take records an action before it is done. The caller calls forget if the phone refuses the action.
func (c *control) take(user, verb string, input any) (forget func()) {
	var id int64
	c.Do(func(tx *core.Tx) {
		r := &c.recorder
		if !r.running {
			return
		}
		if r.world != tx.World {
			r.begin(tx)
		}
		if len(r.taken) == maxTaken {
			return
		}
		r.lastID++
		id = r.lastID
		one := taken{
			id:    id,
			user:  user,
			verb:  verb,
			input: members(reflect.ValueOf(input)),
			at:    tx.Now(),
			entry: tx.LastEntryID(),
		}
		if all := tx.Exchanges(); len(all) > 0 {
			one.exchange = all[len(all)-1].ID
		}
		r.taken = append(r.taken, one)
		tx.Changed()
	})
	return func() {
		c.Do(func(tx *core.Tx) {
			c.recorder.taken = slices.DeleteFunc(c.recorder.taken, func(t taken) bool { return t.id == id })
			tx.Changed()
		})
	}
}

// members returns the fields of an input that are set, by their names in JSON.
func members(v reflect.Value) map[string]any {
	out := map[string]any{}
	for field, value := range v.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case value.IsZero():
		case field.Anonymous:
			maps.Copy(out, members(value))
		default:
			out[name] = value.Interface()
		}
	}
	return out
}

// session returns what was recorded.
func (r *recorder) session(tx *core.Tx) scenarioOut {
	if !r.running {
		return scenarioOut{}
	}
	s := scenario.Scenario{Account: scenario.Account{
		Kind: tx.Rules().Kind.String(), Mode: tx.Account().Mode.String(), Quotas: tx.Rules().Quotas,
	}}
	var openIDs []string
	for u := range tx.People() {
		openIDs = append(openIDs, u.OpenID)
	}
	if r.world == tx.World {
		for i, one := range r.taken {
			until := taken{entry: tx.LastEntryID(), exchange: 1<<63 - 1}
			if i+1 < len(r.taken) {
				until = r.taken[i+1]
			}
			s.Steps = append(s.Steps, r.step(tx, one, until, openIDs))
		}
		s.Steps = append(r.follows(s.Steps), s.Steps...)
	}
	return scenarioOut{Recording: true, Steps: len(r.taken), YAML: string(s.YAML())}
}

// follows returns the steps with which a replay begins: who followed before the session, and has a part in it, follows.
func (r *recorder) follows(steps []scenario.Step) (follows []scenario.Step) {
	begun := map[string]bool{"": true} // an action that is nobody's
	add := func(user string) {
		if r.followers[user] && !begun[user] {
			follows = append(follows, scenario.Step{User: user, Verb: "follow"})
		}
		begun[user] = true
	}
	for _, s := range steps {
		add(s.User)
		for _, shown := range s.Shown {
			add(shown.User)
		}
	}
	return follows
}

// step returns an action with what came of it until the next one.
func (r *recorder) step(tx *core.Tx, one, until taken, openIDs []string) scenario.Step {
	s := scenario.Step{User: one.user, Verb: one.verb, Input: one.input, Shown: []scenario.Shown{}}
	var slowest time.Duration
	for u := range tx.People() {
		for _, e := range u.Answers(one.entry) {
			if !one.caused(e, until) {
				continue
			}
			s.Shown = append(s.Shown, shownOf(u.Name, one.user, e, openIDs))
			slowest = max(slowest, e.At.Sub(one.at))
		}
	}
	if slowest > scenario.DefaultWithin/2 {
		s.Within = (2 * slowest).Round(time.Second)
	}
	seen := map[string]bool{}
	for _, x := range tx.Exchanges() {
		if x.Kind != "call" || x.ID <= one.exchange || x.ID > until.exchange || x.Endpoint == "" {
			continue
		}
		// Whether a program fetches a token or a ticket depends on what it has kept.
		if strings.HasPrefix(x.Endpoint, "base.") || strings.HasPrefix(x.Endpoint, "ticket.") ||
			refusesToken(x.ErrCode) {
			continue
		}
		if key := fmt.Sprint(x.Endpoint, x.ErrCode); !seen[key] {
			seen[key] = true
			s.Calls = append(s.Calls, scenario.Call{Endpoint: x.Endpoint, ErrCode: x.ErrCode})
		}
	}
	return s
}

// refusesToken reports whether a call was refused for its token, after which a program calls again with a new one.
func refusesToken(code int) bool {
	switch endpoint.Code(code) {
	case endpoint.ErrInvalidCredential, endpoint.ErrInvalidAccessToken, endpoint.ErrAccessTokenExpired:
		return true
	}
	return false
}

// caused reports whether an entry came of an action, of which until is the next one. A reply belongs to the action that
// was pushed, also if it came after the next action: a replay waits for it before it goes on.
func (t taken) caused(e record.Entry, until taken) bool {
	if e.Via == "reply" && len(e.Exchanges) > 0 {
		return e.Exchanges[0] > t.exchange && e.Exchanges[0] <= until.exchange
	}
	return e.ID <= until.entry
}

// shownOf returns what another run must show in place of an entry.
func shownOf(user, actor string, e record.Entry, openIDs []string) scenario.Shown {
	s := scenario.Shown{User: user}
	if user == actor {
		s.User = ""
	}
	if e.Type != "text" || e.Text == "" {
		s.Type = e.Type
	}
	if e.Title != "" && scenario.Generalise(e.Title).Is != nil {
		s.Title = e.Title
	}
	if len(e.Articles) > 0 && scenario.Generalise(e.Articles[0].Title).Is != nil {
		s.Title = e.Articles[0].Title
	}
	if e.Text != "" {
		s.Text = scenario.Generalise(e.Text, openIDs...)
	}
	return s
}
