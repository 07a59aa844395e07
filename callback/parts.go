package callback

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/textheading"
	"github.com/wechatgo/wechatgo/internal/textlink"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Parts is the reply of a handler whose answer comes piece by piece, as a model writes it:
//
//	return callback.Parts(func(yield func(reply.Reply, error) bool) {
//		for text, err := range model.Stream(ctx, m.Content) {
//			if !yield(reply.Text(text), err) {
//				return
//			}
//		}
//	}), nil
//
// Pieces of text are joined, and sent in messages that end with a paragraph: the first answers the push, the others are
// sent one after another ([WithSender]), with a pause and the typing indicator between. Another reply, such as an
// image, is a message of its own. What cannot be sent is kept for the user ([WithPickup]); where nothing can be sent,
// the answer to the push is what is there in time. An error ends the reply after what came before it.
//
// seq runs in a goroutine of its own, under the handler's context, which ends with [WithLateLimit] or once no piece is
// wanted any more. [markdown.Stream] makes Markdown that comes piece by piece readable.
//
// [markdown.Stream]: https://pkg.go.dev/github.com/wechatgo/wechatgo/reply/markdown#Stream
func Parts(seq iter.Seq2[reply.Reply, error], opts ...PartsOption) reply.Reply {
	p := parts{seq: seq, most: DefaultMaxParts, pause: DefaultPartPause}
	for _, opt := range opts {
		opt(&p)
	}
	return p
}

// DefaultMaxParts is in how many messages the text of [Parts] comes, and DefaultPartPause the least time between two.
const (
	DefaultMaxParts  = 4
	DefaultPartPause = 3 * time.Second
)

// PartsOption changes a reply of [Parts].
type PartsOption func(*parts)

// WithMaxParts bounds in how many messages the text comes, 1 to 5; the default is [DefaultMaxParts]. The last one has
// what is left, and is more than one message where that is longer than a message. With 1 the text comes once it is
// complete. Where nothing can be sent the user fetches as many parts as the text needs.
func WithMaxParts(n int) PartsOption { return func(p *parts) { p.most = min(max(n, 1), 5) } }

// WithPartPause sets the least time between two messages; the default is [DefaultPartPause].
func WithPartPause(d time.Duration) PartsOption { return func(p *parts) { p.pause = max(d, 0) } }

// parts is a reply that shows nothing, to whoever does not know of [Parts].
type parts struct {
	reply.Nothing
	seq   iter.Seq2[reply.Reply, error]
	most  int
	pause time.Duration
}

// stream is a reply of Parts that is being read.
type stream struct {
	parts
	server    *Server
	execution *once.Execution
	pieces    chan piece
	overdue   <-chan time.Time // readable once the stream is not waited for any more
	ended     bool
	text      strings.Builder // that was read, and is in no message yet
	hasBreak  bool            // the text has a line's end
	notBefore int             // how long the text has to be for another look where it can be cut
	tooLong   bool            // a part of the text was left out
	other     reply.Reply     // the same for another reply, which comes after the text
	err       error           // the end, after the text and the other reply
	lost      error           // why a piece did not come; set before pieces is closed
	given     int             // messages so far
	last      time.Time       // when the latest of them was given, or the stream began
}

type piece struct {
	reply reply.Reply
	err   error
}

// openStream reads a stream in a goroutine of its own.
func (s *Server) openStream(x *once.Execution, p parts) *stream {
	t := &stream{parts: p, server: s, execution: x, pieces: make(chan piece), last: time.Now()}
	x.Continue()
	var stop func()
	t.overdue, stop = x.Overdue()
	go func() {
		defer stop()
		defer close(t.pieces)
		defer x.Returned() // before the execution can end
		returned := false
		defer func() {
			if returned {
				return
			}
			err, stack := errors.New("runtime.Goexit"), ""
			if v := recover(); v != nil {
				err, stack = fmt.Errorf("panic: %v", v), string(debug.Stack())
			}
			s.fail(&x.Context, x.Message, "callback: handler panicked", err, slog.String("stack", stack))
			t.put(piece{err: errPanicked})
		}()
		for r, err := range p.seq {
			if err == nil {
				r, err = t.one(r)
			}
			if err != nil && !x.Stuck() { // which is logged
				s.fail(&x.Context, x.Message, "callback: handler failed", err)
			}
			if !t.put(piece{r, err}) || err != nil {
				break
			}
		}
		returned = true
	}()
	return t
}

