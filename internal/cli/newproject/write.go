package newproject

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// write writes the files into a directory that is empty or does not exist. After a failure nothing is left of them.
func write(dir string, files map[string][]byte) (err error) {
	made := false
	switch entries, readErr := os.ReadDir(dir); {
	case errors.Is(readErr, fs.ErrNotExist):
		if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o755); err != nil {
			return err
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
		made = true
	case readErr != nil:
		return readErr
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty, it has %s: give a new directory", dir, entries[0].Name())
	}
	var written []string
	defer func() {
		if err == nil {
			return
		}
		for _, name := range written {
			err = errors.Join(err, os.Remove(name))
		}
		if made {
			err = errors.Join(err, os.Remove(dir))
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := filepath.Join(dir, name)
		// Nothing is overwritten, even if another program writes here meanwhile.
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		written = append(written, file)
		_, err = f.Write(files[name])
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// isClone reports whether a directory has the module's go.mod.
func isClone(dir string) bool {
	raw, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	first, _, _ := strings.Cut(string(raw), "\n")
	return err == nil && strings.TrimSpace(first) == "module "+module
}
