package core

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxFaultBody bounds an answer that is asked for, in bytes.
const maxFaultBody = 1 << 20

// checkFault refuses a fault that could not strike.
func checkFault(f *record.CallFault, served map[string]endpoint.Spec) error {
	if _, err := path.Match(f.Endpoint, ""); err != nil || f.Endpoint == "" {
		return Cannot(fmt.Sprintf("%q is no name of an endpoint and no pattern of names, such as menu.create or menu.*", f.Endpoint),
			fmt.Sprintf("%q 不是接口名或接口名的通配模式，例如 menu.create 或 menu.*", f.Endpoint))
	}
	known := false
	for _, e := range served {
		if known = strikes(f, e.Name); known {
			break
		}
	}
	switch {
	case !known:
		return Cannot(fmt.Sprintf("no endpoint is called %s", f.Endpoint), fmt.Sprintf("没有名为 %s 的接口", f.Endpoint))
	case f.Code == 0 && f.Status == 0 && f.Body == "" && !f.Cut && f.Delay <= 0:
		return Cannot("a fault needs a code, a status, a body, a cut or a delay", "故障须指定 code、status、body、cut 或 delay 之一")
	case len(f.Body) > maxFaultBody:
		return Cannot("a body has 1 MB at most", "body 最多 1 MB")
	case f.Status != 0 && (f.Status < http.StatusOK || f.Status > 599):
		return Cannot("status is an HTTP status from 200 to 599", "status 须为 200 到 599 的 HTTP 状态码")
	case !(f.Probability >= 0 && f.Probability <= 1) || f.Times < 0 || f.Delay < 0:
		return Cannot("probability is above 0 and up to 1, times and delay are not negative", "probability 须大于 0 且不超过 1，times 与 delay 不能为负")
	}
	return nil
}

// strikes reports whether a fault is about the endpoint of that name.
func strikes(f *record.CallFault, name string) bool {
	ok, _ := path.Match(f.Endpoint, name)
	return ok
}

// maxFaults bounds the faults that wait.
const maxFaults = 100

// AddCallFault lets something go wrong.
func (tx *Tx) AddCallFault(f record.CallFault) error {
	if err := checkFault(&f, tx.p.served); err != nil {
		return err
	}
	if len(tx.faults) == maxFaults {
		return Cannot("there are 100 faults already: end them first", "故障已达 100 个，请先取消")
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
func (tx *Tx) CallFaults() []record.CallFault {
	list := make([]record.CallFault, len(tx.faults))
	for i, f := range tx.faults {
		list[i] = *f
	}
	return list
}

// TakeCallFault returns the fault of the call that is about to be made, or nil:
// the first one that was asked for.
func (tx *Tx) TakeCallFault(name string) *record.CallFault {
	for i, f := range tx.faults {
		if !strikes(f, name) || f.Probability > 0 && tx.IDs.chance() >= f.Probability {
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
