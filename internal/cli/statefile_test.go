package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// --state goes on where the sandbox ended, and says where it cannot, before anything starts.
func TestStateFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	first, stop := start(t, "sandbox", "--addr", "127.0.0.1:0", "--state", file, "--seed", "30")
	first.wait(t, `no --callback`)
	stop()
	first.wait(t, `the state is saved in `)
	raw, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(raw), `"user000030"`) || strings.Contains(string(raw), `"user000031"`) {
		t.Errorf("%v %.200s", err, raw)
	}
	second, stop := start(t, "sandbox", "--addr", "127.0.0.1:0", "--state", file)
	second.wait(t, `the state is that of `)
	second.wait(t, `no --callback`)
	stop()
	second.wait(t, `the state is saved in `)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--state", filepath.Join(t.TempDir(), "no", "state.json")}, "could not be written at the end"},
		{[]string{"--state", file, "--appid", "wxffffffffffffffff"}, "it is of another account"},
		{[]string{"--seed", "100001"}, "--seed is 100001: give a number of users from 0 to 100000"},
		{[]string{"--seed", "-1"}, "--seed is -1"},
	} {
		err := run(t.Context(), append([]string{"sandbox", "--addr", "127.0.0.1:0"}, c.args...), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.args, err)
		}
	}
	if after, err := os.ReadFile(file); err != nil || !strings.Contains(string(after), `"user000030"`) {
		t.Errorf("a refused start has changed the file: %v", err)
	}
}
