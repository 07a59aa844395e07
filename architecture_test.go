package wechatgo_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wechatgo/wechatgo"

// floors lists the floors of docs/architecture.md. A package imports only packages of lower floors.
var floors = []struct {
	floor    int
	packages []string // a trailing /... means the packages below that directory
}{
	{0, []string{
		"field", "msgcrypt", "store", "telemetry", "internal/xmldoc", "internal/grapheme", "internal/textlink", "internal/textheading",
		"internal/redistest", "internal/streamtest", "internal/samples", "internal/logonce", "internal/guard", "internal/emphasis", "internal/terminal", "internal/buildinfo", "internal/hostproxy", "internal/nearest", "internal/programtest",
		"internal/language", "internal/webpage", "internal/hostcookie",
	}},
	{1, []string{"account", "message", "reply", "reply/markdown", "store/...", "telemetry/...", "internal/measure", "internal/xmldoc/...", "qrpicture"}},
	{2, []string{"endpoint", "internal/sharedstore", "api/internal/job", "api/keyword"}},
	{3, []string{"api/...", "internal/apitest"}},
	{4, []string{"api", "credential", "callback", "oauth", "onetime", "jssdk", "article"}},
	{5, []string{"scanlogin"}},
	{6, []string{"", "sandbox", "health", "internal/capture"}},
	{7, []string{"examples/...", "internal/catalogue", "internal/doctor", "internal/menufile"}},
	{8, []string{"internal/agent"}},
	{9, []string{"internal/cli", "internal/multitest"}},
	{10, []string{"cmd/...", "internal/mistakes"}},
}

// sameFloor lists the allowed imports within a floor.
var sameFloor = map[string][]string{
	"internal/redistest":       {"internal/programtest"}, // which finds the server
	"api/internal/job":         {"endpoint"},             // which errors pass
	"api/keyword":              {"endpoint"},             // China's time, the code of a refusal
	"api/ocr":                  {"api/img"},              // what a picture is
	"examples/officialaccount": {"examples/officialaccount/app"},
	"examples/accountday":      {"examples/accountday/shop"},
	"examples/aibot":           {"examples/aibot/bot", "examples/aibot/stubmodel"},
}

// rooms lists the internal packages of a package, its rooms, from the lowest to the highest. A room imports only the
// rooms before it; the package itself is the last one. The packages of an entry with /... do not import each other.
var rooms = map[string][]string{
	"callback": {
		"callback/internal/mailbox", "callback/internal/once", "callback/internal/peers",
		"callback",
	},
	"sandbox": {
		"sandbox/record", "sandbox/scenario", "sandbox/internal/graph", "sandbox/internal/inprocess", "sandbox/internal/page", "sandbox/internal/core", "sandbox/internal/delivery",
		"sandbox/internal/route", "sandbox/internal/area/...", "sandbox/internal/areas", "sandbox/internal/phone", "sandbox/internal/bridge", "sandbox/internal/web",
		"sandbox/internal/origin", "sandbox/internal/control", "sandbox",
	},
	"internal/cli": {"internal/cli/operator", "internal/cli/...", "internal/cli"},
}

// roomOf returns the package that pkg is a room of, and the index of the room. The package is "" if pkg is not a room.
func roomOf(pkg string) (owner string, index int) {
	for owner, list := range rooms {
		if i := slices.Index(list, pkg); i >= 0 {
			return owner, i
		}
		for i, room := range list {
			if prefix, below := strings.CutSuffix(room, "/..."); below && strings.HasPrefix(pkg, prefix+"/") {
				return owner, i
			}
		}
	}
	return "", 0
}

// floorOf returns the floor of pkg. The entry with the name of pkg takes precedence over one with /....
func floorOf(pkg string) (int, bool) {
	if owner, _ := roomOf(pkg); owner != "" {
		pkg = owner
	}
	floor, found := 0, false
	for _, f := range floors {
		for _, p := range f.packages {
			if p == pkg {
				return f.floor, true
			}
			if prefix, below := strings.CutSuffix(p, "/..."); below && strings.HasPrefix(pkg, prefix+"/") {
				floor, found = f.floor, true
			}
		}
	}
	return floor, found
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Fields(string(out))
}

