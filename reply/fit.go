package reply

import (
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Fitted is a reply in a shape in which it can be sent.
type Fitted struct {
	// Reply answers the push. It passes Check.
	Reply Reply
	// Rest are the further parts of a text that is longer than a message, in their order. Each passes Check. They can be
	// sent as customer-service messages.
	Rest []Reply
	// Notes say what of the reply is in neither, for the log; nil if all of it is.
	Notes []*field.Error
}

// Fit brings a reply into a shape in which it can be sent as the answer to a user's message, or to an event:
//
//   - A text that is longer than [MaxTextBytes] becomes several, as [Split] cuts it.
//   - Of a [News], articles without title or URL are left out, then those beyond the first, or beyond the first 8 in answer
//     to an event. The platform shows no more either. Each has its note.
//
// What cannot be brought into shape gets an error, which is a [*field.Error]: a text of white space alone, a Transfer in
// answer to an event, and what Check refuses otherwise. A reply that is right as it is, [Nothing] too, is returned
// unchanged and costs no allocation. A pointer to a reply is right as it is, or becomes a value.
func Fit(r Reply, toEvent bool) (Fitted, error) {
	if IsNothing(r) {
		return Fitted{Reply: r}, nil
	}
	switch v := r.(type) {
	case Text:
		return fitText(r, v)
	case *Text:
		return fitText(r, *v)
	case News:
		return fitNews(r, v, toEvent)
	case *News:
		return fitNews(r, *v, toEvent)
	case Transfer, *Transfer:
		if toEvent {
			return Fitted{}, refuse.Field(
				"MsgType",
				"transfers an event to customer service",
				"only a user's message can be transferred: answer with nil, and open a session with wx.KF.CreateSession",
			)
		}
	}
	if err := r.Check(); err != nil {
		return Fitted{}, err
	}
	return Fitted{Reply: r}, nil
}

func fitText(r Reply, t Text) (Fitted, error) {
	written := xmldoc.Written(string(t))
	switch {
	case written == "":
		return Fitted{}, t.Check()
	case strings.TrimSpace(written) == "":
		return Fitted{}, refuse.Field("Content", "has white space alone", emptyTextCure)
	case len(written) <= MaxTextBytes:
		return Fitted{Reply: r}, nil
	}
	var parts []Reply
	for _, part := range Split(written, MaxTextBytes) {
		parts = append(parts, Text(part))
	}
	if len(parts) == 0 {
		return Fitted{}, refuse.Field("Content", "is a link without words that is too long", emptyTextCure)
	}
	return Fitted{Reply: parts[0], Rest: parts[1:]}, nil
}

func fitNews(r Reply, n News, toEvent bool) (Fitted, error) {
	most, cure := MaxArticlesToMessage, "answer a user's message with one; an event may have 8"
	if toEvent {
		most, cure = MaxArticles, "give at most 8"
	}
	if len(n) <= most {
		if err := n.Check(); err == nil {
			return Fitted{Reply: r}, nil
		}
	}
	var right News
	var notes []*field.Error
	for i, a := range n {
		if err := a.check(i); err != nil {
			notes = append(notes, err)
		} else {
			right = append(right, a)
		}
	}
	if len(right) == 0 {
		return Fitted{}, n[:min(len(n), MaxArticles)].Check()
	}
	if len(right) > most {
		notes = append(
			notes,
			refuse.Field("Articles", fmt.Sprintf("has %d articles, more than are shown", len(n)), cure),
		)
		right = right[:most]
	}
	return Fitted{Reply: right, Notes: notes}, nil
}
