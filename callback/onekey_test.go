package callback_test

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
)

// A plain callback gets the pushes of the compatible mode, of an event that has no type and no key.
func TestSealedPartIsNoPartOfTheKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, _ := newServer(t, account.Plain, slow(&runs, 12*time.Second))
		xml := strings.Replace(eventXML("new_event", "", 1714112445), "<EventKey><![CDATA[]]></EventKey>", "", 1)
		n, _ := pushThrice(t, s, func() delivery { return compatiblePush(xml, xml) })
		time.Sleep(time.Minute)
		if runs.Load() != 1 || n != 3 {
			t.Errorf("%d runs of one message, push %d was answered", runs.Load(), n)
		}
	})
}

// b: JSON changes the XML of a push that has a stray byte, and so the key of one that has no id.
func TestJSONKeepsTheKey(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, _ := newServer(t, account.Safe, echo(&runs), callback.WithSender(newOutbox().send))
	p := parsedPush(t, s, strings.Replace(textXML("a\xffb", 0), "<MsgId>0</MsgId>", "", 1))
	raw, _ := json.Marshal(p)
	var q callback.Push
	if err := json.Unmarshal(raw, &q); err != nil {
		t.Fatal(err)
	}
	_, _ = s.Do(t.Context(), p), s.Do(t.Context(), q)
	if p.XML != q.XML || runs.Load() != 1 {
		t.Errorf("the XML is the same: %v, %d runs", p.XML == q.XML, runs.Load())
	}
}
