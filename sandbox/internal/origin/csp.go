package origin

import (
	"crypto/rand"
	"slices"
	"strings"
)

// directive is a part of a Content-Security-Policy.
type directive struct {
	name    string
	sources []string
}

// policy is a Content-Security-Policy. The first directive of a name counts.
type policy []directive

func parsePolicy(s string) (p policy) {
	for part := range strings.SplitSeq(s, ";") {
		if words := strings.Fields(part); len(words) > 0 {
			p = append(p, directive{strings.ToLower(words[0]), words[1:]})
		}
	}
	return p
}

func (p policy) String() string {
	parts := make([]string, len(p))
	for i, d := range p {
		parts[i] = strings.Join(append([]string{d.name}, d.sources...), " ")
	}
	return strings.Join(parts, "; ")
}

// difference says what p has beside before, and what it has no more.
func (p policy) difference(before policy) string {
	var parts []string
	for _, d := range before {
		if p.find(d.name) == nil {
			parts = append(parts, "−"+d.name)
		}
	}
	for _, d := range p {
		var former []string
		if f := before.find(d.name); f != nil {
			former = f.sources
		}
		added := slices.DeleteFunc(slices.Clone(d.sources), func(s string) bool { return slices.Contains(former, s) })
		if len(added) > 0 {
			parts = append(parts, d.name+" +"+strings.Join(added, " +"))
		}
	}
	return strings.Join(parts, ", ")
}

func (p policy) find(names ...string) *directive {
	for _, name := range names {
		if i := slices.IndexFunc(p, func(d directive) bool { return d.name == name }); i >= 0 {
			return &p[i]
		}
	}
	return nil
}

// needs is what pages load of the origin and the platform, by the directive that allows it.
type needs struct {
	script, connect, image []string
	platform               string // the address that stands for WeChat's hosts
}

// amend returns the policy with what the bridge needs, and without what the phone or plain http makes impossible. nonce
// is that of the bridge's script, "" if there is none. The policies of a page hold together, so each must allow it.
func (p policy) amend(n needs, nonce string) policy {
	p = slices.DeleteFunc(p, func(d directive) bool {
		return d.name == "frame-ancestors" || d.name == "upgrade-insecure-requests"
	})
	for i := range p {
		p[i].allowPlatform(n.platform)
	}
	if p.find("script-src-elem") != nil {
		p = p.allow(n.script, nonce, "script-src-elem")
	}
	p = p.allow(n.script, nonce, "script-src", "default-src")
	p = p.allow(n.connect, "", "connect-src", "default-src")
	return p.allow(n.image, "", "img-src", "default-src")
}

// allow adds sources to the first directive that there is. Where that is default-src, which covers other things as well,
// it adds a directive of the first name. Without any of them everything is allowed.
func (p policy) allow(sources []string, nonce string, names ...string) policy {
	found := p.find(names...)
	if found == nil {
		return p
	}
	d := directive{names[0], slices.Clone(found.sources)}
	if slices.ContainsFunc(d.sources, isStrictDynamic) {
		sources = nil // hosts do not count then, the nonce alone does
		if nonce != "" && !slices.Contains(d.sources, nonceSource(nonce)) {
			d.sources = append(d.sources, nonceSource(nonce))
		}
	}
	for _, s := range sources {
		if !d.allows(s) {
			d.sources = append(d.sources, s)
		}
	}
	if len(d.sources) == len(found.sources) {
		return p
	}
	d.sources = slices.DeleteFunc(d.sources, func(s string) bool { return strings.EqualFold(s, "'none'") })
	if found.name == d.name {
		*found = d
		return p
	}
	return append(p, d)
}

// allows reports whether the directive allows a source. The origin's own address is 'self' of its pages.
func (d directive) allows(source string) bool {
	return slices.ContainsFunc(d.sources, func(s string) bool {
		return s == source || s == "*" && source != "blob:" ||
			strings.EqualFold(s, "'self'") && strings.HasSuffix(source, ownPath)
	})
}

// platformHosts are the hosts of WeChat that policies name, and which the sandbox plays.
var platformHosts = []string{
	"open.weixin.qq.com",
	"mp.weixin.qq.com",
	"thirdwx.qlogo.cn",
	"wx.qlogo.cn",
	"mmbiz.qpic.cn",
}

// allowPlatform adds the sandbox's address where the directive names a host that the sandbox plays.
func (d *directive) allowPlatform(address string) {
	if slices.Contains(d.sources, address) || !slices.ContainsFunc(d.sources, namesPlatform) {
		return
	}
	d.sources = append(slices.Clone(d.sources), address)
}

func namesPlatform(source string) bool {
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(source), "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	host = strings.TrimSuffix(host, ":443")
	suffix, wild := strings.CutPrefix(host, "*.")
	return slices.ContainsFunc(platformHosts, func(h string) bool {
		return h == host || wild && strings.HasSuffix(h, "."+suffix)
	})
}

func isStrictDynamic(source string) bool { return strings.EqualFold(source, "'strict-dynamic'") }

func nonceSource(nonce string) string { return "'nonce-" + nonce + "'" }

// scriptNonce returns the nonce with which policies let a script in: the one that they have, or a new one where they let
// nothing else in. A page without a nonce and 'strict-dynamic' gets none, since one would take 'unsafe-inline' from its
// own scripts.
func scriptNonce(policies []policy) string {
	needed := false
	for _, p := range policies {
		d := p.find("script-src-elem", "script-src", "default-src")
		if d == nil {
			continue
		}
		for _, s := range d.sources {
			if nonce, ok := strings.CutPrefix(s, "'nonce-"); ok {
				return strings.TrimSuffix(nonce, "'")
			}
			needed = needed || isStrictDynamic(s)
		}
	}
	if needed {
		return rand.Text()
	}
	return ""
}
