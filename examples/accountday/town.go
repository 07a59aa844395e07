package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/examples/accountday/shop"
	"github.com/wechatgo/wechatgo/sandbox"
)

// town is what is around an account: WeChat with its console, the people with their phones, and the time of the day.
type town struct {
	wechat            *sandbox.Platform
	alice, bob, carol *sandbox.User
	notice            string    // the template that pages offer in the pop-up of subscriptions
	midnight          time.Time // at which the day begins, in China
}

// newTown makes a WeChat whose day has not begun. The day is the one after today, so that all of it is ahead.
func newTown(c sandbox.Config) *town {
	c.Users = []string{"alice", "bob", "carol"}
	wechat := sandbox.New(c)
	today := endpoint.DateOf(wechat.Clock.Now())
	if today.Compare(datacube.FirstPublished) < 0 {
		today = datacube.FirstPublished // a test's clock begins before there were figures about articles
	}
	t := &town{wechat: wechat, midnight: today.Add(1).Start()}
	t.alice, t.bob, t.carol = wechat.User("alice"), wechat.User("bob"), wechat.User("carol")
	// What the account's staff has chosen in the console.
	wechat.AddTemplate("", shop.OrderTemplate,
		"订单号:{{character_string1.DATA}}\n商品:{{thing2.DATA}}\n金额:{{amount3.DATA}}\n时间:{{time4.DATA}}")
	t.notice = wechat.AddNoticeTemplate("", shop.TableTemplate, "座位:{{thing1.DATA}}\n时间:{{time2.DATA}}", false)
	return t
}

func (t *town) close() { t.wechat.Close() }

// wait sets the clock ahead to an hour and a minute of the day, or of the days after it for 24 and more. What the
// platform does meanwhile happens, and its events reach the account, before wait returns.
func (t *town) wait(hour, minute int) {
	at := t.midnight.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	t.wechat.Clock.Advance(at.Sub(t.wechat.Clock.Now()))
}

// hurry makes the town's time go fifty times as fast until it is stopped, so that a publication does not take its ten
// seconds.
func (t *town) hurry() (stop func()) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				t.wechat.Clock.Advance(time.Second)
			case <-done:
				return
			}
		}
	}()
	return func() { close(done); <-stopped }
}

// did fails if a phone did not allow what its user tried.
func did(entries []sandbox.Entry) error {
	for _, e := range entries {
		if e.Type == "refused" {
			return fmt.Errorf("the phone does not allow it: %s", e.Text)
		}
	}
	return nil
}

// reads opens an article on a phone, and fails if it does not show a text.
func reads(u *sandbox.User, address, text string) error {
	page := u.Open(address)
	if !strings.Contains(page.Body, text) {
		return fmt.Errorf("%s does not read %q at %s: HTTP %d", u.Name(), text, address, page.Status)
	}
	return nil
}