// one makes a piece's reply what it stands for: nil for nothing, what a [Later] returns, what a pointer points to.
func (t *stream) one(r reply.Reply) (reply.Reply, error) {
	for {
		p, ok := r.(postponed)
		if !ok {
			break
		}
		var err error
		if r, err = p.later(&t.execution.Context); err != nil {
			return nil, err
		}
	}
	if _, ok := r.(parts); ok {
		return nil, errPartsInParts
	}
	if reply.IsNothing(r) {
		return nil, nil
	}
	return valueOf(r), nil
}

var errPartsInParts = errors.New("callback: a part of Parts is Parts itself: yield its parts")

// put hands a piece over, and is false where it is not wanted any more. One that came before the limit may have to wait
// until the part before it is sent.
func (t *stream) put(p piece) bool {
	ctx := &t.execution.Context
	if ctx.Err() == nil {
		select {
		case t.pieces <- p:
			return true
		case <-ctx.Done():
		}
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) && !t.execution.Stuck() {
		patience := time.NewTimer(once.StuckAfter)
		defer patience.Stop()
		select {
		case t.pieces <- p:
			return true
		case <-patience.C:
		}
	}
	t.lost = context.Cause(ctx)
	return false
}

// canSend tells whether a part can be sent as a message of its own.
func (t *stream) canSend() bool { return t.server.sender.usable() && !t.execution.KeepsRest.Load() }

// runParts makes the answer to the push of the first part, and leaves the others for after it.
func (s *Server) runParts(x *once.Execution, buf []byte, p parts) once.Result {
	t := s.openStream(x, p)
	canSend := t.canSend()
	wanted := t.last.Add(p.pause)
	by := x.FirstPush().Add(once.FirstPartBy)
	if !canSend {
		wanted = by
	}
	first := t.next(wanted, by, canSend)
	result := once.Result{At: time.Now(), Outcome: telemetry.Handled}
	switch {
	case first == nil && t.done():
		result.Err = t.err
		if t.err == nil {
			result.Err = errNoParts
			s.fail(&x.Context, x.Message, "callback: reply not sent", errNoParts)
		}
		result.Outcome = telemetry.Failed
		result.Body = s.renderFallback(buf, x)
		return result
	case first == nil:
		result.Outcome, result.Rest = telemetry.Acknowledged, t.rest
		result.Body, result.Kept = s.placeholder(&x.Delivery, time.Since(x.FirstPush())), true
		return result
	}
	var rest iter.Seq2[reply.Reply, error]
	var err error
	result.Body, rest, err = s.render(buf, first, x.Message, result.At)
	switch {
	case err != nil:
		s.fail(&x.Context, x.Message, "callback: reply not sent", err)
		result.Outcome, result.Err = telemetry.Failed, err
		if !t.done() { // what follows may be sent
			t.given--
			result.Rest = t.rest
			break
		}
		result.Body = s.renderFallback(buf, x)
	case !t.done():
		result.Rest = concat(rest, t.rest)
		if text, ok := first.(reply.Text); ok && !canSend && rest == nil {
			if body, err := write(buf, s.withMoreHint(text), x.Message, result.At); err == nil {
				result.Body = body
			}
		}
	default:
		result.Rest = rest
	}
	return result
}

var errNoParts = errors.New("callback: the reply has no parts")

// streamParts gives all parts of a reply that no push waits for.
func (s *Server) streamParts(x *once.Execution, p parts, yield func(reply.Reply, error) bool) {
	s.openStream(x, p).rest(yield)
}

