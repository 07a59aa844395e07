// Package autoreply has the endpoint that reads the console's rules for automatic replies.
package autoreply

import (
	api "github.com/wechatgo/wechatgo/api/autoreply"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route { return []route.Route{route.Handle(api.GetInfo, info)} }

// state is empty: the sandbox has no console in which rules could be set.
type state struct{}

// info handles get_current_autoreply_info: both replies are off, and there are no rules. How the platform answers that
// is not documented.
func info(*core.Tx, *state, endpoint.None) (api.Info, error) {
	return api.Info{Keywords: api.Keywords{Rules: []api.Rule{}}}, nil
}
