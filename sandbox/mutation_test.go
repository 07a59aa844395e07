package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/internal/samples"
)

// junk is what a broken program may send in place of any value.
var junk = []any{
	nil, "", -1, 1.5, true, json.Number("9223372036854775807"), json.Number("-9223372036854775808"),
	[]any{}, []any{nil}, map[string]any{}, "\x00💩",
}

// mutations calls f with v changed in one place: each value replaced by junk, and each member left out.
func mutations(v any, f func(any)) {
	for _, bad := range junk {
		f(bad)
	}
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			changed := maps.Clone(v)
			delete(changed, name)
			f(changed)
			mutations(member, func(m any) {
				changed := maps.Clone(v)
				changed[name] = m
				f(changed)
			})
		}
	case []any:
		for i, item := range v {
			mutations(item, func(m any) {
				changed := slices.Clone(v)
				changed[i] = m
				f(changed)
			})
		}
	}
}

// Every documented request with a POST, broken in one place, gets an answer that is not the sandbox's own failure (-1).
// Some requests succeed before they are broken: what they name exists.
func TestBrokenRequests(t *testing.T) {
	synctest.Test(t, testBrokenRequests)
}

func testBrokenRequests(t *testing.T) {
	p, c, _ := startMass(t, "service")
	alice, bob := p.User("alice"), p.User("bob")
	cover := p.AddMedia("image", "image/png", []byte(asPNG))
	template := p.AddTemplate("", "T", "{{thing1.DATA}}{{keyword1.DATA}}{{first.DATA}}")
	p.AddNoticeTemplate("N", "N", "{{thing8.DATA}}{{time7.DATA}}{{name1.DATA}}", true)
	alice.AnswerPopup([]string{"N"}, nil)
	alice.Send("hi")
	submitted, published := c.published(newsArticle(cover, `"need_open_comment":1`))
	articles := published["article_detail"].(map[string]any)["item"].([]any)
	alice.Comment(articles[0].(map[string]any)["article_url"].(string), "hi")
	exists := strings.NewReplacer(
		`"OPENID"`, `"`+alice.OpenID()+`"`, `"OPENID1"`, `"`+alice.OpenID()+`"`, `"OPENID2"`, `"`+bob.OpenID()+`"`,
		`"TEMPLATEID"`, `"N"`, `"ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"`, `"`+template+`"`,
		`"123dsdajkasd231jhksad"`, `"`+c.draftOf(newsArticle(cover))+`"`, `"MEDIA_ID"`, `"`+cover+`"`,
		`"ARTICLE_ID"`, fmt.Sprintf("%q", published["article_id"]), "2247483710", fmt.Sprint(submitted["msg_data_id"]),
	)
	for _, area := range samples.Areas() {
		for _, s := range samples.Area(area) {
			var request any
			if s.Method != http.MethodPost || json.Unmarshal([]byte(exists.Replace(string(s.Request))), &request) != nil {
				continue
			}
			mutations(request, func(m any) {
				body, err := json.Marshal(m)
				if err != nil {
					t.Fatal(err)
				}
				address := "https://" + s.Host + s.Path + "?access_token=" + c.token
				resp, answer := c.raw(http.MethodPost, address, string(body))
				if resp.StatusCode != http.StatusOK || !json.Valid([]byte(answer)) || strings.HasPrefix(answer, `{"errcode":-1,`) {
					t.Errorf("%s %s: HTTP %d %s", s.Path, body, resp.StatusCode, answer)
				}
			})
			p.Clock.Advance(4 * time.Second) // the jobs that began
		}
	}
	if _, ok := c.call("/cgi-bin/user/get", "")["total"]; !ok {
		t.Error("the token is not good any more, so that many requests were not looked at")
	}
	p.Close()
}
