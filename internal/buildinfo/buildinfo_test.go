package buildinfo

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOf(t *testing.T) {
	t.Parallel()
	const hash = "0123456789abcdef0123456789abcdef01234567"
	here := runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	vcs := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{
			{Key: "vcs", Value: "git"},
			{Key: "vcs.revision", Value: hash},
			{Key: "vcs.time", Value: "2026-01-02T03:04:05Z"},
			{Key: "vcs.modified", Value: modified},
		}
	}
	for name, test := range map[string]struct {
		record  *debug.BuildInfo
		release release
		want    string
	}{
		"no record":      {nil, release{}, "(unknown), " + here},
		"go install":     {&debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, release{}, "v1.2.3, " + here},
		"no vcs":         {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, release{}, "(devel), " + here},
		"no vcs, set":    {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, release{version: "v1.2.3"}, "v1.2.3, " + here},
		"set, no date":   {nil, release{"v1.2.3", "abc", ""}, "v1.2.3, commit abc, " + here},
		"set over a tag": {&debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: vcs("false")}, release{version: "v1.2.3-next"}, "v1.2.3-next, commit 0123456789ab of 2026-01-02T03:04:05Z, " + here},
		"a clone with changes": {
			&debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20260102030405-0123456789ab+dirty"}, Settings: vcs("true")}, release{},
			"v0.0.0-20260102030405-0123456789ab+dirty, commit 0123456789ab of 2026-01-02T03:04:05Z with changes, " + here,
		},
	} {
		if got := of(test.record, test.release).String(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// A program that is built with the package, once as in a clone at a tag and once without git and with the flags of a
// release, says what git and the flags say.
func TestBuilds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source, err := os.ReadFile("buildinfo.go")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.26.0\n",
		"main.go": `package main

import (
	"encoding/json"
	"os"

	"example.com/m/internal/buildinfo"
)

func main() { json.NewEncoder(os.Stdout).Encode(buildinfo.Read()) }
`,
		"internal/buildinfo/buildinfo.go": string(source),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(),
			"GOFLAGS=", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
			"GIT_AUTHOR_DATE=2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z",
		)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	check := func(what string, want Info, flags ...string) {
		t.Helper()
		want.Go, want.Platform = runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH
		binary := filepath.Join(t.TempDir(), "program.exe")
		run("go", append(append([]string{"build"}, flags...), "-o", binary, ".")...)
		var got Info
		if err := json.Unmarshal([]byte(run(binary)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want (-), got (+): %s", what, diff)
		}
	}
	set := func(name, value string) string { return "-X example.com/m/internal/buildinfo." + name + "=" + value }

	check("no version control", Info{Version: "(devel)"}, "-buildvcs=false")
	check("a release's flags",
		Info{Version: "v1.2.3", Commit: "abc", Date: "2026-01-02T03:04:05Z"},
		"-buildvcs=false", "-ldflags", set("version", "v1.2.3")+" "+set("commit", "abc")+" "+set("date", "2026-01-02T03:04:05Z"))

	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here: a build within a repository is not tried")
	}
	run("git", "init", "-q")
	run("git", "add", ".")
	run("git", "commit", "-q", "-m", "first")
	run("git", "tag", "v1.2.3")
	at := Info{Version: "v1.2.3", Commit: run("git", "rev-parse", "HEAD"), Date: "2026-01-02T03:04:05Z"}
	check("a clone at a tag", at, "-buildvcs=true")
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/m\n\ngo 1.26.0 // changed\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at.Version, at.Modified = "v1.2.3+dirty", true
	check("a clone with changes", at, "-buildvcs=true")
}
