package origin

import "testing"

const (
	ownSource  = "http://127.0.0.1:8087/_wechatgo/"
	baseSource = "http://127.0.0.1:8088"
)

func TestAmendPolicy(t *testing.T) {
	t.Parallel()
	n := needs{script: []string{ownSource}, connect: []string{ownSource}, image: []string{ownSource, "blob:"}, platform: baseSource}
	for _, test := range []struct{ name, policy, nonce, want string }{
		{"nothing of it matters", "object-src 'none'; base-uri 'self'", "", "object-src 'none'; base-uri 'self'"},
		{"frames and https", "frame-ancestors 'none'; upgrade-insecure-requests", "", ""},
		{"self", "default-src 'self'", "", "default-src 'self'; img-src 'self' blob:"},
		{"everything", "script-src *; connect-src *", "", "script-src *; connect-src *"},
		{"none", "default-src 'none'", "", "default-src 'none'; script-src " + ownSource + "; connect-src " + ownSource + "; img-src " + ownSource + " blob:"},
		{"another host", "script-src https://cdn.example.com", "", "script-src https://cdn.example.com " + ownSource},
		{"inline stays", "script-src 'unsafe-inline'", "", "script-src 'unsafe-inline' " + ownSource},
		{"hash", "script-src 'sha256-abc'", "", "script-src 'sha256-abc' " + ownSource},
		{"both script directives", "script-src 'self'; script-src-elem https://a.example", "", "script-src 'self'; script-src-elem https://a.example " + ownSource},
		{"nonce of the page", "script-src 'nonce-x'", "x", "script-src 'nonce-x' " + ownSource},
		{"strict-dynamic with the nonce", "script-src 'nonce-x' 'strict-dynamic'", "x", "script-src 'nonce-x' 'strict-dynamic'"},
		{"strict-dynamic without one", "script-src 'strict-dynamic' 'sha256-abc'", "new", "script-src 'strict-dynamic' 'sha256-abc' 'nonce-new'"},
		{"WeChat's hosts", "form-action 'self' https://open.weixin.qq.com; img-src 'self' blob: *.qlogo.cn", "", "form-action 'self' https://open.weixin.qq.com " + baseSource + "; img-src 'self' blob: *.qlogo.cn " + baseSource},
		{"names in capitals", "Script-Src 'NONE'", "", "script-src " + ownSource},
	} {
		if got := parsePolicy(test.policy).amend(n, test.nonce).String(); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestScriptNonce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, policy, want string
	}{
		{"none needed", "script-src 'self' 'unsafe-inline'", ""},
		{"reused", "default-src 'self'; script-src 'nonce-abc' 'self'", "abc"},
		{"of the elements", "script-src 'nonce-abc'; script-src-elem 'nonce-def'", "def"},
		{"of everything", "default-src 'nonce-abc'", "abc"},
	} {
		if got := scriptNonce([]policy{parsePolicy("img-src *"), parsePolicy(test.policy)}); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if scriptNonce([]policy{parsePolicy("script-src 'strict-dynamic' 'sha256-abc'")}) == "" {
		t.Error("strict-dynamic without a nonce lets no script in, and no nonce was made")
	}
}
