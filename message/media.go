package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Image is a picture.
type Image struct {
	Standard
	// PicURL is a link to the picture, made by the platform.
	PicURL string
	// MediaID is the id with which media/get downloads the picture, for 3 days.
	MediaID string
}

// Type returns "image".
func (*Image) Type() string { return "image" }

func (m *Image) fields(b *xmldoc.Binder) {
	b.Text("PicUrl", &m.PicURL)
	b.Text("MediaId", &m.MediaID)
	m.bindStandard(b)
}

// Voice is a voice message, up to 60 seconds.
type Voice struct {
	Standard
	// MediaID is the id with which media/get downloads the recording (AMR, 8 kHz), for 3 days.
	MediaID string
	// Format is the recording's format, such as "amr" or "speex".
	Format string
	// MediaID16K is the id with which media/get downloads the 16 kHz recording, for 3 days. It is unconfirmed: no known
	// toolkit has seen it in a push, so expect it to be empty.
	MediaID16K string
	// Recognition is the recognised text, if the account has speech recognition switched on. The platform no longer
	// offers to switch it on.
	Recognition string
}

// Type returns "voice".
func (*Voice) Type() string { return "voice" }

func (m *Voice) fields(b *xmldoc.Binder) {
	b.Text("MediaId", &m.MediaID)
	b.Text("Format", &m.Format)
	b.OptText("MediaId16K", &m.MediaID16K)
	b.OptText("Recognition", &m.Recognition)
	m.bindStandard(b)
}

// Video is a video message.
type Video struct {
	Standard
	// MediaID is the id with which media/get downloads the video, for 3 days.
	MediaID string
	// ThumbMediaID is the thumbnail's media id.
	ThumbMediaID string
}

// Type returns "video".
func (*Video) Type() string { return "video" }

func (m *Video) fields(b *xmldoc.Binder) {
	b.Text("MediaId", &m.MediaID)
	b.Text("ThumbMediaId", &m.ThumbMediaID)
	m.bindStandard(b)
}

// ShortVideo is a video recorded in the conversation.
type ShortVideo struct {
	Standard
	// MediaID is the id with which media/get downloads the video, for 3 days.
	MediaID string
	// ThumbMediaID is the thumbnail's media id.
	ThumbMediaID string
}

// Type returns "shortvideo".
func (*ShortVideo) Type() string { return "shortvideo" }

func (m *ShortVideo) fields(b *xmldoc.Binder) {
	b.Text("MediaId", &m.MediaID)
	b.Text("ThumbMediaId", &m.ThumbMediaID)
	m.bindStandard(b)
}

// File is a file from a chat. The platform does not document it and offers no way to fetch the file; every field is
// known only from developers' reports.
type File struct {
	Standard
	// Title is the file's name.
	Title string
	// Description is usually empty.
	Description string
	// FileKey is the platform's own key of the file.
	FileKey string
	// FileMD5 is the file's MD5 in hex.
	FileMD5 string
	// FileTotalLen is the file's size in bytes.
	FileTotalLen int64
}

// Type returns "file".
func (*File) Type() string { return "file" }

func (m *File) fields(b *xmldoc.Binder) {
	b.Text("Title", &m.Title)
	b.Text("Description", &m.Description)
	b.Text("FileKey", &m.FileKey)
	b.Text("FileMd5", &m.FileMD5)
	b.Int("FileTotalLen", &m.FileTotalLen)
	m.bindStandard(b)
}
