// Package examine is the command doctor.
package examine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/doctor"
)

// The exit statuses by the worst finding. Wrong flags end with 1, as those of every command.
const (
	StatusWarning = 10
	StatusError   = 20
)

// envRedis is the environment variable with the address of the Redis that instances share.
const envRedis = "WECHATGO_REDIS"

// command holds the flags.
type command struct {
	operator.Accounts
	config    doctor.Config
	push      string
	asJSON    bool
	signature string
}

// New returns the command.
func New() *cobra.Command {
	var c command
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Examine an account, its callback, its pages and its Redis, and say what to do",
		Long: `Examine an account, and what of its callback, pages and Redis the flags give. Each
finding comes with its cure in English and Chinese.

It reads only. It pushes nothing, fetches no classic access_token, and forces no new
stable one; a Redis gets one key for some seconds. docs/doctor.md has every finding.

The account comes from WECHAT_APPID and WECHAT_SECRET, or from the config file of
"wechatgo api", as do the callback's Token, keys and mode: WECHAT_TOKEN,
WECHAT_ENCODING_AES_KEY and WECHAT_MODE.

The exit status is 0 if there is nothing above a note, 10 for warnings, 20 for errors,
130 after Ctrl-C, which ends the report early, and 1 if the flags are wrong.`,
		Example: `  wechatgo doctor
  wechatgo doctor --callback https://www.example.com/wx
  wechatgo doctor --only callback,clock --callback https://www.example.com/wx --json
  wechatgo doctor --needs kf,template
  wechatgo doctor --only push --push captured.txt
  wechatgo doctor --only page --page 'https://www.example.com/p?id=1' --signature @config.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.Register(cmd)
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&c.asJSON, "json", false, "print a JSON object")
	f.StringVar(&c.config.Callback, "callback", "", "the callback's address, as the console has it (服务器地址 URL)")
	f.StringVar(&c.config.Page, "page", "", "the address of a page that calls wx.config")
	f.StringVar(&c.signature, "signature", "",
		"what the page gives to wx.config, as JSON or a query; @FILE for a file with it, - for the standard input")
	f.StringVar(&c.config.Login, "login", "", "the address of a page behind web login")
	f.StringVar(&c.config.DomainFile, "domain-file", "", "the name of the console's file MP_verify_….txt")
	f.StringVar(&c.push, "push", "", "the file of a captured push: the HTTP request; - for the standard input")
	f.StringVar(&c.config.Redis, "redis", "",
		"the Redis that instances share, redis://host:6379 (default "+envRedis+", which hides a password)")
	f.DurationVar(&c.config.RenewerWait, "renewer-wait", doctor.DefaultRenewerWait,
		"how long to watch for another program that fetches the classic token; 0 skips that")
	f.StringSliceVar(&c.config.Needs, "needs", nil,
		"what the account must be able to call: some of "+strings.Join(doctor.Groups(), ", "))
	f.StringSliceVar(
		&c.config.Only,
		"only",
		nil,
		"make only these checks: some of "+strings.Join(doctor.Checks(), ", "),
	)
	return cmd
}

func (c *command) run(cmd *cobra.Command) error {
	ctx := cmd.Context()
	config, err := c.read(ctx, cmd.InOrStdin())
	if errors.Is(err, context.Canceled) {
		return operator.CallError{Err: err}
	}
	if err != nil {
		return err
	}
	if config.RenewerWait > 0 && (len(config.Only) == 0 || slices.Contains(config.Only, "renewer")) {
		fmt.Fprintf(cmd.ErrOrStderr(), "examining; --renewer-wait takes %v of the time\n", config.RenewerWait)
	}
	report, err := doctor.Run(ctx, config)
	if wrong, ok := errors.AsType[*field.Error](err); ok {
		origin := map[string]string{"Only": "--only", "Needs": "--needs", "Base": config.From}[wrong.Path]
		return fmt.Errorf("%s %s: %s", origin, wrong.Problem, wrong.Cure)
	}
	if err != nil && !report.Interrupted {
		return operator.CallError{Err: err}
	}
	if c.asJSON {
		err = operator.WriteJSON(cmd.OutOrStdout(), report)
	} else {
		err = print(cmd.OutOrStdout(), report)
	}
	switch {
	case err != nil:
		return err
	case report.Interrupted: // by Ctrl-C
		fmt.Fprintln(cmd.ErrOrStderr(), "interrupted: the report has what was found before")
		return operator.Exit(operator.StatusInterrupted)
	case report.Worst == doctor.Error:
		return operator.Exit(StatusError)
	case report.Worst == doctor.Warning:
		return operator.Exit(StatusWarning)
	}
	return nil
}

// read returns what is examined, by the flags and the environment.
func (c *command) read(ctx context.Context, stdin io.Reader) (doctor.Config, error) {
	config := c.config
	a, base, err := c.Account()
	switch {
	case errors.Is(err, operator.ErrNoAccount): // the doctor says it, and examines what needs none
	case err != nil:
		return config, err
	}
	config.Account = a
	config.Base, config.From = base, "api_base"
	if base == "" {
		config.Base, config.From = os.Getenv(wechatgo.EnvAPIBase), wechatgo.EnvAPIBase
	}
	config.Redis = cmp.Or(config.Redis, os.Getenv(envRedis))
	path, isFile := strings.CutPrefix(c.signature, "@")
	isFile = isFile || path == "-"
	switch {
	case isFile && path == "":
		return config, errors.New("--signature is \"@\": give @ and the path of a file, or - for the standard input")
	case isFile && path == "-" && c.push == "-":
		return config, errors.New("--signature and --push cannot both come from the standard input: give one as a file")
	}
	config.WXConfig = c.signature
	if isFile {
		raw, err := readFile(ctx, path, stdin)
		if err != nil {
			return config, fmt.Errorf("--signature: %w", err)
		}
		config.WXConfig = string(raw)
	}
	if c.push != "" {
		if config.Push, err = readFile(ctx, c.push, stdin); err != nil {
			return config, fmt.Errorf("--push: %w", err)
		}
		if len(config.Push) == 0 {
			return config, errors.New("--push: the file is empty: capture the request as it came")
		}
	}
	return config, nil
}

// maxFile bounds a file that is given, in bytes; a push has some kilobytes.
const maxFile = 4 << 20

// readFile reads a file, or the standard input for "-".
func readFile(ctx context.Context, path string, stdin io.Reader) ([]byte, error) {
	r := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	raw, err := operator.ReadAll(ctx, io.LimitReader(r, maxFile+1))
	if err == nil && len(raw) > maxFile {
		err = fmt.Errorf("%s has more than %d bytes", path, maxFile)
	}
	return raw, err
}
