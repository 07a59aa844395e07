package scanlogin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// scenePrefix tells the scenes of logins from the program's own.
const scenePrefix = "wechatgo-login-"

// menuPrefix begins the ids of tapped items that answer a question.
const menuPrefix = "wechatgo-login:"

// Events takes the pushes that belong to a login: scans of its codes, passcodes, and answers to its questions. It goes
// around the routes of the account's callback, in one line:
//
//	mux.Use(scan.Events)
//
// All other pushes go on to the routes. A person who follows the account by scanning a code goes on as well, so that the
// program's own handler of [message.SubscribeEvent] runs; if its reply is a text, the user reads it behind the question,
// and another reply is not shown.
func (l *Login) Events(next callback.Handler) callback.Handler {
	l.hears.Store(true)
	return callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
		answer := l.answerTo(m)
		if answer == "" {
			return next.Handle(ctx, m)
		}
		if _, follows := m.(*message.SubscribeEvent); follows {
			own, err := next.Handle(ctx, m)
			if err != nil {
				l.logger.ErrorContext(ctx, "scanlogin: the handler of a new follower failed", "err", err)
			}
			if text, ok := own.(reply.Text); ok && err == nil && text != "" {
				answer += "\n\n" + string(text)
			}
		}
		return reply.Text(answer), nil
	})
}

// answerTo returns what the phone is told about a push, or "" for one that belongs to no login.
func (l *Login) answerTo(m message.Message) string {
	if !l.isSetUp() {
		return ""
	}
	user := m.Head().FromUserName
	switch m := m.(type) {
	case message.SceneEvent:
		if id, ok := strings.CutPrefix(m.Scene(), scenePrefix); ok && isID(id) {
			return l.scan(user, id)
		}
	case *message.Text:
		return l.text(user, m)
	}
	return ""
}

// text returns what the phone is told about a text message.
func (l *Login) text(user string, m *message.Text) string {
	if tapped, ok := strings.CutPrefix(m.MenuID, menuPrefix); ok {
		id, digits, _ := strings.Cut(tapped, ":")
		if !isID(id) {
			return ""
		}
		return l.answer(user, id, digits)
	}
	content := halfWidth(strings.TrimSpace(m.Content))
	if code := passcodeIn(content); code != "" {
		return l.passcode(user, code)
	}
	if !isAnswer(content) && !l.texts.isRefusal(content) {
		return ""
	}
	id, err := l.pendingOf(user)
	if err != nil || id == "" {
		return "" // the text may be the program's own; the store's failure was logged
	}
	return l.answer(user, id, content)
}

// maxAnswer is the longest number that counts as an answer, right or wrong, in digits.
const maxAnswer = 4

// isAnswer reports whether a text is a short number.
func isAnswer(text string) bool {
	return text != "" && len(text) <= maxAnswer && strings.Trim(text, "0123456789") == ""
}

// halfWidth returns a text with the wide digits and letters of Chinese keyboards as ASCII.
func halfWidth(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '！' && c <= '～':
			return c - '！' + '!'
		case c == '　':
			return ' '
		}
		return c
	}, text)
}

// passcode takes a passcode, which counts as a scan. A text that only looks like one goes on to the program.
func (l *Login) passcode(user, code string) string {
	// It is counted before it is looked up, so that many at once are not more tries.
	if within, err := l.spend(scansPerUser, user); err != nil || !within {
		return ""
	}
	id, err := l.byPasscode(code)
	if err != nil {
		return "" // a failure of the store was logged
	}
	return l.ask(user, id)
}

// errUnchanged says that a login stays as it is.
var errUnchanged = errors.New("unchanged")

// scan takes a scan of the code of the login id.
func (l *Login) scan(user, id string) string {
	within, err := l.spend(scansPerUser, user)
	if err != nil {
		return l.trouble(err, nil)
	}
	if !within {
		a, _, _ := l.load(id) // for its language
		return l.textsOf(a).TooMany
	}
	return l.ask(user, id)
}

// ask binds the login id to the user who has scanned its code, and returns the question for the phone.
func (l *Login) ask(user, id string) string {
	a, _, err := l.load(id)
	if err != nil {
		return l.trouble(err, nil)
	}
	if tooMany, err := l.reached(wrongPerUser, user); err != nil {
		return l.trouble(err, a)
	} else if tooMany {
		return l.textsOf(a).TooMany
	}
	// The user is remembered first: a question that is asked can be answered.
	if a.State == Waiting || a.State == Scanned && a.OpenID == user {
		if err := l.expect(user, id); err != nil {
			return l.trouble(err, a)
		}
	}
	a, err = l.change(id, func(a *attempt, now time.Time) error {
		switch {
		case a.State == Ended:
			return errUnchanged
		case a.State != Waiting && a.OpenID != user:
			a.end(ReasonScanners)
		case a.State == Confirmed:
			return errUnchanged // the browser may still collect it
		case a.isOver(now):
			a.end(ReasonExpired)
		case a.State == Waiting:
			a.State, a.OpenID = Scanned, user
		default:
			return errUnchanged
		}
		return nil
	})
	if errors.Is(err, errGone) || a != nil && a.State != Scanned {
		l.forget(user, id) // nothing is asked: the user's texts are the program's
	}
	switch {
	case err != nil && !errors.Is(err, errUnchanged):
		return l.trouble(err, a)
	case a.State == Scanned:
		return l.question(a)
	}
	return l.textsOf(a).phone(a)
}

