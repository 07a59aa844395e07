package web

import (
	"errors"
	"net/http"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// WriteResult writes an action's output or its error.
func WriteResult(rw http.ResponseWriter, status int, out any, err error) {
	var gone *core.NotFoundError
	var phone *core.ActionError
	switch {
	case errors.As(err, &gone):
		WriteProblem(rw, http.StatusNotFound, gone.Problem)
		return
	case errors.As(err, &phone):
		WriteProblem(rw, http.StatusUnprocessableEntity, phone.Problem)
		return
	case err != nil:
		WriteProblem(rw, http.StatusBadRequest, record.Problem{EN: err.Error(), ZH: err.Error()})
		return
	}
	body, err := endpoint.EncodeJSON(out)
	if err != nil { // a mistake of ours
		status, body = http.StatusInternalServerError, []byte(`{"error":{"en":"the answer is no JSON","zh":"应答不是 JSON"}}`)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	rw.Write(append(body, '\n'))
}

// WriteProblem writes an error in words.
func WriteProblem(rw http.ResponseWriter, status int, problem record.Problem) {
	WriteResult(rw, status, struct {
		Error record.Problem `json:"error"`
	}{problem}, nil)
}
