package agent

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// deed is a call as a person is asked about it: the request that would be sent, byte for byte.
type deed struct {
	endpoint endpoint.Any
	account  string
	method   string
	address  string // without the token
	body     []byte
	about    about
	digest   digest
}

// digest is the SHA-256 of all that a confirmation is for.
type digest [sha256.Size]byte

func (d digest) short() string { return hex.EncodeToString(d[:6]) }

// about says more about a call than its request does: of the publication of a draft, what is in the draft.
type about struct {
	lines []string
	state []byte // that must not change between the question and the call
	draft string // the media_id of the draft whose articles are the state, or ""
}

type aboutKey struct{}

func withAbout(ctx context.Context, a about) context.Context {
	return context.WithValue(ctx, aboutKey{}, a)
}

// deedOf encodes a call without sending it.
func (s *server) deedOf(ctx context.Context, e endpoint.Any, in any) (deed, error) {
	d := deed{endpoint: e, account: s.accountName()}
	d.about, _ = ctx.Value(aboutKey{}).(about)
	client := &endpoint.Client{
		HTTP: &http.Client{Transport: &d}, Hosts: s.client.Hosts, Tokens: noToken{},
	}
	if _, err := endpoint.CallAny(ctx, client, e, in, endpoint.WithTries(1)); !errors.Is(err, errNotSent) {
		return d, fmt.Errorf("%s cannot be shown to a person, and is not called: %w", e.Name(), err)
	}
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(e.Name()), []byte(d.method), []byte(d.address), d.body, d.about.state} {
		fmt.Fprintf(sum, "%d:", len(part))
		sum.Write(part)
	}
	sum.Sum(d.digest[:0])
	return d, nil
}

var errNotSent = errors.New("agent: the request is only shown")

// noToken stands for the account's token.
type noToken struct{}

func (noToken) Token(context.Context) (string, error)         { return "ACCESS_TOKEN", nil }
func (noToken) Renew(context.Context, string) (string, error) { return "", errNotSent }

// RoundTrip keeps a request in place of sending it.
func (d *deed) RoundTrip(r *http.Request) (*http.Response, error) {
	address := *r.URL
	query := address.Query()
	query.Del("access_token")
	address.RawQuery = query.Encode()
	d.method, d.address = r.Method, address.String()
	if r.Body == nil {
		return nil, errNotSent
	}
	defer r.Body.Close()
	var err error
	d.body, err = io.ReadAll(r.Body)
	return nil, errors.Join(errNotSent, err)
}

// What a question shows: so many fields, each with so many characters of its value.
const (
	mostFields = 20
	mostText   = 300
)

// question is the text that a person reads. It shows each text with quotes and with what is not printable escaped, so
// that no text can look like a line of the question, or change what the terminal shows.
func (d deed) question() string {
	spec := d.endpoint.Describe()
	what := "does what cannot be undone"
	if spec.Effect == endpoint.Send {
		what = "reaches followers or the public, and cannot be taken back"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "An agent wants to call %s (%s), which %s.\n", spec.Name, spec.Title, what)
	fmt.Fprintf(&b, "Account: %s\nRequest: %s %s\n", d.account, d.method, quoted(d.address))
	for _, line := range d.about.lines {
		fmt.Fprintf(&b, "%s\n", line)
	}
	fields := fieldsOf(d.body)
	for i, f := range fields {
		if i == mostFields {
			fmt.Fprintf(
				&b,
				"  and %d more fields, which are not shown here: refuse if you do not know them\n",
				len(fields)-i,
			)
			break
		}
		fmt.Fprintf(&b, "  %s: %s\n", f.path, quoted(f.value))
	}
	fmt.Fprintf(&b, "Body: %d bytes, digest %s. Allow this one call?", len(d.body), d.digest.short())
	return b.String()
}

// quoted returns a text for a question: in quotes, and not too long.
func quoted(text string) string {
	runes := []rune(text)
	if len(runes) <= mostText {
		return strconv.QuoteToGraphic(text)
	}
	return fmt.Sprintf(
		"%s … and %d more characters",
		strconv.QuoteToGraphic(string(runes[:mostText])),
		len(runes)-mostText,
	)
}

// bodyField is a value in a body, with its path.
type bodyField struct{ path, value string }

// targets are the fields that say whom or what a call is for. They are shown first, before others can fill the list.
var targets = []string{
	"touser",
	"towxname",
	"filter",
	"openid",
	"media_id",
	"article_id",
	"msg_id",
	"menuid",
	"tagid",
	"tag",
}

// mostItems is how many values of one list a question shows.
const mostItems = 5

// shortLists leaves out most values of long lists, and says how many there are: a message to 100 followers shows its
// text beside the first of them.
func shortLists(fields []bodyField) (out []bodyField) {
	count := map[string]int{}
	listOf := func(path string) string {
		if at := strings.LastIndex(path, "["); at > 0 && strings.HasSuffix(path, "]") {
			return path[:at]
		}
		return ""
	}
	for _, f := range fields {
		count[listOf(f.path)]++
	}
	seen := map[string]int{}
	for _, f := range fields {
		name := listOf(f.path)
		if name == "" || count[name] <= mostItems {
			out = append(out, f)
			continue
		}
		seen[name]++
		switch {
		case seen[name] == 1:
			out = append(
				out,
				bodyField{name, fmt.Sprintf("%d items, of which the first %d are shown", count[name], mostItems)},
				f,
			)
		case seen[name] <= mostItems:
			out = append(out, f)
		}
	}
	return out
}

// fieldsOf lists the values in a JSON body; any other body is one value.
func fieldsOf(body []byte) (list []bodyField) {
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&v) != nil {
		if len(body) == 0 {
			return nil
		}
		return []bodyField{{"the body", string(body)}}
	}
	walk(v, "", func(path string, leaf any) {
		list = append(list, bodyField{strings.Trim(strconv.QuoteToGraphic(path), `"`), fmt.Sprint(leaf)})
	})
	list = shortLists(list)
	isTarget := func(f bodyField) bool {
		top, _, _ := strings.Cut(f.path, ".")
		top, _, _ = strings.Cut(top, "[")
		return slices.Contains(targets, top)
	}
	others := slices.DeleteFunc(slices.Clone(list), isTarget)
	return append(slices.DeleteFunc(list, func(f bodyField) bool { return !isTarget(f) }), others...)
}
