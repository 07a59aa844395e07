package wechatgo_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/cli"
	"github.com/wechatgo/wechatgo/sandbox"
)

// pages returns the pages of the documentation.
func pages(t *testing.T) []string {
	t.Helper()
	all := []string{skill}
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		all = append(all, found...)
	}
	return all
}

func read(t *testing.T, page string) string {
	t.Helper()
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// codeBlock is a fenced code block of a page.
type codeBlock struct {
	language, code string
	line           int // number of the code's first line
}

var fence = regexp.MustCompile("(?ms)^ *```(\\w*)\n(.*?)^ *```$")

func codeBlocks(t *testing.T, page string) (blocks []codeBlock) {
	t.Helper()
	text := read(t, page)
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		blocks = append(blocks, codeBlock{text[at[2]:at[3]], text[at[4]:at[5]], 1 + strings.Count(text[:at[4]], "\n")})
	}
	return blocks
}

// prose returns a page without its code blocks.
func prose(t *testing.T, page string) string {
	t.Helper()
	return fence.ReplaceAllString(read(t, page), "")
}

// snippetHeader declares the names that the snippets on the pages use.
const snippetHeader = `package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric/noop"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
	"github.com/wechatgo/wechatgo/health"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/onetime"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/reply/markdown"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
	"github.com/wechatgo/wechatgo/store/redisstore"
	"github.com/wechatgo/wechatgo/telemetry"
	"github.com/wechatgo/wechatgo/telemetry/oteltelemetry"
	"github.com/wechatgo/wechatgo/telemetry/promtelemetry"
)

var key []byte

var statsd struct{ Count func(name string, value float64, labels []string) }

func newBot(wechatgo.Account, string, *http.Client) http.Handler { return nil }

func newSlowBot(wechatgo.Account, string, *http.Client) *callback.Server { return nil }
`

// Each snippet of Go on a page compiles, apart from unused variables and imports.
func TestSnippetsCompile(t *testing.T) {
	t.Parallel()
	var english, chinese []string
	for _, page := range pages(t) {
		if isChinese(page) {
			chinese = append(chinese, page)
		} else {
			english = append(english, page)
		}
	}
	// The languages are packages of their own, since both declare the same functions.
	for name, pages := range map[string][]string{"english": english, "chinese": chinese} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compileSnippets(t, pages)
		})
	}
}

func compileSnippets(t *testing.T, pages []string) {
	t.Helper()
	var file strings.Builder
	file.WriteString(snippetHeader)
	count := 0
	for _, page := range pages {
		for _, b := range codeBlocks(t, page) {
			if b.language != "go" || strings.HasPrefix(b.code, "package ") {
				continue // TestPrintedProgramsPass checks whole programs
			}
			count++
			frame := "func _(ctx context.Context, t *testing.T, r *http.Request, wx *wechatgo.Client, account wechatgo.Account, mux *callback.Mux) {{\n//line %s:%d\n%s}}\n"
			if strings.HasPrefix(b.code, "func ") {
				frame = "//line %s:%d\n%s"
			}
			fmt.Fprintf(&file, frame, page, b.line, b.code)
		}
	}
	if count < 10 {
		t.Fatalf("%d snippets of Go found on the pages", count)
	}
	name := filepath.Join(t.TempDir(), "pages.go")
	if err := os.WriteFile(name, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "build", "-gcflags=-e", "-o", os.DevNull, name).CombinedOutput()
	if err == nil {
		return
	}
	unused := regexp.MustCompile(`declared and not used|imported (as \w+ )?and not used|^#|^go: downloading|^$`)
	for line := range strings.Lines(string(out)) {
		if !unused.MatchString(strings.TrimSpace(line)) {
			t.Error(line)
		}
	}
}

// The pages name only environment variables that the code reads, and docs/deployment.md names all of them, in both languages.
func TestEnvironmentIsDocumented(t *testing.T) {
	t.Parallel()
	variable := regexp.MustCompile(`WECHAT(GO)?(_[A-Z]+)+`)
	known := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, quoted := range regexp.MustCompile(`"`+variable.String()+`"`).FindAllString(read(t, path), -1) {
			known[strings.Trim(quoted, `"`)] = true
		}
		return nil
	})
	if err != nil || len(known) == 0 {
		t.Fatalf("variables in the code: %v, %v", known, err)
	}
	for _, page := range pages(t) {
		named := map[string]bool{}
		for _, name := range variable.FindAllString(read(t, page), -1) {
			if named[name] = true; !known[name] {
				t.Errorf("%s names %s, which the code does not read", page, name)
			}
		}
		if page != "docs/deployment.md" && page != translation("docs/deployment.md") {
			continue
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(known)), slices.Sorted(maps.Keys(named))); diff != "" {
			t.Errorf("variables of the code (-) and of %s (+): %s", page, diff)
		}
	}
}

