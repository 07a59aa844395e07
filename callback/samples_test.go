package callback_test

import (
	"context"
	"encoding/xml"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// Every documented push is taken in every mode, has its own type, and is handled by the route of its name.
func TestDocumentedPushes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../message/testdata/*.xml")
	if err != nil || len(files) < 86 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var push struct{ MsgType, Event string }
		if err := xml.Unmarshal(raw, &push); err != nil {
			t.Fatal(err)
		}
		for _, mode := range modes {
			routed := false
			mux := callback.NewMux()
			if push.Event != "" {
				mux.Event(push.Event, func(_ context.Context, e message.Event) (reply.Reply, error) {
					_, unknown := e.(*message.UnknownEvent)
					routed = !unknown
					return nil, nil
				})
			} else {
				callback.On(mux, func(_ context.Context, m message.Ordinary) (reply.Reply, error) {
					_, unknown := m.(*message.UnknownMessage)
					routed = !unknown && m.Type() == push.MsgType
					return nil, nil
				})
			}
			s, log := newServer(t, mode, mux)
			if w := genuine(mode, string(raw)).post(s); w.Code != http.StatusOK || w.Body.String() != "success" || !routed || log.String() != "" {
				t.Errorf("%s, %s mode: status %d, %s, routed: %v, log %s", filepath.Base(file), mode, w.Code, w.Body, routed, log)
			}
		}
	}
}
