package publish

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
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
	seen    map[string]*onAccount // as the file had it when it was read or written
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
	s.seen = copyOf(s.content.Accounts)
	return s, nil
}

// refresh takes over what other commands, such as a --watch with the same file, have changed of the file since.
func (s *state) refresh() error {
	now, err := readState(s.path)
	if err != nil || now.seen == nil { // there is no file
		return err
	}
	for key := range now.content.Accounts {
		theirs, mine, seen := now.account(key).maps(), s.account(key).maps(), (&onAccount{}).maps()
		if was := s.seen[key]; was != nil {
			seen = was.maps()
		}
		for i := range mine {
			takeOver(*mine[i], *seen[i], *theirs[i])
		}
	}
	s.seen = now.seen
	return nil
}

// takeOver makes the changes from seen to theirs in mine, where it has not changed itself.
func takeOver(mine, seen, theirs map[string]string) {
	for name, value := range theirs {
		if mine[name] == seen[name] {
			mine[name] = value
		}
	}
	for name, value := range seen {
		if _, ok := theirs[name]; !ok && mine[name] == value {
			delete(mine, name)
		}
	}
}

// copyOf returns a copy of what is on accounts.
func copyOf(accounts map[string]*onAccount) map[string]*onAccount {
	list := map[string]*onAccount{}
	for key, a := range accounts {
		if a != nil {
			list[key] = &onAccount{maps.Clone(a.Images), maps.Clone(a.Materials), maps.Clone(a.Drafts)}
		}
	}
	return list
}

// maps returns the maps of a.
func (a *onAccount) maps() [3]*map[string]string {
	return [...]*map[string]string{&a.Images, &a.Materials, &a.Drafts}
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
	for _, m := range a.maps() {
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
	if err := s.refresh(); err != nil {
		return err
	}
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
	s.seen = copyOf(s.content.Accounts)
	return nil
}
