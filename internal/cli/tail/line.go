package tail

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/terminal"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// line returns an exchange in one line.
func line(x record.Exchange) string {
	direction := "<-" // the account, or a page of it, asks the platform
	if x.Kind == "push" || x.Kind == "handshake" {
		direction = "->"
	}
	what := cmp.Or(x.Endpoint, x.Title)
	if x.User != "" {
		what += " (" + x.User + ")"
	}
	if x.Attempt > 1 {
		what += fmt.Sprintf(" push %d", x.Attempt)
	}
	status := "-" // no answer came
	if x.Status != 0 {
		status = fmt.Sprint(x.Status)
	}
	result := x.Outcome
	if x.ErrCode != 0 {
		result = fmt.Sprintf("errcode %d", x.ErrCode)
	}
	text := fmt.Sprintf(
		"%s %s %-9s %-32s %3s %6.0f ms  %s",
		x.At.Local().Format(time.TimeOnly),
		direction,
		x.Kind,
		what,
		status,
		x.DurationMS,
		cmp.Or(result, okWord(x.OK)),
	)
	if x.Problem != nil {
		text += "  ! " + x.Problem.EN
	}
	return strings.TrimRight(terminal.OneLine(text), " ")
}

func okWord(ok bool) string {
	if ok {
		return "ok"
	}
	return "failed"
}
