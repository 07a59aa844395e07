package publish

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// StateEnding is what the name of an article's file gets behind it as the name of its state.
const StateEnding = ".wechatgo.json"

// stateVersion is the version of the file's format.
const stateVersion = 1

// state is what earlier pushes put on the platform, in a file that every change is written to at once. It has no secrets.
type state struct {
	path    string
	content stateContent
}

// stateContent is the file.
type stateContent struct {
	Version int `json:"version"`
	// Accounts has what is on each account, by the AppID.
	Accounts map[string]*onAccount `json:"accounts"`
}

// onAccount is what is on an account. Pictures are named by the SHA-256 of their content.
type onAccount struct {
	Images    map[string]string `json:"images"`    // the addresses of pictures in texts
	Materials map[string]string `json:"materials"` // the media_ids of pictures
	Drafts    map[string]string `json:"drafts"`    // the media_ids of drafts, by the article's path from the file's folder
}

// readState reads the state at a path. A file that does not exist is one without content.
func readState(path string) (*state, error) {
	s := &state{path: path, content: stateContent{Version: stateVersion}}
	raw, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(raw, &s.content); err != nil || s.content.Version != stateVersion {
		return nil, fmt.Errorf(
			"%s is no state of this version of wechatgo: name another file with --state, or remove it; "+
				"without it all is uploaded again, and a new draft is made",
			path,
		)
	}
	return s, nil
}

// account returns what is on an account.
func (s *state) account(key string) *onAccount {
	if s.content.Accounts == nil {
		s.content.Accounts = map[string]*onAccount{}
	}
	a := s.content.Accounts[key]
	if a == nil {
		a = &onAccount{}
		s.content.Accounts[key] = a
	}
	for _, m := range []*map[string]string{&a.Images, &a.Materials, &a.Drafts} {
		if *m == nil {
			*m = map[string]string{}
		}
	}
	return a
}

// forgetPictures forgets the pictures of an account.
func (a *onAccount) forgetPictures() {
	clear(a.Images)
	clear(a.Materials)
}

// keyOf returns the name of a picture.
func keyOf(p draft.Picture) string { return hex.EncodeToString(p.Digest[:]) }

// keyOf returns the name of an article's draft.
func (s *state) keyOf(article string) string {
	from, err := filepath.Abs(filepath.Dir(s.path))
	to, err2 := filepath.Abs(article)
	rel, err3 := filepath.Rel(from, to)
	if errors.Join(err, err2, err3) != nil { // such as another drive of Windows
		return filepath.ToSlash(article)
	}
	return filepath.ToSlash(rel)
}

// create creates the file that becomes the state's.
func (s *state) create() (*os.File, error) {
	return os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*"+operator.PartEnding)
}

// checkFolder reports why the file cannot be written, before there is something to remember.
func (s *state) checkFolder() error {
	out, err := s.create()
	if err != nil {
		return err
	}
	return errors.Join(out.Close(), os.Remove(out.Name()))
}

// write writes the file: the whole one or none.
func (s *state) write() error {
	out, err := s.create()
	if err != nil {
		return err
	}
	err = operator.WriteJSON(out, s.content)
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(out.Name(), s.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return nil
}
