package jssdk_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/sandbox"
)

const (
	cardTicket = "IpK_1T69hDhZkLQTlwsAXzZmpxCe3gMPQ6pRBGdRfDT9sBNiOJUsaxJk7FGvKMkVLQxcRpWHFbpkYkHRVxCo7w"
	cardID     = "pBhp2uNoXxW_card"
)

// kinds is a source with a ticket of each kind.
type kinds map[string]string

func (k kinds) Ticket(_ context.Context, kind string) (string, error) {
	if k[kind] == "" {
		return "", errors.New("no ticket of the kind " + kind)
	}
	return k[kind], nil
}

func cardSDK(t *testing.T) *jssdk.SDK {
	return newSDK(t, func(c *jssdk.Config) {
		c.Tickets = kinds{"jsapi": docTicket, "wx_card": cardTicket}
		c.Cards = []string{cardID}
	})
}

// The signatures were computed with sha1sum(1), over values that were sorted by hand.
func TestCardSignature(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values []string
		want   string
	}{
		// 1418301401 IpK... n0nce pBhp2uNoXxW_card
		"addCard": {[]string{cardTicket, "1418301401", "n0nce", cardID, "", ""}, "fc64f09dc5dbd26fbe67afccbbc9c4f4eca6ac2f"},
		// 01234 1418301401 IpK... n0nce oFvcxt_openid pBhp2uNoXxW_card
		"addCard with a code and a user": {[]string{cardTicket, "1418301401", "n0nce", cardID, "01234", "oFvcxt_openid"}, "14f0893221574a7228adb2c7b44569218371b4b8"},
		// 1418301401 215052500 GROUPON IpK... n0nce pBhp2uNoXxW_card wx0123456789abcdef
		"chooseCard": {[]string{cardTicket, "wx0123456789abcdef", "215052500", "1418301401", "n0nce", cardID, "GROUPON"}, "0db72c7d4920465ff61660174c747efd230e94ef"},
		// 1418301401 IpK... n0nce wx0123456789abcdef
		"chooseCard among all cards": {[]string{cardTicket, "wx0123456789abcdef", "", "1418301401", "n0nce", "", ""}, "0086eb25ef6887897019f36de1accaca08d6b17c"},
	} {
		if got := jssdk.CardSignature(c.values...); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		slices.Reverse(c.values)
		if got := jssdk.CardSignature(c.values...); got != c.want {
			t.Errorf("%s, in another order: %s, want %s", name, got, c.want)
		}
	}
}

// sorted returns the SHA-1 of the values in the order of their bytes.
func sorted(values ...string) string {
	slices.Sort(values)
	sum := sha1.Sum([]byte(strings.Join(values, "")))
	return hex.EncodeToString(sum[:])
}

func TestSignCard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := strconv.FormatInt(time.Now().Unix(), 10)
		for name, c := range map[string]struct {
			card   jssdk.Card
			want   map[string]any // without the nonce and the signature
			signed []string
		}{
			"the id alone": {jssdk.Card{ID: cardID}, map[string]any{"timestamp": now}, []string{cardID}},
			"every field": {
				jssdk.Card{ID: cardID, Code: "01234", OpenID: "oFvcxt_openid", BeginTime: time.Unix(1418301402, 999), OuterStr: "门店&1"},
				map[string]any{
					"timestamp": now, "code": "01234", "openid": "oFvcxt_openid",
					"fixed_begintimestamp": 1418301402.0, "outer_str": "门店&1",
				},
				[]string{cardID, "01234", "oFvcxt_openid"},
			},
		} {
			signed, err := cardSDK(t).SignCard(t.Context(), c.card)
			if err != nil || signed.CardID != cardID {
				t.Fatalf("%s: %+v, %v", name, signed, err)
			}
			var ext map[string]any
			if err := json.Unmarshal([]byte(signed.CardExt), &ext); err != nil {
				t.Fatalf("%s: %s: %v", name, signed.CardExt, err)
			}
			nonce, _ := ext["nonce_str"].(string)
			if want := sorted(append(c.signed, cardTicket, now, nonce)...); ext["signature"] != want || len(nonce) < 16 || len(nonce) > 32 {
				t.Errorf("%s: %s, want the signature %s and a nonce of up to 32 characters", name, signed.CardExt, want)
			}
			delete(ext, "nonce_str")
			delete(ext, "signature")
			if diff := cmp.Diff(c.want, ext); diff != "" {
				t.Errorf("%s: cardExt (-want +got):\n%s", name, diff)
			}
		}
	})
	_, err := cardSDK(t).SignCard(t.Context(), jssdk.Card{Code: "01234"})
	wantField(t, err, "Card.ID")
}

func TestSignCardChoice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().Unix()
		for _, c := range []jssdk.CardChoice{{}, {ShopID: "215052500", CardType: "GROUPON", CardID: cardID}} {
			got, err := cardSDK(t).SignCardChoice(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			want := jssdk.SignedCardChoice{
				ShopID: c.ShopID, CardType: c.CardType, CardID: c.CardID, Timestamp: now, NonceStr: got.NonceStr, SignType: "SHA1",
				CardSign: sorted(cardTicket, "wx0123456789abcdef", c.ShopID, strconv.FormatInt(now, 10), got.NonceStr, c.CardID, c.CardType),
			}
			if got != want {
				t.Errorf("%+v: got %+v, want %+v", c, got, want)
			}
		}
	})
}

