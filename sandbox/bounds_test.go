package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/message"
)

// What a long session leaves behind is bounded.
func TestBounds(t *testing.T) {
	t.Parallel()
	p := New(Config{})
	defer p.Close()
	p.do(func(w *world) {
		first := w.addMedia("image", "image/png", nil)
		p.Clock.Advance(time.Second)
		kept := w.addMedia("image", "image/png", nil)
		for range maxMediaFiles - 1 {
			w.addMedia("image", "image/png", nil)
		}
		if len(w.media) != maxMediaFiles || w.findMedia("", first) != nil || w.findMedia("", kept) == nil {
			t.Errorf("%d files, the oldest is %v", len(w.media), w.media[first])
		}
		q := url.Values{
			"appid": {DefaultAppID}, "redirect_uri": {AppURL}, "response_type": {"code"}, "scope": {scopeBase}, "state": {"s"},
		}
		p.app.callback, _ = url.Parse(AppURL + "/wx")
		for range maxWaiting + 1 {
			r, _ := http.NewRequest(http.MethodGet, p.URL()+"/connect/oauth2/authorize?"+q.Encode(), nil)
			w.authorize(r)
		}
		if len(w.web.waiting) != maxWaiting || len(w.web.order) != maxWaiting {
			t.Errorf("%d visits wait", len(w.web.waiting))
		}
		for i := len(w.people); i < maxUsers; i++ {
			w.person(fmt.Sprint("u", i))
		}
		if _, err := w.newPerson("onemore", ""); err == nil {
			t.Error("users have no bound")
		}
	})
	p.do(func(w *world) {
		u := w.person("alice")
		for i := range 3 * maxEvents {
			p.Clock.Advance(time.Second)
			event(u, &message.ScanEvent{Common: w.common(u), EventKey: fmt.Sprint(i)})
		}
		if len(u.events) > maxEvents {
			t.Errorf("the times of %d events are remembered", len(u.events))
		}
		for range 3 * maxExchanges {
			w.record(Exchange{})
		}
		if n, c := len(w.exchanges.list), cap(w.exchanges.list); n != maxExchanges || c > 4*maxExchanges {
			t.Errorf("%d exchanges, room for %d", n, c)
		}
	})
	if got := recorded(make([]byte, maxRecorded+1)); len(got) > maxRecorded+len("…") {
		t.Errorf("a body of %d bytes is kept", len(got))
	}
	if got := recorded([]byte{0xff}); got != "(binary)" {
		t.Errorf("a binary body is kept as %q", got)
	}
}

// A page that does not read is cut off; the others go on.
func TestSlowStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		slow, quick := h.open(), h.open()
		for range streamBuffer + 1 {
			h.publish("state", nil)
			<-quick
		}
		n := 0
		for range slow { // closed, or this test would never end
			n++
		}
		if n != streamBuffer {
			t.Errorf("the slow page got %d events", n)
		}
		for range maxStreams - 1 {
			if h.open() == nil {
				t.Fatal("too few streams")
			}
		}
		if h.open() != nil {
			t.Error("streams have no bound")
		}
	})
}

// Values of an account that cannot be right show in the push, in words.
func TestWrongKey(t *testing.T) {
	t.Parallel()
	c := Config{}
	c.Account.EncodingAESKey = "short"
	p := New(c)
	defer p.Close()
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.URL.Query().Get("echostr"))
	}))
	p.User("alice").Follow()
	all := p.Exchanges()
	if x := all[len(all)-1]; x.Kind != "push" || x.OK || x.Problem == nil {
		t.Errorf("the push: %+v", x)
	}
}
