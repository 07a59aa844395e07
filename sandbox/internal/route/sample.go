package route

import (
	"bytes"
	"fmt"
	"io"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// sample is a documented response that is answered in place of a handler's.
type sample struct {
	json string // "" for a file
}

// sampleFile returns the file that is answered where the documented response is a file.
func sampleFile() *endpoint.Download {
	picture := core.Picture(0)
	return &endpoint.Download{
		ContentType: "image/png",
		Filename:    "sample.png",
		Size:        int64(len(picture)),
		Body:        io.NopCloser(bytes.NewReader(picture)),
	}
}

// Sample makes the route of an endpoint without a handler. A request is checked like any other, and the answer is the
// documented response. The response "" stands for a file.
func Sample(e endpoint.Any, response string) Route {
	r := newRoute(e)
	r.sample = &sample{response}
	r.answer = func(_ *core.Tx, c *call) (any, error) {
		in := newOf(r.input)
		if err := c.decode(in); err != nil {
			return nil, err
		}
		if response == "" {
			return sampleFile(), nil
		}
		return sampleJSON(response), nil
	}
	return r
}

// sampleJSON is JSON that is answered as it is.
type sampleJSON string

// sampleWarning returns a warning if a sample was answered to a call that should have changed something, unless that is
// permitted.
func (r *Route) sampleWarning(permitted bool) *record.Problem {
	if r.sample == nil || permitted {
		return nil
	}
	switch r.Spec.Effect {
	case endpoint.Write, endpoint.Send, endpoint.Destroy:
		return &record.Problem{
			EN: fmt.Sprintf(
				"%s has no state in the sandbox: it answered the documented sample, and nothing was done. Set Config.AllowSamples if that is intended.",
				r.Spec.Name,
			),
			ZH: fmt.Sprintf("沙箱尚未实现 %s 的状态：这里返回的是文档示例，实际没有执行任何操作。如属有意，请设置 Config.AllowSamples。", r.Spec.Name),
		}
	}
	return nil
}
