package core

import (
	"bytes"
	"container/heap"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/graph"
)

// Snapshot is a saved world.
type Snapshot struct {
	// JSON is the world, for people to read and for version control.
	JSON []byte
	// Contents are the contents of larger files, by their SHA-256 in hexadecimal digits.
	Contents map[string][]byte
}

// SavedVersion is the version of the JSON. A change of what a field means, or a removed field, needs another one.
const SavedVersion = 1

// savedBase stands for the sandbox's address in saved texts: what leads to the sandbox leads to where it is then, and
// another port changes nothing in the file.
const savedBase = "http://wechat.sandbox.test"

// smallContent is the largest content that the JSON holds itself, in bytes.
const smallContent = 4 << 10

// StateType is the type of an area's state, for what saves it. The zero value is that of no area.
type StateType struct {
	name string
	typ  reflect.Type // of a pointer to the state
}

// StateOf returns the type of an area's state.
func StateOf[S any]() StateType { return stateType(reflect.TypeFor[S]()) }

func stateType(t reflect.Type) StateType {
	_, within, _ := strings.Cut(t.PkgPath(), "/sandbox/internal/")
	return StateType{strings.TrimPrefix(within, "area/") + "." + t.Name(), reflect.PointerTo(t)}
}

// discarded is a state that is not saved.
type discarded interface{ Discarded() }

// SaveWith sets the types of the areas' states and jobs. Call it before the first transaction.
func (p *Platform) SaveWith(states []StateType, jobs []Job) {
	p.saved = graph.Types{}
	for _, s := range states {
		if s.typ != nil {
			p.saved[s.name] = s.typ
		}
	}
	for _, j := range jobs {
		t := reflect.TypeOf(j)
		p.saved[stateType(t).name] = t
	}
}

// SavedTypes returns the types that are saved, by their names.
func (p *Platform) SavedTypes() graph.Types { return p.saved }

// saved is the whole of the JSON.
type saved struct {
	Version    int
	AppID      string
	OriginalID string
	Ahead      time.Duration // how far the clock is ahead, in nanoseconds
	World      *World
	States     []any
}

// contents keeps larger contents by their hashes. It implements [graph.Blobs].
type contents map[string][]byte

// Put implements [graph.Blobs].
func (c contents) Put(content []byte) string {
	if len(content) <= smallContent {
		return ""
	}
	name := hashOf(content)
	c[name] = content
	return name
}

