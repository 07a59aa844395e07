package reply

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Image is a picture, not an animated one.
type Image struct {
	// MediaID is temporary or permanent media of type image.
	MediaID string
}

// Type returns "image".
func (Image) Type() string { return "image" }

// Check refuses an empty MediaID.
func (i Image) Check() error { return checkMediaID(i.MediaID) }

func (i Image) fields(b *xmldoc.Binder) Reply {
	b.Group("Image", func(b *xmldoc.Binder) { b.Text("MediaId", &i.MediaID) })
	return i
}

// Voice is a recording.
type Voice struct {
	// MediaID is temporary or permanent media of type voice.
	MediaID string
}

// Type returns "voice".
func (Voice) Type() string { return "voice" }

// Check refuses an empty MediaID.
func (v Voice) Check() error { return checkMediaID(v.MediaID) }

func (v Voice) fields(b *xmldoc.Binder) Reply {
	b.Group("Voice", func(b *xmldoc.Binder) { b.Text("MediaId", &v.MediaID) })
	return v
}

// Video is a video that has passed the platform's review.
type Video struct {
	// MediaID is temporary or permanent media of type video.
	MediaID string
	// Title and Description are optional.
	Title, Description string
}

// Type returns "video".
func (Video) Type() string { return "video" }

// Check refuses an empty MediaID.
func (v Video) Check() error { return checkMediaID(v.MediaID) }

func (v Video) fields(b *xmldoc.Binder) Reply {
	b.Group("Video", func(b *xmldoc.Binder) {
		b.Text("MediaId", &v.MediaID)
		b.OptText("Title", &v.Title)
		b.OptText("Description", &v.Description)
	})
	return v
}

func checkMediaID(id string) error {
	if isEmpty(id) {
		return refuse.Empty("MediaID", "upload the file and use the media_id that the upload returns")
	}
	return nil
}
