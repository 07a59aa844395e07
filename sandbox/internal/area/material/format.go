package material

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	api "github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// format is how a file is written, by the ending of its name: ".jpg" for a
// JPEG. "" is one that the platform does not know.
type format string

// contentTypes are the formats that the platform knows.
var contentTypes = map[format]string{
	".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".bmp": "image/bmp",
	".amr": "audio/amr", ".mp3": "audio/mpeg", ".wav": "audio/wav", ".wma": "audio/x-ms-wma", ".mp4": "video/mp4",
}

// marks are what the formats begin with that package net/http does not tell.
var marks = []struct {
	format format
	at     int
	mark   string
}{
	{".amr", 0, "#!AMR"},
	{".wma", 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"},
	{".mp3", 0, "\xff\xfb"},
	{".mp3", 0, "\xff\xfa"},
	{".mp3", 0, "\xff\xf3"},
	{".mp3", 0, "\xff\xf2"},
	{"", 4, "ftypqt"}, // QuickTime
	{".mp4", 4, "ftyp"},
}

// sniffed are the formats by what package net/http calls them.
var sniffed = map[string]format{
	"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/bmp": ".bmp", "audio/mpeg": ".mp3", "audio/wave": ".wav",
}

// formatOf tells the format from the content.
func formatOf(data []byte) format {
	for _, m := range marks {
		if bytes.HasPrefix(data[min(m.at, len(data)):], []byte(m.mark)) {
			return m.format
		}
	}
	return sniffed[http.DetectContentType(data)]
}

// formatNamed tells the format from the ending of a file's name.
func formatNamed(name string) format {
	f := format(strings.ToLower(path.Ext(name)))
	if f == ".jpeg" {
		return ".jpg"
	}
	return f
}

// limit is what the platform takes as one kind of file.
type limit struct {
	formats []format
	most    int           // bytes
	tooMuch endpoint.Code // the answer to more
}

const (
	kb = 1 << 10
	mb = 1 << 20
)

// The limits.
var (
	temporary = map[api.Kind]limit{
		api.KindImage: {[]format{".png", ".jpg", ".gif"}, 10 * mb, endpoint.ErrMediaTooLarge},
		api.KindVoice: {[]format{".amr", ".mp3"}, 2 * mb, endpoint.ErrMediaTooLarge},
		api.KindVideo: {[]format{".mp4"}, 10 * mb, endpoint.ErrMediaTooLarge},
		api.KindThumb: {[]format{".jpg"}, 64 * kb, endpoint.ErrMediaTooLarge},
	}
	permanent = map[api.Kind]limit{
		api.KindImage: {[]format{".bmp", ".png", ".jpg", ".gif"}, 10 * mb, endpoint.ErrMediaTooLarge},
		api.KindVoice: {[]format{".mp3", ".wma", ".wav", ".amr"}, 2 * mb, endpoint.ErrMediaTooLarge},
		api.KindVideo: {[]format{".mp4"}, 10 * mb, endpoint.ErrMediaTooLarge},
		api.KindThumb: {[]format{".jpg"}, 64 * kb, endpoint.ErrMediaTooLarge},
	}
	// The platform's page says JPEG and PNG below 1 MB; GIF and 10 MB have been
	// taken.
	articlePicture = limit{[]format{".jpg", ".png", ".gif"}, 10 * mb, endpoint.ErrInvalidImageSize}
)

const (
	maxArticlePicture = 1 * mb // documented
	maxVoice          = 60 * time.Second
)

// receive checks an upload of a kind, and makes it a file.
func receive(limits map[api.Kind]limit, kind api.Kind, upload endpoint.File) (core.File, error) {
	l, ok := limits[kind]
	if !ok {
		return core.File{}, core.Refuse(endpoint.ErrInvalidMediaType,
			fmt.Sprintf("type is %q; it is image, voice, video or thumb, in the query.", kind),
			fmt.Sprintf("type 为 %q，须在查询参数中填写 image、voice、video 或 thumb。", kind))
	}
	return l.receive(string(kind), upload)
}

func (l limit) receive(kind string, upload endpoint.File) (core.File, error) {
	refuse := func(code endpoint.Code, en, zh string, args ...any) (core.File, error) {
		return core.File{}, core.Refuse(code, fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...))
	}
	switch {
	case upload.Size == 0:
		return refuse(endpoint.ErrEmptyMedia, "The file %q is empty.", "文件 %q 为空。", upload.Name)
	case upload.Size > int64(l.most):
		return refuse(l.tooMuch, "The file %q has %d bytes; a file of kind %s has at most %d.", "文件 %q 为 %d 字节，%s 类型最大 %d 字节。", upload.Name, upload.Size, kind, l.most)
	case !slices.Contains(l.formats, formatNamed(upload.Name)):
		return refuse(endpoint.ErrInvalidFileType, "The name %q has not one of the endings that a file of kind %s may have: %v.", "文件名 %q 的扩展名不在 %s 类型允许的范围内：%v。", upload.Name, kind, l.formats)
	}
	data := make([]byte, upload.Size)
	if _, err := io.ReadFull(upload.Content, data); err != nil {
		return core.File{}, err
	}
	is := formatOf(data)
	if !slices.Contains(l.formats, is) {
		return refuse(endpoint.ErrInvalidFileType, "The file %q is none of %v, whatever its name says: its content begins as %q.", "文件 %q 的内容不属于 %v（与扩展名无关），其内容类型为 %q。", upload.Name, l.formats, http.DetectContentType(data))
	}
	if long := playTime(data); long > maxVoice {
		return refuse(endpoint.ErrPlayTimeTooLong, "The voice %q lasts %v; it may last %v.", "语音 %q 时长 %v，最长 %v。", upload.Name, long, maxVoice)
	}
	return core.File{Kind: kind, ContentType: contentTypes[is], Name: upload.Name, Data: data}, nil
}

// amrBytes is how long a frame of narrow-band AMR is by its kind, its first byte
// included.
var amrBytes = [16]int{13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1}

// playTime is how long a voice lasts where that is easy to tell: in AMR.
func playTime(data []byte) (d time.Duration) {
	data, narrow := bytes.CutPrefix(data, []byte("#!AMR\n"))
	for narrow && len(data) > 0 {
		d += 20 * time.Millisecond
		data = data[min(len(data), amrBytes[data[0]>>3&15]):]
	}
	return d
}
