package route

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// checkAccess checks, in the platform's order, what comes before the body: address, token, kind of account, quota and
// method. The returned problem is a warning.
func (r *Route) checkAccess(tx *core.Tx, c *call) (*record.Problem, error) {
	if r.public {
		return nil, r.checkMethod(c)
	}
	if err := tx.CheckAddress(c.caller(), r.secret); err != nil {
		return nil, err
	}
	if !r.Spec.NoToken {
		if err := tx.CheckToken(c.request.URL.Query().Get("access_token")); err != nil {
			return nil, err
		}
	}
	warning, err := r.checkKind(tx.Rules().Kind)
	if err != nil {
		return nil, err
	}
	if err := tx.UseQuota(r.Spec); err != nil {
		return warning, err
	}
	return warning, r.checkMethod(c)
}

func (r *Route) checkMethod(c *call) error {
	method := c.request.Method
	switch {
	case method == r.Spec.Method || slices.Contains(r.methods, method):
		return nil
	case r.emptyBody && len(c.body) == 0:
		return endpoint.ErrEmptyPostData
	case r.Spec.Method == http.MethodGet:
		return endpoint.ErrRequireGET
	}
	return endpoint.ErrRequirePOST
}

// caller returns the address of the caller, for the whitelist.
func (c *call) caller() netip.Addr {
	at, err := netip.ParseAddrPort(c.request.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr()
}

// checkKind refuses the call if the platform's tables forbid it to this kind of account. It warns if the permission is
// less certain.
func (r *Route) checkKind(kind endpoint.AccountKind) (*record.Problem, error) {
	switch r.Spec.Access.For(kind) {
	case endpoint.No:
		return nil, core.Refuse(
			endpoint.ErrAPIUnauthorized,
			fmt.Sprintf(
				"An account of kind %s may not call %s. Use an account that may (docs/api.md has them), or change the kind in the sandbox.",
				kind,
				r.Spec.Name,
			),
			fmt.Sprintf(
				"%s没有 %s（%s）的权限。请使用有权限的账号（见 docs/api.zh-CN.md），或在沙箱中更改账号类型。",
				core.KindZH(kind),
				r.Spec.Name,
				r.Spec.Title,
			),
		)
	case endpoint.LikelyNo:
		return &record.Problem{
			EN: fmt.Sprintf(
				"An account of kind %s most likely may not call %s (48001): no table says so; this is inferred from what is known.",
				kind,
				r.Spec.Name,
			),
			ZH: fmt.Sprintf("%s很可能没有 %s 的权限（48001）：官方表格没有写明，此为推断。", core.KindZH(kind), r.Spec.Name),
		}, nil
	case endpoint.OnApplication:
		return &record.Problem{
			EN: fmt.Sprintf("An account of kind %s may call %s only once it has applied for that.", kind, r.Spec.Name),
			ZH: fmt.Sprintf("%s须先申请才能调用 %s。", core.KindZH(kind), r.Spec.Name),
		}, nil
	case endpoint.Unknown:
		return &record.Problem{
			EN: fmt.Sprintf("It is not documented whether an account of kind %s may call %s.", kind, r.Spec.Name),
			ZH: fmt.Sprintf("%s能否调用 %s 尚无资料。", core.KindZH(kind), r.Spec.Name),
		}, nil
	}
	return nil, nil
}
