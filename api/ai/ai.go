// Package ai is the API area of speech and translation (智能接口).
//
//	text, err := ai.New(client).Recognize(ctx, endpoint.File{Name: "voice.mp3", Content: f}, ai.ZhCN)
//	english, err := ai.New(client).Translate(ctx, text, ai.ZhCN, ai.EnUS)
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#ai
package ai

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The platform wants the result to be asked for within 10 seconds after the upload. How long a recognition takes is
// not documented.
const (
	resultWithin    = 10 * time.Second
	askEvery        = time.Second
	longestQuestion = 3 * time.Second // so that a connection that hangs leaves time for others
)

// ErrNoResult is returned by [Service.Wait] for a voice of which there is no text within 10 seconds. It may have no
// words.
var ErrNoResult = errors.New("ai: the voice has no text after 10 seconds")

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Recognize uploads a voice and returns its text: an MP3 file of 16 kHz with one channel and at most [MaxVoice] bytes
// in the language lang, Chinese for "". It takes up to 10 seconds beside the upload, see [Service.Wait].
func (s *Service) Recognize(ctx context.Context, f endpoint.File, lang Lang) (text string, err error) {
	id := rand.Text()
	if err := s.AddVoice(ctx, id, f, lang); err != nil {
		return "", err
	}
	return s.Wait(ctx, id, lang)
}

// AddVoice uploads a voice as [Service.Recognize] does, under an id that the caller chooses and uses once.
func (s *Service) AddVoice(ctx context.Context, voiceID string, f endpoint.File, lang Lang) error {
	in := VoiceIn{Format: MP3, VoiceID: voiceID, Lang: lang, Media: f}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, AddVoice, in)
}

// Result returns the text of a voice within 10 seconds after its upload. What the platform answers while it still
// recognises is not documented: reports name -1 ([endpoint.ErrSystemBusy]).
func (s *Service) Result(ctx context.Context, voiceID string, lang Lang) (text string, err error) {
	return s.result(ctx, voiceID, lang)
}

func (s *Service) result(ctx context.Context, voiceID string, lang Lang, opts ...endpoint.CallOption) (string, error) {
	out, err := endpoint.Call(ctx, s.client, QueryResult, ResultIn{voiceID, lang}, opts...)
	return out.Text, err
}

// Wait asks for the text of a voice each second until there is one, for 10 seconds: call it right after the upload. If
// there is none by then, the error is [ErrNoResult], with the last answer of the platform if that was an error. A
// connection that breaks, or that hangs for 3 seconds, does not end Wait.
func (s *Service) Wait(ctx context.Context, voiceID string, lang Lang) (text string, err error) {
	for end := time.Now().Add(resultWithin); ; {
		// The loop itself tries again.
		text, err = s.result(ctx, voiceID, lang, endpoint.WithTries(1), endpoint.WithTimeout(longestQuestion))
		switch {
		case text != "":
			return text, nil
		case ctx.Err() != nil:
			return "", ctx.Err()
		case err != nil && !endpoint.Transient(err):
			return "", err
		case !time.Now().Add(askEvery).Before(end):
			if err != nil {
				return "", fmt.Errorf("%w: %w", ErrNoResult, err)
			}
			return "", ErrNoResult
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(askEvery):
		}
	}
}

// Translate translates a text of at most [MaxTranslation] bytes between Chinese and English.
func (s *Service) Translate(ctx context.Context, text string, from, to Lang) (translated string, err error) {
	in := TranslateIn{From: from, To: to, Content: text}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Translate, in)
	return out.To, err
}

// Semantic finds out what a sentence asks for.
//
// Deprecated: it is not in the platform's present index.
func (s *Service) Semantic(ctx context.Context, in SemanticIn) (SemanticOut, error) {
	return endpoint.Call(ctx, s.client, Semantic, in)
}
