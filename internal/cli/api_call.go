package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// apiCall has the flags of api.
type apiCall struct {
	operator.Accounts
	data, format, output string
	all, dryRun, yes     bool
}

// request is a call that api is to make.
type request struct {
	endpoint endpoint.Any
	in       any
	options  []endpoint.CallOption
	files    []*os.File // of an upload
	errs     io.Writer  // where the progress of an upload is printed
}

func (c *apiCall) run(cmd *cobra.Command, args []string) error {
	if err := operator.CheckFormat(c.format); err != nil {
		return err
	}
	data, err := c.body(cmd)
	if err != nil {
		return err
	}
	r := &request{errs: cmd.ErrOrStderr()}
	if c.dryRun {
		r.errs = io.Discard
	}
	defer r.close()
	if err := r.read(args, data); err != nil {
		return operator.CallError{Err: err}
	}
	if c.all && !catalogue.IsList(r.endpoint) {
		return fmt.Errorf("--all is for lists that come in pages, and %s is none", r.endpoint.Name())
	}
	if c.dryRun {
		return c.show(cmd, r)
	}
	if err := c.mayCall(r.endpoint.Describe()); err != nil {
		return err
	}
	wx, err := c.Client()
	if err != nil {
		return err
	}
	r.fillAccount(wx.Account())
	out, err := operator.OpenTarget(cmd.OutOrStdout(), c.output)
	if err != nil {
		return err
	}
	if c.all {
		err = c.callAll(cmd, wx, r, out)
	} else {
		err = c.call(cmd, wx, r, out)
	}
	if err != nil {
		return operator.CallError{Err: errors.Join(err, out.Discard())}
	}
	return out.Keep(cmd.ErrOrStderr())
}

// body returns what -d gives, nil without it.
func (c *apiCall) body(cmd *cobra.Command) ([]byte, error) {
	switch name, isFile := strings.CutPrefix(c.data, "@"); {
	case !cmd.Flags().Changed("data"):
		return nil, nil
	case c.data == "" || c.data == "@":
		return nil, fmt.Errorf(
			"-d is %q: give the input as JSON, @ and the path of a file with it, or - for the standard input",
			c.data,
		)
	case c.data == "-":
		data, err := operator.ReadAll(cmd.Context(), cmd.InOrStdin())
		if errors.Is(err, context.Canceled) {
			err = operator.CallError{Err: err}
		}
		return data, err
	case isFile:
		return os.ReadFile(name)
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(c.data), &members) == nil {
		for name := range members {
			if err := mayBeArgument(name); err != nil {
				return nil, err
			}
		}
	}
	return []byte(c.data), nil
}

// mayBeArgument refuses a field that holds a secret, since others can read a command line.
func mayBeArgument(name string) error {
	switch name = strings.ToLower(name); name {
	case "secret", "appsecret":
		return fmt.Errorf(
			"%s is not given on the command line, where others can read it: the account's own is used", name,
		)
	case "access_token", "refresh_token":
		return fmt.Errorf(
			"%s is not given on the command line, where others can read it: the account's own is used; give a user's in a file, with -d @FILE",
			name,
		)
	}
	return nil
}

// mayCall refuses a call that needs --yes.
func (c *apiCall) mayCall(s endpoint.Spec) error {
	var what string
	switch s.Effect {
	case endpoint.Send:
		what = "reaches followers or the public"
	case endpoint.Destroy:
		what = "does what cannot be undone"
	case endpoint.Read, endpoint.Personal, endpoint.Write, endpoint.Secret:
		return nil
	default:
		what = "is not in the catalogue, and may do what cannot be undone"
	}
	if c.yes {
		return nil
	}
	return fmt.Errorf("%s %s: give --yes to make the call, or --dry-run to see it", s.Name, what)
}

// read reads the arguments: the name of an endpoint, or a method and a path, and the fields.
func (r *request) read(args []string, data []byte) error {
	if method := strings.ToUpper(args[0]); method == "GET" || method == "POST" {
		if len(args) < 2 || !strings.HasPrefix(args[1], "/") {
			return fmt.Errorf("%s needs a path, such as /cgi-bin/menu/get", method)
		}
		return r.readPath(method, args[1], data, args[2:])
	}
	e, err := endpointNamed(args[0])
	if err != nil {
		return err
	}
	r.endpoint = e
	var pairs []catalogue.Pair
	for _, arg := range args[1:] {
		name, value, ok := strings.Cut(arg, "=")
		if !ok || name == "" {
			return fmt.Errorf("%q is not field=value", arg)
		}
		if err := mayBeArgument(name); err != nil {
			return err
		}
		pairs = append(pairs, catalogue.Pair{Name: name, Value: value})
	}
	r.in, err = catalogue.Input(e, data, pairs, r.open)
	return err
}

