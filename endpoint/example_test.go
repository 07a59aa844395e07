package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/wechatgo/wechatgo/endpoint"
)

// A program can declare an endpoint that this module does not have, and call it like any other.
func Example() {
	type in struct {
		Kind   string `query:"kind" json:"-"`
		OpenID string `json:"openid"`
	}
	type out struct {
		Balance endpoint.Number `json:"balance"`
	}
	balance := endpoint.Post[in, out]("card.balance", "/card/balance/get", "查询余额", endpoint.Personal)

	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("access_token") {
		case "a token":
			fmt.Fprint(w, `{"errcode":0,"errmsg":"ok","balance":"12"}`)
		default:
			fmt.Fprint(w, `{"errcode":41001,"errmsg":"access_token missing rid: 617682e0-09059ac5-34a8e2ea"}`)
		}
	}))
	defer platform.Close()
	hosts, err := endpoint.OneHost(platform.URL)
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx := context.Background()
	client := &endpoint.Client{Hosts: hosts, Tokens: fixedToken("a token")}
	got, err := endpoint.Call(ctx, client, balance, in{Kind: "gift", OpenID: "o1"})
	fmt.Println(got.Balance, err)

	client = &endpoint.Client{Hosts: hosts, Tokens: fixedToken("")}
	_, err = endpoint.Call(ctx, client, balance, in{OpenID: "o1"})
	fmt.Println(err)
	fmt.Println(errors.Is(err, endpoint.ErrAccessTokenMissing))
	// Output:
	// 12 <nil>
	// card.balance: 41001 access_token missing (rid 617682e0-09059ac5-34a8e2ea): Put it into the query as access_token=..., not into the body or a header.
	// true
}

// fixedToken is a source that always returns the same token.
type fixedToken string

func (t fixedToken) Token(context.Context) (string, error)         { return string(t), nil }
func (t fixedToken) Renew(context.Context, string) (string, error) { return string(t), nil }
