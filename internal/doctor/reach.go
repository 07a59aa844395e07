package doctor

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/endpoint"
)

var (
	reachOK = known{
		id: "reach.ok", level: OK,
		title: text{
			"The platform resolves and reaches the host of the console's callback.",
			"平台可以解析并连通后台所填回调的域名。",
		},
	}
	reachNone = known{
		"reach.none", Note,
		text{"The console has no callback, or it is not switched on.", "后台没有填写回调地址，或尚未启用。"},
		text{
			"Set the server address (服务器地址) in the console, and switch it on, if the account is to get pushes.",
			"若需接收推送，请在后台填写服务器地址并启用。",
		},
	}
	reachDNS = known{
		"reach.dns", Warning,
		text{
			"The platform finds no address for the host of the console's callback.",
			"平台解析不到后台所填回调的域名。",
		},
		text{
			"Look at the public A record, at every DNS server of the domain.",
			"请检查公网 A 记录以及该域名的各台 DNS 服务器。",
		},
	}
	reachLoss = known{
		"reach.loss",
		Note,
		text{
			"The platform's pings to the callback's host are lost.",
			"平台 ping 回调主机时丢包。",
		},
		text{
			"If the firewall drops pings, this is nothing. Else look at the network, and let the platform's addresses pass (wechatgo api base.getcallbackip).",
			"若防火墙禁 ping，可忽略；否则请检查网络，并放行平台的 IP（wechatgo api base.getcallbackip）。",
		},
	}
	reachElsewhere = known{
		"reach.elsewhere", Note,
		text{
			"The platform has other addresses for the console's callback than --callback has here.",
			"平台解析到的回调地址与 --callback 在此解析到的不同。",
		},
		text{
			"Is another callback in the console? With a CDN, or DNS that differs by region, this is nothing.",
			"后台填写的是否为另一个回调？使用 CDN 或分区解析时可忽略。",
		},
	}
)

// checkReach lets the platform itself resolve and ping the host of the callback that the console has. It pushes nothing.
func checkReach(ctx context.Context, x *exam) {
	if !x.needsAPI(ctx, "reach") {
		return
	}
	got, err := base.New(x.api).CheckCallback(ctx, base.CheckAll, base.OperatorDefault)
	switch {
	case errors.Is(err, endpoint.ErrInvalidCheckURL):
		x.add(reachNone, "")
		return
	case err != nil:
		x.skipFor("reach", text{
			"Not examined: the platform does not test the callback.",
			"未检查：平台没有进行网络检测。",
		}, err.Error())
		return
	}
	var addresses, pings []string
	for _, d := range got.DNS {
		addresses = append(addresses, d.IP)
	}
	lost := false
	for _, p := range got.Ping {
		lost = lost || p.PackageLoss != "0%"
		pings = append(pings, p.IP+" "+p.PackageLoss+" lost")
	}
	evidence := strings.Join(addresses, ", ")
	switch {
	case len(addresses) == 0:
		x.add(reachDNS, "")
		return
	case lost:
		x.add(reachLoss, strings.Join(pings, ", "))
	default:
		x.add(reachOK, evidence)
	}
	if ours := x.callbackAddresses(ctx); len(ours) > 0 &&
		!slices.ContainsFunc(ours, func(a string) bool { return slices.Contains(addresses, a) }) {
		x.add(reachElsewhere, "platform: "+evidence+"; here: "+strings.Join(ours, ", "))
	}
}

// callbackAddresses returns the addresses of the host of --callback, none if it is on this machine or has none.
func (x *exam) callbackAddresses(ctx context.Context) (list []string) {
	p, err := parsePlace(x.Callback)
	if err != nil || p.local {
		return nil
	}
	found, err := x.lookUp(ctx, p)
	if err != nil {
		return nil // checkCallback says it
	}
	for _, addr := range found {
		list = append(list, addr.Unmap().String())
	}
	return list
}
