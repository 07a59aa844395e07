package main_test

import (
	"net"
	"os/exec"
	"regexp"
	"testing"
)

// The exit status and the output of the built command when it ends at once. internal/cli tests every refusal.
func TestExit(t *testing.T) {
	t.Parallel()
	binary, err := command()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken := l.Addr().String()

	for _, test := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"--help"}, 0, `(?s)dev .*sandbox `},
		{[]string{"help", "dev"}, 0, `--encoding-aes-key .*abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG`},
		{[]string{"--version"}, 0, `^wechatgo version \S+, .*go1\.\S+ \w+/\w+\n$`},
		{[]string{"nonsense"}, 1, `^wechatgo: unknown command "nonsense" for "wechatgo"\n$`},
		{[]string{"dev", "--addr", taken}, 1, `^wechatgo: ` + taken + ` is taken: .* --addr\n$`},
		{[]string{"dev", "--addr", "127.0.0.1:0", "--app-addr", taken}, 1, `^wechatgo: ` + taken + ` is taken: .* --app-addr\n$`},
		{[]string{"sandbox", "--mode", "secret"}, 1, `^wechatgo: --mode .*plain, compatible, safe or cloud\n$`},
		{[]string{"demo", "--addr", "127.0.0.1:0"}, 1, `AppID is empty`},
	} {
		cmd := exec.Command(binary, test.args...)
		cmd.Env = []string{} // no account
		out, _ := cmd.CombinedOutput()
		if status := cmd.ProcessState.ExitCode(); status != test.status {
			t.Errorf("%v: exit status %d, want %d", test.args, status, test.status)
		}
		if !regexp.MustCompile(test.want).Match(out) {
			t.Errorf("%v lacks %s:\n%s", test.args, test.want, out)
		}
	}
}
