package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/hostproxy"
	"github.com/wechatgo/wechatgo/internal/terminal"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

// replayFlags are the flags of sandbox replay beside those of the platform.
type replayFlags struct {
	callback, junit string
	wait            time.Duration
	allow           []string
	command         []string // the program, behind --; empty where it is started elsewhere
}

func newReplay() *cobra.Command {
	var p platformFlags
	var own replayFlags
	cmd := &cobra.Command{
		Use:   "replay file... [-- command [argument]...]",
		Short: "Replay recorded phone sessions against your program, and print the differences",
		Long: `Replay scenarios, which are phone sessions in YAML files, against a running
program. It starts a sandbox, waits for the program at --callback, does the
handshake, and then does what the files say, one after the other. Each file has
users of its own.

With a command behind -- it starts the program as "wechatgo sandbox exec" does, so
that its calls of api.weixin.qq.com reach the sandbox with any SDK, and ends it
afterwards.

The exit status is 0 if everything was as the files say, 1 if something differs,
and 2 if the replay could not begin.`,
		Example: `  wechatgo sandbox replay greeting.yaml --callback http://127.0.0.1:3000/wx
  wechatgo sandbox replay testdata/*.yaml --callback http://127.0.0.1:3000/wx --junit report.xml
  wechatgo sandbox replay greeting.yaml --callback http://127.0.0.1:3000/wx -- npm start`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if at := cmd.ArgsLenAtDash(); at >= 0 {
				files, own.command = files[:at], files[at:]
			}
			same, err := runReplay(cmd, &p, own, files)
			switch {
			case err != nil:
				return operator.Trouble{Err: err}
			case !same:
				return operator.Exit(operator.StatusDiffers)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&own.callback, "callback", "", "your program's server address, such as http://127.0.0.1:3000/wx")
	f.StringVar(&own.junit, "junit", "", "also write the results to this file, as JUnit's XML")
	f.DurationVar(&own.wait, "wait", 30*time.Second, "how long to wait for the program")
	p.register(cmd, "", pagesUsage)
	registerAllow(cmd, &own.allow)
	f.Lookup("state").Usage = "a file with the state that the replay begins with; it is not changed"
	return cmd
}

// runReplay replays the files, and reports whether everything was as they say.
func runReplay(cmd *cobra.Command, p *platformFlags, own replayFlags, files []string) (same bool, err error) {
	if own.callback == "" {
		return false, errors.New(
			"--callback is missing: give your program's server address, such as --callback http://127.0.0.1:3000/wx",
		)
	}
	program, err := programAt(own.callback)
	if err != nil {
		return false, err
	}
	if err := own.check(files); err != nil {
		return false, err
	}
	if own.junit != "" {
		if err := clearJUnit(own.junit); err != nil {
			return false, err
		}
	}
	scenarios, err := readScenarios(files)
	if err != nil {
		return false, err
	}
	if err := p.take(cmd, scenarios); err != nil {
		return false, err
	}
	a, err := p.checked()
	if err != nil {
		return false, err
	}
	at, err := p.listen(cmd.Context())
	if err != nil {
		return false, err
	}
	platform, _, err := p.start(p.config(a, at, p.appAddr), cmd.ErrOrStderr())
	if err != nil {
		at.close()
		return false, err
	}
	defer platform.Close()
	ctx, cancel := context.WithCancel(cmd.Context())
	served := make(chan error, 1)
	go func() { served <- at.serve(ctx, platform) }()
	defer func() {
		cancel()
		<-served //nolint:errcheck // the sandbox has done its work
	}()
	defer context.AfterFunc(ctx, platform.Close)()

	if len(own.command) > 0 {
		end, err := own.startProgram(ctx, platform, shared(cmd.ErrOrStderr()))
		if err != nil {
			return false, err
		}
		defer end()
	}
	if err := reach(ctx, platform, own, program); err != nil {
		return false, err
	}
	reports := make([]*scenario.Report, 0, len(scenarios))
	same = true
	for _, s := range scenarios {
		report := platform.Play(ctx, s)
		reports = append(reports, report)
		same = same && report.OK()
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s", terminal.OneLine(s.File+" "+s.Name), terminal.Visible(report.String()))
	}
	if own.junit != "" {
		if err := writeJUnit(own.junit, reports); err != nil {
			return false, err
		}
	}
	return same, ctx.Err()
}

// check returns an error for arguments that do not fit together.
func (f *replayFlags) check(files []string) error {
	switch {
	case len(files) == 0:
		return errors.New(
			"no file to replay: give one before --, such as wechatgo sandbox replay greeting.yaml -- npm start",
		)
	case f.command != nil && len(f.command) == 0:
		return errors.New("no command behind --: give one, such as -- npm start, or leave -- out")
	case len(f.allow) > 0 && len(f.command) == 0:
		return errors.New("--allow is for a command: give one behind --")
	}
	return nil
}

// startProgram starts the command with the account and the proxy in its environment. What it prints goes to errs, so that
// the output is the reports alone. The caller calls end, which ends it.
func (f *replayFlags) startProgram(
	ctx context.Context,
	platform *sandbox.Platform,
	errs io.Writer,
) (end func(), err error) {
	path, err := exec.LookPath(f.command[0])
	if err != nil {
		return nil, fmt.Errorf("the command %s cannot be run: %w", f.command[0], err)
	}
	proxy, err := startProxy(ctx, platform, freeAddr, "the proxy's address", f.allow, errs)
	if err != nil {
		return nil, err
	}
	env := hostproxy.Override(os.Environ(), append(environment(platform.Account(), platform.URL()), proxy.vars...))
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, err := runChild(running, strings.NewReader(""), errs, errs, env, append([]string{path}, f.command...))
		switch {
		case err != nil:
			fmt.Fprintf(errs, "wechatgo: run %s: %v\n", f.command[0], err)
		case running.Err() == nil:
			fmt.Fprintf(errs, "wechatgo: the command %s has ended before the replay\n", f.command[0])
			fmt.Fprintf(errs, "wechatgo：命令 %s 在重放之前已经结束\n", f.command[0])
		}
	}()
	return func() {
		stop()
		<-ended
		proxy.stop()
	}, nil
}

