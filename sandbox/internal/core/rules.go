package core

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Rules are the restrictions of the account that can be switched on and off.
type Rules struct {
	// Kind is the account's kind. A call that this kind may not make is refused with 48001.
	Kind endpoint.AccountKind
	// Quotas makes calls beyond the daily and the minute's quota fail (45009, 45011). Calls are counted even if it is
	// false.
	Quotas bool
	// Whitelist has the addresses that may call; a call from another address is refused with 40164. An empty list
	// refuses nobody.
	Whitelist []netip.Prefix
	// WhitelistAll applies the whitelist to every call, not only to calls that carry the AppSecret.
	WhitelistAll bool
	// SecretFrozen refuses calls that carry the AppSecret (40243).
	SecretFrozen bool
}

// Rules returns the current rules.
func (tx *Tx) Rules() Rules { return tx.rules }

// SetRules changes the rules.
func (tx *Tx) SetRules(r Rules) {
	tx.rules = r
	tx.Changed()
}

// ParseKind returns the kind of account with that name, in upper or lower case. "" stands for a certified service
// account.
func ParseKind(name string) (endpoint.AccountKind, error) {
	if name == "" {
		return endpoint.ServiceAccount, nil
	}
	for _, k := range endpoint.AccountKinds() {
		if k.String() == strings.ToLower(name) {
			return k, nil
		}
	}
	return 0, RefuseAction(fmt.Sprintf("%q is no kind of account: it is one of %s", name, KindNames()),
		fmt.Sprintf("%q 不是账号类型，须为 %s 之一", name, KindNames()))
}

// KindNames returns the names of all kinds of account, separated by commas.
func KindNames() string {
	var names []string
	for _, k := range endpoint.AccountKinds() {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}

// KindZH returns the Chinese name of a kind of account.
func KindZH(k endpoint.AccountKind) string {
	return map[endpoint.AccountKind]string{
		endpoint.PersonalAccount: "个人或未认证公众号", endpoint.SubscriptionAccount: "已认证公众号", endpoint.UnverifiedServiceAccount: "未认证服务号",
		endpoint.ServiceAccount: "已认证服务号", endpoint.TestAccount: "接口测试号",
	}[k]
}

// ParseWhitelist parses addresses and ranges such as 1.2.3.4 and 10.0.0.0/8. As in the console, wildcards and ports are
// not allowed.
func ParseWhitelist(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			var addr netip.Addr
			if addr, err = netip.ParseAddr(s); err == nil {
				prefix, err = addr.Unmap().Prefix(addr.Unmap().BitLen())
			}
		}
		if err != nil {
			return nil, RefuseAction(
				fmt.Sprintf("%q is no address or range for the IP whitelist, such as 1.2.3.4 or 10.0.0.0/8", s),
				fmt.Sprintf("%q 不是有效的 IP 白名单地址或网段，例如 1.2.3.4 或 10.0.0.0/8", s),
			)
		}
		if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
			prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}

// CheckAddress checks a caller's address against the IP whitelist. secret says whether the call carries the AppSecret.
func (tx *Tx) CheckAddress(caller netip.Addr, secret bool) error {
	r := &tx.rules
	caller = caller.Unmap().WithZone("")
	inside := slices.ContainsFunc(r.Whitelist, func(p netip.Prefix) bool { return p.Contains(caller) })
	if len(r.Whitelist) == 0 || inside || !secret && !r.WhitelistAll {
		return nil
	}
	return &Refusal{
		Code: endpoint.ErrIPNotWhitelisted,
		Text: fmt.Sprintf("invalid ip %s ipv6 %s, not in whitelist", caller, netip.AddrFrom16(caller.As16())),
		Problem: problem(
			fmt.Sprintf(
				"The caller's address %s is not in the account's IP whitelist (%s). Add it: in the sandbox's rules or with --ip-whitelist, for the real account in the developer platform.",
				caller,
				joinPrefixes(r.Whitelist),
			),
			fmt.Sprintf(
				"调用方地址 %s 不在公众号的 IP 白名单（%s）中。请将其加入：沙箱在规则中或用 --ip-whitelist，真实公众号在微信开发者平台。",
				caller,
				joinPrefixes(r.Whitelist),
			),
		),
	}
}

func joinPrefixes(list []netip.Prefix) string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = p.String()
	}
	return strings.Join(texts, ", ")
}
