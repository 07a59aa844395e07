package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
	"github.com/wechatgo/wechatgo/internal/samples"
)

func TestNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for e := range api.All() {
		s := e.Describe()
		area, verb, _ := strings.Cut(s.Name, ".")
		if area == "" || verb == "" || !strings.HasPrefix(s.Path, "/") {
			t.Errorf("%q at %q: want a name such as area.verb and a path that begins with a slash", s.Name, s.Path)
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

// Every endpoint has a documented sample or a reason why it has none. It has the address of the sample, and its types
// have all fields of the sample.
func TestSamples(t *testing.T) {
	t.Parallel()
	documented := load(t)
	for e := range api.All() {
		spec := e.Describe()
		if sampled := len(documented[spec.Name]) > 0; sampled == (spec.Unsampled != "") {
			t.Errorf("%s: want a sample, or the reason why there is none", spec.Name)
		}
		for file, s := range documented[spec.Name] {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				checkAddress(t, spec, s)
				in, out := e.Types()
				extra := []string{"access_token"}
				if spec.NoToken {
					extra = nil
				}
				checkFields(t, endpoint.InQuery, in, s.Query, extra...)
				checkFields(t, endpoint.InForm, in, s.Form)
				checkText(t, in, s.Text)
				if string(s.Request) != "null" {
					checkBody(t, "request", in, s.Request)
				}
				if s.Body == "" {
					checkBody(t, "response", out, answer(t, s))
				}
			})
		}
		delete(documented, spec.Name)
	}
	for name := range documented {
		t.Errorf("the samples of %s belong to no endpoint", name)
	}
	t.Log(counts())
}

// counts tells what the catalogue has.
func counts() string {
	var endpoints, deprecated, unsampled, sampled, left int
	for e := range api.All() {
		s := e.Describe()
		endpoints++
		sampled += len(samples.Of(s.Name))
		if s.Deprecated {
			deprecated++
		}
		if s.Unsampled != "" {
			unsampled++
		}
	}
	for _, l := range api.Left() {
		left += len(l.Paths)
	}
	return fmt.Sprintf("%d endpoints, %d of them deprecated, with %d samples; %d without one, for a reason; %d paths left out",
		endpoints, deprecated, sampled, unsampled, left)
}

// Every endpoint has a title, a page, an effect and an access, and its other facts are plausible.
func TestFacts(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for e := range api.All() {
		names[e.Name()] = true
	}
	for e := range api.All() {
		s := e.Describe()
		if !regexp.MustCompile(`\p{Han}`).MatchString(s.Title) {
			t.Errorf("%s: the title %q is not in Chinese", s.Name, s.Title)
		}
		if !regexp.MustCompile(`^https://developers\.weixin\.qq\.com/doc/(service|subscription|offiaccount|oplatform)/.*\.html$`).MatchString(s.Doc) {
			t.Errorf("%s: %q is not a page of the documents", s.Name, s.Doc)
		}
		if s.Effect == 0 {
			t.Errorf("%s has no effect", s.Name)
		}
		if s.Access == (endpoint.Access{}) {
			t.Errorf("%s does not say who may call it", s.Name)
		}
		if s.Successor != "" && !names[s.Successor] {
			t.Errorf("%s is succeeded by %s, which does not exist", s.Name, s.Successor)
		}
		if s.Daily.Normal < 0 || s.Daily.Test < 0 || s.Daily.Test > s.Daily.Normal {
			t.Errorf("%s: want a quota for test accounts that is not above that of other accounts: %+v", s.Name, s.Daily)
		}
		in, _ := e.Types()
		sent := map[string]bool{}
		for f := range endpoint.Fields(in) {
			if f.Place == endpoint.InJSON && s.Body == endpoint.JSON && sent[f.Name] {
				t.Errorf("%s: %s goes in the query and in the body: give it the tag json:\"-\"", s.Name, f.Name)
			}
			sent[f.Name] = sent[f.Name] || f.Place == endpoint.InQuery
		}
	}
}

// Every endpoint that an area's source declares is in its Endpoints. The other tests do not notice an endpoint that is
// missing there.
func TestEveryDeclaredEndpointIsListed(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for e := range api.All() {
		listed[e.Name()] = true
	}
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range declarations(t, file) {
			declared++
			if !listed[name] {
				t.Errorf("%s declares %s, which its Endpoints does not list, or api.go does not list the area", file, name)
			}
		}
	}
	if declared != len(listed) {
		t.Errorf("%d endpoints are declared in the source and %d are listed", declared, len(listed))
	}
}

// declarations returns the names of the endpoints that a file declares.
func declarations(t *testing.T, file string) (names []string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fun := call.Fun
		switch generic := fun.(type) {
		case *ast.IndexExpr:
			fun = generic.X
		case *ast.IndexListExpr:
			fun = generic.X
		}
		sel, ok := fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Get", "Post", "Upload", "Fetch"}, sel.Sel.Name) {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "endpoint" || len(call.Args) < 3 {
			return true
		}
		name, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			t.Errorf("%s: an endpoint's name is not a literal", file)
			return true
		}
		text, err := strconv.Unquote(name.Value)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, text)
		return true
	})
	return names
}

// load returns all samples by endpoint and file.
func load(t *testing.T) map[string]map[string]samples.Sample {
	found := map[string]map[string]samples.Sample{}
	for _, area := range samples.Areas() {
		for _, s := range samples.Area(area) {
			file := area + "/" + s.Name
			if !strings.HasPrefix(s.Endpoint, area+".") {
				t.Errorf("%s.json is a sample of %s", file, s.Endpoint)
			}
			if s.Source == "" {
				t.Errorf("%s.json has no source", file)
			}
			if found[s.Endpoint] == nil {
				found[s.Endpoint] = map[string]samples.Sample{}
			}
			found[s.Endpoint][file] = s
		}
	}
	return found
}

func checkAddress(t *testing.T, spec endpoint.Spec, s samples.Sample) {
	got := []string{spec.Method, endpoint.Hosts{}.Base(spec.Host) + spec.Path}
	if diff := cmp.Diff([]string{s.Method, "https://" + s.Host + s.Path}, got); diff != "" {
		t.Errorf("address (-documented +declared):\n%s", diff)
	}
}

// checkFields compares the fields of in that are sent in place with the sample's. The names in extra are sent without a
// field.
func checkFields(t *testing.T, place endpoint.Place, in reflect.Type, sample map[string]string, extra ...string) {
	declared, documented := map[string]bool{}, map[string]bool{}
	for _, name := range extra {
		declared[name] = true
	}
	for f := range endpoint.Fields(in) {
		if _, sent := sample[f.Name]; f.Place == place && (sent || !f.Optional) {
			declared[f.Name] = true
		}
	}
	for name := range sample {
		documented[name] = true
	}
	if diff := cmp.Diff(documented, declared); diff != "" {
		t.Errorf("%s (-documented +declared):\n%s", place, diff)
	}
}

// checkText checks that an endpoint with a plain text body has a sample of it, and no other endpoint.
func checkText(t *testing.T, in reflect.Type, text string) {
	takesText := false
	for f := range endpoint.Fields(in) {
		takesText = takesText || f.Place == endpoint.InText
	}
	if takesText != (text != "") {
		t.Errorf("the documented text is %q, and it is %v that the endpoint takes a text", text, takesText)
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
	if diff := apitest.Compare(typ, raw, encoded); diff != "" {
		t.Errorf("%s (-documented +encoded):\n%s", what, diff)
	}
}

// answer returns the sample's answer as JSON, without the errcode of success.
func answer(t *testing.T, s samples.Sample) []byte {
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
