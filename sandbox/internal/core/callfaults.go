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

// maxFaultBody is the largest body of a requested answer, in bytes.
const maxFaultBody = 1 << 20

// checkFault refuses a fault that could never take effect.
func checkFault(f *record.CallFault, served map[string]endpoint.Spec) error {
	if _, err := path.Match(f.Endpoint, ""); err != nil || f.Endpoint == "" {
		return RefuseAction(
			fmt.Sprintf(
				"%q is not the name of an endpoint or a pattern of names, such as menu.create or menu.*",
				f.Endpoint,
			),
			fmt.Sprintf("%q 不是接口名或接口名的通配模式，例如 menu.create 或 menu.*", f.Endpoint),
		)
	}
	known := false
	for _, e := range served {
		if known = faultMatches(f, e.Name); known {
			break
		}
	}
	switch {
	case !known:
		return RefuseAction(
			fmt.Sprintf("no endpoint is called %s: docs/api.md has the names, such as menu.create", f.Endpoint),
			fmt.Sprintf("没有名为 %s 的接口：接口名见 docs/api.zh-CN.md，例如 menu.create", f.Endpoint),
		)
	case f.Code == 0 && f.Status == 0 && f.Body == "" && !f.Cut && f.Delay <= 0:
		return RefuseAction(
			"a fault needs a code, a status, a body, a cut or a delay",
			"故障须指定 code、status、body、cut 或 delay 之一",
		)
	case len(f.Body) > maxFaultBody:
		return RefuseAction("a body has 1 MB at most", "body 最多 1 MB")
	case f.Status != 0 && (f.Status < http.StatusOK || f.Status > 599):
		return RefuseAction("status is an HTTP status from 200 to 599", "status 须为 200 到 599 的 HTTP 状态码")
	case !(f.Probability >= 0 && f.Probability <= 1) || f.Times < 0 || f.Delay < 0:
		return RefuseAction(
			"probability is above 0 and up to 1, times and delay are not negative",
			"probability 须大于 0 且不超过 1，times 与 delay 不能为负",
		)
	}
	return nil
}

// faultMatches reports whether a fault applies to the endpoint of that name.
func faultMatches(f *record.CallFault, name string) bool {
	ok, _ := path.Match(f.Endpoint, name)
	return ok
}

// maxFaults is how many faults may be set at the same time.
const maxFaults = 100

// AddCallFault makes calls of the fault's endpoints fail from now on. The error says why the fault is not possible.
func (tx *Tx) AddCallFault(f record.CallFault) error {
	if err := checkFault(&f, tx.p.endpoints); err != nil {
		return err
	}
	if len(tx.faults) == maxFaults {
		return RefuseAction("there are 100 faults already: end them first", "故障已达 100 个，请先取消")
	}
	tx.faults = append(tx.faults, &f)
	tx.Changed()
	return nil
}

// ClearCallFaults removes all faults of calls.
func (tx *Tx) ClearCallFaults() {
	tx.faults = nil
	tx.Changed()
}

// CallFaults lists the faults of calls that are set.
func (tx *Tx) CallFaults() []record.CallFault {
	list := make([]record.CallFault, len(tx.faults))
	for i, f := range tx.faults {
		list[i] = *f
	}
	return list
}

// TakeCallFault returns the fault of the next call of an endpoint, or nil. If several faults apply, the one that was
// added first counts.
func (tx *Tx) TakeCallFault(name string) *record.CallFault {
	for i, f := range tx.faults {
		if !faultMatches(f, name) || f.Probability > 0 && tx.IDs.chance() >= f.Probability {
			continue
		}
		fault := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				tx.faults = slices.Delete(slices.Clone(tx.faults), i, i+1)
			}
			tx.Changed()
		}
		return &fault
	}
	return nil
}

// chance returns a pseudo-random number from 0 up to 1. It has a generator of its own, so that faults do not change the
// ids.
func (g *IDs) chance() float64 {
	if g.faults == nil {
		g.faults = rand.New(rand.NewPCG(g.seed, 1))
	}
	return g.faults.Float64()
}
