package core

import (
	"fmt"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// TemporaryLife is how long temporary media can be fetched.
const TemporaryLife = 3 * 24 * time.Hour

// File is a file that the platform keeps.
type File struct {
	MediaID     string
	Kind        string // image, voice, video, thumb or [ArticlePicture]
	ContentType string
	Name        string // "" for one that a user sent
	Data        []byte // never changed
	Created     time.Time
	Expires     time.Time // zero for permanent material

	Title, Introduction string // of a video for an article or a mass message
}

// ArticlePicture is the kind of a picture for the text of articles: it is known
// by its address alone and belongs to no library.
const ArticlePicture = "article picture"

// size is what the file takes, in bytes.
func (f *File) size() int { return len(f.Data) + len(f.Name) + len(f.Title) + len(f.Introduction) }

// MaxFileBytes bounds one file of a user's, in bytes.
const MaxFileBytes = 10 << 20

// Bounds of the files together.
const (
	maxTemporaryFiles = 2000
	maxTemporaryBytes = 256 << 20
	maxPermanentBytes = 256 << 20
	maxPictureBytes   = 128 << 20 // of articles
	// fileBytes is what a permanent file takes beside its content: there may be
	// many small ones.
	fileBytes = 1 << 10
)

// files are the account's files and those that its users sent.
type files struct {
	byID           map[string]*File
	temporary      []*File            // oldest first
	bytes          int                // of the temporary ones
	permanent      map[string][]*File // by kind, oldest first
	permanentBytes int
	pictures       []*File // of articles, oldest first
	pictureBytes   int
}

func (f *files) add(file *File) {
	if f.byID == nil {
		f.byID, f.permanent = map[string]*File{}, map[string][]*File{}
	}
	f.byID[file.MediaID] = file
}

// AddTemporary keeps a file for three days. Where there are too many, or they
// are too large together, the oldest ones go before their time.
func (tx *Tx) AddTemporary(file File) *File {
	f := &tx.files
	file.MediaID, file.Created, file.Expires = tx.IDs.MediaID(), tx.now, tx.now.Add(TemporaryLife)
	f.bytes += file.size()
	f.temporary = append(f.temporary, &file)
	f.add(&file)
	for len(f.temporary) > 1 && (len(f.temporary) > maxTemporaryFiles || f.bytes > maxTemporaryBytes || !tx.now.Before(f.temporary[0].Expires)) {
		oldest := f.temporary[0]
		f.temporary[0] = nil
		f.temporary = f.temporary[1:]
		f.bytes -= oldest.size()
		delete(f.byID, oldest.MediaID)
	}
	return &file
}

// AddPermanent keeps a file of the account's own material, or the picture of an
// article. A file is refused where they would be too large together.
func (tx *Tx) AddPermanent(file File) (*File, error) {
	if file.Kind == ArticlePicture {
		return tx.addPicture(file), nil
	}
	f := &tx.files
	bytes := f.permanentBytes + file.size() + fileBytes
	if bytes > maxPermanentBytes {
		return nil, Refuse(endpoint.ErrMediaTooLarge,
			fmt.Sprintf("The sandbox keeps %d MB of permanent material together. Delete some (material/del_material), or reset it.", maxPermanentBytes>>20),
			fmt.Sprintf("沙箱的永久素材合计最多保存 %d MB。请删除部分素材（material/del_material）或重置沙箱。", maxPermanentBytes>>20))
	}
	file.MediaID, file.Created = tx.IDs.MediaID(), tx.now
	f.add(&file)
	f.permanent[file.Kind] = append(f.permanent[file.Kind], &file)
	f.permanentBytes = bytes
	return &file, nil
}

// addPicture keeps the picture of an article. Where they are too large together,
// the oldest ones go: nothing else removes them.
func (tx *Tx) addPicture(file File) *File {
	f := &tx.files
	file.MediaID, file.Created = tx.IDs.MediaID(), tx.now
	f.add(&file)
	f.pictures = append(f.pictures, &file)
	f.pictureBytes += file.size() + fileBytes
	for len(f.pictures) > 1 && f.pictureBytes > maxPictureBytes {
		oldest := f.pictures[0]
		f.pictures[0] = nil
		f.pictures = f.pictures[1:]
		f.pictureBytes -= oldest.size() + fileBytes
		delete(f.byID, oldest.MediaID)
	}
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

// Permanent are the files of the account's own material of a kind, oldest first.
func (tx *Tx) Permanent(kind string) []*File { return tx.files.permanent[kind] }

// RemovePermanent removes a file of the account's own material.
func (tx *Tx) RemovePermanent(file *File) {
	f := &tx.files
	if i := slices.Index(f.permanent[file.Kind], file); i >= 0 {
		f.permanent[file.Kind] = slices.Delete(f.permanent[file.Kind], i, i+1)
		f.permanentBytes -= file.size() + fileBytes
		delete(f.byID, file.MediaID)
	}
}

const mediaPath = "/_sandbox/media/"

// MediaPath is where the phone finds a file, "" for no file.
func MediaPath(mediaID string) string {
	if mediaID == "" {
		return ""
	}
	return mediaPath + mediaID
}
