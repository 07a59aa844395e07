package core

import (
	"time"
)

// TemporaryLife is how long temporary media can be fetched.
const TemporaryLife = 3 * 24 * time.Hour

// File is a file that the platform keeps.
type File struct {
	MediaID     string
	Kind        string // image, voice, video or thumb
	ContentType string
	Name        string // "" for one that a user sent
	Data        []byte // never changed
	Created     time.Time
	Expires     time.Time // zero for permanent material

	Title, Introduction string // of a permanent video
}

// MaxFileBytes bounds one file of a user's, in bytes.
const MaxFileBytes = 10 << 20

// Bounds of the temporary files together.
const (
	maxTemporaryFiles = 2000
	maxTemporaryBytes = 256 << 20
)

// files are the account's files and those that its users sent.
type files struct {
	byID      map[string]*File
	temporary []*File // oldest first
	bytes     int     // of the temporary ones
	permanent []*File // oldest first
}

func (f *files) add(file *File) {
	if f.byID == nil {
		f.byID = map[string]*File{}
	}
	f.byID[file.MediaID] = file
}

// AddTemporary keeps a file for three days. Where there are too many, or they
// are too large together, the oldest ones go before their time.
func (tx *Tx) AddTemporary(file File) *File {
	f := &tx.files
	file.MediaID, file.Created, file.Expires = tx.IDs.MediaID(), tx.now, tx.now.Add(TemporaryLife)
	f.bytes += len(file.Data)
	f.temporary = append(f.temporary, &file)
	f.add(&file)
	for len(f.temporary) > 1 && (len(f.temporary) > maxTemporaryFiles || f.bytes > maxTemporaryBytes || !tx.now.Before(f.temporary[0].Expires)) {
		oldest := f.temporary[0]
		f.temporary[0] = nil
		f.temporary = f.temporary[1:]
		f.bytes -= len(oldest.Data)
		delete(f.byID, oldest.MediaID)
	}
	return &file
}

// AddPermanent keeps a file of the account's own material.
func (tx *Tx) AddPermanent(file File) *File {
	file.MediaID, file.Created = tx.IDs.MediaID(), tx.now
	tx.files.permanent = append(tx.files.permanent, &file)
	tx.files.add(&file)
	return &file
}

// FindFile returns the file, or nil where there is none of that kind (any kind
// if "") or its time is over.
func (tx *Tx) FindFile(kind, mediaID string) *File {
	f := tx.files.byID[mediaID]
	if f == nil || (kind != "" && f.Kind != kind) || (!f.Expires.IsZero() && !tx.now.Before(f.Expires)) {
		return nil
	}
	return f
}

// Permanent are the files of the account's own material, oldest first.
func (tx *Tx) Permanent() []*File { return tx.files.permanent }

// RemovePermanent removes a file of the account's own material.
func (tx *Tx) RemovePermanent(file *File) {
	for i, f := range tx.files.permanent {
		if f == file {
			tx.files.permanent = append(tx.files.permanent[:i:i], tx.files.permanent[i+1:]...)
			delete(tx.files.byID, f.MediaID)
			return
		}
	}
}

// MediaPath is where the phone finds a file, "" for no file.
func MediaPath(mediaID string) string {
	if mediaID == "" {
		return ""
	}
	return "/_sandbox/media/" + mediaID
}
