package route

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"reflect"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// form is the body of an upload, split into its parts.
type form struct {
	parts []part
	err   error
}

type part struct {
	name        string
	filename    string // "" for a field
	contentType string
	data        []byte
}

// maxParts is how many parts a form may have.
const maxParts = 50

// readForm parses a multipart body. It returns nil if the body is of another type.
func readForm(contentType string, body []byte) *form {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return nil
	}
	var f form
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return &f
		}
		var data []byte
		if err == nil {
			data, err = io.ReadAll(p)
		}
		if err != nil {
			f.err = err
			return &f
		}
		if len(f.parts) == maxParts {
			f.err = errors.New("there are too many parts")
			return &f
		}
		f.parts = append(f.parts, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), bytes.Clone(data)})
	}
}

// formToJSON returns the JSON of the fields of an endpoint's input t that a urlencoded body has. A body of another type
// stays as it is.
func formToJSON(t reflect.Type, contentType string, body []byte) []byte {
	kind, _, _ := mime.ParseMediaType(contentType)
	sent, err := url.ParseQuery(string(body))
	if kind != "application/x-www-form-urlencoded" || err != nil {
		return body
	}
	members := map[string]any{}
	for f := range endpoint.Fields(t) {
		switch {
		case f.Place != endpoint.InJSON || !sent.Has(f.Name):
		case f.Type.Kind() == reflect.Slice:
			members[f.Name] = sent[f.Name]
		default:
			members[f.Name] = sent.Get(f.Name)
		}
	}
	raw, err := json.Marshal(members)
	if err != nil {
		return body // cannot happen: strings can be encoded
	}
	return raw
}

// describe returns the form as the inspector keeps it: names, content types and sizes, but not the bytes of a file.
func (f *form) describe() string {
	var b strings.Builder
	for _, p := range f.parts {
		if p.filename == "" {
			fmt.Fprintf(&b, "%s: %s\n", p.name, core.Recorded(p.data))
			continue
		}
		fmt.Fprintf(
			&b,
			"%s: (file %q, %s, %d bytes)\n",
			p.name,
			p.filename,
			cmp.Or(p.contentType, "no content type"),
			len(p.data),
		)
	}
	if f.err != nil {
		fmt.Fprintf(&b, "(broken off: %v)\n", f.err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// decodeForm stores the parts in the fields with their names. There need not be a form if all of its parts are
// optional, such as a picture that may be given by its address.
func (c *call) decodeForm(in any) error {
	if len(c.body) == 0 && c.route.formIsOptional() {
		return nil
	}
	if c.form == nil || c.form.err != nil {
		return core.Refuse(
			endpoint.ErrMediaDataMissing,
			"The body is not multipart/form-data, or not all of it. Upload with multipart/form-data, as curl -F does, and with the boundary in the Content-Type.",
			"请求体不是完整的表单。请用 multipart/form-data 上传（如 curl -F），Content-Type 须带 boundary。",
		)
	}
	for f := range endpoint.Fields(c.route.input) {
		if f.Place != endpoint.InForm {
			continue
		}
		isFile := f.Type == reflect.TypeFor[endpoint.File]()
		sent := c.form.part(f.Name, isFile)
		switch {
		case sent == nil && isFile && !f.Optional:
			return core.Refuse(endpoint.ErrMediaDataMissing,
				fmt.Sprintf("The form has no file called %s: its part needs name=%q and a filename.", f.Name, f.Name),
				fmt.Sprintf("表单中没有名为 %s 的文件：该部分须带 name=%q 与 filename。", f.Name, f.Name))
		case sent == nil:
		case isFile:
			reflect.ValueOf(in).Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(endpoint.File{
				Name: sent.filename, Content: bytes.NewReader(sent.data), Size: int64(len(sent.data)),
			}))
		default:
			if err := f.Set(in, string(sent.data)); err != nil {
				return core.Refuse(endpoint.ErrDataFormat,
					fmt.Sprintf("The form's %s is not what %s takes: %v.", f.Name, c.route.Spec.Name, err),
					fmt.Sprintf("表单字段 %s 的内容不符合 %s 的要求：%v。", f.Name, c.route.Spec.Name, err))
			}
		}
	}
	return nil
}

// formIsOptional reports whether the endpoint's input has no part that must be sent.
func (r *Route) formIsOptional() bool {
	for f := range endpoint.Fields(r.input) {
		if f.Place == endpoint.InForm && !f.Optional {
			return false
		}
	}
	return true
}

// part returns the first part with that name that is a file, or that is not a file, as isFile says. It returns nil if
// there is none.
func (f *form) part(name string, isFile bool) *part {
	for i := range f.parts {
		if p := &f.parts[i]; p.name == name && (p.filename != "") == isFile {
			return p
		}
	}
	return nil
}
