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

// These are the secrets that a call of FuzzAnswer sends.
const (
	fuzzToken  = "T0ken/with+odd=bytes&"
	fuzzSecret = "5ecret-of-the-app"
)

// fileBound is the maximum number of bytes of an answer that a call reads before it returns a download.
// TestAnswersAreBounded checks the bound of a JSON answer, which takes too long to reach here.
const fileBound = 16 << 10

// fuzzIn is an input with a secret.
type fuzzIn struct {
	Secret string `query:"secret" json:"-"`
}

// fuzzText is the input of an endpoint whose body is plain text.
type fuzzText struct {
	Secret string `query:"secret"`
	Text   string `body:"text"`
}

// fuzzedAnswer is the answer to each request of a call.
type fuzzedAnswer struct {
	status                             int
	contentType, disposition, location string
	body                               string
	padding                            uint8 // white space after the body, in KiB
}

// content is the whole body.
func (a *fuzzedAnswer) content() io.Reader {
	return io.MultiReader(strings.NewReader(a.body), io.LimitReader(endlessSpaces{}, int64(a.padding)<<10))
}

// respond is the round trip of a platform that gives the answer. It appends the body to bodies.
func (a *fuzzedAnswer) respond(bodies *[]*countedBody) roundTrip {
	return func(*http.Request) (*http.Response, error) {
		body := &countedBody{closeTracker: closeTracker{Reader: a.content()}}
		*bodies = append(*bodies, body)
		header := http.Header{"Content-Type": {a.contentType}, "Content-Disposition": {a.disposition}}
		if a.location != "" {
			header.Set("Location", a.location)
		}
		return &http.Response{StatusCode: a.status, Header: header, Body: body, ContentLength: -1}, nil
	}
}

// countedBody counts the bytes that were read.
type countedBody struct {
	closeTracker
	read int
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.read += n
	return n, err
}

// hasErrcode reports whether the answer is a JSON object with an errcode other than 0.
func (a *fuzzedAnswer) hasErrcode() bool {
	body := strings.TrimSpace(a.body)
	code, err := firstErrcode(body)
	return err == nil && strings.HasPrefix(body, "{") && code != 0
}

// checkAnswer calls an endpoint that gets the answer and checks what is true for every answer: the call does not panic,
// reads no more than it may, closes the body, shows no secret in an error, and returns an error for an errcode. Only
// the body of a download stays open: it is returned, still to be read.
func checkAnswer[In, Out any](t *testing.T, a *fuzzedAnswer, e endpoint.Endpoint[In, Out], in In) {
	var bodies []*countedBody
	c := a.respond(&bodies).client()
	c.Tokens = &tokens{now: fuzzToken}
	out, err := endpoint.Call(t.Context(), c, e, in, endpoint.WithTries(1))
	if len(bodies) == 0 {
		t.Fatalf("%s sent no request: %v", e.Name(), err)
	}
	download, _ := endpoint.FileIn(out)
	if download != nil {
		body := bodies[len(bodies)-1]
		if body.read > fileBound {
			t.Errorf("%s read %d bytes of the file before it returned, want at most %d", e.Name(), body.read, fileBound)
		}
		if body.closed {
			t.Errorf("%s returned a download whose body is closed", e.Name())
		}
		want, _ := io.ReadAll(a.content())
		if got, err := io.ReadAll(download.Body); err != nil || string(got) != string(want) {
			t.Errorf("%s: the download has %d bytes, %v, want %d", e.Name(), len(got), err, len(want))
		}
		if strings.ContainsAny(download.Filename, `/\`) {
			t.Errorf("%s: the file's name %q has a directory", e.Name(), download.Filename)
		}
		download.Body.Close()
	}
	for _, body := range bodies {
		if !body.closed {
			t.Errorf("%s left the answer's body open", e.Name())
		}
	}
	switch {
	case err == nil && a.hasErrcode():
		t.Errorf("%s treated the errcode in %q as a success", e.Name(), a.body)
	case err != nil && download != nil:
		t.Errorf("%s returned a download together with %v", e.Name(), err)
	}
	if err == nil {
		return
	}
	wantNoSecret(t, err, fuzzToken, fuzzSecret)
	if panicked, ok := errors.AsType[*endpoint.PanicError](err); ok {
		t.Errorf("%s panicked: %s\n%s", e.Name(), panicked.Thrown, panicked.Stack)
	}
}

// An endpoint of each kind gets an answer with any status, header and body.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "application/json", "", "", ok, uint8(0))
	f.Add(200, "application/json", "", "", `{"errcode":40001,"errmsg":"invalid credential, `+fuzzToken+`"}`, uint8(0))
	f.Add(200, "text/plain", "", "", `{"errcode":0}`, uint8(255))
	var (
		asJSON     = endpoint.Post[fuzzIn, infoOut]("fuzz.json", "/x", "", endpoint.Once())
		nothing    = endpoint.Post[fuzzIn, endpoint.None]("fuzz.none", "/x", "")
		raw        = endpoint.Get[fuzzIn, json.RawMessage]("fuzz.raw", "/x", "", endpoint.Once())
		plain      = endpoint.Post[fuzzText, infoOut]("fuzz.text", "/x", "", endpoint.PlainText())
		file       = endpoint.Fetch[fuzzIn]("fuzz.file", "/x", "", endpoint.Once())
		fileOrJSON = endpoint.Get[fuzzIn, video]("fuzz.video", "/x", "", endpoint.Once())
	)
	f.Fuzz(func(t *testing.T, status int, contentType, disposition, location, body string, padding uint8) {
		a := &fuzzedAnswer{status, contentType, disposition, location, body, padding}
		in := fuzzIn{fuzzSecret}
		checkAnswer(t, a, asJSON, in)
		checkAnswer(t, a, nothing, in)
		checkAnswer(t, a, raw, in)
		checkAnswer(t, a, plain, fuzzText{fuzzSecret, "x"})
		checkAnswer(t, a, fileOrJSON, in)
		if len(body) <= fileBound { // a longer body is a file, even if it is JSON
			checkAnswer(t, a, file, in)
		}
	})
}
