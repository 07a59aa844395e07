package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Path is the path of [Invoke], on the web origin and on the sandbox itself.
const Path = "/_wechatgo/invoke"

// Limits of a request, in bytes.
const (
	maxBody    = 128 << 20 // nine pictures in base64
	maxArgs    = 64 << 10  // what a document keeps while it waits for the user's answer
	maxAddress = 8 << 10
	maxID      = 64
)

// input is what bridge.js sends for a call of the page.
type input struct {
	Page  string          `json:"page"`  // the id of the document, which the script chose
	Name  string          `json:"name"`  // of the call, as WeixinJSBridge knows it
	Args  json.RawMessage `json:"args"`  // an object
	URL   string          `json:"url"`   // location.href
	Entry string          `json:"entry"` // location.href when the document was opened

	// Pending is the id of a question to the user, "" for a new call. Answer is the user's answer, null if the user
	// canceled.
	Pending string          `json:"pending"`
	Answer  json.RawMessage `json:"answer"`
}

// output is the answer to it.
type output struct {
	Result fields    `json:"result,omitempty"` // what the page's callback gets; nil if the user must be asked first
	Ask    *question `json:"ask,omitempty"`
	Tell   []fields  `json:"tell,omitempty"` // messages for the phone page
}

// fields are the members of a JSON object.
type fields map[string]any

// question is what the user is asked.
type question struct {
	ID   string `json:"id"`
	Kind string `json:"kind"` // a function of the page's asks.js has this name
	// Fields is what the question is about.
	Fields fields `json:"fields"`
}

// Invoke answers POST [Path]: a call of WeixinJSBridge by a page. The cookie of the phone says who holds it. The page
// must be of the origin that it calls, or of one of the account's web hosts, and the body must be JSON, which forms of
// other sites cannot send.
func Invoke(rw http.ResponseWriter, r *http.Request, p *core.Platform) {
	if problem := refuse(r, p); problem != nil {
		write(rw, http.StatusForbidden, fields{"error": problem})
		return
	}
	var in input
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(&in); err != nil {
		status := http.StatusBadRequest
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			status = http.StatusRequestEntityTooLarge
		}
		write(rw, status, fields{"error": record.Problem{
			EN: "The call of WeixinJSBridge cannot be read: " + err.Error() + ".",
			ZH: "无法解析 WeixinJSBridge 的调用：" + err.Error() + "。",
		}})
		return
	}
	if problem := in.check(); problem != nil {
		write(rw, http.StatusRequestEntityTooLarge, fields{"error": problem})
		return
	}
	var out output
	p.Do(func(tx *core.Tx) { out = answer(tx, in, tx.PhoneUser(r)) })
	write(rw, http.StatusOK, out)
}

// check returns what of a call is too long to be kept, or nil.
func (in input) check() *record.Problem {
	for _, field := range []struct {
		name       string
		length, at int
	}{
		{"page", len(in.Page), maxID},
		{"name", len(in.Name), maxID},
		{"args", len(in.Args), maxArgs},
		{"url", len(in.URL), maxAddress},
		{"entry", len(in.Entry), maxAddress},
	} {
		if field.length > field.at {
			return &record.Problem{
				EN: fmt.Sprintf(
					"%s of the call of WeixinJSBridge has %d bytes, at most %d are taken.",
					field.name,
					field.length,
					field.at,
				),
				ZH: fmt.Sprintf("WeixinJSBridge 调用的 %s 有 %d 字节，最多 %d 字节。", field.name, field.length, field.at),
			}
		}
	}
	return nil
}

// refuse returns why a request is not that of a page of the account, or nil.
func refuse(r *http.Request, p *core.Platform) *record.Problem {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return &record.Problem{
			EN: "Send the call with Content-Type: application/json.", ZH: "请以 Content-Type: application/json 发送调用。",
		}
	}
	given := r.Header.Get("Origin")
	if given == "" {
		return nil // a program; browsers send an Origin with every POST
	}
	if from, err := url.Parse(given); err == nil && from.Host != "" && (from.Host == r.Host || p.IsWebHost(from)) {
		return nil
	}
	return &record.Problem{
		EN: "The page's origin " + given + " is not a host of the account's pages.",
		ZH: "页面来源 " + given + " 不是公众号的网页域名。",
	}
}

func write(rw http.ResponseWriter, status int, out any) {
	body, err := endpoint.EncodeJSON(out)
	if err != nil { // a programming error
		http.Error(rw, "sandbox: "+err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	_, _ = rw.Write(body) // a page that left does not read its answer
}
