package bot

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/openai/openai-go/v3"

	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
	"github.com/wechatgo/wechatgo/internal/streamtest"
)

var errDown = errors.New("down")

func TestWithoutThoughts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   []string
		err  error
		want string
	}{
		"none":                {[]string{"a <think> b", " </think> c"}, nil, "a <think> b </think> c"},
		"at the beginning":    {[]string{"<think>\nhm\n</think>\n\na", " b"}, nil, "a b"},
		"in pieces":           {[]string{"\n<th", "ink>h", "m</thi", "nk>", "a"}, nil, "a"},
		"behind, white space": {[]string{"<think></think>", "\n\n", "a"}, nil, "\n\na"},
		"without an end":      {[]string{"<think>a"}, nil, ""},
		"a short answer":      {[]string{"<"}, nil, "<"},
		"a similar word":      {[]string{"<th", "ing>"}, nil, "<thing>"},
		"an error":            {[]string{"<think>a"}, errDown, ""},
		"an error, later":     {[]string{"a"}, errDown, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := streamtest.All(withoutThoughts(streamtest.Of(c.err, c.in...)))
			if text := strings.Join(got, ""); text != c.want || !errors.Is(err, c.err) {
				t.Errorf("%q, %v", text, err)
			}
		})
	}
	if got, err := streamtest.First(withoutThoughts(streamtest.Of(nil, "abc", "d"))); got != "abc" || err != nil {
		t.Errorf("the first piece: %q, %v", got, err)
	}
}

func TestShortened(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   []string
		want string
	}{
		"fits":     {[]string{"12345", "67890"}, "1234567890"},
		"too long": {[]string{"12345", "678901", "2"}, "12345" + tooLong},
	} {
		got, err := streamtest.All(shortened(streamtest.Of(nil, c.in...), 10))
		if text := strings.Join(got, ""); text != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if _, err := streamtest.All(shortened(streamtest.Of(errDown, "a"), 10)); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
}

// modelOf is a model whose endpoint answers with a body.
func modelOf(status int, body string) model {
	client := stubmodel.Client(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		contentType := "text/event-stream"
		if status != http.StatusOK {
			contentType = "application/json"
		}
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		w.Write([]byte(body))
	}))
	return newModel(Config{Model: "m", BaseURL: stubmodel.BaseURL, APIKey: "sk-secret", HTTP: client})
}

// The bot reads what OpenAI documents, and what other endpoints send.
func TestModelReadsStreams(t *testing.T) {
	t.Parallel()
	documented, err := os.ReadFile("../stubmodel/testdata/documented.sse")
	if err != nil {
		t.Fatal(err)
	}
	const secret = "what the user wrote"
	for name, c := range map[string]struct {
		status    int
		body      string
		want, err string
	}{
		"documented": {200, string(documented), "Hello", ""},
		"CRLF":       {200, strings.ReplaceAll(string(documented), "\n", "\r\n"), "Hello", ""},
		"comments":   {200, ": keep-alive\n\n" + string(documented), "Hello", ""},
		"reasoning in a field of its own": {
			200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\"},\"finish_reason\":null}]}\n\n" + string(documented), "Hello", "",
		},
		"no finish_reason": {200, "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n", "Hel", "ended in the middle"},
		"nothing":          {200, "", "", "ended in the middle"},
		"length": {
			200, "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n", "Hel" + tooLong, "",
		},
		"filtered": {
			200, "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n", "Hel", "filtered",
		},
		"an error in the stream": {
			200, "data: {\"error\":{\"message\":\"" + secret + "\",\"type\":\"server_error\",\"code\":\"overloaded\"}}\n\n", "", `type "server_error", code overloaded`,
		},
		"no JSON in the stream": {200, "data: oh no\n\n", "", "ask the model"},
		"401": {
			401, `{"error":{"message":"Incorrect API key provided: sk-secret","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`, "", "401",
		},
		"429": {429, `{"error":{"message":"` + secret + `","type":"requests","param":null,"code":"rate_limit_exceeded"}}`, "", "429"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got, err := streamtest.All(modelOf(c.status, c.body).answer(t.Context(), nil))
				text := "none"
				if err != nil {
					text = err.Error()
				}
				if strings.Join(got, "") != c.want || (err != nil) != (c.err != "") || !strings.Contains(text, c.err) && c.err != "" {
					t.Errorf("%q, error %s", got, text)
				}
				if strings.Contains(text, secret) || strings.Contains(text, "sk-secret") {
					t.Errorf("the log would have %s", text)
				}
			})
		})
	}
}

// Whoever stops to read ends the request.
func TestModelStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{})
		client := stubmodel.Client(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(ended)
			stubmodel.Model{}.ServeHTTP(w, r)
		}))
		m := newModel(Config{Model: "m", BaseURL: stubmodel.BaseURL, APIKey: "none", HTTP: client})
		if _, err := streamtest.First(m.answer(context.Background(), []openai.ChatCompletionMessageParamUnion{openai.UserMessage("long")})); err != nil {
			t.Fatal(err)
		}
		<-ended
	})
}

// No request names the user: the text of the dialogue is all that leaves the house.
func TestRequestNamesNobody(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	client := stubmodel.Client(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = body.ReadFrom(r.Body) }))
	d := dialogue{Turns: []turn{{"q", "a"}}}
	_, _ = streamtest.All(newModel(Config{Model: "m", BaseURL: stubmodel.BaseURL, APIKey: "none", HTTP: client}).answer(t.Context(), d.messages("p", "r")))
	const want = `{"messages":[{"content":"p","role":"system"},{"content":"q","role":"user"},{"content":"a","role":"assistant"},{"content":"r","role":"user"}],"model":"m","stream":true}`
	if body.String() != want {
		t.Errorf("sent %s", &body)
	}
}
