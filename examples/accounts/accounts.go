package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// shop is one account of the program's file: the values of its console, and what is its own in the program.
type shop struct {
	Name           string // the end of the callback's path
	AppID          string
	Secret         string
	Token          string
	EncodingAESKey string
	Greeting       string // what a new follower reads
	APIBase        string // the platform's address, where it is not WeChat's own: a sandbox
}

// name is what the path of a callback ends with.
var name = regexp.MustCompile(`^[a-z0-9-]+$`)

// readShops reads the file with the accounts. It names the account of a wrong value, and shows no secret.
func readShops(file string) ([]shop, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	var shops []shop
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields() // a misspelt field would leave its value empty
	if err := decoder.Decode(&shops); err != nil {
		return nil, fmt.Errorf("accounts: %s: %w", file, err)
	}
	if len(shops) == 0 {
		return nil, fmt.Errorf("accounts: %s has no account", file)
	}
	seen := map[string]bool{}
	for i, s := range shops {
		switch {
		case !name.MatchString(s.Name):
			return nil, fmt.Errorf(
				"accounts: %s: the Name of account %d is not in a-z, 0-9 and -: it ends a path",
				file,
				i+1,
			)
		case s.AppID == "" || s.Secret == "" || s.Token == "":
			// An empty value would be taken from the environment, which may be another account's.
			return nil, fmt.Errorf("accounts: %s: %s lacks its AppID, Secret or Token", file, s.Name)
		case seen[s.Name] || seen[s.AppID]:
			return nil, fmt.Errorf("accounts: %s: the Name or the AppID of %s is there twice", file, s.Name)
		}
		seen[s.Name], seen[s.AppID] = true, true
	}
	return shops, nil
}

// client is an account with its client.
type client struct {
	shop shop
	wx   *wechatgo.Client
}

// path is where the account's callback is.
func (c client) path() string { return "/wx/" + c.shop.Name }

// newClients returns the client of each account. They share the store, and renew their tokens each for itself.
func newClients(shops []shop, shared store.Store) ([]client, error) {
	clients := make([]client, len(shops))
	for i, s := range shops {
		options := []wechatgo.Option{wechatgo.WithStore(shared)}
		switch {
		case s.APIBase != "":
			options = append(options, wechatgo.WithBaseURL(s.APIBase))
		case os.Getenv(wechatgo.EnvAPIBase) != "": // every account without an APIBase would send its Secret there
			return nil, fmt.Errorf(
				"accounts: %s: the variable %s is set: unset it, and give the account its APIBase in the file",
				s.Name, wechatgo.EnvAPIBase,
			)
		}
		values := wechatgo.Account{AppID: s.AppID, Secret: s.Secret, Token: s.Token, EncodingAESKey: s.EncodingAESKey}
		if s.EncodingAESKey == "" {
			values.Mode = account.Plain // and no key of the environment makes another of it
		}
		wx, err := wechatgo.New(values, options...)
		if err != nil {
			return nil, fmt.Errorf("accounts: %s: %w", s.Name, err)
		}
		clients[i] = client{s, wx}
	}
	return clients, nil
}

// conversation answers the users of one account. Accounts that answer in different ways have a function each.
func (c client) conversation() *callback.Mux {
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text(c.shop.Greeting), nil
	})
	callback.On(mux, func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		// An OpenID belongs to one account: another account's client does not know it.
		user, err := c.wx.User.Info(ctx, m.FromUserName, "")
		if err != nil {
			return nil, err
		}
		since := user.SubscribeTime.In(endpoint.China).Format("2006-01-02")
		return reply.Text(fmt.Sprintf("您从 %s 起关注本店。\nYou have followed us since %s.", since, since)), nil
	})
	return mux
}
