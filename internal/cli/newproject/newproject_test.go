package newproject

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// clone is the checkout that the tests run in.
const clone = "../../.."

func run(args ...string) (string, error) {
	var out bytes.Buffer
	cmd := New()
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.Execute()
	return out.String(), err
}

// Each project is tidy Go that builds and passes its own test, without a network.
func TestProjectsPassTheirTests(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("three programs are built")
	}
	sums, err := os.ReadFile(filepath.Join(clone, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	needed := requirements(t)
	for _, example := range examples {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new", "shop")
			out, err := run(dir, "--example", example, "--replace", clone)
			if err != nil || !strings.Contains(out, "go mod tidy") {
				t.Fatalf("%s: %v", out, err)
			}
			if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600); err != nil {
				t.Fatal(err)
			}
			mod := filepath.Join(dir, "go.mod")
			own, err := os.ReadFile(mod)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(mod, append(own, needed...), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "go", "test", "-vet=all", "./...")
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// requirements returns the clone's requirements for the go.mod of a project. go mod tidy would write those that it needs;
// without them the go command looks for modules that this machine may not have.
func requirements(t *testing.T) []byte {
	t.Helper()
	mod, err := os.ReadFile(filepath.Join(clone, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := bytes.Cut(mod, []byte("\nrequire ("))
	if !found {
		t.Fatal("the clone's go.mod has no list of requirements")
	}
	return append([]byte("\nrequire ("), list...)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() // an empty directory that exists
	if _, err := run(dir, "--example", "login", "--module", "example.com/team/shop", "--replace", clone); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"go.mod": "module example.com/team/shop\n", "main.go": "// Command shop is", "main_test.go": "sandbox.Start(t",
		"README.md": "# shop\n", ".gitignore": "/shop\n", ".env.example": "COOKIE_KEY=", "serve.go": "ReadHeaderTimeout",
	} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(content), want) {
			t.Errorf("%s: %v\n%s", name, err, content)
		}
		if strings.Contains(string(content), "<no value>") {
			t.Errorf("%s has a value that is missing", name)
		}
	}
}

// What is refused leaves nothing behind.
func TestRefused(t *testing.T) {
	t.Parallel()
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	absent := filepath.Join(parent, "shop")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{full, "--module", "shop", "--replace", clone}, "is not empty, it has mine.txt"},
		{[]string{filepath.Join(full, "mine.txt"), "--replace", clone}, "not a directory"},
		{[]string{absent, "--example", "shop", "--replace", clone}, "give bot, login, aibot"},
		{[]string{absent, "--module", "a b", "--replace", clone}, "--module"},
		{[]string{absent, "--module", module + "/x", "--replace", clone}, "--module"},
		{[]string{filepath.Join(parent, "my shop"), "--replace", clone}, "as --module"},
		{[]string{filepath.Join(parent, "net"), "--replace", clone}, "as --module"},
		{[]string{absent, "--module", "fmt", "--replace", clone}, "--module"},
		{[]string{absent, "--module", "all", "--replace", clone}, "--module"},
		{[]string{absent, "--module", "example.com/Con", "--replace", clone}, "--module"},
		{[]string{absent, "--module", "example.com/aux.x/shop", "--replace", clone}, "--module"},
		{[]string{absent, "--module", "example.com/shop.", "--replace", clone}, "--module"},
		{[]string{absent, "--replace", parent}, "no clone of wechatgo"},
		{[]string{absent}, "give the clone's path as --replace"}, // the test's program has no version
	} {
		if out, err := run(c.args...); err == nil || out != "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %q, %v", c.args, out, err)
		}
	}
	for _, dir := range []string{full, parent} {
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) > 1 || len(entries) == 1 && entries[0].Name() != "mine.txt" {
			t.Errorf("%s has %v, %v", dir, entries, err)
		}
	}
}

// A module of a path that the standard library has cannot be built.
func TestTaken(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		if usable(path) {
			t.Errorf("%s is taken for a module", path)
		}
	}
	for _, path := range []string{"shop", "x/fmt", "example.com/net/v2", "connect", "shop.git"} {
		if !usable(path) {
			t.Errorf("%s is refused", path)
		}
	}
}

// The clone's path and the directory's name may have what go.mod and the shell have for themselves.
func TestOddPaths(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	odd := filepath.Join(parent, "源码 (2), [a]")
	if err := os.MkdirAll(odd, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(odd, "go.mod"), []byte("module "+module+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, replace := range map[string]string{"it's $(id)": odd, "店": filepath.Join(parent, "a(b)")} {
		if replace != odd {
			if err := os.Symlink(odd, replace); err != nil {
				t.Skip(err)
			}
		}
		dir := filepath.Join(parent, name)
		out, err := run(dir, "--module", "shop", "--replace", replace)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), replace) {
			t.Errorf("%s: %v\n%s", replace, err, out)
		}
		_, commands, _ := strings.Cut(out, "\n\n")
		cd, _, _ := strings.Cut(strings.TrimSpace(commands), "\n")
		got, err := exec.CommandContext(t.Context(), "sh", "-c", cd+" && pwd").Output()
		if err != nil || strings.TrimSpace(string(got)) != dir {
			t.Errorf("%s: %s, %v", cd, got, err)
		}
	}
}

// Pushes that are there when the program ends are answered: the server is shut down before the client, which refuses
// what comes after it.
func TestDrain(t *testing.T) {
	t.Parallel()
	files, err := (&project{Example: "bot", Module: "shop", Name: "shop"}).render()
	if err != nil {
		t.Fatal(err)
	}
	serve := string(files["serve.go"])
	if first := strings.Index(serve, "server.Shutdown("); first < 0 || first > strings.Index(serve, "wx.Shutdown(") {
		t.Errorf("the order is wrong:\n%s", serve)
	}
}

// The values of .env.example are the sandbox's: a key that everybody knows must not sign logins.
func TestNoKeyOfEverybody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := run(dir, "--example", "login", "--module", "shop", "--replace", clone); err != nil {
		t.Fatal(err)
	}
	env, err := os.ReadFile(filepath.Join(dir, ".env.example"))
	if err != nil || !strings.Contains(string(env)+"\n", "\nCOOKIE_KEY=\n") {
		t.Errorf("%v\n%s", err, env)
	}
}

// A failure in the middle leaves nothing behind: a name that cannot be written comes after one that can.
func TestNothingIsHalfWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "shop")
	if err := write(dir, map[string][]byte{"a.go": nil, "b/c.go": nil}); err == nil {
		t.Fatal("no error")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the directory is there: %v", err)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile(filepath.Join(clone, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "github.com/openai/openai-go/v3 "+project{}.OpenAI()+"\n") {
		t.Errorf("go.mod has another version of openai-go than %s", project{}.OpenAI())
	}
	if !strings.Contains(string(mod), "\ngo "+project{}.Go()+"\n") {
		t.Errorf("go.mod has another version of Go than %s", project{}.Go())
	}
	for version, want := range map[string]string{
		"v1.2.3": "v1.2.3", "(devel)": "", "v0.0.0-20260102030405-0123456789ab+dirty": "", "": "",
	} {
		info := &debug.BuildInfo{Main: debug.Module{Path: module, Version: version}}
		if got := versionOf(info, module); got != want {
			t.Errorf("%s: %q", version, got)
		}
	}
}
