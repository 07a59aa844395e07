package ai

import (
	"encoding/json"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Lang is a language that the platform understands.
type Lang string

// The languages.
const (
	ZhCN Lang = "zh_CN"
	EnUS Lang = "en_US"
)

// Format is the format of a voice.
type Format string

// MP3 is the only format: 16 kHz, one channel.
const MP3 Format = "mp3"

// VoiceIn is the input of [AddVoice].
type VoiceIn struct {
	Format Format `query:"format" json:"-"`
	// VoiceID identifies the voice. The caller chooses it; each voice has its own.
	VoiceID string `query:"voice_id" json:"-"`
	// Lang is the spoken language, Chinese unless given.
	Lang Lang `query:"lang,omitempty" json:"-"`
	// Media is the voice, at most [MaxVoice] bytes.
	Media endpoint.File `form:"media" json:"-"`
}

// ResultIn is the input of [QueryResult].
type ResultIn struct {
	VoiceID string `query:"voice_id" json:"-"`
	Lang    Lang   `query:"lang,omitempty" json:"-"` // as in the upload
}

// Result is the text of a voice.
type Result struct {
	Text string `json:"result"`
}

// TranslateIn is the input of [Translate].
type TranslateIn struct {
	From Lang `query:"lfrom" json:"-"`
	To   Lang `query:"lto" json:"-"`
	// Content is the text, at most [MaxTranslation] bytes. It is the whole body.
	Content string `body:"text" json:"-"`
}

// Translation is a translated text.
type Translation struct {
	From string `json:"from_content"`
	To   string `json:"to_content"`
}

// SemanticIn is the input of [Semantic].
type SemanticIn struct {
	Query    string `json:"query"`    // the sentence
	City     string `json:"city"`     // where the user is
	Category string `json:"category"` // what to look for, with commas between: "flight,hotel"
	AppID    string `json:"appid"`    // the account's
	UID      string `json:"uid"`      // tells users apart
}

// SemanticOut is what a sentence asks for.
type SemanticOut struct {
	Query    string    `json:"query"`
	Type     string    `json:"type"` // the category, such as "flight"
	Semantic Semantics `json:"semantic"`
}

// Semantics is the meaning of a sentence.
type Semantics struct {
	// Details differ from category to category.
	Details json.RawMessage `json:"details"`
	Intent  string          `json:"intent"` // such as "SEARCH"
}
