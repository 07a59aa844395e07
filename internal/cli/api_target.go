package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// target is where an answer goes: the standard output, or a file. The file has its name once the answer is whole; until
// then it is beside it, with the ending ".part".
type target struct {
	io.Writer
	path string
	file *os.File // nil for the standard output
	part bool     // file is the one with the ending
	size int64
}

// openTarget opens the target with a path: "" or "-" is the standard output.
func openTarget(stdout io.Writer, path string) (*target, error) {
	if path == "" || path == "-" {
		return &target{Writer: stdout}, nil
	}
	t := &target{path: path, part: true}
	name := path + partEnding
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // a device or a pipe
		t.part, name = false, path
	}
	var err error
	if t.file, err = os.Create(name); err != nil {
		return nil, err
	}
	t.Writer = t.file
	return t, nil
}

const partEnding = ".part"

func (t *target) Write(p []byte) (int, error) {
	n, err := t.Writer.Write(p)
	t.size += int64(n)
	return n, err
}

// keep gives the file its name, and says how large it is.
func (t *target) keep(errs io.Writer) error {
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	if err == nil && t.part {
		err = os.Rename(t.file.Name(), t.path)
	}
	if err != nil {
		return errors.Join(err, t.discard())
	}
	fmt.Fprintf(errs, "%s: %d bytes\n", t.path, t.size)
	return nil
}

// discard removes the file, whose answer is not whole.
func (t *target) discard() error {
	if t.file == nil {
		return nil
	}
	t.file.Close()
	if !t.part {
		return nil
	}
	return os.Remove(t.file.Name())
}