// open opens a file for an upload.
func (r *request) open(path string) (endpoint.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return endpoint.File{}, err
	}
	r.files = append(r.files, f)
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return endpoint.File{}, fmt.Errorf("%s is a directory", path)
	}
	name := filepath.Base(path)
	return endpoint.File{Name: name, Content: f, Progress: operator.Progress(r.errs, name)}, nil
}

func (r *request) close() {
	for _, f := range r.files {
		f.Close()
	}
}

// fillAccount sets the AppID and the secret of an input that has fields for them.
func (r *request) fillAccount(a account.Account) {
	own := map[string]string{"appid": a.AppID, "secret": a.Secret, "appsecret": a.Secret}
	in := reflect.New(reflect.TypeOf(r.in))
	in.Elem().Set(reflect.ValueOf(r.in))
	for f := range endpoint.Fields(in.Type()) {
		v := in.Elem().FieldByIndex(f.Index)
		if value, ok := own[f.Name]; ok && f.Type.Kind() == reflect.String && v.IsZero() && r.takesAccount() {
			v.SetString(value)
		}
	}
	r.in = in.Elem().Interface()
}

// takesAccount reports whether the appid of the input is the account's own: where a secret goes with it, or no token.
// Elsewhere it may be that of a mini program.
func (r *request) takesAccount() bool {
	in, _ := r.endpoint.Types()
	for f := range endpoint.Fields(in) {
		if f.Name == "secret" || f.Name == "appsecret" {
			return true
		}
	}
	return r.endpoint.Describe().NoToken
}

// call makes the call and prints its answer.
func (c *apiCall) call(cmd *cobra.Command, wx *wechatgo.Client, r *request, to *operator.Target) error {
	var raw json.RawMessage
	out, err := endpoint.CallAny(
		cmd.Context(),
		wx.Endpoint(),
		r.endpoint,
		r.in,
		append(r.options, endpoint.WithRaw(&raw))...)
	if err != nil {
		return operator.InChinese(err)
	}
	if file, ok := endpoint.FileIn(out); ok && file != nil {
		defer file.Body.Close()
		if c.output == "" {
			return fmt.Errorf("the answer is a file (%s): say where it goes with -o FILE, or -o -", file.ContentType)
		}
		_, err := io.Copy(to, file.Body)
		return err
	}
	if c.format != operator.FormatJSON && catalogue.IsList(r.endpoint) {
		p := operator.NewItemPrinter(to, c.format)
		return errors.Join(p.Page(out), p.End())
	}
	return c.print(to, raw)
}

// print prints an answer: as it is, or its list line by line, where it has one.
func (c *apiCall) print(w io.Writer, raw json.RawMessage) error {
	if c.format == operator.FormatJSON {
		return operator.PrintJSON(w, raw)
	}
	p := operator.NewItemPrinter(w, c.format)
	for _, item := range operator.ItemsOf(raw) {
		if err := p.Item(item); err != nil {
			return err
		}
	}
	return p.End()
}

// callAll fetches a list to its end and prints its items.
func (c *apiCall) callAll(cmd *cobra.Command, wx *wechatgo.Client, r *request, to *operator.Target) error {
	p := operator.NewItemPrinter(to, c.format)
	for page, err := range catalogue.Pages(cmd.Context(), wx.Endpoint(), r.endpoint, r.in) {
		if err != nil {
			return errors.Join(operator.InChinese(err), p.Abort())
		}
		if err := p.Page(page); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%d items so far\n", p.N)
	}
	return p.End()
}

// readPath reads a call by path. If the catalogue has the endpoint, its facts hold, but not its types.
func (r *request) readPath(method, path string, data []byte, args []string) error {
	at, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return fmt.Errorf("the query of %s: %w", path, err)
	}
	for name, list := range values {
		if err := mayBeArgument(name); err != nil {
			return err
		}
		for _, value := range list {
			r.options = append(r.options, endpoint.WithQuery(name, value))
		}
	}
	spec := endpoint.Spec{Name: method + " " + at}
	if known, ok := catalogue.At(method, at); ok {
		spec = known.Describe()
	}
	facts := []endpoint.Option{endpoint.On(spec.Host)}
	if spec.Effect != 0 {
		facts = append(facts, spec.Effect)
	}
	if spec.NoToken {
		facts = append(facts, endpoint.NoToken())
	}
	return r.fill(method, at, data, args, append(facts, endpoint.Once()))
}

