package bot

import (
	"time"

	"github.com/openai/openai-go/v3"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/reply"
)

// What the bot remembers of each user, and for how long after the latest message.
var (
	dialogues = callback.NewSession[dialogue]("dialogue", 30*time.Minute)
	usages    = callback.NewSession[usage]("usage", usageWindow)
)

// The bounds of a dialogue. The model reads all of it with each question, so that they bound the costs, too.
const (
	maxTurns       = 8
	maxAnswerBytes = 2 << 10 // of an answer that is remembered
	maxDialogue    = 8 << 10 // bytes
)

// dialogue is what a user and the bot have said to each other, the oldest first.
type dialogue struct{ Turns []turn }

// turn is a question and its answer.
type turn struct{ Question, Answer string }

// add remembers a turn, and forgets the oldest where there are too many.
func (d *dialogue) add(t turn) {
	t.Answer = reply.Shorten(t.Answer, maxAnswerBytes, "…")
	d.Turns = append(d.Turns, t)
	for len(d.Turns) > maxTurns || d.size() > maxDialogue {
		d.Turns = d.Turns[1:]
	}
}

func (d *dialogue) size() (bytes int) {
	for _, t := range d.Turns {
		bytes += len(t.Question) + len(t.Answer)
	}
	return bytes
}

// messages returns the dialogue and the next question as the model reads them. What users write stays in messages of
// the role user, each as it was written: put into the prompt's text it could pass for the operator's words.
func (d *dialogue) messages(prompt, question string) []openai.ChatCompletionMessageParamUnion {
	messages := []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(prompt)}
	for _, t := range d.Turns {
		messages = append(messages, openai.UserMessage(t.Question), openai.AssistantMessage(t.Answer))
	}
	return append(messages, openai.UserMessage(question))
}

// The bound of what one user may ask. One question of a user is answered at a time: the callback keeps each user's
// order.
const (
	usageWindow  = 10 * time.Minute
	maxQuestions = 30
)

// usage counts a user's questions since a time.
type usage struct {
	Since     time.Time
	Questions int
}

// count counts a question, and tells whether it is one too many.
func (u *usage) count(now time.Time) (tooMany bool) {
	if now.Sub(u.Since) >= usageWindow {
		*u = usage{Since: now}
	}
	u.Questions++
	return u.Questions > maxQuestions
}
