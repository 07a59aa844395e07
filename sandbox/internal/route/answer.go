package route

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// result is the answer to a call.
type result struct {
	status  int
	code    endpoint.Code
	rid     string
	header  http.Header
	body    []byte
	gzipped []byte // the compressed body; nil if it is sent uncompressed
	binary  bool   // the body is a file
	problem *record.Problem
	asked   bool // a requested fault is the reason of the answer
}

// recorded returns the body as the inspector keeps it.
func (r *result) recorded() string {
	if r.binary {
		return fmt.Sprintf("(%d bytes of %s)", len(r.body), r.header.Get("Content-Type"))
	}
	return core.Recorded(r.body)
}

// respond returns the answer in the platform's form: out, or the error.
func (r *Route) respond(tx *core.Tx, out any, err error) *result {
	res := &result{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json; encoding=utf-8"}}}
	if r.webLogin {
		res.header.Set("Content-Type", "text/plain")
	}
	if err == nil {
		err = r.encode(res, out)
	}
	if err != nil {
		r.fail(tx, res, err)
	}
	return res
}

func (r *Route) encode(res *result, out any) (err error) {
	file, _ := endpoint.FileIn(out)
	text, isSample := out.(sampleJSON)
	_, nothing := out.(endpoint.None)
	switch {
	case file != nil:
		return res.download(file)
	case isSample:
		res.body = []byte(text)
		return nil
	case nothing:
		res.body = []byte(r.success)
		return nil
	}
	if res.body, err = endpoint.EncodeJSON(out); err != nil {
		return err
	}
	if r.numbersAsStrings != nil {
		if res.body, err = numbersToStrings(res.body, r.numbersAsStrings); err != nil {
			return err
		}
	}
	empty := bytes.Equal(res.body, []byte("{}")) // of an answer whose members are all for refusals
	if empty || r.saysOK && bytes.HasPrefix(res.body, []byte("{")) && !bytes.HasPrefix(res.body, []byte(`{"errcode"`)) {
		res.body = joinObjects([]byte(r.success), res.body)
	}
	if r.escapesSlashes {
		res.body = bytes.ReplaceAll(res.body, []byte("/"), []byte(`\/`))
	}
	return nil
}

// ok is the status of a success, unless [Says] changes it.
const ok = `{"errcode":0,"errmsg":"ok"}`

// joinObjects returns the JSON object with the members of a, which has some, and then those of b.
func joinObjects(a, b []byte) []byte {
	if bytes.Equal(b, []byte("{}")) {
		return a
	}
	return slices.Concat(a[:len(a)-1], []byte(","), b[1:])
}

// numbersToStrings changes the numbers in the objects with these names into strings, and leaves everything else as it
// is.
func numbersToStrings(body []byte, names map[string]bool) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var out []byte
	var last json.Token
	written, inside := int64(
		0,
	), 0 // how many bytes of body are in out; how many named objects are open, with the objects in them
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return append(out, body[written:]...), nil
		}
		if err != nil {
			return nil, err
		}
		name, _ := last.(string)
		number, isNumber := token.(json.Number)
		switch {
		case token == json.Delim('{') && (inside > 0 || names[name]):
			inside++
		case token == json.Delim('}') && inside > 0:
			inside--
		case isNumber && inside > 0:
			start := d.InputOffset() - int64(len(number))
			out = append(out, body[written:start]...)
			out = append(out, '"')
			out = append(out, number...)
			out = append(out, '"')
			written = d.InputOffset()
		}
		last = token
	}
}

// download makes the answer a file.
func (r *result) download(file *endpoint.Download) (err error) {
	r.binary = true
	r.header.Set("Content-Type", file.ContentType)
	if file.Filename != "" {
		r.header.Set(
			"Content-Disposition",
			`attachment; filename="`+strings.NewReplacer(`"`, "_", `\`, "_").Replace(file.Filename)+`"`,
		)
	}
	r.body, err = io.ReadAll(file.Body)
	r.header.Set("Content-Length", strconv.Itoa(len(r.body)))
	return err
}

func (r *Route) fail(tx *core.Tx, res *result, err error) {
	res.body, res.binary = nil, false
	var status *StatusError
	if errors.As(err, &status) {
		res.status, res.problem = status.Status, &status.Problem
		res.header.Del("Content-Type")
		return
	}
	refused := core.RefusalOf(err)
	res.code, res.asked = refused.Code, refused.Asked
	if !refused.Usual {
		res.problem = &refused.Problem
	}
	res.rid = tx.IDs.RID(tx.Now())
	text := refused.Text
	if r.webLogin {
		text += ","
	}
	res.body, _ = endpoint.EncodeJSON(struct { // never fails
		Code    endpoint.Code `json:"errcode"`
		Message string        `json:"errmsg"`
	}{res.code, text + " rid: " + res.rid})
	if refused.Members != nil {
		members, _ := endpoint.EncodeJSON(refused.Members) // a type of an area's answer, which can be encoded
		res.body = joinObjects(res.body, members)
	}
}
