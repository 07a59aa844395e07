package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/api/base"
)

// DefaultRenewerWait is how long the count of classic tokens is watched unless something else is said.
const DefaultRenewerWait = 10 * time.Second

var (
	renewerOK = known{
		id: "renewer.ok", level: OK,
		title: text{
			"Nobody fetched a classic access_token meanwhile.",
			"观察期间没有程序获取普通 access_token。",
		},
	}
	renewerUsed = known{
		"renewer.used", Note,
		text{
			"Nobody fetched a classic access_token meanwhile; some program did so earlier today.",
			"观察期间没有程序获取普通 access_token，但今天早些时候有。",
		},
		text{
			"This is right if one program of yours uses classic tokens. If none should, look for the one that does.",
			"若确有一个程序使用普通 token，属正常；否则请找出该程序。",
		},
	}
	renewerSecond = known{
		"renewer.second",
		Warning,
		text{
			"Some program fetches the classic access_token (/cgi-bin/token) right now; the doctor fetched none.",
			"此刻有程序在获取普通 access_token（/cgi-bin/token），而 doctor 并未获取。",
		},
		text{
			"Each fetch ends the token that other programs have (40001). Let all of them use stable_token, or " +
				"one token server (wechatgo token serve).",
			"每次获取都会使其他程序手中的 token 失效（40001）。请全部改用 stable_token，" +
				"或共用一个 token 服务（wechatgo token serve）。",
		},
	}
)

// checkRenewer reads the day's count of classic tokens twice. The doctor fetches none, so a count that rises shows that
// somebody else does.
func checkRenewer(ctx context.Context, x *exam) {
	if x.RenewerWait <= 0 {
		x.skip("renewer", text{
			"Not examined: --renewer-wait gives the time to watch.",
			"未检查：用 --renewer-wait 指定观察时长。",
		})
		return
	}
	if !x.needsAPI(ctx, "renewer") {
		return
	}
	api := base.New(x.api)
	first, err := api.Quota(ctx, base.Token.Describe().Path)
	if err == nil {
		if err = x.World.Wait(ctx, x.RenewerWait); err != nil {
			return
		}
	}
	var second base.QuotaOut
	if err == nil {
		second, err = api.Quota(ctx, base.Token.Describe().Path)
	}
	if err != nil {
		x.skipFor("renewer", text{
			"Not examined: the platform does not tell the quota.",
			"未检查：无法读取额度。",
		}, err.Error())
		return
	}
	from, to := int64(first.Quota.Used), int64(second.Quota.Used)
	evidence := fmt.Sprintf("used today: %d, after %v: %d", from, x.RenewerWait, to)
	switch {
	case to > from:
		x.add(renewerSecond, evidence)
	case to > 0:
		x.add(renewerUsed, evidence)
	default:
		x.add(renewerOK, evidence)
	}
}
