package callback

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wechatgo/wechatgo/callback/internal/mailbox"
	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Pickup says how users read the answers that could not reach them in time: the account may not send customer-service
// messages, as a personal account may not, or one was refused. Such an answer is kept. The user who was answered with
// the placeholder ([WithStillWorking]) asks for it with a pick-up word, or with the same text again; no handler runs
// for that.
//
// Four answers of a user are kept at most, the oldest of which is dropped, with a line in the log. They are deleted
// when the user unfollows, or takes back an authorisation (user_authorization_revoke, user_authorization_cancellation
// and user_info_modified). The zero fields mean the defaults.
type Pickup struct {
	// Words are the texts that ask for a kept answer: 继续 and continue unless set. A message asks with it where its
	// whole text is a word, in any case; white space and punctuation around it do not count. A voice message asks with
	// the text that the platform has recognised in it.
	Words []string
	// Rule decides in the place of Words; nil for none.
	Rule func(m message.Message) bool
	// Expiry is how long an answer is kept; an hour unless set.
	Expiry time.Duration
	// More ends each part of an answer after which another one can be read; unless set it says so in Chinese and
	// English and names the words.
	More string
	// Key seals kept answers in the store that instances share, with AES-GCM: 16, 24 or 32 bytes. Without it they are
	// there as plain text. An answer that a push may still come for, kept or not, is in the store as it is, for 30
	// seconds. What another key has sealed cannot be read, and is lost.
	Key []byte
}

// WithPickup changes how users read the answers that could not reach them in time.
func WithPickup(p Pickup) Option { return func(s *Server) { s.pickup = p } }

// DefaultPickupExpiry is how long an answer is kept, unless [Pickup] says otherwise.
const DefaultPickupExpiry = time.Hour

// WithStillWorking sets what the user reads whose answer is not there in time and cannot be sent later. Unless it is
// set, a user's message is answered with a text in Chinese and English that names the pick-up words. With
// [reply.Nothing] the user reads nothing.
func WithStillWorking(r reply.Reply) Option {
	return func(s *Server) {
		s.stillWorking = func(time.Duration) reply.Reply { return r }
		s.placeholderSet = true
	}
}

// WithStillWorkingFunc is [WithStillWorking] with a reply that depends on the time since the message came, such as "in
// a moment" at first, and "in some minutes" when the user asks again.
func WithStillWorkingFunc(f func(elapsed time.Duration) reply.Reply) Option {
	return func(s *Server) {
		s.stillWorking = f
		s.placeholderSet = f != nil
	}
}

// setUpPickup fills in the defaults.
func (s *Server) setUpPickup() error {
	const refuse = field.In("callback")
	p := &s.pickup
	if len(p.Words) == 0 {
		p.Words = []string{"继续", "continue"}
	}
	for i, word := range p.Words {
		word = normalize(word)
		if word == "" {
			return refuse.Empty(fmt.Sprintf("Pickup.Words[%d]", i), "give it a word, or leave it out")
		}
		s.pickupWords = append(s.pickupWords, word)
	}
	first, last := p.Words[0], p.Words[len(p.Words)-1]
	if p.More == "" && p.Rule != nil {
		p.More = "\n（未完待续 · to be continued）"
	}
	if p.More == "" {
		p.More = fmt.Sprintf("\n（回复“%s”看下文 · reply “%s” for more）", first, last)
	}
	if len(p.More) > reply.MaxTextBytes/2 {
		return refuse.Field("Pickup.More", fmt.Sprintf("has %d bytes", len(p.More)), "use 1,024 at most")
	}
	if p.Expiry == 0 {
		p.Expiry = DefaultPickupExpiry
	}
	if p.Expiry < time.Minute || p.Expiry > 48*time.Hour {
		return refuse.Field(
			"Pickup.Expiry",
			fmt.Sprintf("is %v", p.Expiry),
			"use a minute to 48 hours, or leave it out for one hour",
		)
	}
	if s.stillWorking == nil {
		text := reply.Text(fmt.Sprintf(
			"还在处理，请稍后回复“%s”查看。\nStill working: reply “%s” in a moment to read the answer.", first, last))
		s.stillWorking = func(time.Duration) reply.Reply { return text }
	}
	if len(p.Key) == 0 {
		return nil
	}
	block, err := aes.NewCipher(p.Key)
	if err != nil {
		return refuse.Field("Pickup.Key", fmt.Sprintf("has %d bytes", len(p.Key)), "use 16, 24 or 32 random bytes")
	}
	s.seal, err = cipher.NewGCM(block)
	return err
}

