package menus

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wechatgo/wechatgo/internal/menufile"
)

// backup has the menus that an account had, in a file, so that they are there also after the command was killed.
type backup struct {
	menus menufile.File
	path  string // "" if there is nothing to keep, or if no file could be written
	err   error  // why no file could be written
}

// keep writes menus to a new file in the working directory, or in that for temporary files.
func keep(menus menufile.File) backup {
	b := backup{menus: menus}
	if menus.Empty() {
		return b
	}
	raw, err := menufile.Format(menus, "The menus before a menu apply.\nmenu apply 之前的菜单。\n")
	if err != nil {
		b.err = err
		return b
	}
	for _, dir := range []string{".", os.TempDir()} {
		if b.path, err = writeNew(dir, raw); err == nil {
			b.err = nil
			return b
		}
		b.err = errors.Join(b.err, err)
	}
	return b
}

func writeNew(dir string, raw []byte) (path string, err error) {
	f, err := os.CreateTemp(dir, "menu-before-*.yaml")
	if err != nil {
		return "", err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return filepath.Abs(f.Name())
}

// String says where the former menus are.
func (b backup) String() string {
	switch {
	case b.menus.Empty():
		return "the account had no menus before"
	case b.path == "": // the last place is the screen
		raw, _ := menufile.Format(b.menus, "")
		return fmt.Sprintf("no file could be written (%v); the former menus are:\n%s", b.err, raw)
	}
	return fmt.Sprintf("the former menus are in %s: menu apply puts them back", b.path)
}

// remove removes the file, which nobody needs any more.
func (b backup) remove() error {
	if b.path == "" {
		return nil
	}
	return os.Remove(b.path)
}
