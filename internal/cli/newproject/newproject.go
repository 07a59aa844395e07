// Package newproject has the command init, which makes a new project from an example.
package newproject

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// module is the module that a project needs.
const module = "github.com/wechatgo/wechatgo"

// New returns the command init.
func New() *cobra.Command {
	var p project
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a new project from an example: a bot, a page behind web login, a bot with a model",
		Long: `Make a new project in DIR, which is empty or does not exist: a program with its
time-outs and its drain, a test against the sandbox, a README with the commands, a
.gitignore and a .env.example. --example is

  bot     answers messages and events
  login   a page behind web login, and a callback
  aibot   answers with a language model, on any OpenAI-compatible endpoint

Nothing else is changed, and no command is run: "go mod tidy" in DIR fetches what the
project needs. A wechatgo that was built from a clone, and so has no version, needs the
clone's path as --replace.`,
		Example: `  wechatgo init shop
  wechatgo init shop --example login --module example.com/shop
  go run ./cmd/wechatgo init ../shop --replace .`,
		Args: operator.OneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := p.fill(args[0]); err != nil {
				return err
			}
			files, err := p.render()
			if err != nil {
				return err
			}
			if err := write(args[0], files); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d files. Next:\n\n  cd %s\n  go mod tidy && go test ./...\n",
				args[0], len(files), shellWord(args[0]))
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&p.Example, "example", "bot", "the example: "+strings.Join(examples, ", "))
	f.StringVar(&p.Module, "module", "", "the module's path (default: the name of DIR)")
	f.StringVar(&p.Replace, "replace", "", "the path of a clone of wechatgo that the project uses")
	_ = cmd.RegisterFlagCompletionFunc("example", cobra.FixedCompletions(examples, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// modulePattern matches the paths of modules that people give to programs.
var modulePattern = regexp.MustCompile(`^[A-Za-z0-9][\w.~-]*(?:/[\w.~-]+)*$`)

// taken are the first elements of the paths that Go has for itself: its commands refuse a module of such a path, or find
// two packages of it. A test compares them with those of the standard library.
var taken = strings.Fields("all archive bufio builtin bytes cmd cmp compress container context crypto database debug " +
	"embed encoding errors expvar flag fmt go hash html image index internal io iter log maps math mime net os path " +
	"plugin reflect regexp runtime slices sort std strconv strings structs sync syscall testing text time tool " +
	"unicode unique unsafe uuid vendor weak work")

// reserved are names that Windows has for devices, which Go refuses in a path.
var reserved = regexp.MustCompile(`(?i)^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)`)

// usable reports whether Go takes a path for the module of a program.
func usable(path string) bool {
	elements := strings.Split(path, "/")
	return modulePattern.MatchString(path) && path != module && !strings.HasPrefix(path, module+"/") &&
		!slices.Contains(taken, elements[0]) && !slices.ContainsFunc(elements, func(e string) bool {
		return strings.HasPrefix(e, ".") || strings.HasSuffix(e, ".") || reserved.MatchString(e)
	})
}

// fill sets what the flags leave out, and refuses what cannot be right.
func (p *project) fill(dir string) error {
	if !p.known() {
		return fmt.Errorf("--example is %q: give %s", p.Example, strings.Join(examples, ", "))
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if p.Module == "" {
		if p.Module = filepath.Base(whole); !usable(p.Module) {
			return fmt.Errorf(
				"the name of %s is no path that Go takes for a module: give one such as example.com/shop "+
					"as --module",
				dir,
			)
		}
	}
	if !usable(p.Module) {
		return fmt.Errorf("--module is %q: give a path such as example.com/shop", p.Module)
	}
	p.Name = p.Module[strings.LastIndex(p.Module, "/")+1:]
	return p.pin()
}

// pin sets the versions of the modules that the project needs.
func (p *project) pin() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	p.Version = versionOf(info, module)
	if p.Replace == "" {
		if p.Version == "" {
			return errors.New(
				"this wechatgo was built from a clone and has no version: give the clone's path as --replace",
			)
		}
		return nil
	}
	whole, err := filepath.Abs(p.Replace)
	if err != nil {
		return err
	}
	if !isClone(whole) {
		return fmt.Errorf("--replace %s is no clone of wechatgo: it has no go.mod of %s", p.Replace, module)
	}
	p.Replace, p.Version = filepath.ToSlash(whole), "v0.0.0"
	if strings.ContainsAny(p.Replace, " \t\r\n\"'`()[]{},") { // what go.mod has within quotes alone
		p.Replace = strconv.Quote(p.Replace)
	}
	return nil
}

// shellWord returns a name as one word of a shell.
func shellWord(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	if !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != filepath.Separator &&
			!strings.ContainsRune("_./:@%+=,-", r)
	}) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// versionOf returns the version of a module in a program, "" if none can be fetched.
func versionOf(info *debug.BuildInfo, path string) string {
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if m.Path == path && m.Version != "(devel)" && !strings.HasSuffix(m.Version, "+dirty") {
			return m.Version
		}
	}
	return ""
}
