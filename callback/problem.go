package callback

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
)

// problemPause is the time between two log lines about one field.
const problemPause = time.Hour

// problemLog remembers when each field that does not fit was logged. Its keys are the fields that package message
// declares, without the places in lists, so that it stays small whatever is pushed.
type problemLog struct {
	mu     sync.Mutex
	logged map[string]time.Time
}

// isDue reports whether a line about the field is to be logged now, and notes it.
func (l *problemLog) isDue(fieldName string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last, ok := l.logged[fieldName]; ok && now.Sub(last) < problemPause {
		return false
	}
	if l.logged == nil {
		l.logged = make(map[string]time.Time)
	}
	l.logged[fieldName] = now
	return true
}

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
	now := time.Now()
	for _, err := range problems {
		e, ok := errors.AsType[*field.Error](err)
		if !ok {
			continue
		}
		name := places.ReplaceAllString(e.Path, "")
		if !s.problems.isDue(name, now) {
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
