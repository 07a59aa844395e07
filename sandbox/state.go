package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// State is all that a platform knows at one time: users and their chats, menus, media, articles, tags, tokens, tickets,
// jobs that are due later, the counts of the quotas and statistics, how far the clock is ahead. It does not have the
// recorded exchanges, requested faults, the account's mode and keys, and the rules (the kind of the account, quotas, the
// whitelist): whoever starts the platform decides about those.
type State struct{ snapshot core.Snapshot }

// Save returns the current state. Deliveries that are under way are not a part of it.
func (p *Platform) Save() (*State, error) {
	s, err := p.core.Save()
	if err != nil {
		return nil, fmt.Errorf("sandbox: save the state: %w", err)
	}
	return &State{s}, nil
}

// Load goes back to a state, of this platform or of another one with the same AppID and original id. The app stays
// connected, and is told nothing. Where the state is of another account or version, or has a mistake, the error says
// so and nothing has changed.
func (p *Platform) Load(s *State) error {
	if err := p.core.Load(s.snapshot); err != nil {
		return fmt.Errorf("sandbox: load the state: %w", err)
	}
	return nil
}

// Populate makes n followers, 100,000 at most, besides the users of [Config]: user000001 and on, with nicknames, tags and
// times of following that depend on the seed and the day. Nothing is pushed for them.
func (p *Platform) Populate(n int) { p.core.Populate(n) }

// MaxStateFile is the largest state file that is read, in bytes.
const MaxStateFile = 256 << 20

// contentName matches the name of a file with a content.
var contentName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// contentsOf returns the folder with the larger contents of a state file.
func contentsOf(path string) string { return path + ".files" }

// ReadStateFile reads what WriteFile has written. Whether it is a state is found when it is loaded. The error is
// [fs.ErrNotExist] where there is no such file.
func ReadStateFile(path string) (*State, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > MaxStateFile {
		return nil, fmt.Errorf(
			"%s is no file, or has more than %d MB: give a file that a sandbox has saved",
			path,
			MaxStateFile>>20,
		)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !json.Valid(raw) {
		return nil, fmt.Errorf("%s is no JSON, or is cut off: give a file that a sandbox has saved", path)
	}
	s := &State{core.Snapshot{JSON: raw, Contents: map[string][]byte{}}}
	entries, err := os.ReadDir(contentsOf(path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	left := int64(MaxStateFile)
	for _, e := range entries {
		if !contentName.MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(contentsOf(path), e.Name()))
		if err != nil {
			return nil, err
		}
		if left -= int64(len(content)); left < 0 {
			return nil, fmt.Errorf(
				"%s has more than %d MB: give the folder that a sandbox has saved",
				contentsOf(path),
				MaxStateFile>>20,
			)
		}
		s.snapshot.Contents[e.Name()] = content
	}
	return s, nil
}

// WriteFile writes the state into a file of JSON, and contents of more than 4 KB into the folder beside it whose name
// has .files at the end, each under its SHA-256, so that version control keeps each of them once. The file is replaced
// as a whole or not at all; contents that it does not name any more are removed after that. Both are readable by this
// user alone: they have the tokens of the sandbox's account, which are worth nothing elsewhere.
func (s *State) WriteFile(path string) error {
	folder := contentsOf(path)
	if len(s.snapshot.Contents) > 0 {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	for name, content := range s.snapshot.Contents {
		file := filepath.Join(folder, name)
		if info, err := os.Stat(file); err == nil && info.Size() == int64(len(content)) {
			continue
		}
		if err := replaceFile(file, content); err != nil {
			return err
		}
	}
	if err := replaceFile(path, s.snapshot.JSON); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil //nolint:nilerr // there is none, and nothing to remove
	}
	for _, e := range entries {
		if _, named := s.snapshot.Contents[e.Name()]; !named && contentName.MatchString(e.Name()) {
			_ = os.Remove(filepath.Join(folder, e.Name())) // it costs room alone
		}
	}
	_ = os.Remove(folder) // where it is empty
	return nil
}

// replaceFile writes a file as a whole or not at all. A link goes on to lead to the file.
func replaceFile(path string, content []byte) (err error) {
	if file, err := filepath.EvalSymlinks(path); err == nil {
		path = file
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".wechatgo-state-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part.Name())
		}
	}()
	if _, err = part.Write(content); err == nil {
		err = part.Sync()
	}
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}
