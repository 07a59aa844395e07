package origin

import (
	"net/http"
	"strings"
)

// dropHeaders removes headers that would have an effect beyond the page. request has the cookies of the program's names.
func (v *visit) dropHeaders(h, request http.Header) {
	if h.Get("Strict-Transport-Security") != "" {
		h.Del("Strict-Transport-Security")
		v.changed(
			"Strict-Transport-Security was dropped: this host has http alone.",
			"去掉了 Strict-Transport-Security：此地址只有 http。",
		)
	}
	if clear := strings.Join(
		h.Values("Clear-Site-Data"),
		",",
	); strings.Contains(clear, `"cookies"`) ||
		strings.Contains(clear, `"*"`) {
		h.Del("Clear-Site-Data")
		for _, line := range endedCookies(request, v.user.name) {
			h.Add("Set-Cookie", line)
		}
		v.changed(
			"Clear-Site-Data was replaced by ending this user's cookies: it would end those of all users and of the sandbox.",
			"Clear-Site-Data 改为只清除当前用户的 Cookie：否则会清除所有用户以及沙箱的 Cookie。",
		)
	}
}

// amendHeaders changes the headers that would keep a page out of the phone, or the bridge out of the page. It returns
// the nonce of the bridge's script.
func (v *visit) amendHeaders(h http.Header) (nonce string) {
	if h.Get("X-Frame-Options") != "" {
		h.Del("X-Frame-Options")
		v.changed("X-Frame-Options was dropped: the phone shows the page in a frame, WeChat does not.",
			"去掉了 X-Frame-Options：沙箱的手机用框架显示页面，微信则不是。")
	}
	var policies []policy
	for _, line := range h.Values("Content-Security-Policy") {
		for one := range strings.SplitSeq(line, ",") {
			policies = append(policies, parsePolicy(one))
		}
	}
	nonce = scriptNonce(policies)
	for _, name := range []string{"Content-Security-Policy", "Content-Security-Policy-Report-Only"} {
		lines := h.Values(name)
		h.Del(name)
		for _, line := range lines {
			var kept []string
			for one := range strings.SplitSeq(line, ",") {
				if one = v.amend(name, one, nonce); one != "" {
					kept = append(kept, one)
				}
			}
			if len(kept) > 0 {
				h.Add(name, strings.Join(kept, ", "))
			}
		}
	}
	return nonce
}

// amend changes one policy, and notes it.
func (v *visit) amend(where, text, nonce string) string {
	before := parsePolicy(text)
	after := parsePolicy(text).amend(v.o.needs(), nonce)
	if before.String() == after.String() {
		return strings.TrimSpace(text)
	}
	diff := after.difference(before)
	v.changed(where+": "+diff+". It must allow the bridge, the sandbox in place of WeChat's hosts, a frame and http.",
		where+"："+diff+"。须允许 JSBridge、代替微信域名的沙箱、框架与 http。")
	return after.String()
}
