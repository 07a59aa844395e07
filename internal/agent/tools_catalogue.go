package agent

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
)

// addCatalogue adds the tools for the catalogue of endpoints.
func (s *server) addCatalogue(m *mcp.Server) {
	add(
		s,
		m,
		"search_endpoints",
		"Search the endpoints of WeChat's API by words that are in the name, the Chinese title or the path "+
			"(English names and paths, such as: kf send, mass, draft). Where none has all words, it gives those with most. Says what each does and whether it may be called. 20 a page.",
		readOnly,
		s.search,
	)
	add(
		s,
		m,
		"describe_endpoint",
		"Describe an endpoint: JSON Schemas of its input and output, its daily quota (0 not documented, "+
			"-1 no limit), which kinds of account may call it, and the documented sample.",
		readOnly,
		s.describe,
	)
	add(
		s,
		m,
		"call_endpoint",
		"Call an endpoint of the catalogue by its name, or by its method and path. What it may do depends on "+
			"its effect; a person is asked where needed. An answer has at most 40,000 bytes; a list has 200 items a page.",
		final,
		s.call,
	)
	add(
		s,
		m,
		"explain_error",
		"Explain an error code (errcode) of WeChat's API: cause and cure in English and Chinese. "+
			"Makes no call.",
		readOnly,
		s.explainCode,
	)
}

// SearchIn is the input of search_endpoints.
type SearchIn struct {
	Query  string `json:"query,omitempty" jsonschema:"words, such as: draft, 菜单, user tags"`
	Group  string `json:"group,omitempty" jsonschema:"a group of the catalogue, such as menu"`
	Effect string `json:"effect,omitempty" jsonschema:"read, personal, write, send, destroy or secret"`
	Cursor string `json:"cursor,omitempty" jsonschema:"the cursor of the page before"`
}

// Found is an endpoint that search_endpoints found.
type Found struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	Effect     string `json:"effect"`
	Permission string `json:"permission" jsonschema:"whether this server lets you call it"`
	Deprecated bool   `json:"deprecated,omitempty"`
	Successor  string `json:"successor,omitempty" jsonschema:"the endpoint to use in its place"`
}

// SearchOut is the output of search_endpoints.
type SearchOut struct {
	Total     int     `json:"total"`
	Endpoints []Found `json:"endpoints"`
	Cursor    string  `json:"cursor,omitempty"`
}

const pageSize = 20

func (s *server) search(_ context.Context, in SearchIn) (SearchOut, error) {
	start, err := offset(in.Cursor)
	if err != nil {
		return SearchOut{}, err
	}
	words := strings.Fields(strings.ToLower(in.Query))
	entries := slices.DeleteFunc(catalogue.Entries(in.Group), func(e catalogue.Entry) bool {
		return in.Effect != "" && e.Effect != in.Effect
	})
	entries = bestOf(entries, words)
	// What is superseded comes last.
	slices.SortStableFunc(entries, func(a, b catalogue.Entry) int { return cmp.Compare(rank(a), rank(b)) })
	out := SearchOut{Total: len(entries), Endpoints: []Found{}}
	for _, e := range page(entries, start) {
		known, _ := catalogue.Find(e.Name)
		_, permission := s.permissionFor(known)
		out.Endpoints = append(out.Endpoints, Found{e.Name, e.Title, e.Effect, permission, e.Deprecated, e.Successor})
	}
	out.Cursor = after(start, len(entries))
	return out, nil
}

// bestOf returns the entries that have the most of the words, which are all words if an entry has all.
func bestOf(entries []catalogue.Entry, words []string) (best []catalogue.Entry) {
	if len(words) == 0 {
		return entries
	}
	most := 1
	for _, e := range entries {
		text := strings.ToLower(strings.Join([]string{e.Name, e.Title, e.Path}, " "))
		n := 0
		for _, word := range words {
			if strings.Contains(text, word) {
				n++
			}
		}
		if n > most {
			most, best = n, nil
		}
		if n == most {
			best = append(best, e)
		}
	}
	return best
}

func rank(e catalogue.Entry) int {
	if e.Deprecated || e.Successor != "" {
		return 1
	}
	return 0
}

// offset returns the number in a cursor, 0 for none.
func offset(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(cursor)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("cursor %q is none that this tool gave: leave it out for the first page", cursor)
	}
	return n, nil
}

// page returns the page of a list that begins at start.
func page[T any](list []T, start int) []T {
	return list[min(start, len(list)):min(start+pageSize, len(list))]
}

// after returns the cursor of the page after that at start, "" if there is none.
func after(start, total int) string {
	if start+pageSize >= total {
		return ""
	}
	return strconv.Itoa(start + pageSize)
}

// EndpointIn names an endpoint.
type EndpointIn struct {
	Endpoint string `json:"endpoint" jsonschema:"a name, such as menu.create, or a method and a path"`
}

// DescribeOut is the output of describe_endpoint.
type DescribeOut struct {
	Permission string `json:"permission" jsonschema:"whether this server lets you call it"`
	Endpoint   any    `json:"endpoint"`
	// Cut says what Endpoint leaves out.
	Cut []string `json:"cut,omitempty"`
}

func (s *server) describe(_ context.Context, in EndpointIn) (DescribeOut, error) {
	e, err := find(in.Endpoint)
	if err != nil {
		return DescribeOut{}, err
	}
	_, permission := s.permissionFor(e)
	raw, err := json.Marshal(catalogue.Describe(e))
	if err != nil {
		return DescribeOut{}, err
	}
	var a Answer
	if err := json.Unmarshal(raw, &a.Data); err != nil {
		return DescribeOut{}, err
	}
	a.bound(0)
	return DescribeOut{permission, a.Data, a.Cut}, nil
}