// Get implements [graph.Blobs].
func (c contents) Get(name string) ([]byte, error) {
	content, ok := c[name]
	switch {
	case !ok:
		return nil, fmt.Errorf("the content %s is missing", path.Base(name))
	case hashOf(content) != name:
		return nil, fmt.Errorf("the content %s was changed", path.Base(name))
	}
	return content, nil
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Save returns the current world.
func (p *Platform) Save() (s Snapshot, err error) {
	s.Contents = map[string][]byte{}
	p.Do(func(tx *Tx) {
		file := saved{
			SavedVersion, p.config.Account.AppID, p.config.OriginalID, p.Clock.ahead(), tx.World, nil,
		}
		names := make([]StateType, 0, len(tx.states))
		for t, state := range tx.states {
			if _, skip := state.(discarded); !skip {
				names = append(names, stateType(t))
			}
		}
		slices.SortFunc(names, func(a, b StateType) int { return strings.Compare(a.name, b.name) })
		for _, one := range names {
			file.States = append(file.States, tx.states[one.typ.Elem()])
		}
		var raw []byte
		if raw, err = graph.Encode(&file, p.saved, contents(s.Contents)); err != nil {
			return
		}
		raw = bytes.ReplaceAll(raw, []byte(p.config.Base+"/"), []byte(savedBase+"/"))
		var indented bytes.Buffer
		if err = json.Indent(&indented, raw, "", " "); err == nil {
			indented.WriteByte('\n')
			s.JSON = indented.Bytes()
		}
	})
	return s, err
}

// Load makes a saved world the current one. Where that fails, nothing has changed. A program that goes on running has
// no message id twice: ids go on from the higher ones.
func (p *Platform) Load(s Snapshot) error {
	w, ahead, err := p.read(s)
	if err != nil {
		return err
	}
	p.mu.Lock()
	w.rules, w.account, w.keyChanged = p.world.rules, p.world.account, p.world.keyChanged
	p.Clock.offset.Store(int64(ahead))
	w.continueIDs(p.world)
	p.world.cancel()
	p.world = w
	p.mu.Unlock()
	p.Hub.Publish("reset", nil)
	p.Clock.schedule()
	return nil
}

// errOtherAccount is wrapped by the error for the state of another account.
var errOtherAccount = errors.New("it is of another account")

// read makes a world of a snapshot.
func (p *Platform) read(s Snapshot) (*World, time.Duration, error) {
	var head struct {
		Version           *int
		AppID, OriginalID string
	}
	if err := json.Unmarshal(s.JSON, &head); err != nil {
		return nil, 0, fmt.Errorf("it is no saved state: %w", err)
	}
	own := p.config
	switch {
	case head.Version == nil:
		return nil, 0, errors.New("it is no saved state: version is missing")
	case *head.Version != SavedVersion:
		return nil, 0, fmt.Errorf(
			"version is %d, and this wechatgo reads %d: use the wechatgo that wrote it, or begin anew",
			*head.Version,
			SavedVersion,
		)
	case head.AppID != own.Account.AppID || head.OriginalID != own.OriginalID:
		return nil, 0, fmt.Errorf(
			"%w: appID is %q and originalID %q, and the sandbox plays %s and %s; start it with that AppID",
			errOtherAccount,
			head.AppID,
			head.OriginalID,
			own.Account.AppID,
			own.OriginalID,
		)
	}
	raw := bytes.ReplaceAll(s.JSON, []byte(savedBase+"/"), []byte(own.Base+"/"))
	var file saved
	if err := graph.Decode(raw, &file, p.saved, contents(s.Contents)); err != nil {
		return nil, 0, err
	}
	w := file.World
	if w == nil || w.IDs == nil || w.IDs.source == nil {
		return nil, 0, errors.New("world.ids is missing")
	}
	if err := w.complete(p, file.States); err != nil {
		return nil, 0, err
	}
	return w, max(file.Ahead, 0), nil
}

// complete makes what follows from the rest.
func (w *World) complete(p *Platform, states []any) error {
	fresh := p.newWorld()
	w.p, w.ctx, w.cancel = p, fresh.ctx, fresh.cancel
	w.IDs.rand = rand.New(w.IDs.source) //nolint:gosec // ids that are the same for each seed
	w.byName, w.byOpenID = map[string]*Person{}, map[string]*Person{}
	for i, u := range w.people {
		switch {
		case u.Name == "" || u.OpenID == "":
			return &graph.Error{Place: fmt.Sprintf("world.people[%d]", i), Why: "has no name, or no OpenID"}
		case w.byName[u.Name] != nil || w.byOpenID[u.OpenID] != nil:
			return &graph.Error{
				Place: fmt.Sprintf("world.people[%d]", i),
				Why:   "has the name or the OpenID of another user",
			}
		}
		w.byName[u.Name], w.byOpenID[u.OpenID] = u, u
	}
	w.states = map[reflect.Type]any{}
	for i, state := range states {
		t := reflect.TypeOf(state)
		if t.Kind() != reflect.Pointer || w.states[t.Elem()] != nil {
			return &graph.Error{Place: fmt.Sprintf("states[%d]", i), Why: "is no state, or is there twice"}
		}
		w.states[t.Elem()] = state
	}
	if w.eventTimes == nil {
		w.eventTimes = map[string]time.Time{}
	}
	for _, m := range []*map[string]int64{&w.counters.Calls, &w.counters.Refused} {
		if *m == nil {
			*m = map[string]int64{}
		}
	}
	if w.quotas.used == nil || w.quotas.usedThisMinute == nil {
		w.quotas.day, w.quotas.minute = "", 0 // the next call counts anew
	}
	if w.counters.Pushes == nil {
		w.counters.Pushes = fresh.counters.Pushes
	}
	for i, j := range w.jobs.list {
		if j.job == nil {
			return &graph.Error{Place: fmt.Sprintf("world.jobs.list[%d]", i), Why: "has no job"}
		}
	}
	heap.Init(&w.jobs)
	if w.statistics.since == (endpoint.Date{}) {
		w.statistics = fresh.statistics
	}
	w.statistics.counted = 0
	for _, counts := range w.statistics.days {
		w.statistics.counted += len(counts)
	}
	return nil
}
