package web

import (
	"errors"
	"net/http"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// WriteResult writes the output of an operation as JSON, or its error: status 404 for a [core.NotFoundError], 422 for a
// [core.ActionError], 400 for any other.
func WriteResult(rw http.ResponseWriter, status int, out any, err error) {
	var notFound *core.NotFoundError
	var impossible *core.ActionError
	switch {
	case errors.As(err, &notFound):
		WriteProblem(rw, http.StatusNotFound, notFound.Problem)
		return
	case errors.As(err, &impossible):
		WriteProblem(rw, http.StatusUnprocessableEntity, impossible.Problem)
		return
	case err != nil:
		WriteProblem(rw, http.StatusBadRequest, record.Problem{EN: err.Error(), ZH: err.Error()})
		return
	}
	body, err := endpoint.EncodeJSON(out)
	if err != nil { // a programming error
		status, body = http.StatusInternalServerError, []byte(
			`{"error":{"en":"the answer is no JSON","zh":"应答不是 JSON"}}`,
		)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	rw.Write(append(body, '\n'))
}

// WriteProblem writes an error with its explanation as JSON.
func WriteProblem(rw http.ResponseWriter, status int, problem record.Problem) {
	WriteResult(rw, status, struct {
		Error record.Problem `json:"error"`
	}{problem}, nil)
}