// answer takes a user's answer to the question of the login id, and returns what the phone is told.
func (l *Login) answer(user, id, answer string) string {
	a, err := l.decide(user, id, answer)
	if err != nil {
		return l.trouble(err, a)
	}
	return l.textsOf(a).phone(a)
}

// decide takes a user's answer to the question of the login id, and returns the login as it stands then. A login of
// another user is gone, since it is none of this one's business.
func (l *Login) decide(user, id, answer string) (*attempt, error) {
	wrong := false
	a, err := l.change(id, func(a *attempt, now time.Time) error {
		wrong = false
		switch {
		case a.OpenID != user:
			return errGone
		case a.State != Scanned:
			return errUnchanged
		case a.isOver(now):
			a.end(ReasonExpired)
		case equal(answer, a.Digits):
			a.State = Confirmed
		case l.texts.isRefusal(answer):
			a.end(ReasonRefused)
		default:
			wrong = true
			a.end(ReasonWrong)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) && !errors.Is(err, errGone) {
		return a, err
	}
	l.forget(user, id) // also where it is gone: the user's texts are the program's again
	if errors.Is(err, errGone) {
		return a, err
	}
	if wrong {
		_, _ = l.spend(wrongPerUser, user) // the login has ended also where the store cannot count
	}
	return a, nil
}

// trouble returns what the phone is told when a login cannot be read or changed. a may be nil.
func (l *Login) trouble(err error, a *attempt) string {
	t := l.textsOf(a)
	if errors.Is(err, errGone) {
		return t.Phone[ReasonExpired]
	}
	return t.Phone[ReasonUnavailable] // the store's failure was logged
}

// textsOf returns the texts in the language of a login's browser. a may be nil.
func (l *Login) textsOf(a *attempt) Texts {
	if a == nil {
		return l.texts.of(language.Chinese)
	}
	return l.texts.of(a.Lang)
}

// describe returns what the user is asked, with the browser that began.
func (l *Login) describe(t Texts, a *attempt) string {
	return strings.NewReplacer(
		"{name}", l.config.Name, "{browser}", t.browser(a.Device), "{place}", a.Device.Place,
		"{time}", a.begun().In(l.config.TimeZone).Format("15:04 MST"),
	).Replace(t.Question)
}

// question returns the message that asks the user, with the ways to answer.
func (l *Login) question(a *attempt) string {
	t := l.textsOf(a)
	question := l.describe(t, a)
	if l.config.Choices {
		question += "\n\n" + t.Choose
		for _, digits := range choices(a.Digits) {
			question += fmt.Sprintf("  <a href=\"weixin://bizmsgmenu?msgmenucontent=%s&msgmenuid=%s\">%s</a>",
				digits, url.QueryEscape(menuPrefix+a.ID+":"+digits), digits)
		}
	}
	if l.config.WebLogin {
		question += fmt.Sprintf(
			"\n\n<a href=\"%s\">%s</a>",
			originOf(l.config.Login.BaseURL())+l.config.Path+"answer?login="+a.ID,
			t.Open,
		)
	}
	return question
}

// choiceCount is how many pairs of digits the phone offers.
const choiceCount = 4

// choices returns pairs of digits in order, the right one among them.
func choices(right string) []string {
	list := []string{right}
	for len(list) < choiceCount {
		if digits := newDigits(); !slices.Contains(list, digits) {
			list = append(list, digits)
		}
	}
	slices.Sort(list)
	return list
}

// expect remembers which login a user is asked about: the one that was scanned last.
func (l *Login) expect(user, id string) error {
	return l.store.Set(l.prefix+"user:"+user, []byte(id), life+grace)
}

// pendingOf returns the id of the login that a user is asked about, or "".
func (l *Login) pendingOf(user string) (string, error) {
	id, err := l.store.Get(l.prefix + "user:" + user)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return string(id), err
}

// forget ends a user's being asked about the login id.
func (l *Login) forget(user, id string) {
	_, _ = l.store.CompareAndSwap(l.prefix+"user:"+user, []byte(id), nil, 0) // it expires by itself
}
