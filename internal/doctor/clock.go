package doctor

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// How far a clock may be off. The platform's Date has whole seconds.
const (
	slightSkew = 30 * time.Second
	largeSkew  = 5 * time.Minute
)

var (
	clockOK = known{
		id: "clock.ok", level: OK,
		title: text{"This machine's clock agrees with the platform's.", "本机时钟与平台一致。"},
	}
	clockSkew = known{
		"clock.skew",
		Warning,
		text{"This machine's clock differs from the platform's.", "本机时钟与平台不一致。"},
		text{
			"Synchronise it (NTP): replay guards refuse pushes, tokens are renewed too late, and logins expire " +
				"where clocks differ.",
			"请用 NTP 校时：时钟偏差会使防重放拒绝推送、token 续期过晚、网页登录过期。",
		},
	}
	clockTLS = known{
		"clock.tls", Error,
		text{
			"At this machine's time the platform's certificate is not valid.",
			"按本机时间，平台的证书不在有效期内。",
		},
		text{"Set the clock (NTP): no HTTPS works before.", "请先校准时钟（NTP），否则 HTTPS 都无法使用。"},
	}
)

// platformAPI is where the platform's time is read if no other address is given.
const platformAPI = "https://api.weixin.qq.com"

// checkClock compares this machine's clock with the Date of an answer of the platform. The request carries nothing.
func checkClock(ctx context.Context, x *exam) {
	unreachable := text{
		"Not examined: the platform gave no answer with its time.",
		"未检查：没有从平台取得时间。",
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, cmp.Or(x.Base, platformAPI), http.NoBody)
	if err != nil {
		x.skip("clock", unreachable)
		return
	}
	before := x.World.Now()
	resp, err := x.http.Do(req)
	if err != nil {
		if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
			x.add(clockTLS, x.World.Now().UTC().Format(time.RFC3339))
			return
		}
		x.skip("clock", unreachable)
		return
	}
	resp.Body.Close()
	after := x.World.Now()
	theirs, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		x.skip("clock", unreachable)
		return
	}
	// The answer was written between before and after, in the second of Date.
	ours := before.Add(after.Sub(before) / 2)
	skew := ours.Sub(theirs.Add(time.Second / 2)).Round(time.Second)
	evidence := fmt.Sprintf("%+d s", int(skew.Seconds()))
	switch {
	case skew.Abs() >= largeSkew:
		x.add(clockSkew.at(Error), evidence)
	case skew.Abs() >= slightSkew:
		x.add(clockSkew, evidence)
	default:
		x.add(clockOK, evidence)
	}
}
