package material

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about a file that the platform would refuse.
const refuse = field.In("material")

// Units of sizes, in bytes.
const (
	kb = 1 << 10
	mb = 1 << 20
)

// limit has the platform's limits for a kind of file. The limit of 60 seconds for a voice is not checked.
type limit struct {
	endings []string
	most    int64 // maximum size in bytes
}

// These are the limits from the platform's pages of November 2026.
var (
	temporary = map[Kind]limit{
		KindImage: {[]string{".png", ".jpeg", ".jpg", ".gif"}, 10 * mb},
		KindVoice: {[]string{".amr", ".mp3"}, 2 * mb},
		KindVideo: {[]string{".mp4"}, 10 * mb},
		KindThumb: {[]string{".jpg", ".jpeg"}, 64 * kb},
	}
	permanent = map[Kind]limit{
		KindImage: {[]string{".bmp", ".png", ".jpeg", ".jpg", ".gif"}, 10 * mb},
		KindVoice: {[]string{".mp3", ".wma", ".wav", ".amr"}, 2 * mb},
		KindVideo: {[]string{".mp4"}, 10 * mb},
		KindThumb: {[]string{".jpg", ".jpeg"}, 64 * kb},
	}
	// The platform's page says JPEG and PNG below 1 MB; publishing tools report that GIF and 10 MB are accepted as
	// well. A file that may be accepted is sent.
	article = limit{[]string{".jpg", ".jpeg", ".png", ".gif"}, 10 * mb}
)

// Check refuses a file that the platform would refuse, with an [*endpoint.FieldError]. It checks the kind, the ending
// of the name, and the size if that is known without reading the file.
func (in UploadIn) Check() error { return checkKind(temporary, in.Type, in.Media) }

// Check refuses a file that the platform would refuse, as [UploadIn.Check] does, and a description of a file that is
// not a video.
func (in AddIn) Check() error {
	if in.Type != KindVideo && in.Description != (Description{}) {
		return refuse.Field("description", "is only for a video", "leave it out, or add a video")
	}
	return checkKind(permanent, in.Type, in.Media)
}

// Check refuses a file that the platform would refuse, as [UploadIn.Check] does.
func (in UploadImageIn) Check() error { return article.check(in.Media) }

func checkKind(limits map[Kind]limit, kind Kind, f endpoint.File) error {
	l, ok := limits[kind]
	if !ok {
		return refuse.Field("type", fmt.Sprintf("is %q", kind), "use KindImage, KindVoice, KindVideo or KindThumb").
			With(endpoint.ErrInvalidMediaType)
	}
	return l.check(f)
}

func (l limit) check(f endpoint.File) error {
	return f.Check(refuse, "media", l.most, endpoint.ErrMediaTooLarge, l.endings...)
}

func checkArticles(n int) error {
	switch {
	case n == 0:
		return refuse.Empty("articles", "give at least one article")
	case n > MaxArticles:
		return refuse.Amount("articles", n, 1, MaxArticles, "articles").With(endpoint.ErrTooManyArticles)
	}
	return nil
}
