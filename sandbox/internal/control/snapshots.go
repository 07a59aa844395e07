package control

import (
	"net/http"
)

// snapshotOperations adds the operations on worlds that are kept while the sandbox runs.
func (c *control) snapshotOperations() {
	get(c, "snapshots", words("lists the snapshots", "列出快照"),
		func(*http.Request) (snapshotsOut, error) { return snapshotsOut{append([]string{}, c.Kept()...)}, nil })
	post(
		c,
		"snapshots/{name}",
		words(
			"keeps the current state under a name: users, chats, menus, media, tokens, jobs, the clock",
			"以名称保存当前状态：用户、聊天、菜单、素材、凭证、任务、时钟",
		),
		func(r *http.Request, _ nothing) (nothing, error) { return nothing{}, c.Keep(r.PathValue("name")) },
	)
	post(c, "snapshots/{name}/load", words("goes back to a snapshot; the app stays connected", "恢复到快照，应用保持连接"),
		func(r *http.Request, _ nothing) (nothing, error) { return nothing{}, c.Return(r.PathValue("name")) })
	withoutBody(c, http.MethodDelete, "snapshots/{name}", words("deletes a snapshot", "删除快照"),
		func(r *http.Request) (nothing, error) { return nothing{}, c.Forget(r.PathValue("name")) })
}

type snapshotsOut struct {
	Snapshots []string `json:"snapshots"` // the names, sorted
}
