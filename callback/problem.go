package callback

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"time"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
)

// problemPause is the time between two log lines about one field. The fields are those that package message declares,
// without the places in lists, so that there are few whatever is pushed.
const problemPause = time.Hour

// logProblems logs the fields of a push that do not fit, one line per field and hour.
func (s *Server) logProblems(ctx context.Context, m message.Message) {
	problem := m.Head().Problem
	if problem == nil {
		return
	}
	problems := []error{problem}
	if joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](problem); ok {
		problems = joined.Unwrap()
	}
	for _, err := range problems {
		e, ok := errors.AsType[*field.Error](err)
		if !ok {
			continue
		}
		name := places.ReplaceAllString(e.Path, "")
		if _, due := s.problems.Due(name, problemPause); !due {
			continue
		}
		attrs := []slog.Attr{slog.String("field", name), slog.Any("err", err), slog.String("type", m.Type())}
		if event, ok := m.(message.Event); ok {
			attrs = append(attrs, slog.String("event", event.EventName()))
		}
		s.log.LogAttrs(ctx, slog.LevelWarn, "callback: a field of a push does not fit and is left out", attrs...)
	}
}

// places matches the places in lists of a field's path.
var places = regexp.MustCompile(`\[\d+\]`)
