package wechatgo_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wechatgo/wechatgo"

// floors holds the house of docs/architecture.md: a package imports only from floors below its own.
var floors = []struct {
	floor    int
	packages []string // a trailing /... takes the packages below
}{
	{0, []string{"field", "msgcrypt", "store", "telemetry", "internal/xmldoc", "internal/redistest", "internal/samples"}},
	{1, []string{"account", "message", "reply", "store/...", "telemetry/...", "internal/measure", "internal/xmldoc/..."}},
	{2, []string{"endpoint"}},
	{3, []string{"api/...", "internal/apitest"}},
	{4, []string{"api", "credential", "callback", "oauth", "jssdk"}},
	{5, []string{"", "sandbox"}},
	{6, []string{"examples/...", "internal/cli"}},
	{7, []string{"cmd/...", "internal/multitest"}},
}

// sameFloor lists the imports within a floor that are meant.
var sameFloor = map[string][]string{
	"examples/officialaccount": {"examples/officialaccount/app"},
	"internal/cli":             {"examples/officialaccount/app"}, // dev runs the demo
}

// rooms lists what a package keeps below it, from the lowest room on: a room imports those before it, and the package
// itself stands above all of them.
var rooms = map[string][]string{
	"callback": {
		"callback/internal/guard", "callback/internal/sharedstore", "callback/internal/once", "callback/internal/peers", "callback",
	},
	"sandbox": {
		"sandbox/record", "sandbox/internal/inprocess", "sandbox/internal/page", "sandbox/internal/core", "sandbox/internal/delivery",
		"sandbox/internal/route", "sandbox/internal/area/...", "sandbox/internal/areas", "sandbox/internal/phone", "sandbox/internal/web",
		"sandbox/internal/control", "sandbox",
	},
}

// roomOf returns the house that pkg is a room of, and how high it stands there. Rooms of one entry with /... stand side
// by side.
func roomOf(pkg string) (house string, height int) {
	for house, list := range rooms {
		for i, room := range list {
			prefix, below := strings.CutSuffix(room, "/...")
			if room == pkg || below && strings.HasPrefix(pkg, prefix+"/") {
				return house, i
			}
		}
	}
	return "", 0
}

func floorOf(pkg string) (int, bool) {
	if house, _ := roomOf(pkg); house != "" {
		pkg = house
	}
	best, found := 0, false
	for _, f := range floors {
		for _, p := range f.packages {
			if p == pkg {
				return f.floor, true
			}
			if prefix, below := strings.CutSuffix(p, "/..."); below && strings.HasPrefix(pkg, prefix+"/") {
				best, found = f.floor, true
			}
		}
	}
	return best, found
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Fields(string(out))
}

// local returns a package's path within the module.
func local(importPath string) (string, bool) {
	if importPath == module {
		return "", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

func TestPackagesImportDownwardOnly(t *testing.T) {
	t.Parallel()
	for _, line := range goList(t, "-f", `{{.ImportPath}}:{{join .Imports ","}}`, "./...") {
		path, imports, _ := strings.Cut(line, ":")
		pkg, _ := local(path)
		floor, ok := floorOf(pkg)
		if !ok {
			t.Errorf("%s stands on no floor: give it one here and in docs/architecture.md", path)
			continue
		}
		for imp := range strings.SplitSeq(imports, ",") {
			dep, ours := local(imp)
			if !ours || slices.Contains(sameFloor[pkg], dep) {
				continue
			}
			house, height := roomOf(pkg)
			if other, below := roomOf(dep); house != "" && house == other {
				if below >= height {
					t.Errorf("%s imports %s, a room that is not below it", path, imp)
				}
				continue
			}
			if below, ok := floorOf(dep); !ok || below >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d)", path, floor, imp, below)
			}
		}
	}
}

// What a production program imports needs the standard library and x/sync alone.
func TestProductionDependencies(t *testing.T) {
	t.Parallel()
	args := []string{
		"-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}",
		".", "./account", "./api/...", "./callback", "./credential", "./endpoint", "./field", "./jssdk", "./message", "./msgcrypt",
		"./oauth", "./reply", "./store", "./store/storetest", "./telemetry",
	}
	for _, dep := range goList(t, args...) {
		if _, ours := local(dep); !ours && !strings.HasPrefix(dep, "golang.org/x/sync/") {
			t.Errorf("production packages depend on %s", dep)
		}
	}
}

// A program that calls the API does not carry the documented samples.
func TestProgramsCarryNoSamples(t *testing.T) {
	t.Parallel()
	for _, dep := range goList(t, "-deps", ".", "./api/...") {
		if pkg, _ := local(dep); pkg == "internal/samples" {
			t.Errorf("production packages depend on %s", dep)
		}
	}
	if !slices.Contains(goList(t, "-deps", "./sandbox"), module+"/internal/samples") {
		t.Error("the sandbox has no samples, and so this test shows nothing")
	}
}

// The sandbox must not check the SDK with the SDK's own code.
func TestSandboxDoesNotUseTheSDK(t *testing.T) {
	t.Parallel()
	for _, dep := range goList(t, "-deps", "./sandbox/...") {
		switch pkg, _ := local(dep); pkg {
		case "callback", "credential", "oauth", "jssdk":
			t.Errorf("the sandbox depends on %s", dep)
		}
	}
}
