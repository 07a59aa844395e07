package apitest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/samples"
)

// Case is a test of one method of a Service with the values of one sample.
type Case struct {
	// Sample is the name of the area's sample.
	Sample string
	// Call calls the method with the sample's values and returns its answer, nil if it has none.
	Call func(ctx context.Context, c *endpoint.Client) (any, error)
	// Want is the expected answer, with the sample's values.
	Want any
}

// None adapts a method that returns only an error to [Case]'s Call.
func None(
	call func(ctx context.Context, c *endpoint.Client) error,
) func(context.Context, *endpoint.Client) (any, error) {
	return func(ctx context.Context, c *endpoint.Client) (any, error) { return nil, call(ctx, c) }
}

// Run drives each case against a server that answers as the sample does: the request must be the documented one, and
// the answer must be the case's. Then the server refuses with each documented error, which the method must return as an
// [*endpoint.Error]. Every sample of the area and every endpoint of the area needs a case.
func Run(t *testing.T, endpoints []endpoint.Any, cases []Case) {
	area, _, _ := strings.Cut(endpoints[0].Name(), ".")
	named := map[string]samples.Sample{}
	for _, s := range samples.Area(area) {
		named[s.Name] = s
	}
	driven, inputs := map[string]bool{}, map[string]reflect.Type{}
	for _, e := range endpoints {
		inputs[e.Name()], _ = e.Types()
	}
	for _, c := range cases {
		s, ok := named[c.Sample]
		driven[c.Sample], driven[s.Endpoint] = true, true
		if !ok || inputs[s.Endpoint] == nil {
			t.Errorf("there is no sample %s of an endpoint of the area", c.Sample)
			continue
		}
		t.Run(c.Sample, func(t *testing.T) {
			t.Parallel()
			c.checkAnswer(t, s, inputs[s.Endpoint])
			for _, refusal := range s.Errors {
				c.checkRefusal(t, s, refusal)
			}
		})
	}
	for name := range named {
		if !driven[name] {
			t.Errorf("no case drives the sample %s", name)
		}
	}
	for _, e := range endpoints {
		if name := e.Name(); !driven[name] {
			t.Errorf("no case drives the endpoint %s", name)
		}
	}
}

func (c Case) checkAnswer(t *testing.T, s samples.Sample, in reflect.Type) {
	answer := []byte(s.Response)
	if s.Body != "" {
		answer = []byte(s.Body)
	}
	client, requests := Serve(t, func(r *http.Request, body []byte) []byte {
		if diff := requestDiff(s, in, r, body); diff != "" {
			t.Error(diff)
		}
		return answer
	})
	got, err := c.Call(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Want, got); diff != "" {
		t.Errorf("answer (-documented +got):\n%s", diff)
	}
	if n := requests(); n != 1 {
		t.Errorf("the method sent %d requests, want 1", n)
	}
}

// rid is the request id of the platform's own sample.
const rid = "617682e0-09059ac5-34a8e2ea"

// systemBusy is not tested here: the client retries it after a pause, which the tests of package endpoint cover.
const systemBusy = -1

func (c Case) checkRefusal(t *testing.T, s samples.Sample, refusal samples.Refusal) {
	if refusal.Code == systemBusy {
		return
	}
	refusal.Message += " rid: " + rid
	answer, err := json.Marshal(refusal)
	if err != nil {
		t.Fatal(err)
	}
	client, _ := Serve(t, func(*http.Request, []byte) []byte { return answer })
	_, err = c.Call(t.Context(), client)
	var got *endpoint.Error
	if !errors.As(err, &got) {
		t.Errorf("refused with %d, got %v, want an *endpoint.Error", refusal.Code, err)
		return
	}
	want := &endpoint.Error{
		Endpoint:   s.Endpoint,
		Code:       endpoint.Code(refusal.Code),
		Message:    got.Message,
		CallerIP:   got.CallerIP,
		RID:        rid,
		HTTPStatus: http.StatusOK,
	}
	if *got != *want {
		t.Errorf("refused with %+v, want %+v", *got, *want)
	}
}

// Serve starts a server that replaces all of the platform's hosts; each host's paths begin with its name. Serve returns
// a client with the access_token "ACCESS_TOKEN", and a function that returns the number of requests so far. An answer
// that looks like JSON is sent as JSON.
func Serve(t *testing.T, answer func(r *http.Request, body []byte) []byte) (*endpoint.Client, func() int) {
	t.Helper()
	var mu sync.Mutex
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		requests++
		mu.Unlock()
		if _, err := w.Write(answer(r, body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	host := func(name string) string { return fmt.Sprintf("%s/%s", server.URL, name) }
	client := &endpoint.Client{
		Hosts: endpoint.Hosts{
			API:  host("api.weixin.qq.com"),
			Open: host("open.weixin.qq.com"),
			MP:   host("mp.weixin.qq.com"),
		},
		Tokens: fixedToken{},
	}
	return client, func() int {
		mu.Lock()
		defer mu.Unlock()
		return requests
	}
}

// fixedToken is a source of tokens with the access_token of the platform's samples.
type fixedToken struct{}

func (fixedToken) Token(context.Context) (string, error)         { return "ACCESS_TOKEN", nil }
func (fixedToken) Renew(context.Context, string) (string, error) { return "ACCESS_TOKEN", nil }
