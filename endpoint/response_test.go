package endpoint_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Users' texts can make an answer invalid JSON.
func TestNicknames(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, want string }{
		"plain":                      {`{"nickname":"汉字 ☺"}`, "汉字 ☺"},
		"escapes":                    {`{"nickname":"\u0001a\n\"\\"}`, "\x01a\n\"\\"},
		"U+0014, seen in the wild":   {"{\"nickname\":\"\x14琦娅\"}", "琦娅"},
		"U+0001":                     {"{\"nickname\":\"a\x01b\"}", "ab"},
		"raw line end and tab":       {"{\"nickname\":\"a\r\n\tb\"}", "a\r\n\tb"},
		"backslash before a control": {"{\"nickname\":\"a\\\x01\"}", "a"},
		"backslash before a newline": {"{\"nickname\":\"a\\\nb\"}", "a\nb"},
		"escaped backslash before":   {"{\"nickname\":\"a\\\\\x01\"}", `a\`},
		"escaped quote, control":     {"{\"nickname\":\"a\\\"\x01b\"}", `a"b`},
		"control between members":    {"{\x02\n\t\"nickname\"\r:\x00\"a\" }", "a"},
		"byte order mark":            {"\xef\xbb\xbf{\"nickname\":\"a\"}", "a"},
		"byte order mark, control":   {"\xef\xbb\xbf{\"nickname\":\"a\x01\"}", "a"},
		"white space around":         {" \r\n{\"nickname\":\"a\"}\n\n", "a"},
		"bad UTF-8":                  {"{\"nickname\":\"a\xff\xe6\xb1\"}", "a\ufffd\ufffd\ufffd"},
		"bad UTF-8, control":         {"{\"nickname\":\"\xe6\xb1\x01\"}", "\ufffd\ufffd"},
		"DEL is allowed":             {"{\"nickname\":\"a\x7fb\"}", "a\x7fb"},
	} {
		f, _ := answering(tt.body)
		got, err := endpoint.Call(t.Context(), f.client(), info, infoIn{})
		if err != nil || got.Nickname != tt.want {
			t.Errorf("%s: got %q, %v, want %q", name, got.Nickname, err, tt.want)
		}
	}
}

func TestErrcodesOfSuccess(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"errcode":0,"errmsg":"ok"}`, `{"errcode":"0","errmsg":"ok"}`, `{"errcode":0}`, `{"errcode":null,"errmsg":null}`,
		`{"errcode":"","errmsg":""}`, `{}`, `{"nickname":"Tom"}`, `{"errcode":0.0}`,
	} {
		f, _ := answering(body)
		if _, err := endpoint.Call(t.Context(), f.client(), remark, remarkIn{}); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                             "user.info: the answer is empty",
		" \n":                          "user.info: the answer is empty",
		"<html>please log in</html>":   "user.info: the answer is not JSON",
		`"ok"`:                         "user.info: the answer is not JSON",
		`{"openid":"o1","nickna`:       "user.info: the answer is broken: unexpected end of JSON input",
		`{"errcode":"what"}`:           "user.info: the answer is broken: endpoint: want a whole number",
		`{"errmsg":{}}`:                "user.info: the answer is broken: json: cannot unmarshal object",
		`{"errcode":0} trailing`:       "user.info: the answer is broken: invalid character",
		`{"openid":{"HERSELF":"HER"}}`: "user.info: the answer does not fit its type: json: cannot unmarshal object",
		`{"sex":"HER"}`:                "user.info: the answer does not fit its type: endpoint: want a whole number",
		`[]`:                           "user.info: the answer does not fit its type: json: cannot unmarshal array",
		`[1,`:                          "user.info: the answer does not fit its type: unexpected end of JSON input",
	} {
		f, requests := answering(body)
		_, err := endpoint.Call(t.Context(), f.client(), info, infoIn{})
		got := as[*endpoint.ResponseError](t, err)
		if got.Endpoint != "user.info" || !strings.HasPrefix(err.Error(), want) || *requests != 1 {
			t.Errorf("%s: got %v after %d requests, want %s", body, err, *requests, want)
		}
		wantNoSecret(t, err, "HER")
	}
	f, _ := answering(`{"errcode":0}`[:8])
	_, err := endpoint.Call(t.Context(), f.client(), remark, remarkIn{})
	if syntax := as[*json.SyntaxError](t, err); syntax == nil {
		t.Error("the decoder's error is lost")
	}
}