// rawAnswer is the answer to a call by path: JSON, or a file.
type rawAnswer struct {
	json.RawMessage
	File *endpoint.Download `json:"-"`
}

// fill makes the endpoint and the input of a call by path. Without data the fields of a GET go in the query, and those
// of a POST in a form if one is a file, else in a JSON object, as texts or with := as JSON.
func (r *request) fill(method, path string, data []byte, args []string, facts []endpoint.Option) error {
	name := method + " " + path
	list, err := rawFields(args)
	isFile := func(f rawField) bool { return strings.HasPrefix(f.text, "@") }
	switch {
	case err != nil:
		return err
	case data != nil && len(args) > 0:
		return errors.New("fields and -d are both given: give one")
	case method == "GET" && data != nil:
		return errors.New("a GET has no body: give its fields as name=value")
	case method == "GET":
		for _, f := range list {
			r.options = append(r.options, endpoint.WithQuery(f.name, f.queryText()))
		}
		r.endpoint, r.in = endpoint.Get[endpoint.None, rawAnswer](name, path, "", facts...), endpoint.None{}
		return nil
	case slices.ContainsFunc(list, isFile):
		r.endpoint = endpoint.Upload[any, json.RawMessage](name, path, "", facts...)
		r.in, err = r.form(list, isFile)
		return err
	case data == nil:
		members := map[string]json.RawMessage{}
		for _, f := range list {
			members[f.name] = f.json
		}
		if data, err = endpoint.EncodeJSON(members); err != nil {
			return err
		}
	}
	data = bytes.TrimPrefix(data, operator.ByteOrderMark)
	switch {
	case !utf8.Valid(data):
		return errors.New("-d is not UTF-8: save it as UTF-8")
	case !json.Valid(data):
		return errors.New("-d is not JSON")
	}
	r.endpoint = endpoint.Post[json.RawMessage, rawAnswer](name, path, "", facts...)
	r.in = json.RawMessage(bytes.TrimSpace(data))
	return nil
}

// rawField is a field of a call by path.
type rawField struct {
	name, text string // the text is "" for one that is given as JSON
	json       json.RawMessage
}

// rawFields reads fields that are given as name=text or name:=JSON.
func rawFields(args []string) (list []rawField, err error) {
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		f := rawField{name: name, text: value}
		if name, isJSON := strings.CutSuffix(name, ":"); isJSON {
			if !json.Valid([]byte(value)) {
				return nil, fmt.Errorf("%s is not JSON: %s", name, value)
			}
			f = rawField{name: name, json: json.RawMessage(value)}
		} else if f.json, err = endpoint.EncodeJSON(value); err != nil {
			return nil, err
		}
		switch {
		case !ok || f.name == "":
			return nil, fmt.Errorf("%q is not field=value", arg)
		case !utf8.ValidString(value):
			return nil, fmt.Errorf("%s is not UTF-8: give UTF-8", f.name)
		case slices.ContainsFunc(list, func(g rawField) bool { return g.name == f.name }):
			return nil, fmt.Errorf("%s is given twice: give it once, a list with := as JSON", f.name)
		}
		if err := mayBeArgument(f.name); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// queryText returns the field as a query or a form carries it.
func (f rawField) queryText() string { return catalogue.Text(f.json) }

// form returns the input of an upload: a struct with a field for each part.
func (r *request) form(list []rawField, isFile func(rawField) bool) (any, error) {
	var fields []reflect.StructField
	for i, f := range list {
		t := reflect.TypeFor[string]()
		if isFile(f) {
			t = reflect.TypeFor[endpoint.File]()
		}
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("Part%d", i), Type: t, Tag: reflect.StructTag(fmt.Sprintf("form:%q", f.name)),
		})
	}
	in := reflect.New(reflect.StructOf(fields)).Elem()
	for i, f := range list {
		if !isFile(f) {
			in.Field(i).SetString(f.queryText())
			continue
		}
		file, err := r.open(strings.TrimPrefix(f.text, "@"))
		if err != nil {
			return nil, err
		}
		in.Field(i).Set(reflect.ValueOf(file))
	}
	return in.Interface(), nil
}