// normalize is a text as words are compared.
func normalize(text string) string {
	return strings.ToLower(strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.Is(unicode.Cf, r)
	}))
}

// textOf is what a user has written or said.
func textOf(m message.Message) string {
	switch m := m.(type) {
	case *message.Text:
		return m.Content
	case *message.Voice:
		return m.Recognition
	}
	return ""
}

// asks tells whether a message asks for a kept answer.
func (s *Server) asks(m message.Message, text string) (asks bool) {
	p := &s.pickup
	if p.Rule != nil {
		err := guard.Call(func() error {
			asks = p.Rule(m)
			return nil
		})
		if err != nil {
			s.fail(context.Background(), m, "callback: Pickup.Rule panicked: the message is handled as any other", err)
		}
		return asks && err == nil
	}
	return text != "" && slices.Contains(s.pickupWords, text)
}

// questionOf stands for a text: it tells the same text again without keeping it.
func (s *Server) questionOf(text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s.appID + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// answerOf names the answer to a delivery's message.
func (s *Server) answerOf(d *once.Delivery) mailbox.Answer {
	key := d.Key()
	return mailbox.Answer{
		User:     key.Sender,
		Message:  key.Name(),
		Question: s.questionOf(textOf(d.Message)),
		At:       sentAt(d.Message),
	}
}

// sentAt is when a message was sent, by the platform's clock.
func sentAt(m message.Message) int64 {
	at := m.Head().CreateTime
	if at.IsZero() { // a push without a time
		at = time.Now()
	}
	return at.UnixMilli()
}

// fetch answers a message that asks for a kept answer. It is not ok for any other message; with ready it is not for an
// answer that is under way either.
func (s *Server) fetch(x *once.Execution, buf []byte, ready bool) (r once.Result, ok bool) {
	s.sender.look()
	m := x.Message
	if user := endsConsent(m); user != "" {
		s.mailbox.Clear(user, sentAt(m))
		return r, false
	}
	user, text := m.Head().FromUserName, textOf(m)
	if x.Detached || text == "" && s.pickup.Rule == nil {
		return r, false
	}
	question := ""
	if !s.asks(m, normalize(text)) {
		if !s.mailbox.MayHave(user, s.sender.usable()) {
			return r, false
		}
		if question = s.questionOf(text); question == "" {
			return r, false
		}
	}
	key := x.Key()
	f := s.mailbox.Find(user, question, key.Name())
	r = once.Result{At: time.Now(), Outcome: telemetry.Handled, Kept: true}
	switch f.State {
	case mailbox.Ready:
		r.Body = s.renderPart(buf, f, m, r.At)
		if r.Body != nil {
			r.Part = partName(f)
		}
		return r, true
	case mailbox.UnderWay:
		if ready {
			break
		}
		r.Body = s.renderPlaceholder(buf, m, time.Since(f.Since))
		r.Outcome = telemetry.Acknowledged
		return r, true
	case mailbox.None:
	}
	return once.Result{}, false
}

// partName names a kept part of a user's.
func partName(f mailbox.Found) string {
	return strconv.Itoa(f.Key.N) + " " + f.Key.By + " " + f.Of.Message
}

// shown notes that a push of d's sender was answered with a kept part.
func (s *Server) shown(d *once.Delivery, part string) {
	n, rest, _ := strings.Cut(part, " ")
	by, of, _ := strings.Cut(rest, " ")
	if n, err := strconv.Atoi(n); err == nil {
		s.mailbox.Read(d.Key().Sender, of, mailbox.PartKey{By: by, N: n})
	}
}

// endsConsent returns the user whose kept answers have to go.
func endsConsent(m message.Message) (openID string) {
	switch m := m.(type) {
	case *message.UnsubscribeEvent:
		return m.FromUserName
	case *message.UserInfoModifiedEvent:
		return m.OpenID
	case *message.UserAuthorizationRevokeEvent:
		return m.OpenID
	case *message.UserAuthorizationCancellationEvent:
		return m.OpenID
	}
	return ""
}

// renderPart writes a kept part as the answer to m.
func (s *Server) renderPart(buf []byte, f mailbox.Found, m message.Message, now time.Time) []byte {
	r, err := s.decode(f.Part)
	if err == nil {
		if f.More {
			r = s.withMoreHint(r)
		}
		_, isEvent := m.(message.Event)
		var fitted reply.Fitted
		if fitted, err = reply.Fit(r, isEvent); err == nil {
			var body []byte
			if body, err = write(buf, fitted.Reply, m, now); err == nil {
				return body
			}
		}
	}
	s.fail(context.Background(), m, "callback: kept reply not sent", err)
	return nil
}

// withMoreHint adds to a text how to read on, where it has room for it.
func (s *Server) withMoreHint(r reply.Reply) reply.Reply {
	if text, ok := r.(reply.Text); ok && len(text)+len(s.pickup.More) <= reply.MaxTextBytes {
		return text + reply.Text(s.pickup.More)
	}
	return r
}

// decode reads an answer that was written for a push, without what withMoreHint may have added to it.
func (s *Server) decode(body []byte) (reply.Reply, error) {
	r, _, err := reply.Decode(body)
	if text, ok := r.(reply.Text); ok {
		r = reply.Text(strings.TrimSuffix(string(text), s.pickup.More))
	}
	return r, err
}

// slow notes that the answer to a message is under way, where it cannot be sent later. The first push came at first.
func (s *Server) slow(d *once.Delivery, first time.Time) {
	if !s.sender.usable() && expectsAnswer(d.Message) {
		a := s.answerOf(d)
		a.Since = first
		s.mailbox.Begin(a)
	}
}

// ended notes that nothing more comes of a message.
func (s *Server) ended(d *once.Delivery) {
	if !s.sender.usable() && expectsAnswer(d.Message) {
		s.mailbox.End(s.answerOf(d))
	}
}

// placeholder answers the last push of a message whose handler runs on, or is nil for nothing.
func (s *Server) placeholder(d *once.Delivery, elapsed time.Duration) []byte {
	if d.Detached || s.sender.usable() {
		return nil
	}
	s.slow(d, time.Now().Add(-elapsed))
	return s.renderPlaceholder(nil, d.Message, elapsed)
}

// renderPlaceholder writes the placeholder as the answer to m. The default one answers only what expects an answer.
func (s *Server) renderPlaceholder(buf []byte, m message.Message, elapsed time.Duration) []byte {
	if !s.placeholderSet && !expectsAnswer(m) {
		return nil
	}
	var body []byte
	err := guard.Call(func() error {
		r := s.stillWorking(elapsed)
		if reply.IsNothing(r) {
			return nil
		}
		fitted, err := s.fit(r, m)
		if err == nil {
			body, err = write(buf, fitted.Reply, m, time.Now())
		}
		return err
	})
	if err != nil {
		s.fail(context.Background(), m, "callback: placeholder not sent", err)
	}
	return body
}

// keep keeps a part of a late reply until its user asks for it.
func (s *Server) keep(d *once.Delivery, key mailbox.PartKey, r reply.Reply) {
	body, err := write(nil, r, d.Message, time.Now())
	if err != nil {
		s.fail(d.Request, d.Message, "callback: late reply not kept", err)
		return
	}
	s.mailbox.Keep(s.answerOf(d), key, body)
}

// keepTaken keeps an answer that was taken from another instance, and could not be written. What follows it is kept by
// the other instance.
func (s *Server) keepTaken(d *once.Delivery, body []byte, last bool) {
	a := s.answerOf(d)
	s.mailbox.Keep(a, mailbox.PartKey{}, body)
	if last {
		s.mailbox.End(a)
	}
}