// Each flag is on the page of its command, in both languages, and the pages name no other flags.
func TestFlagsAreDocumented(t *testing.T) {
	t.Parallel()
	help := func(command string) (flags []string) {
		var out bytes.Buffer
		if code := cli.Main(append(strings.Fields(command), "--help"), &out, &out); code != 0 {
			t.Fatalf("%s --help: %s", command, out.String())
		}
		for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, |    )(--[a-z-]+)`).FindAllStringSubmatch(out.String(), -1) {
			if m[1] != "--help" {
				flags = append(flags, m[1])
			}
		}
		return flags
	}
	commands := map[string]string{
		"dev": "docs/sandbox.md", "sandbox": "docs/sandbox.md", "demo": "docs/sandbox.md", "bot": "docs/bot.md", "token serve": "docs/token-server.md",
		"api": "docs/command.md", "api list": "docs/command.md", "explain": "docs/command.md", "doctor": "docs/doctor.md", "mcp": "docs/agents.md",
		"menu pull": "docs/menu-file.md", "menu check": "docs/menu-file.md", "menu diff": "docs/menu-file.md", "menu apply": "docs/menu-file.md",
		"draft push": "docs/publishing.md", "draft list": "docs/publishing.md", "draft delete": "docs/publishing.md", "publish list": "docs/publishing.md",
		"media upload": "docs/command.md", "media download": "docs/command.md", "users export": "docs/command.md",
		"qrcode": "docs/command.md", "template send": "docs/command.md",
		"decrypt": "docs/command.md", "verify": "docs/command.md", "verify page": "docs/command.md",
		"sign handshake": "docs/command.md", "sign push": "docs/command.md", "sign page": "docs/command.md",
		"init": "docs/command.md", "token get": "docs/command.md", "tail": "docs/command.md", "version": "docs/releases.md",
	}
	for command, page := range commands {
		flags := help(command)
		if len(flags) == 0 {
			t.Fatalf("no flags in the help of %s", command)
		}
		for _, flag := range flags {
			for _, page := range []string{page, translation(page)} {
				if !strings.Contains(read(t, page), "`"+flag) {
					t.Errorf("%s does not name %s of wechatgo %s", page, flag, command)
				}
			}
		}
		used := regexp.MustCompile(`wechatgo ` + command + `\b[^` + "`" + `\n]*`)
		for _, page := range pages(t) {
			text := strings.ReplaceAll(read(t, page), "\\\n", " ")
			for _, line := range used.FindAllString(text, -1) {
				if isOfSubcommand(line, command, commands) {
					continue
				}
				for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(line, -1) {
					if !slices.Contains(flags, flag) {
						t.Errorf("%s: wechatgo %s has no %s", page, command, flag)
					}
				}
			}
		}
	}
}

// isOfSubcommand reports whether a line that begins with a command runs a command below it.
func isOfSubcommand(line, command string, commands map[string]string) bool {
	for below := range commands {
		if strings.HasPrefix(below, command+" ") && strings.HasPrefix(line, "wechatgo "+below) {
			return true
		}
	}
	return false
}

// README.md has the values of the sandbox's account as environment variables.
func TestReadmeHasTheSandboxAccount(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"WECHAT_APPID=" + sandbox.DefaultAppID, "WECHAT_SECRET=" + sandbox.DefaultSecret, "WECHAT_TOKEN=" + sandbox.DefaultToken,
		"WECHAT_ENCODING_AES_KEY=" + sandbox.DefaultEncodingAESKey,
	} {
		if !strings.Contains(read(t, "README.md"), value) {
			t.Errorf("README.md lacks %s", value)
		}
	}
}

// Who may call an endpoint is the same on the pages about an account's day as on those that the catalogue makes.
func TestAccessIsThatOfTheCatalogue(t *testing.T) {
	t.Parallel()
	const marks = `((?:[✓✗▲?]|\([✓✗]\))(?: (?:[✓✗▲?]|\([✓✗]\))){4})`
	access := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| \[([\w.]+)\].* \| `+marks+` \| \S+ \|$`).FindAllStringSubmatch(read(t, "docs/api.md"), -1) {
		access[m[1]] = m[2]
	}
	for _, page := range []string{"docs/accountday.md", "docs/accountday.zh-CN.md"} {
		rows := regexp.MustCompile("(?m)^\\| [^|]+ \\| `([\\w.]+)` \\| (.*) \\|$").FindAllStringSubmatch(read(t, page), -1)
		if len(rows) < 10 {
			t.Fatalf("%s has %d rows about who may call", page, len(rows))
		}
		for _, row := range rows {
			if access[row[1]] != row[2] {
				t.Errorf("%s: %s has %q, want %q", page, row[1], row[2], access[row[1]])
			}
		}
	}
}
