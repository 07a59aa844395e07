package sandbox

import "github.com/wechatgo/wechatgo/sandbox/internal/core"

// change changes the rules, unless f refuses.
func (p *Platform) change(f func(*core.Rules) error) (err error) {
	p.core.Do(func(tx *core.Tx) {
		r := tx.Rules()
		if err = f(&r); err == nil {
			tx.SetRules(r)
		}
	})
	return err
}

// SetKind changes the kind of account, see [Config].
func (p *Platform) SetKind(kind string) error {
	return p.change(func(r *core.Rules) (err error) {
		r.Kind, err = core.ParseKind(kind)
		return err
	})
}

// SetQuotas switches whether calls beyond the quotas are refused, see [Config].
func (p *Platform) SetQuotas(on bool) {
	_ = p.change(func(r *core.Rules) error { r.Quotas = on; return nil }) // nothing refuses
}

// SetIPWhitelist replaces the IP whitelist: addresses and ranges that may call
// with the AppSecret, or at all if every is set. No entry refuses nobody.
func (p *Platform) SetIPWhitelist(every bool, list ...string) error {
	return p.change(func(r *core.Rules) (err error) {
		r.Whitelist, err = core.ParseWhitelist(list)
		r.WhitelistAll = every
		return err
	})
}

// FreezeSecret switches whether calls that carry the AppSecret are refused
// (40243), as after a freeze in the console. Tokens that are there go on.
func (p *Platform) FreezeSecret(on bool) {
	_ = p.change(func(r *core.Rules) error { r.SecretFrozen = on; return nil }) // nothing refuses
}
