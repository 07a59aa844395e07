package cli

import (
	"bytes"
	"io"

	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
)

// demoLog prints the demo's lines with a mark. Only one goroutine may write to it.
type demoLog struct {
	out       io.Writer
	line      []byte        // an incomplete line
	listening chan struct{} // closed when the demo has printed that it listens
	said      bool
}

func newDemoLog(out io.Writer) *demoLog {
	return &demoLog{out: out, listening: make(chan struct{})}
}

func (l *demoLog) Write(b []byte) (int, error) {
	l.line = append(l.line, b...)
	for {
		end := bytes.IndexByte(l.line, '\n') + 1
		if end == 0 {
			return len(b), nil
		}
		if _, err := l.out.Write(append([]byte("demo | "), l.line[:end]...)); err != nil {
			return 0, err
		}
		if !l.said && bytes.Contains(l.line[:end], []byte(app.Listening)) {
			l.said = true
			close(l.listening)
		}
		l.line = l.line[end:]
	}
}
