package cli

import (
	"bytes"
	"io"
)

// demoLog prints the demo's lines with a mark. Only one goroutine may write to it.
type demoLog struct {
	out       io.Writer
	line      []byte        // an incomplete line
	sign      string        // what the demo prints when it listens
	listening chan struct{} // closed when the demo has printed the sign
	said      bool
}

func newDemoLog(out io.Writer, sign string) *demoLog {
	return &demoLog{out: out, sign: sign, listening: make(chan struct{})}
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
		if !l.said && bytes.Contains(l.line[:end], []byte(l.sign)) {
			l.said = true
			close(l.listening)
		}
		l.line = l.line[end:]
	}
}