// An SDK that is not set up signs no cards, and one without a ticket returns the source's error.
func TestCardsWithoutTicket(t *testing.T) {
	t.Parallel()
	for name, sdk := range map[string]*jssdk.SDK{"not set up": new(jssdk.SDK), "no ticket": newSDK(t, nil)} {
		if signed, err := sdk.SignCard(t.Context(), jssdk.Card{ID: cardID}); err == nil || signed != (jssdk.SignedCard{}) {
			t.Errorf("%s: SignCard = %+v, %v", name, signed, err)
		}
		if signed, err := sdk.SignCardChoice(t.Context(), jssdk.CardChoice{}); err == nil || signed != (jssdk.SignedCardChoice{}) {
			t.Errorf("%s: SignCardChoice = %+v, %v", name, signed, err)
		}
	}
}

// The handler signs the listed cards for the listed hosts, and nothing else.
func TestCardHandler(t *testing.T) {
	t.Parallel()
	sdk := cardSDK(t)
	good, other := url.QueryEscape(page), url.QueryEscape("https://evil.example/")
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		method, query, contentType, body string
		status                           int
		want                             string // the member of the answer, or the reason of the refusal
	}{
		"add":                         {"GET", "?url=" + good + "&addCard=" + cardID, "", "", 200, "cardExt"},
		"add, in a form":              {"POST", "", form, "addCard=" + cardID + "&url=" + good, 200, "cardExt"},
		"add, in JSON":                {"POST", "", "application/json", `{"url":"` + page + `","addCard":"` + cardID + `"}`, 200, "cardExt"},
		"choose":                      {"GET", "?url=" + good + "&chooseCard=" + cardID, "", "", 200, "cardSign"},
		"choose, in JSON":             {"POST", "", "application/json", `{"url":"` + page + `","chooseCard":"` + cardID + `"}`, 200, "cardSign"},
		"an empty card is no card":    {"GET", "?url=" + good + "&addCard=", "", "", 200, "appId"},
		"add for another host":        {"GET", "?url=" + other + "&addCard=" + cardID, "", "", 403, "host"},
		"choose for another host":     {"GET", "?url=" + other + "&chooseCard=" + cardID, "", "", 403, "host"},
		"add without a page":          {"GET", "?addCard=" + cardID, "", "", 400, "url"},
		"add another card":            {"GET", "?url=" + good + "&addCard=" + cardID + "2", "", "", 403, "card"},
		"add a card with a long name": {"GET", "?url=" + good + "&addCard=" + strings.Repeat("p", 5000), "", "", 403, "card"},
		"choose another card":         {"GET", "?url=" + good + "&chooseCard=" + cardID + "2", "", "", 403, "card"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := ask(sdk, c.method, "/wx/jssdk"+c.query, c.contentType, c.body)
			var got map[string]any
			if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
				t.Fatal(err)
			}
			if got[c.want] == nil && got["reason"] != c.want || resp.StatusCode != c.status {
				t.Errorf("%s %v, want %d with %s", resp.Status, got, c.status, c.want)
			}
			if text, _ := got["error"].(string); len(text) > 300 {
				t.Errorf("the error has %d bytes", len(text))
			}
		})
	}
	if resp := ask(newSDK(t, nil), "GET", "/wx/jssdk?addCard=&chooseCard=x&url="+good, "", ""); resp.StatusCode != http.StatusForbidden {
		t.Errorf("without Config.Cards: %s", resp.Status)
	}
}

// An account may have no cards. Then the card ticket fails while pages are signed, and the log has one line about it.
func TestOutageOfTheCardTicketAlone(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	sdk := newSDK(t, func(c *jssdk.Config) {
		c.Tickets, c.Cards, c.Logger = kinds{"jsapi": docTicket}, []string{cardID}, slog.New(slog.NewTextHandler(&log, nil))
	})
	for range 3 {
		if resp := ask(sdk, "GET", "/wx/jssdk?addCard="+cardID+"&url="+url.QueryEscape(page), "", ""); resp.StatusCode != http.StatusBadGateway {
			t.Error(resp.Status)
		}
		if resp := ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape(page), "", ""); resp.StatusCode != http.StatusOK {
			t.Error(resp.Status)
		}
	}
	if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "signs=cards") || !strings.Contains(log.String(), "wx_card") {
		t.Errorf("log: %s", log.String())
	}
}

func TestCardsConfig(t *testing.T) {
	t.Parallel()
	_, err := jssdk.New(jssdk.Config{
		AppID: "wx0123456789abcdef", Tickets: kinds{}, Hosts: []string{"www.example.com"}, Cards: []string{cardID, ""},
	})
	wantField(t, err, "Cards")
}

// The ticket is the account's wx_card ticket, which the client fetches from the platform once.
func TestCardOnTheSandbox(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t, sandbox.WithoutApp())
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		t.Fatal(err)
	}
	sdk := wx.JSSDK(jssdk.Config{Hosts: []string{"www.example.com"}})
	for range 2 {
		choice, err := sdk.SignCardChoice(t.Context(), jssdk.CardChoice{})
		if err != nil {
			t.Fatal(err)
		}
		ticket, err := wx.Ticket(t.Context(), "wx_card")
		want := sorted(ticket, platform.Account().AppID, strconv.FormatInt(choice.Timestamp, 10), choice.NonceStr)
		if err != nil || choice.CardSign != want {
			t.Errorf("signed %+v, %v, want %s", choice, err, want)
		}
	}
	var asked []string
	for _, x := range platform.Exchanges() {
		if x.Endpoint == "ticket.getticket" {
			asked = append(asked, x.Request.URL)
		}
	}
	if len(asked) != 1 || !strings.Contains(asked[0], "type=wx_card") {
		t.Errorf("tickets were fetched by %q", asked)
	}
}
