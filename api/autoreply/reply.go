package autoreply

import (
	"bytes"
	"encoding/json"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Reply is what an account answers by itself.
type Reply struct {
	// Content is a [Text], [Image], [Voice], [Video], [News] or [Unknown]; nil if there is no reply.
	Content Content
}

// Content is the content of a [Reply]: one of this package's kinds.
type Content interface {
	encode() ([]byte, error) // returns the reply as the platform answers it
}

// Text is a text.
type Text string

// Image is the media_id of a picture, which is temporary material.
type Image string

// Voice is the media_id of a voice, which is temporary material.
type Voice string

// Video is the media_id of a video, which is temporary material.
type Video string

// News is a set of articles of the permanent material. Only a [Rule] has such a reply.
type News struct {
	MediaID  string // "" in the platform's sample
	Articles []Article
}

// Unknown is a reply of a type that the documents do not have.
type Unknown struct {
	Type string
	Raw  json.RawMessage // the whole reply
}

// wire is a reply on the wire.
type wire struct {
	Type    string    `json:"type"`
	Content string    `json:"content,omitempty"`
	News    *newsInfo `json:"news_info,omitempty"`
}

type newsInfo struct {
	List []Article `json:"list"`
}

func (w wire) encode() ([]byte, error) { return endpoint.EncodeJSON(w) }

func (c Text) encode() ([]byte, error)  { return wire{Type: "text", Content: string(c)}.encode() }
func (c Image) encode() ([]byte, error) { return wire{Type: "img", Content: string(c)}.encode() }
func (c Voice) encode() ([]byte, error) { return wire{Type: "voice", Content: string(c)}.encode() }
func (c Video) encode() ([]byte, error) { return wire{Type: "video", Content: string(c)}.encode() }
func (c News) encode() ([]byte, error) {
	return wire{"news", c.MediaID, &newsInfo{c.Articles}}.encode()
}
func (c Unknown) encode() ([]byte, error) { return c.Raw, nil }

// IsZero reports whether there is no reply.
func (r Reply) IsZero() bool { return r.Content == nil }

// MarshalJSON writes the reply as the platform answers it, and no reply as null.
func (r Reply) MarshalJSON() ([]byte, error) {
	if r.Content == nil {
		return []byte("null"), nil
	}
	return r.Content.encode()
}

// UnmarshalJSON reads a reply of any type. Null and a reply without a type are no reply.
func (r *Reply) UnmarshalJSON(raw []byte) error {
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil {
		return err
	}
	switch w.Type {
	case "":
		r.Content = nil
	case "text":
		r.Content = Text(w.Content)
	case "img":
		r.Content = Image(w.Content)
	case "voice":
		r.Content = Voice(w.Content)
	case "video":
		r.Content = Video(w.Content)
	case "news":
		news := News{MediaID: w.Content}
		if w.News != nil {
			news.Articles = w.News.List
		}
		r.Content = news
	default:
		r.Content = Unknown{w.Type, bytes.Clone(raw)}
	}
	return nil
}
