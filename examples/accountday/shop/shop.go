// Package shop is the program of an account, that of a tea shop: it publishes articles, answers comments, tags
// followers, sends messages to many and to one, hands users over to an agent, and reads what came of it. It uses typed
// methods alone, and knows nothing of the sandbox: the same code works with a real account.
//
// Each subject has a file of its own, to copy from:
//
//	events.go      the callback: what users send and what the platform reports later
//	articles.go    pictures, a draft, a publication
//	comments.go    comments that are elected and answered
//	tags.go        tags for many followers at once
//	mass.go        a message to a tag, sent once
//	notices.go     template messages and subscription notices
//	service.go     an agent's account, sessions and their records
//	export.go      the list of followers, with a cursor
//	statistics.go  the figures of a day
package shop

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
)

// patience bounds each wait for a job of the platform. A publication takes seconds to minutes; a mass message to all
// followers may wait for its administrator for half an hour.
const patience = 35 * time.Minute

// Shop is the program of one account. It is safe for concurrent use, since its handlers run at the same time as its
// methods.
type Shop struct {
	wx  *wechatgo.Client
	now func() time.Time

	mu  sync.Mutex // guards out
	out io.Writer
}

// New returns the program of the account of wx. It tells on out what happens, in English and in Chinese. The clock now is
// [time.Now], or that of a sandbox, which can be ahead: the statistics and the records are read by it.
func New(wx *wechatgo.Client, now func() time.Time, out io.Writer) *Shop {
	return &Shop{wx: wx, now: now, out: out}
}

// Heading prints the heading of a part of the day.
func (s *Shop) Heading(en, zh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, "\n%s · %s\n", en, zh)
}

// say prints a line in both languages, with the time in China.
func (s *Shop) say(en, zh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, "%s  %s\n       %s\n", s.now().In(endpoint.China).Format("15:04"), en, zh)
}

// sayf prints a line whose two languages have the same values, in the same order.
func (s *Shop) sayf(en, zh string, values ...any) {
	s.say(fmt.Sprintf(en, values...), fmt.Sprintf(zh, values...))
}

// short returns the end of an OpenID, which is enough to tell people apart on a terminal: an OpenID is personal data, so
// whole ones do not belong into logs.
func short(openID string) string { return "…" + openID[max(0, len(openID)-4):] }

// shorts returns a list of OpenIDs as short does.
func shorts(openIDs []string) string {
	list := make([]string, len(openIDs))
	for i, id := range openIDs {
		list[i] = short(id)
	}
	return strings.Join(list, " ")
}
