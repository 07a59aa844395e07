package core

import (
	"fmt"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// TemporaryLife is how long temporary media can be downloaded.
const TemporaryLife = 3 * 24 * time.Hour

// File is a file that the platform stores.
type File struct {
	MediaID     string
	Kind        string // image, voice, video, thumb or [ArticlePicture]
	ContentType string
	Name        string // "" for a file that a user sent
	Data        []byte // never changed
	Created     time.Time
	Expires     time.Time // the zero time for permanent material

	Title, Introduction string // only for a video
}

// ArticlePicture is the kind of a picture that was uploaded for the text of articles. Only its address identifies it,
// and it is not part of the permanent material.
const ArticlePicture = "article picture"

// size returns the size that the file is counted with, in bytes.
func (f *File) size() int { return len(f.Data) + len(f.Name) + len(f.Title) + len(f.Introduction) }

// MaxFileBytes is the largest size of a file that a user sends, in bytes.
const MaxFileBytes = 10 << 20

// Limits of all files together.
const (
	maxTemporaryFiles = 2000
	maxTemporaryBytes = 256 << 20
	maxPermanentBytes = 256 << 20
	maxPictureBytes   = 128 << 20 // of pictures for articles
	// fileBytes is the size that a permanent file is counted with, beside its content. It keeps many small files from
	// being free.
	fileBytes = 1 << 10
)

// files holds the account's files and those that users sent.
type files struct {
	byID           map[string]*File
	temporary      []*File            // oldest first
	bytes          int                // the size of the temporary files
	permanent      map[string][]*File // by kind, oldest first
	permanentBytes int
	pictures       []*File // pictures for articles, oldest first
	pictureBytes   int
}

// keptFiles is how files are written: the rest follows from the lists.
type keptFiles struct {
	Temporary []*File
	Permanent map[string][]*File
	Pictures  []*File
}

// ToShape implements graph.Shaper.
func (f *files) ToShape() keptFiles { return keptFiles{f.temporary, f.permanent, f.pictures} }

// FromShape implements graph.Shaper.
func (f *files) FromShape(kept keptFiles) error {
	for _, file := range kept.Temporary {
		f.add(file)
		f.bytes += file.size()
	}
	for kind, list := range kept.Permanent {
		for _, file := range list {
			if file.Kind != kind {
				return fmt.Errorf(
					"the file %s is of the kind %s, and among those of the kind %s",
					file.MediaID,
					file.Kind,
					kind,
				)
			}
			f.add(file)
			f.permanentBytes += file.size() + fileBytes
		}
	}
	for _, file := range kept.Pictures {
		f.add(file)
		f.pictureBytes += file.size() + fileBytes
	}
	f.temporary, f.pictures = kept.Temporary, kept.Pictures
	if kept.Permanent != nil {
		f.permanent = kept.Permanent
	}
	return nil
}

func (f *files) add(file *File) {
	if f.byID == nil {
		f.byID, f.permanent = map[string]*File{}, map[string][]*File{}
	}
	f.byID[file.MediaID] = file
}

// AddTemporary stores a file for three days. If there are too many files, or they are too large together, the oldest
// ones are removed before their time.
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

// AddPermanent stores a file in the permanent material, or a picture for articles. It refuses a file if all of them
// would be too large together.
func (tx *Tx) AddPermanent(file File) (*File, error) {
	if file.Kind == ArticlePicture {
		return tx.addPicture(file), nil
	}
	f := &tx.files
	bytes := f.permanentBytes + file.size() + fileBytes
	if bytes > maxPermanentBytes {
		return nil, Refuse(
			endpoint.ErrMediaTooLarge,
			fmt.Sprintf(
				"The sandbox keeps %d MB of permanent material together. Delete some (material/del_material), or reset it.",
				maxPermanentBytes>>20,
			),
			fmt.Sprintf("沙箱的永久素材合计最多保存 %d MB。请删除部分素材（material/del_material）或重置沙箱。", maxPermanentBytes>>20),
		)
	}
	file.MediaID, file.Created = tx.IDs.MediaID(), tx.now
	f.add(&file)
	f.permanent[file.Kind] = append(f.permanent[file.Kind], &file)
	f.permanentBytes = bytes
	return &file, nil
}

// addPicture stores a picture for articles. If all of them are too large together, it removes the oldest ones, because
// nothing else removes them.
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

// FindFile returns the file with that media_id, or nil if there is none, it has another kind (the kind "" stands for
// any), or it has expired.
func (tx *Tx) FindFile(kind, mediaID string) *File {
	f := tx.files.byID[mediaID]
	if f == nil || (kind != "" && f.Kind != kind) || (!f.Expires.IsZero() && !tx.now.Before(f.Expires)) {
		return nil
	}
	return f
}

// Permanent returns the files of a kind in the permanent material, oldest first.
func (tx *Tx) Permanent(kind string) []*File { return tx.files.permanent[kind] }

// RemovePermanent removes a file from the permanent material.
func (tx *Tx) RemovePermanent(file *File) {
	f := &tx.files
	if i := slices.Index(f.permanent[file.Kind], file); i >= 0 {
		f.permanent[file.Kind] = slices.Delete(f.permanent[file.Kind], i, i+1)
		f.permanentBytes -= file.size() + fileBytes
		delete(f.byID, file.MediaID)
	}
}

const mediaPath = "/_sandbox/media/"

// MediaPath returns the path at which the phone loads a file, or "" if mediaID is "".
func MediaPath(mediaID string) string {
	if mediaID == "" {
		return ""
	}
	return mediaPath + mediaID
}