// find returns the endpoint with a name, or with a method and a path. The error says which are like it, or why the
// catalogue leaves it out.
func find(name string) (endpoint.Any, error) {
	name = strings.TrimSpace(name)
	if e, ok := catalogue.Find(name); ok {
		return e, nil
	}
	method, path, isPath := strings.Cut(name, " ")
	if !isPath && strings.HasPrefix(name, "/") {
		return nil, fmt.Errorf("%s is a path: put its method before it, such as GET %s", name, name)
	}
	if e, ok := catalogue.At(strings.ToUpper(method), path); ok {
		return e, nil
	}
	if isPath {
		for _, left := range catalogue.Left("") {
			if left.Path == path {
				return nil, fmt.Errorf("%s is left out of the catalogue: %s", path, left.Left.EN)
			}
		}
		return nil, fmt.Errorf("%s is not in the catalogue, and so nobody knows what it does: refused", name)
	}
	if like := catalogue.Like(name); len(like) > 0 {
		return nil, fmt.Errorf("there is no endpoint %s: is it %s?", name, strings.Join(like, ", "))
	}
	return nil, fmt.Errorf("there is no endpoint %s: search_endpoints finds them", name)
}

// CallIn is the input of call_endpoint. Input is read by inputOf.
type CallIn struct {
	Endpoint string            `json:"endpoint" jsonschema:"its name, such as menu.create, or its method and path"`
	Input    any               `json:"input,omitempty" jsonschema:"an object, as describe_endpoint says, or a text"`
	Files    map[string]string `json:"files,omitempty" jsonschema:"of an upload: field and path below --files, 10 MB"`
	Cursor   string            `json:"cursor,omitempty" jsonschema:"the cursor of the answer before, for the rest of its list"`
}

func (s *server) call(ctx context.Context, in CallIn) (Answer, error) {
	e, err := find(in.Endpoint)
	if err != nil {
		return Answer{}, err
	}
	// What is refused in any case is refused before anything is said about the input.
	if p, reason := s.permissionFor(e); p == forbidden || p == never {
		return Answer{}, refused(e, reason)
	}
	skip, err := offset(in.Cursor)
	if err != nil {
		return Answer{}, err
	}
	input, err := s.input(e, inputOf(ctx), in.Files)
	if err != nil {
		return Answer{}, err
	}
	return s.answer(ctx, e, input, skip)
}

// answer makes a call and returns its answer, without the first items of its longest list that skip says.
func (s *server) answer(ctx context.Context, e endpoint.Any, input any, skip int) (a Answer, err error) {
	if id := draftIn(e, input); id != "" {
		if ctx, err = s.withDraft(ctx, id); err != nil {
			ctx = withAbout(ctx, about{lines: []string{"What is in the draft cannot be read: " + quoted(err.Error())}})
		}
	}
	var raw json.RawMessage
	out, err := endpoint.CallAny(ctx, s.client, e, input, endpoint.WithRaw(&raw))
	if err != nil {
		return Answer{}, err
	}
	if file, ok := endpoint.FileIn(out); ok && file != nil {
		file.Body.Close()
		return Answer{Data: map[string]any{
			"file":         true,
			"content_type": file.ContentType,
			"bytes":        file.Size,
			"note":         "an agent gets no files: the operator does, with wechatgo api " + e.Name() + " -o FILE",
		}}, nil
	}
	v, err := decoded(raw)
	if err != nil {
		return Answer{}, fmt.Errorf("%s was called, and its answer is not JSON: %w", e.Name(), err)
	}
	a = marked(v, e.Describe().Effect == endpoint.Personal)
	if next := a.bound(skip); next > 0 {
		a.Cursor = strconv.Itoa(next)
	}
	return a, nil
}

// inputOf returns the argument "input" as the client sent it. What the SDK decodes and checks has lost digits of
// numbers with more than 53 bits, and the platform has ids of 64.
func inputOf(ctx context.Context) json.RawMessage {
	var arguments struct {
		Input json.RawMessage `json:"input"`
	}
	_ = json.Unmarshal(requestOf(ctx).Params.Arguments, &arguments) // the SDK has checked it
	return arguments.Input
}

// input makes the input of a call.
func (s *server) input(e endpoint.Any, raw json.RawMessage, paths map[string]string) (any, error) {
	var data []byte
	if len(raw) > 0 && string(raw) != "null" {
		data = []byte(catalogue.Text(raw))
	}
	var pairs []catalogue.Pair
	for name, path := range paths {
		pairs = append(pairs, catalogue.Pair{Name: name, Value: "@" + path})
	}
	return catalogue.Input(e, data, pairs, s.files().upload)
}

// CodeIn is the input of explain_error.
type CodeIn struct {
	Code int `json:"code" jsonschema:"the errcode, such as 40164"`
}

// CodeOut is the output of explain_error.
type CodeOut struct {
	Code    int    `json:"code"`
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Cause   string `json:"cause"`
	Cure    string `json:"cure"`
	CauseZH string `json:"cause_zh"`
	CureZH  string `json:"cure_zh"`
}

func (s *server) explainCode(_ context.Context, in CodeIn) (CodeOut, error) {
	e, ok := endpoint.Code(in.Code).Explain()
	if !ok {
		return CodeOut{}, fmt.Errorf(
			"%d is not a code that the platform's documents for Official Accounts have",
			in.Code,
		)
	}
	return CodeOut{in.Code, e.Kind.String(), e.Message, e.Cause, e.Cure, e.CauseZH, e.CureZH}, nil
}
