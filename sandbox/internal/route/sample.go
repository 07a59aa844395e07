package route

import (
	"bytes"
	"fmt"
	"io"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// sample is a documented response in place of what a handler would answer.
type sample struct {
	json string // "" for a file
}

// file is what stands for a file in a documented response.
func file() *endpoint.Download {
	picture := core.Picture(0)
	return &endpoint.Download{ContentType: "image/png", Filename: "sample.png", Size: int64(len(picture)), Body: io.NopCloser(bytes.NewReader(picture))}
}

// Sample makes the route of an endpoint that has no handler: it is checked like
// any other and answers its documented response, "" for a file.
func Sample(e endpoint.Any, response string) Route {
	r := newRoute(e)
	r.sample = &sample{response}
	r.answer = func(_ *core.Tx, c *call) (any, error) {
		in := newOf(r.input)
		if err := c.decode(in); err != nil {
			return nil, err
		}
		if response == "" {
			return file(), nil
		}
		return documented(response), nil
	}
	return r
}

// documented is JSON that goes out as it is.
type documented string

// deed warns that a sample answer did nothing.
func (r *Route) deed(permitted bool) *record.Problem {
	if r.sample == nil || permitted {
		return nil
	}
	switch r.Spec.Effect {
	case endpoint.Write, endpoint.Send, endpoint.Destroy:
		return &record.Problem{
			EN: fmt.Sprintf("%s has no state in the sandbox: it answered the documented sample, and nothing was done. Config.AllowSamples says that this is meant.", r.Spec.Name),
			ZH: fmt.Sprintf("沙箱尚未实现 %s 的状态：这里返回的是文档示例，实际没有执行任何操作。如属有意，请设置 Config.AllowSamples。", r.Spec.Name),
		}
	}
	return nil
}
