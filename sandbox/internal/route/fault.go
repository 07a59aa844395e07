package route

import (
	"cmp"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// faultAnswer returns the answer that a fault gives in place of the call.
func (r *Route) faultAnswer(tx *core.Tx, f *record.CallFault) *result {
	asked := record.Problem{
		EN: "On request, the sandbox gave this answer in place of the call. The call did nothing.",
		ZH: "沙箱按要求以此代替了真实应答，调用没有执行。",
	}
	if f.Code != 0 && f.Body == "" {
		refused := core.RefusalOf(f.Code)
		res := r.respond(tx, nil, f.Code)
		res.status = cmp.Or(f.Status, http.StatusOK)
		res.problem, res.asked = (&asked).And(&refused.Problem), true
		return res
	}
	res := &result{
		status: cmp.Or(
			f.Status,
			http.StatusOK,
		),
		header:  http.Header{"Content-Type": {"application/json; encoding=utf-8"}},
		body:    []byte(f.Body),
		code:    f.Code,
		problem: &asked,
		asked:   true,
	}
	if res.status >= http.StatusBadRequest && f.Body == "" {
		res.header.Set("Content-Type", "text/html")
		res.body = []byte(http.StatusText(res.status))
	}
	return res
}

// recordHungUp records a call that was delayed by a fault and not made, because its caller hung up or the world was
// reset in the meantime.
func (r *Route) recordHungUp(tx *core.Tx, x *core.Exchange, start time.Time) {
	x.Title, x.Endpoint, x.Fidelity, x.Fault, x.Outcome = r.Spec.Name, r.Spec.Name, r.Fidelity(), "delay", "gone"
	x.Asked = true
	res := &result{problem: &record.Problem{
		EN: "On request, the sandbox held the call back, and the caller hung up in the meantime. The call did nothing.",
		ZH: "沙箱按要求推迟了调用，调用方在此期间断开了连接，调用没有执行。",
	}}
	recordCall(tx, x, res, start)
}

// cutProblem explains why the connection broke.
var cutProblem = record.Problem{
	EN: "On request, the sandbox made the call and broke the connection before the answer.",
	ZH: "沙箱按要求执行了调用，但在应答前断开了连接。",
}
