package jssdk

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

//go:embed wechatgo.js
var scriptSource []byte

// newScript returns wechatgo.js with the address of WeChat's script in it.
func newScript(scriptURL string) (script []byte, etag string) {
	// A string cannot fail. JSON escapes what would end the string or the script element.
	quoted, _ := json.Marshal(scriptURL)
	script = bytes.Replace(scriptSource, []byte(`"{{script}}"`), quoted, 1)
	return script, fmt.Sprintf(`"%x"`, sha256.Sum256(script))
}

func (s *SDK) serveScript(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache") // the browser asks each time and usually gets status 304
	h.Set("ETag", s.etag)
	http.ServeContent(w, r, "wechatgo.js", time.Time{}, bytes.NewReader(s.script))
}
