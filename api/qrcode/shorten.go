package qrcode

import (
	"context"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of short keys.
const (
	// MaxLongData is how many bytes a short key can stand for: 4 KB.
	MaxLongData = 4 << 10
	// MaxKeyLife is the longest life of a short key, and its life unless another is given: 30 days.
	MaxKeyLife = 30 * 24 * time.Hour
)

// ShortenIn is the input of [ShortenGen].
type ShortenIn struct {
	// LongData is any text of at most [MaxLongData] bytes.
	LongData string `json:"long_data"`
	// ExpireSeconds is the life of the key, 1 to 2,592,000 seconds (30 days). The page marks it as required, and yet
	// names the longest life as its default.
	ExpireSeconds endpoint.Number `json:"expire_seconds"`
}

// ShortKey stands for a longer text.
type ShortKey struct {
	ShortKey string `json:"short_key"` // 15 letters and digits
}

// LongData is what a short key stands for.
type LongData struct {
	Data       string        `json:"long_data"`
	CreateTime endpoint.Time `json:"create_time"` // when the key was made
	// ExpireSeconds is how many seconds the key still has.
	ExpireSeconds endpoint.Number `json:"expire_seconds"`
}

// Life returns how long the key is still valid.
func (d LongData) Life() time.Duration { return time.Duration(d.ExpireSeconds) * time.Second }

// ShortURLIn is the input of [ShortURL].
type ShortURLIn struct {
	Action  string `json:"action"` // "long2short"
	LongURL string `json:"long_url"`
}

// ShortURLOut is the output of [ShortURL].
type ShortURLOut struct {
	ShortURL string `json:"short_url"`
}

// Shorten returns a key of 15 letters and digits that stands for data of up to [MaxLongData] bytes, for example for the
// scene of a code: [Service.TemporaryString] takes the key, and [Service.Restore] returns the data when the code is
// scanned. Since each code has another scene then, one handler of message.SceneEvent takes all of them. The key is valid
// for life: whole seconds up to [MaxKeyLife], which 0 stands for.
func (s *Service) Shorten(ctx context.Context, data string, life time.Duration) (key string, err error) {
	if life == 0 {
		life = MaxKeyLife
	}
	in := ShortenIn{LongData: data, ExpireSeconds: endpoint.Number(life / time.Second)}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, ShortenGen, in)
	return out.ShortKey, err
}

// Restore returns what a key of [Service.Shorten] stands for. A key that is unknown, expired or another account's gets
// [endpoint.ErrShortenKeyNotExist].
func (s *Service) Restore(ctx context.Context, key string) (LongData, error) {
	if key == "" {
		return LongData{}, refuse.Empty("short_key", "give a key of Shorten").With(endpoint.ErrShortenKeyNotExist)
	}
	return endpoint.Call(ctx, s.client, ShortenFetch, ShortKey{key})
}

// ShortURL returned a short address for a long one.
//
// Deprecated: the platform makes no new short addresses since 15 March 2021. [Service.Shorten] shortens a text.
func (s *Service) ShortURL(ctx context.Context, long string) (short string, err error) {
	out, err := endpoint.Call(ctx, s.client, ShortURL, ShortURLIn{"long2short", long})
	return out.ShortURL, err
}
