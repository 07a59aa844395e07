package callback

import (
	"log/slog"
	"net/http"
)

// refusal is a request that is not let in. The sender reads the reason alone;
// what could help to forge a better request goes to the log.
type refusal struct {
	status int
	reason string // for the sender: never what was expected
	cure   string // for the log: what the operator can do
	err    error  // for the log
	usual  bool   // nothing that an operator has to know
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, why *refusal) {
	attrs := []slog.Attr{
		slog.Int("status", why.status),
		slog.String("reason", why.reason),
		slog.String("remote", r.RemoteAddr),
	}
	if why.cure != "" {
		attrs = append(attrs, slog.String("cure", why.cure))
	}
	if why.err != nil {
		attrs = append(attrs, slog.Any("err", why.err))
	}
	level := slog.LevelWarn
	if why.usual {
		level = slog.LevelDebug
	}
	s.log.LogAttrs(r.Context(), level, "callback: request refused", attrs...)
	http.Error(w, "callback: "+why.reason, why.status)
}

const (
	cureToken = "if the platform sent this: is Token the one in the console (基本配置)?"
	curePlain = "the push came plain: choose 安全模式 in the console (基本配置), or set Mode: Plain in the account"
	cureBoth  = "the push came in compatible mode: choose 安全模式 in the console (基本配置), or set Mode: Compatible in the account"
	cureKey   = "the push came sealed: set EncodingAESKey and leave Mode out, or choose 明文模式 in the console (基本配置)"
	cureSize  = "a genuine push that is longer needs WithMaxBody"
)

func badRequest(reason, cure string, err error) *refusal {
	return &refusal{status: http.StatusBadRequest, reason: reason, cure: cure, err: err}
}

func forbidden(reason, cure string) *refusal {
	return &refusal{status: http.StatusForbidden, reason: reason, cure: cure}
}
