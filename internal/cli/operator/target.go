package operator

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Target is where an answer goes: the standard output, or a file. The file has its name once the answer is whole; until
// then it is beside it, with the ending ".part".
type Target struct {
	io.Writer
	path string
	file *os.File // nil for the standard output
	part bool     // file is the one with the ending
	size int64
}

// OpenTarget opens the target with a path: "" or "-" is the standard output.
func OpenTarget(stdout io.Writer, path string) (*Target, error) {
	if path == "" || path == "-" {
		return &Target{Writer: stdout}, nil
	}
	t := &Target{path: path, part: true}
	name := path + PartEnding
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

// PartEnding is the ending of a file whose answer is not whole yet.
const PartEnding = ".part"

func (t *Target) Write(p []byte) (int, error) {
	n, err := t.Writer.Write(p)
	t.size += int64(n)
	return n, err
}

// Keep gives the file its name, and says how large it is.
func (t *Target) Keep(errs io.Writer) error {
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	if err == nil && t.part {
		err = os.Rename(t.file.Name(), t.path)
	}
	if err != nil {
		return errors.Join(err, t.Discard())
	}
	fmt.Fprintf(errs, "%s: %d bytes\n", t.path, t.size)
	return nil
}

// Discard removes the file, whose answer is not whole.
func (t *Target) Discard() error {
	if t.file == nil {
		return nil
	}
	t.file.Close()
	if !t.part {
		return nil
	}
	return os.Remove(t.file.Name())
}
