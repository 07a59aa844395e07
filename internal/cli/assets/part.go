package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// place is where an export is: what FILE.part.json has.
type place struct {
	AppID  string      `json:"appid"`
	Format string      `json:"format"`
	Cursor user.Cursor `json:"cursor"`
	Users  int         `json:"users"`
	Size   int64       `json:"size"`   // of FILE.part, in bytes, up to this place
	SHA256 string      `json:"sha256"` // of FILE.part up to this place, in hex
}

// part is the file of an export that is not whole yet, and the place where it is.
type part struct {
	path string
	file *os.File
	at   place
	sum  hash.Hash // of what was written
}

func (p *part) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	p.sum.Write(b[:n])
	return n, err
}

// owner are the rights of files with personal data.
const owner = 0o600

func partPath(path string) string { return path + operator.PartEnding }

func placePath(path string) string { return partPath(path) + ".json" }

// openPart opens the part of a file: a new one at the place start, or with resume the one that is there.
func openPart(path string, start place, resume bool) (*part, error) {
	raw, err := os.ReadFile(placePath(path))
	there := err == nil
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case there && !resume:
		return nil, fmt.Errorf(
			"%s is of an export that broke off: give --resume to go on, or remove %s and it to begin anew",
			placePath(path),
			partPath(path),
		)
	case !there && resume:
		return nil, fmt.Errorf("there is no %s, and so nothing to go on with: leave out --resume", placePath(path))
	case !there:
		file, err := os.OpenFile(partPath(path), os.O_RDWR|os.O_CREATE|os.O_TRUNC, owner)
		return &part{path, file, start, sha256.New()}, err
	}
	p := &part{path: path, sum: sha256.New()}
	if err := json.Unmarshal(raw, &p.at); err != nil {
		return nil, fmt.Errorf("%s is not what an export wrote: remove it to begin anew: %w", placePath(path), err)
	}
	if p.at.AppID != start.AppID {
		return nil, fmt.Errorf(
			"%s is of the account %s, not of %s: choose that account",
			placePath(path),
			p.at.AppID,
			start.AppID,
		)
	}
	if p.at.Format != start.Format {
		return nil, fmt.Errorf("%s is of an export with --format %s: give that", placePath(path), p.at.Format)
	}
	if p.file, err = os.OpenFile(partPath(path), os.O_RDWR, owner); err != nil {
		return nil, err
	}
	return p, p.rewind()
}

// rewind goes to the place, and forgets what was written after it.
func (p *part) rewind() error {
	info, err := p.file.Stat()
	if err == nil && info.Size() < p.at.Size {
		err = fmt.Errorf("%s has %d bytes and had %d: remove it and %s to begin anew",
			p.file.Name(), info.Size(), p.at.Size, placePath(p.path))
	}
	if err == nil {
		_, err = io.CopyN(p.sum, p.file, p.at.Size) // the next byte is written behind what is read here
	}
	if err == nil && hex.EncodeToString(p.sum.Sum(nil)) != p.at.SHA256 {
		err = fmt.Errorf("%s was changed since the export broke off: remove it and %s to begin anew",
			p.file.Name(), placePath(p.path))
	}
	if err == nil {
		err = p.file.Truncate(p.at.Size)
	}
	if err != nil {
		p.file.Close()
	}
	return err
}

// begin writes what comes before the first user.
func (p *part) begin(w *userWriter) error {
	if err := errors.Join(w.mark(), w.begin()); err != nil {
		return err
	}
	return p.keep()
}

// keep stores the place, once the users before it are on the disk.
func (p *part) keep() error {
	if err := p.file.Sync(); err != nil {
		return err
	}
	size, err := p.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	p.at.Size, p.at.SHA256 = size, hex.EncodeToString(p.sum.Sum(nil))
	raw, err := json.Marshal(p.at)
	if err != nil {
		return err
	}
	// The place is replaced at once, so that it is whole also if the machine stops now.
	next := placePath(p.path) + ".next"
	if err := os.WriteFile(next, raw, owner); err != nil {
		return err
	}
	return os.Rename(next, placePath(p.path))
}

// finish gives the file its name.
func (p *part) finish() error {
	if err := errors.Join(p.file.Sync(), p.file.Close()); err != nil {
		return err
	}
	if err := os.Rename(partPath(p.path), p.path); err != nil {
		return err
	}
	return os.Remove(placePath(p.path))
}

func (p *part) close() error { return p.file.Close() }
