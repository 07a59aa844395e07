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

// format is the format of a file, as the usual ending of its name: ".jpg" is a JPEG. "" is a format that the platform
// does not know.
type format string

// contentTypes has the content types of the formats that the platform knows.
var contentTypes = map[format]string{
	".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".bmp": "image/bmp",
	".amr": "audio/amr", ".mp3": "audio/mpeg", ".wav": "audio/wav", ".wma": "audio/x-ms-wma", ".mp4": "video/mp4",
}

// magicBytes are the marks at the beginning of the formats that package net/http does not recognise.
var magicBytes = []struct {
	format format
	offset int
	magic  string
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

// formatsByType has the formats that package net/http recognises, by its content type.
var formatsByType = map[string]format{
	"image/png":  ".png",
	"image/jpeg": ".jpg",
	"image/gif":  ".gif",
	"image/bmp":  ".bmp",
	"audio/mpeg": ".mp3",
	"audio/wave": ".wav",
}

// formatOf returns the format of a file's content.
func formatOf(data []byte) format {
	for _, m := range magicBytes {
		if bytes.HasPrefix(data[min(m.offset, len(data)):], []byte(m.magic)) {
			return m.format
		}
	}
	return formatsByType[http.DetectContentType(data)]
}

// formatNamed returns the format that the ending of a file's name stands for.
func formatNamed(name string) format {
	f := format(strings.ToLower(path.Ext(name)))
	if f == ".jpeg" {
		return ".jpg"
	}
	return f
}

// limit says which files the platform accepts as one kind.
type limit struct {
	formats  []format
	maxBytes int
	tooLarge endpoint.Code // the error for a larger file
}

const (
	kb = 1 << 10
	mb = 1 << 20
)

// The limits of each kind of file.
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
	// The platform's page says JPEG and PNG below 1 MB. It has accepted GIF and 10 MB.
	articlePicture = limit{[]format{".jpg", ".png", ".gif"}, 10 * mb, endpoint.ErrInvalidImageSize}
)

const (
	maxArticlePicture = 1 * mb // the documented limit
	maxVoice          = 60 * time.Second
)

// checkUpload checks an upload of a kind and returns it as a file.
func checkUpload(limits map[api.Kind]limit, kind api.Kind, upload endpoint.File) (core.File, error) {
	l, ok := limits[kind]
	if !ok {
		return core.File{}, core.Refuse(endpoint.ErrInvalidMediaType,
			fmt.Sprintf("type is %q; it is image, voice, video or thumb, in the query.", kind),
			fmt.Sprintf("type 为 %q，须在查询参数中填写 image、voice、video 或 thumb。", kind))
	}
	return l.check(string(kind), upload)
}

func (l limit) check(kind string, upload endpoint.File) (core.File, error) {
	refuse := func(code endpoint.Code, en, zh string, args ...any) (core.File, error) {
		return core.File{}, core.Refuse(code, fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...))
	}
	switch {
	case upload.Size == 0:
		return refuse(endpoint.ErrEmptyMedia, "The file %q is empty.", "文件 %q 为空。", upload.Name)
	case upload.Size > int64(l.maxBytes):
		return refuse(
			l.tooLarge,
			"The file %q has %d bytes; a file of kind %s has at most %d.",
			"文件 %q 为 %d 字节，%s 类型最大 %d 字节。",
			upload.Name,
			upload.Size,
			kind,
			l.maxBytes,
		)
	case !slices.Contains(l.formats, formatNamed(upload.Name)):
		return refuse(
			endpoint.ErrInvalidFileType,
			"The name %q has not one of the endings that a file of kind %s may have: %v.",
			"文件名 %q 的扩展名不在 %s 类型允许的范围内：%v。",
			upload.Name,
			kind,
			l.formats,
		)
	}
	data := make([]byte, upload.Size)
	if _, err := io.ReadFull(upload.Content, data); err != nil {
		return core.File{}, err
	}
	is := formatOf(data)
	if !slices.Contains(l.formats, is) {
		return refuse(
			endpoint.ErrInvalidFileType,
			"The file %q is none of %v, whatever its name says: its content begins as %q.",
			"文件 %q 的内容不属于 %v（与扩展名无关），其内容类型为 %q。",
			upload.Name,
			l.formats,
			http.DetectContentType(data),
		)
	}
	if long := playTime(data); long > maxVoice {
		return refuse(
			endpoint.ErrPlayTimeTooLong,
			"The voice %q lasts %v; it may last %v.",
			"语音 %q 时长 %v，最长 %v。",
			upload.Name,
			long,
			maxVoice,
		)
	}
	return core.File{Kind: kind, ContentType: contentTypes[is], Name: upload.Name, Data: data}, nil
}

// amrBytes is the size of a narrow-band AMR frame by its type, including its first byte.
var amrBytes = [16]int{13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1}

// playTime returns how long a voice lasts. It only knows AMR; for other formats it returns 0.
func playTime(data []byte) (d time.Duration) {
	data, narrow := bytes.CutPrefix(data, []byte("#!AMR\n"))
	for narrow && len(data) > 0 {
		d += 20 * time.Millisecond
		data = data[min(len(data), amrBytes[data[0]>>3&15]):]
	}
	return d
}
