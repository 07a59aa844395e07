package cli

import (
	"os/exec"
	"testing"
)

// PowerShell's page about_Quoting_Rules: inside double quotes a backtick escapes ", $ and itself, and nothing else is
// special.
func TestAssign(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ variable, unix, windows string }{
		{"WECHAT_TOKEN=sandboxtoken", `export WECHAT_TOKEN=sandboxtoken`, `$env:WECHAT_TOKEN = "sandboxtoken"`},
		{"WECHAT_API_BASE=http://127.0.0.1:8088", `export WECHAT_API_BASE=http://127.0.0.1:8088`, `$env:WECHAT_API_BASE = "http://127.0.0.1:8088"`},
		{"WECHAT_API_BASE=http://[::1]:8088", `export WECHAT_API_BASE='http://[::1]:8088'`, `$env:WECHAT_API_BASE = "http://[::1]:8088"`},
		{"A=", `export A=''`, `$env:A = ""`},
		{"A=b=c", `export A=b=c`, `$env:A = "b=c"`},
		{"A=it's `$HOME` \"x\"", "export A='it'\\''s `$HOME` \"x\"'", "$env:A = \"it's ```$HOME`` `\"x`\"\""},
	} {
		if got := assign(test.variable, "linux"); got != test.unix {
			t.Errorf("got %s, want %s", got, test.unix)
		}
		if got := assign(test.variable, "windows"); got != test.windows {
			t.Errorf("got %s, want %s", got, test.windows)
		}
	}
}

// A real shell accepts the printed command.
func TestAssignInAShell(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	const value = "it's `$HOME` \"x\" \\ [*] a=b"
	got, err := exec.Command(sh, "-c", assign("A="+value, "linux")+"\nprintf %s \"$A\"").Output()
	if err != nil || string(got) != value {
		t.Errorf("%v, %q", err, got)
	}
}
