package ai

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about what the platform would refuse.
const refuse = field.In("ai")

// Limits of the platform, in bytes.
const (
	MaxVoice       = 1 << 20
	MaxTranslation = 600
)

// Check reports the first field that the platform would refuse, as an [*endpoint.FieldError]. The size of the voice is
// checked if it is known without reading it.
func (in VoiceIn) Check() error {
	switch {
	case in.VoiceID == "":
		return refuse.Empty("voice_id", "give each voice an id of its own").With(endpoint.ErrInvalidParameter)
	case in.Format != MP3:
		return refuse.Field("format", fmt.Sprintf("is %q", in.Format), "use MP3").With(endpoint.ErrInvalidParameter)
	}
	return field.First(
		in.Media.Check(refuse, "media", MaxVoice, endpoint.ErrInvalidVoiceSize, ".mp3"),
		checkLang("lang", in.Lang, true),
	)
}

// Check reports the first field that the platform would refuse, as an [*endpoint.FieldError] with the code
// [endpoint.ErrInvalidParameter].
func (in TranslateIn) Check() error {
	if err := field.First(checkLang("lfrom", in.From, false), checkLang("lto", in.To, false)); err != nil {
		return err
	}
	switch n := len(in.Content); {
	case n == 0:
		return refuse.Empty("content", "give the text to translate").With(endpoint.ErrInvalidParameter)
	case n > MaxTranslation:
		return refuse.Bytes("content", in.Content, 0, MaxTranslation).With(endpoint.ErrInvalidParameter)
	}
	return nil
}

func checkLang(path string, l Lang, optional bool) error {
	if l == ZhCN || l == EnUS || optional && l == "" {
		return nil
	}
	return refuse.Field(path, fmt.Sprintf("is %q", l), "use ZhCN or EnUS").With(endpoint.ErrInvalidParameter)
}
