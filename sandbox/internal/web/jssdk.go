package web

import (
	"encoding/json"
	"net/http"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// jssdkCheck answers GET /_sandbox/jssdk/check, which the stand-in for WeChat's script calls.
func (w web) jssdkCheck(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c := ticket.Config{
		AppID: q.Get("appId"), Timestamp: q.Get("timestamp"), NonceStr: q.Get("nonceStr"),
		Signature: q.Get("signature"), URL: q.Get("url"),
	}
	var check record.JSSDKCheck
	w.Do(func(tx *core.Tx) {
		check = ticket.Check(tx, c)
		var x core.Exchange
		x.Kind, x.Title, x.OK, x.Status, x.Outcome, x.Problem = "jssdk", c.URL, check.OK, http.StatusOK, check.ErrMsg, check.Problem
		x.Request = record.HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: core.FlattenHeader(r.Header)}
		x.Signatures = ticket.Signatures(tx, c, check)
		body, _ := json.Marshal(check) // never fails
		x.Response = record.HTTPMessage{Status: http.StatusOK, Body: string(body), Opened: core.Indented(body)}
		tx.Record(x)
	})
	WriteResult(rw, http.StatusOK, check, nil)
}
