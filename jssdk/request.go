package jssdk

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// maxBody bounds a POST, in bytes.
const maxBody = 64 << 10

// requestedPage finds the page's URL in a request.
func requestedPage(w http.ResponseWriter, r *http.Request) (string, error) {
	query := r.URL.Query()
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			return "", err
		}
		form, err := bodyForm(r.Header.Get("Content-Type"), body)
		if err != nil {
			return "", err
		}
		if form.Has("url") || form.Has("wechaturl") {
			return pageOf(form)
		}
	}
	// An address that was not encoded ends at its first &: what comes after is
	// lost, and WeChat would only say invalid signature.
	if strings.Contains(r.URL.RawQuery, "url=http") && strings.Contains(query.Get("url"), "?") && len(query) > 1 &&
		strings.Contains(r.URL.RawQuery, "://") {
		return "", &URLError{"was not encoded, so that its end is lost", "use '?url=' + encodeURIComponent(location.href.split('#')[0])"}
	}
	return pageOf(query)
}

// bodyForm reads a form or JSON as a form. JSON is known by its brace, too:
// pages often send it as text/plain.
func bodyForm(contentType string, body []byte) (url.Values, error) {
	kind, params, _ := mime.ParseMediaType(contentType)
	switch {
	case strings.HasSuffix(kind, "json") || bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		var in struct {
			URL       *string `json:"url"`
			WechatURL *string `json:"wechaturl"`
		}
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, &URLError{"is in broken JSON", `send {"url": location.href}`}
		}
		form := url.Values{}
		for name, value := range map[string]*string{"url": in.URL, "wechaturl": in.WechatURL} {
			if value != nil {
				form.Set(name, *value)
			}
		}
		return form, nil
	case kind == "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(maxBody)
		if err != nil {
			return nil, &URLError{"is in a broken form", "send a form with the field url"}
		}
		return form.Value, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &URLError{"is in a broken form", "send 'url=' + encodeURIComponent(location.href)"}
	}
	return form, nil
}

// pageOf returns url, or else wechaturl decoded.
func pageOf(form url.Values) (string, error) {
	if page := form.Get("url"); page != "" {
		return page, nil
	}
	return decodeBase64(form.Get("wechaturl"))
}

// base64Letters brings both alphabets to one; a + that was not encoded has
// become a space.
var base64Letters = strings.NewReplacer("-", "+", "_", "/", " ", "+")

func decodeBase64(text string) (string, error) {
	page, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(base64Letters.Replace(text), "="))
	if err != nil {
		return "", &URLError{"in wechaturl is not base64", "use btoa(location.href)"}
	}
	return string(page), nil
}
