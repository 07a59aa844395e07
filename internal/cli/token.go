package cli

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

// The environment variables of the token server.
const (
	envTokenSecret = "WECHATGO_TOKEN_SECRET"
	envRedis       = "WECHATGO_REDIS"
)

func newToken() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Serve the account's access_token and tickets to programs in other languages, or print one",
	}
	cmd.AddCommand(newTokenServe(), newTokenGet())
	return cmd
}

// tokenServer holds the flags of token serve.
type tokenServer struct {
	addr, appID, redis string
	classic            bool
}

func newTokenServe() *cobra.Command {
	var s tokenServer
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the current access_token and tickets over HTTP",
		Long: `Serve the account's current access_token and tickets over HTTP, so that all its
programs use one and none renews it behind the others' back. docs/token-server.md
has the contract.

The account comes from WECHAT_APPID and WECHAT_SECRET; WECHAT_API_BASE names a
sandbox in WeChat's place. Programs show the secret in WECHATGO_TOKEN_SECRET, 32
bytes at least. Several servers of one account share a Redis.`,
		Example: `  export WECHATGO_TOKEN_SECRET=$(openssl rand -hex 32)
  wechatgo token serve
  curl -H "Authorization: Bearer $WECHATGO_TOKEN_SECRET" http://127.0.0.1:8090/token`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&s.addr, "addr", "127.0.0.1:8090", "where the server listens; port 0 takes a free one")
	f.StringVar(&s.appID, "appid", "", "the account's AppID (default "+account.EnvAppID+")")
	f.BoolVar(&s.classic, "classic", false, "serve the classic access_token instead of the stable one")
	f.StringVar(
		&s.redis,
		"redis",
		"",
		"share the values on this Redis, redis://host:6379 (default "+envRedis+", which hides a password)",
	)
	return cmd
}

func (s *tokenServer) run(cmd *cobra.Command) error {
	ctx, out, errs := cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	config, closeRedis, err := s.config()
	if err != nil {
		return err
	}
	defer closeRedis()
	source, err := credential.New(config)
	if err != nil {
		return fmt.Errorf("%w; the account comes from %s and %s", err, account.EnvAppID, account.EnvSecret)
	}
	h, err := credential.Handler(source, os.Getenv(envTokenSecret))
	if err != nil {
		return fmt.Errorf("%w; it comes from %s", err, envTokenSecret)
	}
	l, err := listen(ctx, s.addr, "--addr")
	if err != nil {
		return err
	}
	if _, err := source.Token(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(errs, "warning: no access_token yet:", err)
	}
	fmt.Fprintf(out, "\n  token server of %s at http://%s\n  stop with Ctrl-C\n\n", config.Account.AppID, l.Addr())
	warnPlain(errs, l.Addr())
	return serve(ctx, l, h)
}

// config returns the configuration of the token's source, and a function that closes its Redis client.
func (s *tokenServer) config() (c credential.Config, closeRedis func(), err error) {
	a := account.Account{AppID: s.appID}.WithEnv()
	c.Account = account.Account{AppID: a.AppID, Secret: a.Secret} // a token server has no callback
	c.Classic = s.classic
	if base := os.Getenv(wechatgo.EnvAPIBase); base != "" {
		hosts, err := endpoint.OneHost(base)
		if err != nil {
			return c, nil, fmt.Errorf("%s: %w", wechatgo.EnvAPIBase, err)
		}
		hosts.From = wechatgo.EnvAPIBase
		c.Client = &endpoint.Client{Hosts: hosts}
	}
	address := s.redis
	if address == "" {
		address = os.Getenv(envRedis)
	}
	if address == "" {
		return c, func() {}, nil
	}
	options, err := redis.ParseURL(address)
	if err != nil { // the text may quote the password
		return c, nil, errors.New(
			"--redis (or " + envRedis + ") is not the address of a Redis: give redis://user:password@host:6379/0, or rediss:// with TLS",
		)
	}
	options.ContextTimeoutEnabled = true
	client := redis.NewClient(options)
	c.Store = redisstore.New(client)
	return c, func() { client.Close() }, nil
}

// warnPlain warns if the tokens are sent unencrypted over a network.
func warnPlain(w io.Writer, addr net.Addr) {
	if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(
			w,
			"warning: %s is open to the network and speaks plain HTTP: whoever listens in has the token; put TLS in front\n",
			addr,
		)
	}
}
