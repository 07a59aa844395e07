package agent

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	"github.com/wechatgo/wechatgo/endpoint"
)

// mostFileBytes is how large a file for an upload may be.
const mostFileBytes = 10 << 20

var errNoFiles = errors.New("this server may read no files: the operator has to start it with --files DIR")

// files are the files that an agent may read, none if root is nil. They are an [fs.FS].
type files struct{ root *os.Root }

func (s *server) files() files { return files{s.Files} }

// Open opens a regular file of at most mostFileBytes. A path that leads out of the directory, also by a symbolic link,
// is refused by [os.Root].
func (f files) Open(name string) (fs.File, error) {
	if f.root == nil {
		return nil, errNoFiles
	}
	info, err := f.root.Stat(name)
	switch {
	case err != nil:
		return nil, fileError(name, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%q is no regular file", name)
	case info.Size() > mostFileBytes:
		return nil, fmt.Errorf("%q has %d bytes, and %d are allowed", name, info.Size(), mostFileBytes)
	}
	// The file may be another one by now: a pipe must not stop the server, and is refused as above.
	file, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fileError(name, err)
	}
	if opened, err := file.Stat(); err != nil || !os.SameFile(info, opened) {
		file.Close()
		return nil, fmt.Errorf("%q was replaced by another file while it was opened", name)
	}
	return file, nil
}

// read reads a file.
func (f files) read(name string) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostFileBytes+1)) // it may have grown
	if err == nil && len(data) > mostFileBytes {
		err = fmt.Errorf("%q has more than %d bytes", name, mostFileBytes)
	}
	return data, err
}

// upload returns a file for an upload.
func (f files) upload(name string) (endpoint.File, error) {
	data, err := f.read(name)
	return endpoint.File{Name: path.Base(name), Content: bytes.NewReader(data)}, err
}

// fileError returns an error that does not name the directory, which is the operator's business.
func fileError(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no file %q in the directory of --files: %w", name, fs.ErrNotExist)
	}
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	return fmt.Errorf("%q cannot be read: %w; give a path below the directory of --files", name, err)
}
