package jssdk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/jssdk"
)

// These values were computed with coreutils: sha256sum of the documented ticket, and sha1sum of the documented string1
// with nonceStr in place of noncestr.
const (
	docTicketSum = "fda95e75"
	docWrongKey  = "e38013746041040aa9a92d26dd0cf63b4491ed55"
)

func explain(t *testing.T, pageURL string, theirs jssdk.Signed) jssdk.Explanation {
	t.Helper()
	e, err := newSDK(t, nil).Explain(t.Context(), pageURL, theirs)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExplainString1(t *testing.T) {
	t.Parallel()
	e := explain(t, docURL, jssdk.Signed{NonceStr: docNonce, Timestamp: docTimestamp, Signature: docSignature})
	const want = "jsapi_ticket=<86 characters, sha256 " + docTicketSum + ">&noncestr=" + docNonce + "&timestamp=1414587457&url=" + docURL
	if e.String1 != want || e.Signed.Signature != docSignature || e.Differences != nil {
		t.Errorf("Explain = %+v, want %s and no difference", e, want)
	}
	alone := explain(t, docURL+"#x", jssdk.Signed{})
	if alone.Signed.NonceStr == "" || alone.Signed.Timestamp == 0 || alone.Signed.URL != docURL || alone.Differences != nil || strings.Contains(alone.String1, docTicket) {
		t.Errorf("Explain = %+v", alone)
	}
}

// Explain finds the URL that another server signed by mistake from its signature alone.
func TestExplainFindsTheWrongURL(t *testing.T) {
	t.Parallel()
	const page = "https://www.example.com/a%20b/c?x=1&from=singlemessage&isappinstalled=0&b=2"
	theirs := func(url string) jssdk.Signed {
		return jssdk.Signed{NonceStr: docNonce, Timestamp: docTimestamp, Signature: jssdk.Signature(docTicket, docNonce, docTimestamp, url)}
	}
	for signed, want := range map[string]string{
		page + "#top": "fragment",
		"https://www.example.com/a%20b/c?x=1&amp;from=singlemessage&amp;isappinstalled=0&amp;b=2":                 "&amp;",
		"http://www.example.com/a%20b/c?x=1&from=singlemessage&isappinstalled=0&b=2":                              "http and https",
		"https://www.example.com/a%20b/c/?x=1&from=singlemessage&isappinstalled=0&b=2":                            "slash",
		"https://www.example.com/a%20b/c?b=2&from=singlemessage&isappinstalled=0&x=1":                             "order",
		"https://www.example.com/a%20b/c?x=1&b=2":                                                                 "sharing",
		"https://www.example.com/a%20b/c":                                                                         "query is missing",
		"https%3A%2F%2Fwww.example.com%2Fa%2520b%2Fc%3Fx%3D1%26from%3Dsinglemessage%26isappinstalled%3D0%26b%3D2": "percent-encoded as a whole",
		"https://www.example.com/a b/c?x=1&from=singlemessage&isappinstalled=0&b=2":                               "percent-encoding is decoded",
		"https://www.example.com/":               "root",
		"https://www.example.com":                "root",
		"https://www.example.com/somewhere/else": "neither",
	} {
		found := explain(t, page+"#top", theirs(signed)).Differences
		if len(found) != 1 || !strings.Contains(found[0], want) {
			t.Errorf("signed %q: %q, want one about %q", signed, found, want)
		}
	}
	for _, c := range [][3]string{
		{"http://127.0.0.1:8089/share", "http://127.0.0.1/share", "port"},
		{"http://www.example.com/a/", "http://www.example.com/a", "slash"},
		{"http://www.example.com/?a=1&amp;b=2", "http://www.example.com/?a=1&b=2", "&amp; has become &"},
		{"http://www.example.com/", "https://www.example.com/", "http and https"},
	} {
		found := explain(t, c[0], theirs(c[1])).Differences
		if len(found) != 1 || !strings.Contains(found[0], c[2]) {
			t.Errorf("%q signed as %q: %q, want one about %q", c[0], c[1], found, c[2])
		}
	}
}

func TestExplainOther(t *testing.T) {
	t.Parallel()
	good := jssdk.Signed{AppID: "wx0123456789abcdef", NonceStr: docNonce, Timestamp: docTimestamp, Signature: docSignature, URL: docURL}
	with := func(change func(*jssdk.Signed)) jssdk.Signed {
		s := good
		change(&s)
		return s
	}
	for name, c := range map[string]struct {
		theirs jssdk.Signed
		want   []string
	}{
		"nothing":      {good, nil},
		"other appid":  {with(func(s *jssdk.Signed) { s.AppID = "wxffffffffffffffff" }), []string{"appId"}},
		"no nonce":     {with(func(s *jssdk.Signed) { s.NonceStr = "" }), []string{"capital S"}},
		"no timestamp": {with(func(s *jssdk.Signed) { s.Timestamp = 0 }), []string{"timestamp: missing"}},
		"milliseconds": {with(func(s *jssdk.Signed) { s.Timestamp *= 1000 }), []string{"milliseconds"}},
		"upper case":   {with(func(s *jssdk.Signed) { s.Signature = strings.ToUpper(s.Signature) }), []string{"upper case"}},
		"cut":          {with(func(s *jssdk.Signed) { s.Signature = s.Signature[:39] }), []string{"39 characters"}},
		"other ticket": {with(func(s *jssdk.Signed) { s.Signature = jssdk.Signature("other", docNonce, docTimestamp, docURL) }), []string{"ticket: "}},
		"other url": {with(func(s *jssdk.Signed) {
			s.URL += "#x"
			s.Signature = jssdk.Signature(docTicket, docNonce, docTimestamp, s.URL)
		}), []string{"fragment"}},
		"nonceStr signed": {with(func(s *jssdk.Signed) { s.Signature = docWrongKey }), []string{"the key nonceStr:"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := explain(t, docURL, c.theirs).Differences
			if len(found) != len(c.want) {
				t.Fatalf("found %q, want %q", found, c.want)
			}
			for i, want := range c.want {
				if !strings.Contains(found[i], want) {
					t.Errorf("found %q, want %q", found[i], want)
				}
			}
		})
	}
}

func TestExplainHosts(t *testing.T) {
	t.Parallel()
	e := explain(t, "https://other.example/", jssdk.Signed{})
	if len(e.Differences) != 1 || !strings.Contains(e.Differences[0], `"other.example"`) {
		t.Errorf("Differences = %q", e.Differences)
	}
	_, err := newSDK(t, nil).Explain(t.Context(), "other.example", jssdk.Signed{})
	var bad *jssdk.URLError
	if !errors.As(err, &bad) {
		t.Errorf("Explain = %v", err)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	const url = "https://www.example.com/a?b=1"
	sign := func(ticket, nonce string, timestamp int64, url string) jssdk.Signed {
		return jssdk.Signed{AppID: "wx0", NonceStr: nonce, Timestamp: timestamp, URL: url, Signature: jssdk.Signature(ticket, nonce, timestamp, url)}
	}
	a := sign("t", "n", 1, url)
	for name, c := range map[string]struct {
		b    jssdk.Signed
		want []string
	}{
		"same":          {a, nil},
		"nonce":         {sign("t", "m", 1, url), []string{`nonceStr: "n" and "m"`}},
		"timestamp":     {sign("t", "n", 2, url), []string{"timestamp: 1 and 2"}},
		"both":          {sign("t", "m", 2, url), []string{"nonceStr", "timestamp"}},
		"ticket":        {sign("u", "n", 1, url), []string{"ticket"}},
		"fragment":      {sign("t", "n", 1, url+"#x"), []string{"fragment"}},
		"host":          {sign("t", "n", 1, "https://example.com/a?b=1"), []string{"another host"}},
		"no url at all": {sign("t", "n", 1, "/a?b=1"), []string{"another host"}},
		"query":         {sign("t", "n", 1, "https://www.example.com/a?b=3"), []string{"another query"}},
		"page":          {sign("t", "n", 1, "https://www.example.com/c"), []string{"another page"}},
	} {
		var got []string
		for i, d := range jssdk.Diff(a, c.b) {
			if i < len(c.want) && strings.Contains(d, c.want[i]) {
				d = c.want[i]
			}
			got = append(got, d)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