// A body that is not closed would keep its connection open.
func TestAnswersAreClosed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{ok, `{"errcode":40003}`, "<html>"} {
		body := &closeTracker{Reader: strings.NewReader(text)}
		c := roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
		}).client()
		if endpoint.Call(t.Context(), c, remark, remarkIn{}); !body.closed {
			t.Errorf("%s: left open", text)
		}
	}
}

// Reading an endless answer stops after 16 MiB.
func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	const limit = 16 << 20
	call := func(body io.Reader) error {
		c := roundTrip(func(*http.Request) (*http.Response, error) {
			resp := answer(200, "")
			resp.Body = io.NopCloser(body)
			return resp, nil
		}).client()
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		return err
	}
	padded := func(n int) io.Reader {
		return io.MultiReader(strings.NewReader(ok), io.LimitReader(endlessSpaces{}, int64(n-len(ok))))
	}
	if err := call(padded(limit)); err != nil {
		t.Errorf("16 MiB: %v", err)
	}
	rest := padded(limit + 1000)
	err := call(rest)
	if as[*endpoint.ResponseError](t, err); !strings.HasSuffix(err.Error(), "longer than 16 MiB") {
		t.Errorf("more: %v", err)
	}
	if n, _ := io.Copy(io.Discard, rest); n != 999 {
		t.Errorf("%d bytes were left unread, want all after the first byte beyond the bound", n)
	}
}

type endlessSpaces struct{}

func (endlessSpaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// readable reports whether a body is a JSON object with an errcode that can be read, once its control characters are
// replaced.
func readable(body, replacement string) bool {
	var model strings.Builder
	for _, c := range []byte(strings.TrimPrefix(body, "\xef\xbb\xbf")) {
		if c < ' ' {
			model.WriteString(replacement)
		} else {
			model.WriteByte(c)
		}
	}
	var object struct {
		Code endpoint.Number `json:"errcode"`
		Text string          `json:"errmsg"`
	}
	text := strings.TrimSpace(model.String())
	return strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &object) == nil
}

// An answer that is valid JSON except for raw control characters is read. The model replaces them by spaces, which is
// valid wherever they were harmless, and also drops them: without them a member's name can become errcode.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		ok, busy, `[1]`, "{\"nickname\":\"\x14a\\\"\\\\\"}", "\xef\xbb\xbf{\"nickname\":\"\xff\"}", "{\"a\":\"\\\x01\"}",
		"{\"errcode\":\"-1\",\n\t\"errmsg\":\"a\tb\"}", `<html>`, `{"errcode":1e99}`, `{"a`, "",
	} {
		f.Add(200, seed)
	}
	raw := endpoint.Post[endpoint.None, json.RawMessage]("x.raw", "/x", "", endpoint.NoToken())
	f.Fuzz(func(t *testing.T, status int, body string) {
		c := roundTrip(func(*http.Request) (*http.Response, error) { return answer(status, body), nil }).client()
		got, err := endpoint.Call(t.Context(), c, raw, endpoint.None{})
		var refused *endpoint.Error
		var unread *endpoint.ResponseError
		switch {
		case err == nil:
			if !json.Valid(got) {
				t.Errorf("handed over %q, which is not JSON", got)
			}
		case errors.As(err, &refused):
		case errors.As(err, &unread):
			if readable(body, " ") && readable(body, "") {
				t.Errorf("%q is %v", body, err)
			}
		default:
			t.Errorf("%T %v", err, err)
		}
	})
}
