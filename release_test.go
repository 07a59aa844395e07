package wechatgo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// readYAML decodes a file of YAML.
func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(read(t, path)), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// workflow is what the tests below read of a workflow of GitHub.
type workflow struct {
	Permissions map[string]string
	Concurrency map[string]any
	Jobs        map[string]struct {
		Timeout     int `yaml:"timeout-minutes"`
		Permissions map[string]string
		Steps       []struct {
			Uses, Run string
			With      map[string]any
		}
	}
}

// A workflow may read alone unless a job says more, ends, and runs actions that nobody can change behind their names. actionlint checks the rest.
func TestWorkflows(t *testing.T) {
	t.Parallel()
	language := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))[1]
	pinned := regexp.MustCompile(`uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	paths, err := filepath.Glob(".github/workflows/*.yml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("workflows: %v, %v", paths, err)
	}
	for _, path := range paths {
		var w workflow
		readYAML(t, path, &w)
		if diff := cmp.Diff(map[string]string{"contents": "read"}, w.Permissions); diff != "" {
			t.Errorf("%s: permissions, want (-), got (+): %s", path, diff)
		}
		if w.Concurrency["group"] == nil {
			t.Errorf("%s has no concurrency group", path)
		}
		if len(w.Jobs) == 0 {
			t.Errorf("%s has no jobs", path)
		}
		for name, job := range w.Jobs {
			if job.Timeout == 0 {
				t.Errorf("%s: job %s has no timeout-minutes", path, name)
			}
			for _, step := range job.Steps {
				// setup-go takes the go line of go.mod as the exact version: the release would have the weaknesses of the oldest patch.
				if strings.HasPrefix(step.Uses, "actions/setup-go@") && (step.With["go-version"] != language+".x" || step.With["check-latest"] != true) {
					t.Errorf("%s: job %s does not take the newest patch of Go %s: %v", path, name, language, step.With)
				}
				if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != false {
					t.Errorf("%s: job %s leaves the token with the checkout: set persist-credentials to false", path, name)
				}
			}
		}
		for line := range strings.Lines(read(t, path)) {
			if line = strings.TrimSpace(line); strings.Contains(line, "uses: ") && !pinned.MatchString(line) {
				t.Errorf("%s: %q has no commit of 40 hex digits with its version behind", path, line)
			}
		}
	}
	var ci workflow
	readYAML(t, ".github/workflows/ci.yml", &ci)
	if steps := ci.Jobs["run"].Steps; len(steps) == 0 || steps[len(steps)-1].Run != ".ci/run" {
		t.Errorf("the job run of ci.yml does not end with .ci/run: %v", steps)
	}
}

// A tag's workflow may do what a release takes, and gives goreleaser what its settings need; ci.yml checks these settings with the same goreleaser.
func TestReleaseWorkflow(t *testing.T) {
	t.Parallel()
	var release, ci workflow
	readYAML(t, ".github/workflows/release.yml", &release)
	readYAML(t, ".github/workflows/ci.yml", &ci)
	job := release.Jobs["release"]
	if diff := cmp.Diff(map[string]string{"contents": "write", "packages": "write"}, job.Permissions); diff != "" {
		t.Errorf("the release's permissions, want (-), got (+): %s", diff)
	}
	var settings struct {
		Docker []struct{ Images []string } `yaml:"dockers_v2"`
	}
	readYAML(t, ".goreleaser.yaml", &settings)
	registry, _, _ := strings.Cut(settings.Docker[0].Images[0], "/")

	var order []string
	for _, step := range job.Steps {
		action, _, _ := strings.Cut(step.Uses, "@")
		switch {
		case action == "actions/checkout" && step.With["fetch-depth"] == uint64(0),
			action == "docker/setup-buildx-action", // the driver that comes with Docker can neither build two platforms nor attest
			action == "docker/login-action" && step.With["registry"] == registry,
			action == "goreleaser/goreleaser-action" && step.With["args"] == "release --clean --release-notes=${{ runner.temp }}/notes.md":
			order = append(order, action)
		case step.Run == `.ci/release-notes "$GITHUB_REF_NAME" >"$RUNNER_TEMP/notes.md"`, step.Run == "go test ./...":
			order = append(order, step.Run)
		}
	}
	want := []string{
		"actions/checkout", `.ci/release-notes "$GITHUB_REF_NAME" >"$RUNNER_TEMP/notes.md"`, "go test ./...",
		"docker/setup-buildx-action", "docker/login-action", "goreleaser/goreleaser-action",
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("the release's steps, want (-), got (+): %s", diff)
	}
	last, check := job.Steps[len(job.Steps)-1], ci.Jobs["release-settings"].Steps
	if c := check[len(check)-1]; c.Uses != last.Uses || c.With["version"] != last.With["version"] || c.With["args"] != "check" {
		t.Errorf("ci.yml checks the settings with %s %v, the release is made with %s %v", c.Uses, c.With, last.Uses, last.With)
	}
}

// The forms for issues are forms of GitHub. The form for bugs asks for the build and the doctor, and warns of secrets in both languages.
func TestIssueForms(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(".github/ISSUE_TEMPLATE/*.yml")
	if err != nil || len(paths) < 4 {
		t.Fatalf("forms: %v, %v", paths, err)
	}
	for _, path := range paths {
		if filepath.Base(path) == "config.yml" {
			continue
		}
		var form struct {
			Name, Description string
			Body              []struct {
				Type, ID   string
				Attributes map[string]any
			}
		}
		readYAML(t, path, &form)
		ids := map[string]bool{}
		for _, field := range form.Body {
			switch {
			case field.Type == "markdown":
				continue
			case !slices.Contains([]string{"input", "textarea", "dropdown", "checkboxes"}, field.Type):
				t.Errorf("%s: %q is no type of field", path, field.Type)
			case field.ID == "" || ids[field.ID]:
				t.Errorf("%s: the id %q is empty or there twice", path, field.ID)
			case field.Attributes["label"] == nil:
				t.Errorf("%s: field %s has no label", path, field.ID)
			}
			ids[field.ID] = true
		}
		chinese := regexp.MustCompile(`\p{Han}`)
		if !chinese.MatchString(form.Name) || !chinese.MatchString(form.Description) || len(ids) == 0 {
			t.Errorf("%s is not in both languages, or has no fields", path)
		}
	}
	for _, want := range []string{"`wechatgo --version`", "`wechatgo doctor --json`", "**Leave secrets out**", "**请去掉敏感信息**"} {
		if !strings.Contains(read(t, ".github/ISSUE_TEMPLATE/bug.yml"), want) {
			t.Errorf("the form for bugs lacks %s", want)
		}
	}
}

// dependabot looks after each module, the actions and the image.
func TestDependabot(t *testing.T) {
	t.Parallel()
	var config struct {
		Updates []struct {
			Ecosystem   string `yaml:"package-ecosystem"`
			Directory   string
			Directories []string
		}
	}
	readYAML(t, ".github/dependabot.yml", &config)
	watched := map[string][]string{}
	for _, u := range config.Updates {
		watched[u.Ecosystem] = append(append(watched[u.Ecosystem], u.Directories...), u.Directory)
	}
	if watched["github-actions"] == nil || watched["docker"] == nil {
		t.Errorf("dependabot does not look after the actions and the image: %v", watched)
	}
	out, err := exec.Command("git", "ls-files", "go.mod", "**/go.mod").Output()
	if err != nil {
		t.Skipf("the modules are listed by git: %v", err)
	}
	for _, file := range strings.Fields(string(out)) {
		if dir := strings.TrimSuffix("/"+strings.TrimSuffix(filepath.ToSlash(filepath.Dir(file)), "."), ""); !slices.Contains(watched["gomod"], dir) {
			t.Errorf("dependabot does not look after the module in %s", dir)
		}
	}
}

// buildinfoVariable matches what a build sets in package buildinfo.
var buildinfoVariable = regexp.MustCompile(`-X (github\.com/wechatgo/wechatgo/internal/buildinfo)\.(\w+)=`)

// setVariables returns the variables of package buildinfo that a build sets.
func setVariables(text string) (names []string) {
	for _, m := range buildinfoVariable.FindAllStringSubmatch(text, -1) {
		names = append(names, m[2])
	}
	slices.Sort(names)
	return names
}

// The release and the image set what package buildinfo reads, and .ci/run builds each platform of a release.
func TestReleaseBuilds(t *testing.T) {
	t.Parallel()
	source := read(t, "internal/buildinfo/buildinfo.go")
	for _, path := range []string{".goreleaser.yaml", "Dockerfile"} {
		names := setVariables(read(t, path))
		if diff := cmp.Diff([]string{"commit", "date", "version"}, names); diff != "" {
			t.Errorf("%s sets, want (-), got (+): %s", path, diff)
		}
		for _, name := range names {
			if !regexp.MustCompile(`(?m)^\t` + name + ` +string`).MatchString(source) {
				t.Errorf("%s sets %s, which package buildinfo does not have", path, name)
			}
		}
	}
	var release struct {
		Version int
		Builds  []struct {
			Main, Binary string
			Flags        []string
			GOOS, GOARCH []string
			Env          []string
			Timestamp    string `yaml:"mod_timestamp"`
		}
		Docker []struct {
			Args map[string]string `yaml:"build_args"`
		} `yaml:"dockers_v2"`
		Changelog map[string]any
	}
	readYAML(t, ".goreleaser.yaml", &release)
	if release.Version != 2 || len(release.Builds) != 1 || len(release.Docker) != 1 {
		t.Fatalf("version %d, %d builds, %d images", release.Version, len(release.Builds), len(release.Docker))
	}
	if release.Changelog["disable"] != nil {
		t.Error("changelog.disable makes goreleaser ignore --release-notes: the release would have no notes")
	}
	build := release.Builds[0]
	if !slices.Contains(build.Flags, "-trimpath") || !slices.Contains(build.Env, "CGO_ENABLED=0") || build.Timestamp != "{{ .CommitTimestamp }}" {
		t.Errorf("two builds of a commit may differ: %+v", build)
	}
	if _, err := os.Stat(build.Main); err != nil {
		t.Error(err)
	}
	ci := read(t, ".ci/run")
	for _, system := range build.GOOS {
		for _, arch := range build.GOARCH {
			if target := system + "/" + arch; !strings.Contains(ci, target) {
				t.Errorf(".ci/run does not build %s, which a release has", target)
			}
		}
	}
	if stage := release.Docker[0].Args["BINARY"]; !strings.Contains(read(t, "Dockerfile"), " AS "+stage+"\n") {
		t.Errorf("the Dockerfile has no stage %q for a release", stage)
	}
}

// Each image of the Dockerfile is pinned by a digest, and the one that runs has no root.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	text := read(t, "Dockerfile")
	stages := regexp.MustCompile(`(?m)^FROM (?:--platform=\S+ )?(\S+)`).FindAllStringSubmatch(text, -1)
	if len(stages) < 2 {
		t.Fatalf("%d stages", len(stages))
	}
	pinned := regexp.MustCompile(`^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$`)
	for _, stage := range stages {
		if image := stage[1]; image != "scratch" && image != "$BINARY" && !pinned.MatchString(image) {
			t.Errorf("%s has no tag or no digest", image)
		}
	}
	if last := stages[len(stages)-1][1]; !strings.HasPrefix(last, "gcr.io/distroless/static-debian12:nonroot@") {
		t.Errorf("the image that runs is made from %s", last)
	}
	if !strings.Contains(text, "\nUSER nonroot:nonroot\n") {
		t.Error("the image runs as another user than nonroot")
	}
	language := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))[1]
	if !strings.Contains(text, " golang:"+language+".") {
		t.Errorf("the Dockerfile builds with another Go than %s, that of go.mod", language)
	}
}

// CHANGELOG.md has the form of keepachangelog.com, and .ci/release-notes takes a version's section from one.
func TestChangelog(t *testing.T) {
	t.Parallel()
	kinds := []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
	headings := regexp.MustCompile(`(?m)^(##+) (.*)$`).FindAllStringSubmatch(read(t, "CHANGELOG.md"), -1)
	if len(headings) == 0 || headings[0][2] != "[Unreleased]" {
		t.Errorf("CHANGELOG.md does not begin with Unreleased: %v", headings)
	}
	release := regexp.MustCompile(`^(\[Unreleased\]|\[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d\d-\d\d)$`)
	for _, h := range headings {
		if h[1] == "##" && !release.MatchString(h[2]) || h[1] == "###" && !slices.Contains(kinds, h[2]) {
			t.Errorf("CHANGELOG.md: %q is neither a release nor one of %v", h[2], kinds)
		}
	}

	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	path := filepath.Join(t.TempDir(), "CHANGELOG.md")
	const text = "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n\n### Added\n\n- one\n\n## [1.2.2] - 2026-01-01\n\n### Fixed\n\n- two\n\n[1.2.2]: https://example.com\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]string{"v1.2.3": "### Added\n\n- one", "v1.2.2": "### Fixed\n\n- two", "v1.2.1": "", "v1.2": ""} {
		cmd := exec.CommandContext(t.Context(), bash, ".ci/release-notes", version)
		cmd.Env = append(os.Environ(), "CHANGELOG="+path)
		out, err := cmd.Output()
		if got := strings.TrimSpace(string(out)); got != want || (err == nil) != (want != "") {
			t.Errorf("the notes of %s are %q (%v), want %q", version, got, err, want)
		}
	}
}
