package doctor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// Config says what is examined. What an empty field would be needed for is skipped, and the report says so.
type Config struct {
	// Account has the account's values as they are, also if they cannot be right.
	Account account.Account
	// Base is the platform's address, if it is not WeChat's own; From says where it comes from.
	Base, From string
	// Callback is the address of the callback, as the console has it (服务器地址 URL).
	Callback string
	// Page is the address of a page that calls wx.config, and WXConfig what it gives to it: JSON or a query.
	Page, WXConfig string
	// Login is the address of a page behind web login.
	Login string
	// DomainFile is the name of the console's file MP_verify_….txt.
	DomainFile string
	// Push is a captured push.
	Push []byte
	// Redis is the address of a Redis, such as redis://host:6379/0.
	Redis string
	// RenewerWait is how long the count of classic tokens is watched; 0 skips that.
	RenewerWait time.Duration
	// Needs are the groups of the API that the account's program calls, of [Groups].
	Needs []string
	// Only are the names of the checks that are made, of [Checks]; empty means all.
	Only []string
	// World is the outside.
	World World
}

// check is one of the checks.
type check struct {
	name string
	run  func(ctx context.Context, x *exam)
}

// checks are all checks, in their order.
var checks = []check{
	{"account", checkAccount},
	{"secret", checkSecret},
	{"clock", checkClock},
	{"renewer", checkRenewer},
	{"kind", checkKind},
	{"callback", checkCallback},
	{"reach", checkReach},
	{"domain-file", checkDomainFile},
	{"login", checkLogin},
	{"page", checkPage},
	{"push", checkPush},
	{"redis", checkRedis},
}

// Checks returns the names of the checks, in the order in which they are made.
func Checks() (names []string) {
	for _, c := range checks {
		names = append(names, c.name)
	}
	return names
}

// exam is one examination.
type exam struct {
	Config
	report *Report
	http   *http.Client // for the platform

	api    *endpoint.Client   // nil if the AppID or the secret is missing or cannot be right
	tokens *credential.Source // nil with api
	asked  bool               // whether the platform was asked for a token
	refuse error              // why it gave none
}

// Run examines what c gives. The error is a *field.Error for a name of Only or Needs that does not exist, and for a
// Base that is no address; or ctx's, if it ended before the examination did, beside what the checks before found.
func Run(ctx context.Context, c Config) (Report, error) {
	r := Report{Worst: OK, Findings: []Finding{}}
	if err := c.validate(); err != nil {
		return r, err
	}
	c.World = c.World.complete()
	x := &exam{Config: c, report: &r, http: c.World.platform()}
	defer x.http.CloseIdleConnections()
	if err := x.connect(); err != nil {
		return r, err
	}
	for _, check := range checks {
		if len(c.Only) > 0 && !slices.Contains(c.Only, check.name) {
			continue
		}
		before := r
		check.run(ctx, x)
		if ctx.Err() != nil { // what this check found may come of the interruption alone
			before.Interrupted = true
			return before, ctx.Err()
		}
	}
	return r, nil
}

// validate refuses names that do not exist.
func (c *Config) validate() error {
	for _, names := range []struct {
		path         string
		given, known []string
	}{{"Only", c.Only, Checks()}, {"Needs", c.Needs, Groups()}} {
		for _, name := range names.given {
			if !slices.Contains(names.known, name) {
				return &field.Error{
					In: "doctor", Path: names.path, Problem: fmt.Sprintf("has %q, which does not exist", name),
					Cure: "give some of " + strings.Join(names.known, ", "),
				}
			}
		}
	}
	return nil
}

// connect makes the client of the API, if the account's values allow it.
func (x *exam) connect() error {
	api := &endpoint.Client{
		HTTP:       x.http,
		Middleware: []endpoint.Middleware{forceNothing},
		Options:    []endpoint.CallOption{endpoint.WithTries(1), endpoint.WithTimeout(apiTimeout)},
	}
	if x.Base != "" {
		hosts, err := endpoint.OneHost(x.Base)
		if err != nil {
			return &field.Error{In: "doctor", Path: "Base", Problem: "is no address", Cure: err.Error()}
		}
		hosts.From = x.From
		api.Hosts = hosts
	}
	a := account.Account{AppID: x.Account.AppID, Secret: x.Account.Secret}
	if a.Secret == "" || a.Validate() != nil {
		return nil // checkAccount says it
	}
	tokens, err := credential.New(credential.Config{
		Account: a, Client: api, Timeout: apiTimeout, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	api.Tokens = tokens
	x.api, x.tokens = api, tokens
	return nil
}

// forceNothing lets no call force a new stable token, which would end that of the account's programs. Package credential
// would do that where the platform refuses a token that it has just handed out.
func forceNothing(next endpoint.Handler) endpoint.Handler {
	return func(ctx context.Context, call *endpoint.Invocation) error {
		if in, ok := call.In.(base.StableTokenIn); ok && in.ForceRefresh {
			return errors.New("the platform refuses the token that it has just handed out, and no other is forced")
		}
		return next(ctx, call)
	}
}

// ask asks the platform once for the stable token, and returns why it gave none.
func (x *exam) ask(ctx context.Context) error {
	if !x.asked {
		x.asked = true
		_, x.refuse = x.tokens.Token(ctx)
	}
	return x.refuse
}

// add reports a finding.
func (x *exam) add(k known, evidence string) { x.report.add(k.with(x.hide(evidence))) }

// hideFrom is the shortest secret that is hidden, in bytes. A shorter Token stands in other words too.
const hideFrom = 8

// hide returns a text without the account's secrets: a server may answer with them, such as a program in debug mode.
func (x *exam) hide(s string) string {
	a := x.Account
	for _, secret := range []string{a.Secret, a.EncodingAESKey, a.PreviousEncodingAESKey, a.Token} {
		if len(secret) >= hideFrom {
			s = strings.ReplaceAll(s, secret, "[hidden]")
		}
	}
	return s
}

// skip reports that a check is not made.
func (x *exam) skip(check string, why text) { x.skipFor(check, why, "") }

// skipFor is skip with evidence.
func (x *exam) skipFor(check string, why text, evidence string) {
	x.add(known{id: check + ".skipped", level: Skipped, title: why}, evidence)
}

// needsAPI reports whether the API can be called, and else skips the check.
func (x *exam) needsAPI(ctx context.Context, check string) bool {
	switch {
	case x.api == nil:
		x.blame(ctx, "account", checkAccount)
		x.skip(check, text{
			"Not examined: it needs the AppID and the AppSecret.",
			"未检查：需要 AppID 与 AppSecret。",
		})
	case x.ask(ctx) != nil:
		x.blame(ctx, "secret", checkSecret)
		x.skip(check, text{
			"Not examined: the platform gave no token; see the check secret.",
			"未检查：没有取得 token，见 secret 一项。",
		})
	default:
		return true
	}
	return false
}

// blame makes the check that says why others cannot be made, if Only leaves it out: what was asked for and cannot be
// examined must not look right.
func (x *exam) blame(ctx context.Context, name string, run func(ctx context.Context, x *exam)) {
	if len(x.Only) == 0 || slices.Contains(x.Only, name) {
		return
	}
	x.Only = append(slices.Clip(x.Only), name) // once
	run(ctx, x)
}
