package api_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for e := range api.All() {
		s := e.Describe()
		area, verb, _ := strings.Cut(s.Name, ".")
		if area == "" || verb == "" || !strings.HasPrefix(s.Path, "/") {
			t.Errorf("%q at %q: want a name of area and verb, and a path with its slash", s.Name, s.Path)
		}
		if seen[s.Name] {
			t.Errorf("two endpoints have the name %s", s.Name)
		}
		seen[s.Name] = true
	}
}

func TestAllStops(t *testing.T) {
	t.Parallel()
	n := 0
	for range api.All() {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("the loop ran %d times, want 2", n)
	}
}

// Every endpoint has a documented sample, agrees with it on the address, and
// has types that hold what the sample holds and nothing less.
func TestSamples(t *testing.T) {
	t.Parallel()
	samples := load(t)
	for e := range api.All() {
		spec := e.Describe()
		if len(samples[spec.Name]) == 0 {
			t.Errorf("%s has no sample", spec.Name)
		}
		for file, s := range samples[spec.Name] {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				checkAddress(t, spec, s)
				in, out := e.Types()
				besides := []string{"access_token"}
				if spec.NoToken {
					besides = nil
				}
				checkFields(t, "query", in, s.Query, besides...)
				checkFields(t, "form", in, s.Form)
				if string(s.Request) != "null" {
					checkBody(t, "request", in, s.Request)
				}
				if s.Body == "" {
					checkBody(t, "response", out, answer(t, s))
				}
			})
		}
		delete(samples, spec.Name)
	}
	for name := range samples {
		t.Errorf("the samples of %s belong to no endpoint", name)
	}
}

// load reads all areas' samples by endpoint and file.
func load(t *testing.T) map[string]map[string]apitest.Sample {
	dirs, err := filepath.Glob("*/testdata")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	samples := map[string]map[string]apitest.Sample{}
	for _, dir := range dirs {
		area := filepath.Dir(dir)
		loaded, err := apitest.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		for file, s := range loaded {
			if !strings.HasPrefix(s.Endpoint, area+".") {
				t.Errorf("%s/%s.json is a sample of %s", dir, file, s.Endpoint)
			}
			if s.Source == "" {
				t.Errorf("%s/%s.json says no source", dir, file)
			}
			if samples[s.Endpoint] == nil {
				samples[s.Endpoint] = map[string]apitest.Sample{}
			}
			samples[s.Endpoint][area+"/"+file] = s
		}
	}
	return samples
}

func checkAddress(t *testing.T, spec endpoint.Spec, s apitest.Sample) {
	got := []string{spec.Method, endpoint.Hosts{}.Base(spec.Host) + spec.Path}
	if diff := cmp.Diff([]string{s.Method, "https://" + s.Host + s.Path}, got); diff != "" {
		t.Errorf("address (-documented +declared):\n%s", diff)
	}
}

// checkFields holds the fields of in with the tag query or form against the
// sample's; besides are sent without a field.
func checkFields(t *testing.T, tag string, in reflect.Type, sample map[string]string, besides ...string) {
	declared, documented := map[string]bool{}, map[string]bool{}
	for _, name := range besides {
		declared[name] = true
	}
	for i := range in.NumField() {
		name, option, _ := strings.Cut(in.Field(i).Tag.Get(tag), ",")
		if _, sent := sample[name]; name != "" && (sent || option != "omitempty") {
			declared[name] = true
		}
	}
	for name := range sample {
		documented[name] = true
	}
	if diff := cmp.Diff(documented, declared); diff != "" {
		t.Errorf("%s (-documented +declared):\n%s", tag, diff)
	}
}

// checkBody decodes raw strictly, encodes it again and compares.
func checkBody(t *testing.T, what string, typ reflect.Type, raw []byte) {
	v := reflect.New(typ)
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v.Interface()); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	encoded, err := endpoint.EncodeJSON(v.Interface())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(value(t, raw), value(t, encoded)); diff != "" {
		t.Errorf("%s (-documented +encoded):\n%s", what, diff)
	}
}

func value(t *testing.T, raw []byte) any {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// answer is the sample's answer as JSON, without the errcode of success.
func answer(t *testing.T, s apitest.Sample) []byte {
	v, err := s.Answer()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
