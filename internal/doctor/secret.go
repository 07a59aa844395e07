package doctor

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
)

var (
	secretOK = known{
		id: "secret.ok", level: OK,
		title: text{
			"The platform accepts the AppID, the AppSecret and this machine's address.",
			"平台接受 AppID、AppSecret 与本机 IP。",
		},
	}
	secretNetwork = known{
		"secret.network",
		Error,
		text{"The platform gives no answer, or something else does.", "平台没有应答，或应答的不是平台。"},
		text{
			"Look at this machine's network, DNS, proxy (HTTPS_PROXY) and firewall: it has to reach " +
				"api.weixin.qq.com on port 443, or the address in WECHAT_API_BASE.",
			"检查本机的网络、DNS、代理（HTTPS_PROXY）与防火墙：须能访问 api.weixin.qq.com 的 443 端口，" +
				"或 WECHAT_API_BASE 中的地址。",
		},
	}
	secretWhitelist = known{
		"secret.whitelist", Error,
		text{
			"This machine's address is not in the account's IP whitelist (40164).",
			"本机 IP 不在公众号的 IP 白名单中（40164）。",
		},
		text{
			"Add the address in the evidence to the IP whitelist of the developer platform, and wait some minutes.",
			"在微信开发者平台把下列 IP 加入 IP 白名单，几分钟后再试。",
		},
	}
	// secretIDs are the findings whose texts are those of the code.
	secretIDs = map[endpoint.Code]string{
		endpoint.ErrInvalidAppID:     "secret.appid",
		endpoint.ErrInvalidAppSecret: "secret.wrong",
		endpoint.ErrAppSecretFrozen:  "secret.frozen",
	}
	secretRefused = known{
		"secret.refused", Error,
		text{"The platform refuses the account.", "平台拒绝了该账号。"},
		text{"Look at the code in the evidence: wechatgo explain CODE.", "查看错误码的说明：wechatgo explain 错误码。"},
	}
)

// checkSecret asks for the stable access_token: without force_refresh that changes nothing, and the answer tells the
// AppID, the secret and the whitelist. The classic token would end the one that another program has.
func checkSecret(ctx context.Context, x *exam) {
	if x.api == nil {
		x.needsAPI(ctx, "secret")
		return
	}
	err := x.ask(ctx)
	if err == nil {
		x.add(secretOK, x.Account.AppID)
		return
	}
	refused, ok := errors.AsType[*endpoint.Error](err)
	switch {
	case ctx.Err() != nil:
	case !ok, refused.Code == 0: // without a code it is a gateway's answer
		x.add(secretNetwork, err.Error())
	case refused.Code == endpoint.ErrIPNotWhitelisted:
		evidence := refused.Message // if it names no address
		if refused.CallerIP.IsValid() {
			evidence = refused.CallerIP.String()
		}
		x.add(secretWhitelist, evidence)
	default:
		k := explained(secretRefused, refused.Code)
		if id := secretIDs[refused.Code]; id != "" {
			k.id = id
		}
		x.add(k, fmt.Sprintf("%d %s", refused.Code, refused.Message))
	}
}

// explained returns the finding with the cause and the cure of a code, if they are known.
func explained(k known, code endpoint.Code) known {
	if e, ok := code.Explain(); ok {
		k.title, k.cure = text{e.Cause, e.CauseZH}, text{e.Cure, e.CureZH}
	}
	return k
}
