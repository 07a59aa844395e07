package stubmodel_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
)

// post sends a request to the stub and returns its response.
func post(t *testing.T, client *http.Client, body string) *http.Response {
	t.Helper()
	resp, err := client.Post(stubmodel.BaseURL+"/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// question is a request with a user's text, which asks for the usage, too.
func question(text string) string {
	body, _ := json.Marshal(map[string]any{
		"model": "m", "stream": true, "stream_options": map[string]any{"include_usage": true},
		"messages": []map[string]string{{"role": "system", "content": "p"}, {"role": "user", "content": text}},
	})
	return string(body)
}

// events returns the data of each event of a stream. A line that is no data, and an event that does not end with an
// empty line, fail the test.
func events(t *testing.T, stream io.Reader) (all []string) {
	t.Helper()
	lines := bufio.NewScanner(stream)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok || !lines.Scan() || lines.Text() != "" {
			t.Fatalf("after %q: %q", all, lines.Text())
		}
		all = append(all, data)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// shape returns a value with its members' names, and with kinds in the place of texts and numbers.
func shape(t *testing.T, event string) any {
	t.Helper()
	if event == "[DONE]" {
		return event
	}
	var value any
	if err := json.Unmarshal([]byte(event), &value); err != nil {
		t.Fatalf("%s: %v", event, err)
	}
	var walk func(v any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for name, member := range v {
				if name != "object" && name != "role" && name != "finish_reason" {
					v[name] = walk(member)
				}
			}
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
		case string:
			if v != "" {
				return "text"
			}
		case float64:
			return "number"
		}
		return v
	}
	return walk(value)
}

// The stub's stream has the documented events in their order, with the documented members.
func TestStreamIsAsDocumented(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/documented.sse")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var want []any
	for _, e := range events(t, file) {
		want = append(want, shape(t, e))
	}
	if len(want) != 5 {
		t.Fatalf("%d documented events", len(want))
	}
	synctest.Test(t, func(t *testing.T) {
		resp := post(t, stubmodel.Model{}.Client(), question("hello"))
		if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
			t.Errorf("status %d, %v", resp.StatusCode, resp.Header)
		}
		stream := events(t, resp.Body)
		var got []any
		for _, e := range stream {
			got = append(got, shape(t, e))
		}
		// The answer has more pieces than the documented one, which are all alike.
		got = slices.CompactFunc(got, func(a, b any) bool { return cmp.Equal(a, b) })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("documented (-) and the stub's (+): %s", diff)
		}
		var ids []string
		for _, e := range stream[:len(stream)-1] {
			var c struct{ ID string }
			_ = json.Unmarshal([]byte(e), &c)
			ids = append(ids, c.ID)
		}
		if len(slices.Compact(ids)) != 1 {
			t.Errorf("one answer has the ids %q", slices.Compact(ids))
		}
	})
}

// content returns the text and the finish_reason of a stream.
func content(t *testing.T, stream io.Reader) (text, finish string) {
	t.Helper()
	for _, e := range events(t, stream) {
		var c struct {
			Choices []struct {
				Delta        struct{ Content string }
				FinishReason string `json:"finish_reason"`
			}
		}
		if e != "[DONE]" && json.Unmarshal([]byte(e), &c) == nil && len(c.Choices) == 1 {
			text += c.Choices[0].Delta.Content
			finish += c.Choices[0].FinishReason
		}
	}
	return text, finish
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		begins, finish string
		bytes          int // at least
		takes          time.Duration
	}{
		"hello":        {"这是第 1 个问题：hello\n\n", "stop", 40, 0},
		"long":         {"**第 1 点。**", "stop", 4500, 10 * time.Second},
		"慢":            {"这是第 1 个问题：慢", "stop", 40, 20 * time.Second},
		"Slow Long":    {"**第 1 点。**", "stop", 4500, 30 * time.Second},
		"格式":           {"# 茉莉花", "stop", 100, 0},
		"thinking":     {"<think>\n", "stop", 100, 0},
		"empty":        {"", "stop", 0, 0},
		"filtered":     {"", "content_filter", 0, 0},
		"longitude 慢些": {"这是第 1 个问题", "stop", 40, 0},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				got, finish := content(t, post(t, stubmodel.Model{}.Client(), question(text)).Body)
				took := time.Since(began)
				if !strings.HasPrefix(got, want.begins) || len(got) < want.bytes || finish != want.finish {
					t.Errorf("%q, %d bytes, finish_reason %q", got, len(got), finish)
				}
				if took < want.takes || took > want.takes+10*time.Second {
					t.Errorf("took %v", took)
				}
				again, _ := content(t, post(t, stubmodel.Model{}.Client(), question(text)).Body)
				if again != got {
					t.Errorf("another answer the second time: %q", again)
				}
			})
		})
	}
}