// maxScenario is one byte more than the largest scenario, so that a larger one is refused and not cut.
const maxScenario = 4<<20 + 1

// readScenarios reads the files. The users of each file but the first get names of their own.
func readScenarios(files []string) (list []*scenario.Scenario, err error) {
	for i, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(io.LimitReader(file, maxScenario))
		file.Close()
		if err != nil {
			return nil, err
		}
		s, err := scenario.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s:\n%w", name, err)
		}
		s.File = name
		if i > 0 {
			rename(s, fmt.Sprintf("-%d", i+1))
		}
		list = append(list, s)
	}
	return list, nil
}

// rename adds a suffix to the names of a scenario's users.
func rename(s *scenario.Scenario, suffix string) {
	for i := range s.Steps {
		step := &s.Steps[i]
		if step.User != "" {
			step.User += suffix
		}
		for j := range step.Shown {
			if step.Shown[j].User != "" {
				step.Shown[j].User += suffix
			}
		}
	}
}

// take takes the account's settings from the scenarios, unless a flag is given. All files must have the same.
func (p *platformFlags) take(cmd *cobra.Command, scenarios []*scenario.Scenario) error {
	first := scenarios[0]
	for _, s := range scenarios {
		if s.Account != first.Account {
			return fmt.Errorf(
				"%s and %s have other settings of the account: replay them one by one",
				first.File,
				s.File,
			)
		}
	}
	flags := cmd.Flags()
	if first.Account.Kind != "" && !flags.Changed("kind") {
		p.rules.Kind = first.Account.Kind
	}
	if first.Account.Mode != "" && !flags.Changed("mode") {
		p.mode = first.Account.Mode
	}
	if !flags.Changed("quotas") {
		p.rules.Quotas = first.Account.Quotas
	}
	return nil
}

// reach waits for the program and does the handshake.
//
//nolint:contextcheck // a handshake ends with the platform, which ends with ctx
func reach(ctx context.Context, platform *sandbox.Platform, own replayFlags, program string) error {
	waiting, cancel := context.WithTimeout(ctx, own.wait)
	defer cancel()
	refused := func() bool { return connectionRefused(ctx, program) }
	if refused() && !awaitProgram(waiting, refused) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf(
			"nothing listens at %s after %s: start the program, or give a longer --wait",
			program,
			own.wait,
		)
	}
	h := platform.Callback(own.callback)
	if !h.OK {
		return fmt.Errorf("the handshake failed: %s", h.Problem.EN)
	}
	return nil
}

// clearJUnit removes an older report, so that a replay that cannot begin leaves none, and reports whether a new one can
// be written.
func clearJUnit(name string) error {
	temporary, err := os.CreateTemp(filepath.Dir(name), ".junit-*")
	if err == nil {
		err = errors.Join(temporary.Close(), os.Remove(temporary.Name()))
	}
	if err == nil {
		if err = os.Remove(name); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("--junit %s: %w", name, err)
	}
	return nil
}

// writeJUnit writes the file whole or not at all.
func writeJUnit(name string, reports []*scenario.Report) error {
	var b bytes.Buffer
	if err := scenario.WriteJUnit(&b, reports); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".junit-*")
	if err != nil {
		return fmt.Errorf("--junit %s: %w", name, err)
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // after the rename it is not there
	_, err = temporary.Write(b.Bytes())
	if err = errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("--junit %s: %w", name, err)
	}
	if err := os.Chmod(temporary.Name(), 0o644); err != nil { //nolint:gosec // a report for others to read
		return fmt.Errorf("--junit %s: %w", name, err)
	}
	return os.Rename(temporary.Name(), name)
}
