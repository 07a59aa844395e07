package core

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// CallFault is what goes wrong with calls of the API because somebody asked for
// it. One of Code, Status, Body, Cut and Delay at least is set.
type CallFault struct {
	// Endpoint is the name of the endpoint, or a pattern such as "menu.*" or
	// "*".
	Endpoint string
	Code     endpoint.Code // answered in place of the call
	Status   int           // HTTP status, answered in place of the call
	Body     string        // answered as it is in place of the call; "" for none
	Cut      bool          // the call is made, and the connection breaks before its answer
	Delay    time.Duration // before all else
	// Times is how many calls are struck; 0 is all of them.
	Times int
	// Probability is how likely each call is struck, above 0 to 1; 0 is 1. It
	// is decided by the platform's seed.
	Probability float64
}

// check refuses a fault that could not strike.
func (f *CallFault) check(served map[string]endpoint.Spec) error {
	if _, err := path.Match(f.Endpoint, ""); err != nil || f.Endpoint == "" {
		return Cannot(fmt.Sprintf("%q is no name of an endpoint and no pattern of names, such as menu.create or menu.*", f.Endpoint),
			fmt.Sprintf("%q 不是接口名或接口名的通配模式，例如 menu.create 或 menu.*", f.Endpoint))
	}
	known := false
	for _, e := range served {
		if known = f.matches(e.Name); known {
			break
		}
	}
	switch {
	case !known:
		return Cannot(fmt.Sprintf("no endpoint is called %s", f.Endpoint), fmt.Sprintf("没有名为 %s 的接口", f.Endpoint))
	case f.Code == 0 && f.Status == 0 && f.Body == "" && !f.Cut && f.Delay <= 0:
		return Cannot("a fault needs a code, a status, a body, a cut or a delay", "故障须指定 code、status、body、cut 或 delay 之一")
	case f.Status != 0 && (f.Status < http.StatusOK || f.Status > 599):
		return Cannot("status is an HTTP status from 200 to 599", "status 须为 200 到 599 的 HTTP 状态码")
	case f.Probability < 0 || f.Probability > 1 || f.Times < 0 || f.Delay < 0:
		return Cannot("probability is above 0 and up to 1, times and delay are not negative", "probability 须大于 0 且不超过 1，times 与 delay 不能为负")
	}
	return nil
}

func (f *CallFault) matches(name string) bool {
	ok, _ := path.Match(f.Endpoint, name)
	return ok
}

// AddCallFault lets something go wrong.
func (tx *Tx) AddCallFault(f CallFault) error {
	if err := f.check(tx.p.served); err != nil {
		return err
	}
	tx.faults = append(tx.faults, &f)
	tx.Changed()
	return nil
}

// ClearCallFaults ends all of them.
func (tx *Tx) ClearCallFaults() {
	tx.faults = nil
	tx.Changed()
}

// CallFaults lists what may go wrong.
func (tx *Tx) CallFaults() []CallFault {
	list := make([]CallFault, len(tx.faults))
	for i, f := range tx.faults {
		list[i] = *f
	}
	return list
}

// TakeCallFault returns the fault of the call that is about to be made, or nil:
// the first one that was asked for.
func (tx *Tx) TakeCallFault(name string) *CallFault {
	for i, f := range tx.faults {
		if !f.matches(name) || f.Probability > 0 && tx.IDs.chance() >= f.Probability {
			continue
		}
		struck := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				tx.faults = slices.Delete(slices.Clone(tx.faults), i, i+1)
			}
			tx.Changed()
		}
		return &struck
	}
	return nil
}

// chance is a number from 0 up to 1 of a series of its own: faults change no
// ids.
func (g *IDs) chance() float64 {
	if g.faults == nil {
		g.faults = rand.New(rand.NewPCG(g.seed, 1))
	}
	return g.faults.Float64()
}

// Replaces reports whether the fault answers in place of the call.
func (f *CallFault) Replaces() bool {
	return f != nil && (f.Code != 0 || f.Status != 0 || f.Body != "")
}

// Name is how an exchange calls the fault, "" for none.
func (f *CallFault) Name() string {
	switch {
	case f == nil:
		return ""
	case f.Cut:
		return "cut"
	case f.Replaces():
		return "answer"
	}
	return "delay"
}