// A broken stream ends with an error of the connection, over a listener as well as in process.
func TestBrokenStream(t *testing.T) {
	t.Parallel()
	model := stubmodel.Model{Pace: time.Microsecond}
	server := httptest.NewServer(model)
	defer server.Close()
	overNetwork, err := http.Post(server.URL+"/v1/chat/completions", "application/json", strings.NewReader(question("broken")))
	if err != nil {
		t.Fatal(err)
	}
	defer overNetwork.Body.Close()
	for name, resp := range map[string]*http.Response{"network": overNetwork, "in process": post(t, model.Client(), question("broken"))} {
		if text, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(string(text), "[DONE]") {
			t.Errorf("%s: %v after %s", name, err, text)
		}
	}
}

// A reader that stops ends the model's work.
func TestReaderStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := false
		client := stubmodel.Client(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			stubmodel.Model{}.ServeHTTP(w, r)
			ended = true
		}))
		resp := post(t, client, question("long"))
		resp.Body.Close()
		synctest.Wait()
		if !ended {
			t.Error("closing the body did not end the request")
		}
		ended = false
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, http.MethodPost, stubmodel.BaseURL+"/chat/completions", strings.NewReader(question("slow")))
		if _, err := client.Do(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if !ended {
			t.Error("a cancelled request goes on")
		}
	})
}

// Errors have the documented form.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const user = `"messages":[{"role":"user","content":"a"}]`
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		kind               string
	}{
		"error":      {"POST", "/chat/completions", question("error"), 500, "server_error"},
		"path":       {"POST", "/responses", question("a"), 404, "invalid_request_error"},
		"method":     {"GET", "/chat/completions", "", 405, "invalid_request_error"},
		"no JSON":    {"POST", "/chat/completions", "a", 400, "invalid_request_error"},
		"no model":   {"POST", "/chat/completions", `{"stream":true,` + user + `}`, 400, "invalid_request_error"},
		"no stream":  {"POST", "/chat/completions", `{"model":"m",` + user + `}`, 400, "invalid_request_error"},
		"no message": {"POST", "/chat/completions", `{"model":"m","stream":true,"messages":[]}`, 400, "invalid_request_error"},
		"a role":     {"POST", "/chat/completions", `{"model":"m","stream":true,"messages":[{"role":"pirate","content":"a"}]}`, 400, "invalid_request_error"},
		"no user":    {"POST", "/chat/completions", `{"model":"m","stream":true,"messages":[{"role":"system","content":"a"}]}`, 400, "invalid_request_error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := http.NewRequest(c.method, stubmodel.BaseURL+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := stubmodel.Model{}.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var got struct {
				Error struct{ Message, Type string }
			}
			err = json.NewDecoder(resp.Body).Decode(&got)
			if err != nil || resp.StatusCode != c.status || got.Error.Type != c.kind || got.Error.Message == "" {
				t.Errorf("status %d, %+v, %v", resp.StatusCode, got, err)
			}
		})
	}
}

// Each word does what it says in either language, and the words are not parts of one another.
func TestWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, w := range stubmodel.Words() {
		for _, text := range []string{w.EN, w.ZH, w.AboutEN, w.AboutZH} {
			if text == "" || seen[text] {
				t.Errorf("%+v: %q is empty, or there twice", w, text)
			}
			seen[text] = true
		}
	}
}
