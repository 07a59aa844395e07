package jssdk

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// maxBody is the maximum size of a POST's body, in bytes.
const maxBody = 64 << 10

// request is what a page asks for.
type request struct {
	page                string // its URL
	addCard, chooseCard string // the card_id of the card to sign; empty if the page itself is to be signed
}

func (q request) isAboutCard() bool { return q.addCard != "" || q.chooseCard != "" }

// readRequest reads what a page asks for.
func readRequest(w http.ResponseWriter, r *http.Request) (request, error) {
	if r.Method == http.MethodPost {
		sent := cmp.Or[io.ReadCloser](r.Body, http.NoBody) // a program may call the handler with a request of its own
		body, err := io.ReadAll(http.MaxBytesReader(w, sent, maxBody))
		if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
			return request{}, err
		}
		if err != nil {
			return request{}, errIncomplete
		}
		form, err := bodyForm(r.Header.Get("Content-Type"), body)
		if err != nil {
			return request{}, err
		}
		if form.Has("url") || form.Has("wechaturl") {
			return requestOf(form)
		}
	}
	if hasUnencodedURL(r.URL.RawQuery) {
		return request{}, errNotEncoded
	}
	return requestOf(r.URL.Query())
}

var (
	errIncomplete = &URLError{
		"did not arrive completely", "send the request again", "jssdk：页面的 url 没有完整到达：请重新发送请求",
	}
	errNotEncoded = &URLError{
		"was not encoded, so its end is lost",
		"use 'url=' + encodeURIComponent(location.href.split('#')[0])",
		"jssdk：页面的 url 没有编码，结尾已丢失：请使用 'url=' + encodeURIComponent(location.href.split('#')[0])",
	}
	errInvalidJSON = &URLError{
		"is in invalid JSON", `send {"url": location.href}`, `jssdk：页面的 url 所在的 JSON 无效：请发送 {"url": location.href}`,
	}
	errInvalidMultipart = &URLError{
		"is in an invalid form", "send a form with the field url", "jssdk：页面的 url 所在的表单无效：请发送带有 url 字段的表单",
	}
	errInvalidForm = &URLError{
		"is in an invalid form",
		"send 'url=' + encodeURIComponent(location.href)",
		"jssdk：页面的 url 所在的表单无效：请发送 'url=' + encodeURIComponent(location.href)",
	}
	errInvalidBase64 = &URLError{
		"in wechaturl is not base64", "use btoa(location.href)", "jssdk：wechaturl 不是 base64：请使用 btoa(location.href)",
	}
)

// hasUnencodedURL reports whether a query or a form has a url that was not encoded. The page's own query would end at
// the first &, and WeChat would report only invalid signature.
func hasUnencodedURL(form string) bool {
	_, rest, _ := strings.Cut("&"+form, "&url=")
	page, _, more := strings.Cut(rest, "&")
	return more && strings.Contains(page, "?")
}

// bodyForm returns the form in a body, or the members of its JSON as a form. A body that begins with a brace is read as
// JSON even with another Content-Type, since pages often send JSON as text/plain.
func bodyForm(contentType string, body []byte) (url.Values, error) {
	kind, params, _ := mime.ParseMediaType(contentType)
	switch {
	case len(body) == 0:
		return url.Values{}, nil
	case strings.HasSuffix(kind, "json") || bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		var in struct {
			URL        *string `json:"url"`
			WechatURL  *string `json:"wechaturl"`
			AddCard    *string `json:"addCard"`
			ChooseCard *string `json:"chooseCard"`
		}
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, errInvalidJSON
		}
		form := url.Values{}
		for name, value := range map[string]*string{
			"url": in.URL, "wechaturl": in.WechatURL, "addCard": in.AddCard, "chooseCard": in.ChooseCard,
		} {
			if value != nil {
				form.Set(name, *value)
			}
		}
		return form, nil
	case kind == "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(maxBody)
		if err != nil {
			return nil, errInvalidMultipart
		}
		return form.Value, nil
	}
	if hasUnencodedURL(string(body)) {
		return nil, errNotEncoded
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errInvalidForm
	}
	return form, nil
}

// requestOf returns the request in a form.
func requestOf(form url.Values) (request, error) {
	page, err := pageOf(form)
	return request{page: page, addCard: form.Get("addCard"), chooseCard: form.Get("chooseCard")}, err
}

// pageOf returns the value of url or, if that is empty, the decoded value of wechaturl.
func pageOf(form url.Values) (string, error) {
	if page := form.Get("url"); page != "" {
		return page, nil
	}
	return decodeBase64(form.Get("wechaturl"))
}

// toStdBase64 translates the URL-safe alphabet into the standard one. It also replaces a space, which is a + that was
// not encoded.
var toStdBase64 = strings.NewReplacer("-", "+", "_", "/", " ", "+")

func decodeBase64(text string) (string, error) {
	page, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(toStdBase64.Replace(text), "="))
	if err != nil {
		return "", errInvalidBase64
	}
	return string(page), nil
}
