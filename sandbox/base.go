package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/endpoint"
)

// callbackIPs is base.getcallbackip: the sandbox pushes from this machine.
func (w *world) callbackIPs(endpoint.None) (base.IPList, error) {
	return base.IPList{IPs: []string{"127.0.0.1"}}, nil
}

// apiDomainIPs is base.get_api_domain_ip.
func (w *world) apiDomainIPs(endpoint.None) (base.IPList, error) {
	return base.IPList{IPs: []string{"127.0.0.1"}}, nil
}

// callbackCheck is base.callback_check. It finds the way to the callback
// without a fault.
func (w *world) callbackCheck(in base.CallbackCheckIn) (base.CallbackCheckOut, error) {
	var out base.CallbackCheckOut
	operators := []base.Operator{base.OperatorDefault, base.OperatorTelecom, base.OperatorUnicom, base.OperatorTencent}
	switch {
	case w.p.app.callback == nil:
		return out, endpoint.ErrInvalidCheckURL
	case !slices.Contains([]base.CheckAction{base.CheckDNS, base.CheckPing, base.CheckAll}, in.Action):
		return out, endpoint.ErrInvalidCheckAction
	case !slices.Contains(operators, in.Operator):
		return out, endpoint.ErrInvalidCheckOperator
	}
	if in.Action != base.CheckPing {
		out.DNS = []base.DNSResult{{IP: "127.0.0.1", RealOperator: "UNICOM"}}
	}
	if in.Action != base.CheckDNS {
		out.Ping = []base.PingResult{{IP: "127.0.0.1", FromOperator: "UNICOM", PackageLoss: "0%", Time: "0.042ms"}}
	}
	return out, nil
}

// maxClears is how often all counts can be cleared in a month.
const maxClears = 10

// quotas counts calls. The sandbox refuses none: its limits are for show.
type quotas struct {
	day     string
	used    map[string]int64
	month   string
	clears  int
	onePath int
}

// dailyLimits of a normal account, by the platform's page; other paths have
// 100,000.
var dailyLimits = map[string]int64{
	"/cgi-bin/token": 2_000, "/cgi-bin/stable_token": 500_000,
	"/cgi-bin/menu/create": 1_000, "/cgi-bin/menu/get": 10_000, "/cgi-bin/menu/delete": 1_000,
	"/cgi-bin/menu/addconditional": 2_000, "/cgi-bin/menu/delconditional": 2_000, "/cgi-bin/menu/trymatch": 20_000,
	"/cgi-bin/message/custom/send": 500_000, "/cgi-bin/qrcode/create": 100_000,
	"/cgi-bin/user/get": 500, "/cgi-bin/user/info": 5_000_000, "/cgi-bin/user/info/updateremark": 10_000,
}

const otherLimit = 100_000

// count counts a call of today.
func (q *quotas) count(path string, now time.Time) {
	q.turn(now)
	q.used[path]++
}

// turn forgets the counts of former days and months, in China.
func (q *quotas) turn(now time.Time) {
	if day := now.In(china).Format(time.DateOnly); q.day != day {
		q.day, q.used = day, map[string]int64{}
	}
	if month := now.In(china).Format("2006-01"); q.month != month {
		q.month, q.clears, q.onePath = month, 0, 0
	}
}

// knownPath checks a cgi_path.
func (w *world) knownPath(path string) error {
	switch _, known := w.p.routes[path]; {
	case strings.HasPrefix(path, "/sns/"):
		return endpoint.ErrPathUnauthorized
	case !known:
		return endpoint.ErrPathNotFound
	}
	return nil
}

// quota is base.quota_get.
func (w *world) quota(in base.QuotaIn) (base.QuotaOut, error) {
	if err := w.knownPath(in.CGIPath); err != nil {
		return base.QuotaOut{}, err
	}
	limit, ok := dailyLimits[in.CGIPath]
	if !ok {
		limit = otherLimit
	}
	w.quotas.turn(w.now())
	used := w.quotas.used[in.CGIPath]
	return base.QuotaOut{Quota: base.Quota{
		DailyLimit: endpoint.Number(limit), Used: endpoint.Number(used), Remain: endpoint.Number(max(0, limit-used)),
	}}, nil
}

// maxPathClears is how often single counts can be cleared in a month.
const maxPathClears = 50

// clearQuota is base.quota_clear.
func (w *world) clearQuota(in base.QuotaIn) (endpoint.None, error) {
	if err := w.knownPath(in.CGIPath); err != nil {
		return endpoint.None{}, err
	}
	w.quotas.turn(w.now())
	if w.quotas.onePath == maxPathClears {
		return endpoint.None{}, endpoint.ErrClearQuotaLimit
	}
	w.quotas.onePath++
	delete(w.quotas.used, in.CGIPath)
	return endpoint.None{}, nil
}

// clearAllQuota is base.clear_quota.
func (w *world) clearAllQuota(in base.ClearQuotaIn) (endpoint.None, error) {
	if in.AppID != w.p.config.Account.AppID {
		return endpoint.None{}, endpoint.ErrInvalidAppID
	}
	return endpoint.None{}, w.clearAll()
}

// clearAllQuotaBySecret is base.clear_quota_v2.
func (w *world) clearAllQuotaBySecret(in base.ClearQuotaV2In) (endpoint.None, error) {
	if err := w.checkAccount(in.AppID, in.AppSecret); err != nil {
		return endpoint.None{}, err
	}
	return endpoint.None{}, w.clearAll()
}

func (w *world) clearAll() error {
	w.quotas.turn(w.now())
	if w.quotas.clears == maxClears {
		return endpoint.ErrClearQuotaLimit
	}
	w.quotas.clears++
	clear(w.quotas.used)
	return nil
}

// ridLife is how long a request can be looked up.
const ridLife = 7 * 24 * time.Hour

// ridPattern is the form of a rid.
var ridPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$`)

// ridRequest is base.rid_get. It finds what the exchanges still hold.
func (w *world) ridRequest(in base.RIDGetIn) (base.RIDGetOut, error) {
	if !ridPattern.MatchString(in.RID) {
		return base.RIDGetOut{}, endpoint.ErrRIDError
	}
	for _, x := range w.exchanges.list {
		if x.rid != in.RID {
			continue
		}
		if w.now().Sub(x.At) > ridLife {
			return base.RIDGetOut{}, endpoint.ErrRIDTime
		}
		_, query, _ := strings.Cut(x.Request.URL, "?")
		return base.RIDGetOut{Request: base.Request{
			InvokeTime: endpoint.At(x.At), CostInMS: endpoint.Number(x.DurationMS), RequestURL: query,
			RequestBody: x.Request.Body, ResponseBody: x.Response.Body, ClientIP: "127.0.0.1",
		}}, nil
	}
	return base.RIDGetOut{}, endpoint.ErrRIDNotFound
}
