package operator

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ErrDeclined is the error of [Confirm] for an answer that is not yes.
var ErrDeclined = errors.New("the answer was not yes")

// Confirm asks a person a question on errs and reads the answer from in. The error is [ErrDeclined], or says that nobody
// can answer, because in is a file, a pipe or at its end; --yes is the cure then.
func Confirm(ctx context.Context, in io.Reader, errs io.Writer, question string) error {
	nobody := errors.New("nobody can be asked here: give --yes")
	if _, isFile := in.(*os.File); isFile && !IsTerminal(in) {
		return nobody
	}
	fmt.Fprintf(errs, "%s [y/N] ", question)
	answer, err := readLine(ctx, in)
	if err != nil {
		fmt.Fprintln(errs)
	}
	switch {
	case errors.Is(err, io.EOF) && answer == "":
		return nobody
	case err != nil && !errors.Is(err, io.EOF):
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "是":
		return nil
	}
	return ErrDeclined
}

// IsTerminal reports whether a reader or a writer of a command is a terminal, or another device whose text somebody
// reads.
func IsTerminal(v any) bool {
	file, ok := v.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a device, too, as cron and services give it
	return err != nil || !os.SameFile(info, null)
}

// readLine reads a line, or until ctx ends.
func readLine(ctx context.Context, r io.Reader) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := bufio.NewReader(r).ReadString('\n')
		read <- result{line, err}
	}()
	select {
	case got := <-read:
		return got.line, got.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
