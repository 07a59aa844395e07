package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/examples/aibot/bot"
	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
)

// devFlags are the flags of dev beside the platform's.
type devFlags struct {
	bot   bool
	model string
}

func newDev() *cobra.Command {
	var p platformFlags
	var own devFlags
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Start the sandbox with the demo account: everything to try, on this machine",
		Long: `Start the sandbox, with a phone in the browser, and the demo account beside it:
handshake, domain file, messages and events, menu, web login and sharing, with
no account, no public address and no network. Open the page that it prints.

The demo is examples/officialaccount, in a process of its own. With --bot it is
examples/aibot, a bot with a language model: a built-in one that needs no
network, or with --model one of your own.`,
		Example: `  wechatgo dev
  wechatgo dev --mode plain --addr 127.0.0.1:9088 --web-addr 127.0.0.1:9087 --app-addr 127.0.0.1:9089
  wechatgo dev --bot --kind personal`,
		Args: cobra.NoArgs,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("model") && !own.bot {
				return errors.New("--model is the bot's: give --bot, too")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runDev(cmd, &p, own) },
	}
	p.register(cmd, defaultAppAddr, "where the demo listens, with the account's web pages")
	f := cmd.Flags()
	f.BoolVar(&own.bot, "bot", false, "run the demo bot, which answers with a language model")
	f.StringVar(&own.model, "model", stubmodel.Name, modelUsage)
	return cmd
}

// program returns what dev runs.
func (f devFlags) program(kind, publicURL string) demoProgram {
	if !f.bot {
		return demoProgram{[]string{"demo", "--public-url", publicURL, "--verify-file", verifyFile}, app.Listening}
	}
	args := []string{"bot", "--model", f.model}
	if !maySendKF(kind) {
		args = append(args, "--without-kf")
	}
	return demoProgram{args, bot.Listening}
}

func runDev(cmd *cobra.Command, p *platformFlags, own devFlags) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	a, err := p.checked()
	if err != nil {
		return err
	}
	at, err := p.listen(ctx)
	if err != nil {
		return err
	}
	defer at.close()
	place, err := listen(ctx, p.appAddr, "--app-addr")
	if err != nil {
		return err
	}
	demoAddr, pages := place.Addr().String(), reachable(p.appAddr, place)
	place.Close() // the address was free: the demo will use it

	out := cmd.OutOrStdout()
	inner := "http://" + pages
	d := newDemoProcess(own.program(p.rules.Kind, at.webURL), demoAddr, inner, at.platformURL, out, cmd.ErrOrStderr())
	c := p.config(a, at, pages)
	// A program takes the mode from its account and never from a push, so the demo is restarted with the mode from the
	// console. It makes its menu when it starts.
	c.OnMode = func(changed account.Account) error { return d.restart(ctx, changed) }
	c.OnReset = func(same account.Account) error { return d.restart(ctx, same) }
	platform, save, err := p.start(c, out)
	if err != nil {
		return err
	}
	defer platform.Close()
	defer save(cmd.ErrOrStderr())

	served := make(chan error, 1)
	go func() { served <- at.serve(ctx, platform) }()
	defer d.stop()
	if err := d.restart(ctx, platform.Account()); err != nil {
		return err
	}
	callback := inner + "/wx"
	printHandshake(out, callback, platform.Callback(callback))
	if own.bot {
		printBot(out, own.model, maySendKF(p.rules.Kind))
	}
	warnOpen(cmd.ErrOrStderr(), at.addrs()...)
	printBanner(out, platform, pages)
	return <-served
}
