// Package samples embeds the platform's documented requests and responses. The tests of the API compare its types with
// them, and the sandbox answers with them. Programs that call the API do not import this package.
package samples

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed */*.json
var files embed.FS

// Sample is one documented exchange with an endpoint: the file <area>/<Name>.json.
type Sample struct {
	// Name is the file's name without its ending.
	Name string `json:"-"`
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string            `json:"endpoint"`
	Method   string            `json:"method"`
	Host     string            `json:"host"`
	Path     string            `json:"path"`
	Query    map[string]string `json:"query"`
	// Request is the JSON body, null if there is none.
	Request json.RawMessage `json:"request"`
	// Form has the fields of an upload; a file is given as @ and its name.
	Form map[string]string `json:"form,omitempty"`
	// Text is the body of a request that is plain text.
	Text string `json:"text,omitempty"`
	// Response is the JSON answer; it is null if the answer is Body.
	Response json.RawMessage `json:"response"`
	// Body is a binary answer.
	Body string `json:"body,omitempty"`
	// Errors are the refusals that the document lists.
	Errors []Refusal `json:"errors,omitempty"`
	// Source is the origin of the sample.
	Source string `json:"source"`
}

// Refusal is an error as the platform answers it.
type Refusal struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
}

// all has a function for each area that returns the area's samples, in the order of their names. It reads them at its
// first call.
var all = sync.OnceValue(func() map[string]func() []Sample {
	areas := map[string]func() []Sample{}
	dirs, err := files.ReadDir(".")
	if err != nil {
		panic(err) // cannot happen: the files are embedded
	}
	for _, dir := range dirs {
		areas[dir.Name()] = sync.OnceValue(func() []Sample { return read(dir.Name()) })
	}
	return areas
})

func read(area string) (list []Sample) {
	entries, err := files.ReadDir(area)
	if err != nil {
		panic(err) // cannot happen: the area is embedded
	}
	for _, entry := range entries {
		raw, err := files.ReadFile(path.Join(area, entry.Name()))
		if err != nil {
			panic(err)
		}
		s, err := parse(strings.TrimSuffix(entry.Name(), ".json"), raw)
		if err != nil {
			panic(fmt.Sprintf("samples: %s/%s: %v", area, entry.Name(), err)) // a test reads every sample
		}
		list = append(list, s)
	}
	return list
}

func parse(name string, raw []byte) (Sample, error) {
	s := Sample{Name: name}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return s, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return s, errors.New("there is something after the sample")
	}
	return s, nil
}

// Areas lists the areas that have samples.
func Areas() (list []string) {
	for area := range all() {
		list = append(list, area)
	}
	slices.Sort(list)
	return list
}

// Area returns the samples of an area, in the order of their names.
func Area(area string) []Sample {
	if read := all()[area]; read != nil {
		return read()
	}
	return nil
}

// Of returns the samples of an endpoint, such as "menu.create", in the order of their names.
func Of(endpoint string) (list []Sample) {
	area, _, _ := strings.Cut(endpoint, ".")
	for _, s := range Area(area) {
		if s.Endpoint == endpoint {
			list = append(list, s)
		}
	}
	return list
}

// Answer returns the JSON answer without the errcode and errmsg of success, which this module's types do not have; nil
// if there is nothing else in it. The errcode is a string on a few pages.
func (s Sample) Answer() (map[string]any, error) {
	var v map[string]any
	if err := json.Unmarshal(s.Response, &v); err != nil {
		return nil, err
	}
	if v["errcode"] == float64(0) || v["errcode"] == "0" {
		delete(v, "errcode")
		delete(v, "errmsg")
	}
	return v, nil
}

// SaysOK reports whether the answer has errcode 0 beside its data.
func (s Sample) SaysOK() bool {
	var v struct {
		Code *int `json:"errcode"`
	}
	data, err := s.Answer()
	return json.Unmarshal(s.Response, &v) == nil && v.Code != nil && *v.Code == 0 && err == nil && len(data) > 0
}