// rest gives the parts after the first one.
func (t *stream) rest(yield func(reply.Reply, error) bool) {
	for !t.done() {
		canSend := t.canSend()
		if canSend && t.given > 0 {
			go t.typing()
		}
		if r := t.next(t.last.Add(t.pause), time.Time{}, canSend); r != nil && !yield(r, nil) {
			return
		}
	}
	if t.err == nil && t.given == 0 {
		t.err = errNoParts
		t.server.fail(&t.execution.Context, t.execution.Message, "callback: late reply not delivered", t.err)
	}
	if t.err != nil {
		yield(nil, t.err)
	}
}

func (t *stream) typing() {
	if f := t.server.sender.typing; f != nil {
		ctx, cancel := context.WithTimeout(&t.execution.Context, once.TypingTimeout)
		defer cancel()
		// The message comes without it, too.
		_ = guard.Call(func() error { return f(ctx, t.execution.Message.Head().FromUserName) })
	}
}

// done tells whether nothing is left to give.
func (t *stream) done() bool { return t.ended && t.text.Len() == 0 && t.other == nil }

// next returns the next message: at a paragraph's end after wanted, and at by, unless that is zero, whatever there is.
// It is nil where that is nothing.
func (t *stream) next(wanted, by time.Time, canSend bool) reply.Reply {
	var late <-chan time.Time
	if !by.IsZero() {
		timer := time.NewTimer(time.Until(by))
		defer timer.Stop()
		late = timer.C
	}
	for !t.ended && t.other == nil {
		if t.ripe(wanted, canSend) {
			cut := lastParagraph
			if !canSend { // the part is fetched as one message
				cut = t.whatFits
			}
			if r := t.take(cut); r != nil {
				return r
			}
		}
		var pause <-chan time.Time
		if d := time.Until(wanted); d > 0 {
			pause = time.After(d)
		}
		select {
		case p, ok := <-t.pieces:
			t.read(p, ok)
		case <-pause:
		case <-late:
			if canSend && t.given == t.most-1 {
				return nil // the last message has all that is left
			}
			cut := lastSentence
			if !canSend {
				cut = t.lastSentenceThatFits
			}
			return t.take(cut)
		case <-t.overdue:
			t.ended, t.err = true, t.server.overdue(t.execution)
		}
	}
	if d := time.Until(wanted); canSend && t.given > 0 && d > 0 {
		time.Sleep(d)
	}
	if !canSend && t.other != nil {
		if r := t.take(t.whatFits); r != nil {
			return r
		}
	}
	return t.take(everything)
}

// ripe tells whether the text that was read has a message to give now. The last message that may be sent waits for all
// that is left.
func (t *stream) ripe(wanted time.Time, canSend bool) bool {
	switch {
	case t.text.Len() < t.notBefore:
		return false
	case !canSend:
		return t.text.Len() > reply.MaxTextBytes
	}
	return t.hasBreak && t.given < t.most-1 && !time.Now().Before(wanted)
}

// read takes in a piece, or with ok false the end.
func (t *stream) read(p piece, ok bool) {
	if !ok {
		if t.ended = true; t.err == nil && t.lost != nil {
			t.err = t.lost
			t.server.fail(&t.execution.Context, t.execution.Message, "callback: handler failed", t.err)
		}
		return
	}
	switch r := p.reply.(type) {
	case nil:
	case reply.Text:
		if t.text.Len()+len(r) <= maxStream {
			t.text.WriteString(string(r))
			t.hasBreak = t.hasBreak || strings.Contains(string(r), "\n")
		} else if !t.tooLong {
			t.tooLong = true
			t.server.fail(
				&t.execution.Context,
				t.execution.Message,
				"callback: a part of the reply is not shown",
				errTooLong,
			)
		}
	default:
		t.other = r
	}
	t.err = p.err // the end follows
}

// maxStream bounds the text that was read and is in no message yet.
const maxStream = 256 << 10

