package sandbox

import "github.com/wechatgo/wechatgo/sandbox/internal/core"

// changeRules changes the rules, unless f returns an error.
func (p *Platform) changeRules(f func(*core.Rules) error) (err error) {
	p.core.Do(func(tx *core.Tx) {
		r := tx.Rules()
		if err = f(&r); err == nil {
			tx.SetRules(r)
		}
	})
	return err
}

// SetKind changes the kind of the account; see Config.Kind for the values.
func (p *Platform) SetKind(kind string) error {
	return p.changeRules(func(r *core.Rules) (err error) {
		r.Kind, err = core.ParseKind(kind)
		return err
	})
}

// SetQuotas switches whether calls beyond the quotas are refused; see Config.Quotas.
func (p *Platform) SetQuotas(on bool) {
	_ = p.changeRules(func(r *core.Rules) error { r.Quotas = on; return nil }) // never fails
}

// SetIPWhitelist replaces the IP whitelist: the addresses and ranges that may call with the AppSecret, or at all if
// every is true. An empty list refuses nobody.
func (p *Platform) SetIPWhitelist(every bool, list ...string) error {
	return p.changeRules(func(r *core.Rules) (err error) {
		r.Whitelist, err = core.ParseWhitelist(list)
		r.WhitelistAll = every
		return err
	})
}

// FreezeSecret switches whether calls that carry the AppSecret are refused (40243), as after a freeze in the console.
// Existing access_tokens stay valid.
func (p *Platform) FreezeSecret(on bool) {
	_ = p.changeRules(func(r *core.Rules) error { r.SecretFrozen = on; return nil }) // never fails
}