// inModule returns a package's path within the module, and whether it is a package of the module.
func inModule(importPath string) (string, bool) {
	if importPath == module {
		return "", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

func TestPackagesImportDownwardOnly(t *testing.T) {
	t.Parallel()
	for _, line := range goList(t, "-f", `{{.ImportPath}}:{{join .Imports ","}}`, "./...") {
		path, imports, _ := strings.Cut(line, ":")
		pkg, _ := inModule(path)
		floor, ok := floorOf(pkg)
		if !ok {
			t.Errorf("%s has no floor: add it here and in docs/architecture.md", path)
			continue
		}
		for imp := range strings.SplitSeq(imports, ",") {
			dep, ours := inModule(imp)
			if !ours || slices.Contains(sameFloor[pkg], dep) {
				continue
			}
			owner, room := roomOf(pkg)
			if depOwner, depRoom := roomOf(dep); owner != "" && owner == depOwner {
				if depRoom >= room {
					t.Errorf("%s imports %s, a room that is not below it", path, imp)
				}
				continue
			}
			if depFloor, ok := floorOf(dep); !ok || depFloor >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d)", path, floor, imp, depFloor)
			}
		}
	}
}

// The packages that a production program imports depend only on the standard library and x/sync.
func TestProductionDependencies(t *testing.T) {
	t.Parallel()
	args := []string{
		"-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}",
		".", "./account", "./api/...", "./callback", "./credential", "./endpoint", "./field", "./jssdk", "./message", "./msgcrypt",
		"./health", "./oauth", "./onetime", "./scanlogin", "./reply", "./store", "./store/storetest", "./telemetry",
	}
	for _, dep := range goList(t, args...) {
		if _, ours := inModule(dep); !ours && !strings.HasPrefix(dep, "golang.org/x/sync/") {
			t.Errorf("production packages depend on %s", dep)
		}
	}
}

// A parser of Markdown, colours for code, the client of a model, the protocol of agents, what draws QR codes or progress bars is in the programs that ask for it, and in no other.
func TestModulesOfOnePackage(t *testing.T) {
	t.Parallel()
	for module, owners := range map[string][]string{
		"github.com/yuin/goldmark":               {"internal/emphasis", "reply/markdown", "article"},
		"github.com/alecthomas/chroma":           {"article"},
		"github.com/openai/openai-go":            {"examples/aibot/bot"},
		"rsc.io/qr":                              {"qrpicture"},
		"github.com/vbauerster/mpb":              {"internal/cli/assets"},
		"github.com/modelcontextprotocol/go-sdk": {"internal/agent"},
	} {
		found := false
		for _, line := range goList(t, "-f", `{{.ImportPath}}:{{join .Imports ","}}`, "./...") {
			path, imports, _ := strings.Cut(line, ":")
			if !strings.Contains(imports, module) {
				continue
			}
			found = true
			if pkg, _ := inModule(path); !slices.Contains(owners, pkg) {
				t.Errorf("%s imports %s", path, module)
			}
		}
		if !found {
			t.Errorf("no package imports %s, and so this test shows nothing", module)
		}
	}
}

// A program that calls the API does not carry the documented samples.
func TestProgramsCarryNoSamples(t *testing.T) {
	t.Parallel()
	for _, dep := range goList(t, "-deps", ".", "./api/...") {
		if pkg, _ := inModule(dep); pkg == "internal/samples" {
			t.Errorf("production packages depend on %s", dep)
		}
	}
	if !slices.Contains(goList(t, "-deps", "./sandbox"), module+"/internal/samples") {
		t.Error("the sandbox does not import the samples, so the check above is not effective")
	}
}

// The sandbox must not check the SDK with the code of the SDK.
func TestSandboxDoesNotUseTheSDK(t *testing.T) {
	t.Parallel()
	for _, dep := range goList(t, "-deps", "./sandbox/...") {
		switch pkg, _ := inModule(dep); pkg {
		case "callback", "credential", "oauth", "onetime", "jssdk":
			t.Errorf("the sandbox depends on %s", dep)
		}
	}
}
