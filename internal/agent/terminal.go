package agent

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
)

// Terminal shows a question to the person at the server's terminal and returns the line that the person types. It
// returns [ErrNoTerminal] if there is none, and the cause of ctx if that ends first.
type Terminal func(ctx context.Context, question string) (line string, err error)

// ErrNoTerminal says that the server has no terminal.
var ErrNoTerminal = errors.New("agent: there is no terminal")

// NewTTY returns the terminal of the process, /dev/tty, which is another than the standard input and output that the
// protocol uses. It asks one question at a time. Where there is no /dev/tty, as on Windows or for a process that a
// desktop program started, it returns [ErrNoTerminal].
func NewTTY() Terminal {
	ignoreBackground()
	turn := make(chan struct{}, 1)
	return func(ctx context.Context, question string) (string, error) {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
		tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
		if err != nil {
			return "", ErrNoTerminal
		}
		defer tty.Close() // also ends the read below
		if _, err := fmt.Fprint(tty, question); err != nil {
			return "", err
		}
		type answer struct {
			line string
			err  error
		}
		typed := make(chan answer, 1)
		go func() {
			line, err := bufio.NewReaderSize(tty, 256).ReadString('\n')
			typed <- answer{line, err}
		}()
		select {
		case a := <-typed:
			return a.line, a.err
		case <-ctx.Done():
			fmt.Fprintln(tty, "\n(too late: refused)")
			return "", context.Cause(ctx)
		}
	}
}
