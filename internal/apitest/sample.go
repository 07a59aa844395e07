// Package apitest drives the API areas against the platform's documented
// samples: a recording server that answers as the document does and says how a
// request differs from the documented one.
package apitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// Sample is one documented exchange with an endpoint: a file of an area's
// testdata.
type Sample struct {
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string            `json:"endpoint"`
	Method   string            `json:"method"`
	Host     string            `json:"host"`
	Path     string            `json:"path"`
	Query    map[string]string `json:"query"`
	// Request is the JSON body, null where there is none.
	Request json.RawMessage `json:"request"`
	// Form is the fields of an upload; a file is its name after an @.
	Form map[string]string `json:"form,omitempty"`
	// Response is the JSON answer; null where Body is the answer.
	Response json.RawMessage `json:"response"`
	// Body is a binary answer.
	Body string `json:"body,omitempty"`
	// Errors are the refusals that the document lists.
	Errors []Refusal `json:"errors,omitempty"`
	// Source says where the sample is from.
	Source string `json:"source"`
}

// Refusal is an error as the platform answers it.
type Refusal struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
}

// Load reads the samples of a testdata directory by file name, without the
// ending.
func Load(dir string) (map[string]Sample, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(fmt.Errorf("apitest: no samples in %s", dir), err)
	}
	samples := map[string]Sample{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var s Sample
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&s); err != nil {
			return nil, fmt.Errorf("apitest: %s: %w", file, err)
		}
		samples[strings.TrimSuffix(filepath.Base(file), ".json")] = s
	}
	return samples, nil
}

// Answer is the JSON answer without the errcode and errmsg of success, which
// no type of ours has; nil where nothing else is in it.
func (s Sample) Answer() (map[string]any, error) {
	var v map[string]any
	if err := json.Unmarshal(s.Response, &v); err != nil {
		return nil, err
	}
	if v["errcode"] == float64(0) {
		delete(v, "errcode")
		delete(v, "errmsg")
	}
	return v, nil
}

// Differs says how a request with an input of the type in differs from the
// sample's, "" where it does not. Its path begins with the host, as [Run]'s
// server has it.
func (s Sample) Differs(in reflect.Type, r *http.Request, body []byte) string {
	var out []string
	note := func(what, diff string) {
		if diff != "" {
			out = append(out, what+" (-documented +sent):\n"+diff)
		}
	}
	note("method", cmp.Diff(s.Method, r.Method))
	note("address", cmp.Diff("/"+s.Host+s.Path, r.URL.Path))
	want := url.Values{}
	for k, v := range s.Query {
		want.Set(k, v)
	}
	note("query", cmp.Diff(want, r.URL.Query()))
	if s.Form != nil {
		note("form", s.formDiffers(r.Header.Get("Content-Type"), body))
	} else {
		note("body", s.bodyDiffers(in, body))
	}
	return strings.Join(out, "\n")
}

func (s Sample) formDiffers(contentType string, body []byte) string {
	_, params, _ := mime.ParseMediaType(contentType)
	form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(int64(len(body)))
	if err != nil {
		return err.Error()
	}
	got := map[string]string{}
	for name, values := range form.Value {
		got[name] = strings.Join(values, " and ")
	}
	for name, files := range form.File {
		got[name] = "@" + files[0].Filename
	}
	return cmp.Diff(s.Form, got)
}

func (s Sample) bodyDiffers(in reflect.Type, body []byte) string {
	if string(s.Request) == "null" && s.Method == http.MethodPost && string(body) == "{}" {
		return "" // package endpoint has "{}" for no input, since the platform refuses an empty body (44002)
	}
	if string(s.Request) == "null" || len(body) == 0 {
		return cmp.Diff(strings.TrimPrefix(string(s.Request), "null"), string(body))
	}
	if bytes.Contains(body, []byte(`\u00`)) {
		return "has HTML escaped: " + string(body)
	}
	return Compare(in, s.Request, body)
}
