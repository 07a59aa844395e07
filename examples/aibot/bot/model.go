package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/ssestream"
)

// model is a model behind an OpenAI-compatible endpoint.
type model struct {
	client openai.Client
	name   string
}

func newModel(cfg Config) model {
	var opts []option.RequestOption // go before what openai-go reads from the environment
	if cfg.BaseURL != "" {
		opts = append(opts, option.WithBaseURL(cfg.BaseURL))
	}
	if cfg.APIKey != "" {
		opts = append(opts, option.WithAPIKey(cfg.APIKey))
	}
	if cfg.HTTP != nil {
		opts = append(opts, option.WithHTTPClient(cfg.HTTP))
	}
	return model{client: openai.NewClient(opts...), name: cfg.Model}
}

// Why an answer is not complete.
var (
	errFiltered = errors.New("bot: the model's endpoint has filtered the answer (finish_reason content_filter)")
	errNoEnd    = errors.New("bot: the model's stream ended in the middle (no finish_reason)")
)

// tooLong ends an answer that is cut.
const tooLong = "\n\n（回答太长，到此为止 · The answer is too long and ends here.）"

// answer streams the answer as Markdown, piece by piece. The model stops where the reader does, since that closes the
// stream.
func (m model) answer(
	ctx context.Context, messages []openai.ChatCompletionMessageParamUnion,
) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		// Neither a user's OpenID nor another name of the user is sent along: the endpoint is another company's.
		stream := m.client.Chat.Completions.NewStreaming(ctx, openai.ChatCompletionNewParams{
			Model: m.name, Messages: messages,
		})
		defer stream.Close()
		finish := ""
		for stream.Next() {
			choices := stream.Current().Choices
			if len(choices) == 0 {
				continue // such a chunk has the usage alone
			}
			if text := choices[0].Delta.Content; text != "" && !yield(text, nil) {
				return
			}
			if reason := choices[0].FinishReason; reason != "" {
				finish = reason
			}
		}
		switch err := stream.Err(); {
		case err != nil:
			yield("", withoutPrompt(err))
		case finish == "content_filter":
			yield("", errFiltered)
		case finish == "length":
			yield(tooLong, nil)
		case finish == "":
			yield("", errNoEnd)
		}
	}
}

// withoutPrompt returns an error of the endpoint as it may be logged. The message of an error in the stream may repeat
// what the user has written; the text of openai-go's other errors has the status alone.
func withoutPrompt(err error) error {
	inStream, ok := errors.AsType[*ssestream.StreamError](err)
	if !ok {
		return fmt.Errorf("bot: ask the model: %w", err)
	}
	var event struct {
		Error struct {
			Type string `json:"type"`
			Code any    `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(inStream.Event.Data, &event) // what cannot be read is not logged
	return fmt.Errorf(
		"bot: the model's stream ended with an error of type %q, code %v",
		event.Error.Type,
		event.Error.Code,
	)
}

// shortened cuts an answer after limit bytes. It is done here because the parameters that bound it at the endpoint have
// different names there (max_tokens, max_completion_tokens), and not all endpoints heed them.
func shortened(pieces iter.Seq2[string, error], limit int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		size := 0
		for piece, err := range pieces {
			if size += len(piece); size > limit {
				yield(tooLong, nil)
				return
			}
			if !yield(piece, err) {
				return
			}
		}
	}
}

// withoutThoughts drops what a model thinks before it answers. Most endpoints send that in a field of its own, which is
// not read here; the others put it into the answer, between <think> and </think>.
func withoutThoughts(pieces iter.Seq2[string, error]) iter.Seq2[string, error] {
	const begin, end = "<think>", "</think>"
	return func(yield func(string, error) bool) {
		pending, decided := "", false
		for piece, err := range pieces {
			if decided || err != nil {
				if !yield(piece, err) {
					return
				}
				continue
			}
			pending += piece
			text := strings.TrimLeft(pending, " \n")
			switch {
			case strings.HasPrefix(text, begin):
				_, rest, ended := strings.Cut(text, end)
				if !ended {
					continue
				}
				text = strings.TrimLeft(rest, " \n")
			case strings.HasPrefix(begin, text):
				continue // too short to tell
			}
			decided = true
			if text != "" && !yield(text, nil) {
				return
			}
		}
		if text := strings.TrimLeft(pending, " \n"); !decided && text != "" && !strings.HasPrefix(text, begin) {
			yield(text, nil)
		}
	}
}