var errTooLong = errors.New("the text is longer than 256 KiB")

// take returns the text up to where cut says, or the other reply where there is no text.
func (t *stream) take(cut func(string) int) reply.Reply {
	text := t.text.String()
	end := cut(text)
	if end > 0 {
		rest := strings.TrimLeft(text[end:], "\n")
		t.text.Reset()
		t.text.WriteString(rest)
		t.hasBreak, t.notBefore = strings.Contains(rest, "\n"), 0
	} else {
		t.hasBreak = false // until another line ends
		t.notBefore = len(text) + len(text)/8
	}
	if part := strings.TrimSpace(text[:end]); part != "" {
		t.given, t.last = t.given+1, time.Now()
		return reply.Text(part)
	}
	if t.text.Len() > 0 || t.other == nil {
		return nil
	}
	r := t.other
	t.other, t.given, t.last = nil, t.given+1, time.Now()
	return r
}

func everything(text string) int { return len(text) }

// lastParagraph is where the last paragraph of a text ends that is complete: 0 where none is. A line counts where no
// empty line separates paragraphs. A heading belongs to the paragraph after it.
func lastParagraph(text string) int {
	for _, separator := range []string{"\n\n", "\n"} {
		end := strings.LastIndex(text, separator)
		for range maxHeadings {
			if end <= 0 || !textheading.Ends(text[:end]) {
				break
			}
			end = strings.LastIndex(text[:end], separator)
		}
		if end = beforeLink(text, end); end > 0 {
			return end
		}
	}
	return 0
}

// maxHeadings is how many headings in a row are looked at.
const maxHeadings = 8

// whatFits is where a text is cut so that a message holds the part with the words that say how to read on.
func (t *stream) whatFits(text string) int {
	end := t.room()
	if len(text) <= end {
		return len(text)
	}
	start := text[:min(len(text), reply.MaxTextBytes+1)]
	if parts := reply.Split(start, end); len(parts) > 0 {
		end = len(parts[0])
	}
	for end < len(text) && !utf8.RuneStart(text[end]) { // the part was written in other bytes
		end--
	}
	return beforeLink(text, end)
}

// room is how long a part may be with which the words fit a message that say how to read on.
func (t *stream) room() int { return reply.MaxTextBytes - len(t.server.pickup.More) }

// lastSentenceThatFits is [lastSentence] of what a message holds.
func (t *stream) lastSentenceThatFits(text string) int {
	if len(text) > reply.MaxTextBytes {
		return t.whatFits(text)
	}
	return lastSentence(text[:min(len(text), t.room())])
}

// lastSentence is where the last complete sentence ends, or else the last word.
func lastSentence(text string) int {
	for _, ends := range []string{"\n。！？…", ".!?\"'”’）)", " \t"} {
		for end := len(text); end > 0; {
			i := strings.LastIndexAny(text[:end], ends)
			if i < 0 {
				break
			}
			_, size := utf8.DecodeRuneInString(text[i:])
			// A mark of Western languages ends a sentence before white space alone: others are parts of addresses.
			if size > 1 || unicode.IsSpace(rune(text[i])) || i+1 < len(text) && unicode.IsSpace(rune(text[i+1])) {
				if cut := beforeLink(text, i+size); cut > 0 {
					return cut
				}
			}
			end = i
		}
	}
	return 0
}

// beforeLink is where a text may be cut at end: before a link that is not complete there.
func beforeLink(text string, end int) int {
	if end <= 0 {
		return 0
	}
	if start := textlink.Unfinished(text[:end]); start >= 0 {
		return start
	}
	return end
}

// concat is one sequence after the other. A nil one is empty.
func concat(a, b iter.Seq2[reply.Reply, error]) iter.Seq2[reply.Reply, error] {
	if a == nil {
		return b
	}
	return func(yield func(reply.Reply, error) bool) {
		for r, err := range a {
			if !yield(r, err) {
				return
			}
		}
		b(yield)
	}
}
