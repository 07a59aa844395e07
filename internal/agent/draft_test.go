package agent

import (
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A draft is looked at a last time before it is published, and nothing is written meanwhile.
func TestDraftIsHeld(t *testing.T) {
	t.Parallel()
	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()
	s := &server{client: wxOf(t, platform).Endpoint()}
	answer := func(title string) {
		t.Helper()
		if err := platform.AnswerNext("draft.get", `{"news_item":[{"title":"`+title+`","content":"x"}]}`); err != nil {
			t.Fatal(err)
		}
	}
	answer("shown")
	ctx, err := s.withDraft(t.Context(), "m")
	if err != nil {
		t.Fatal(err)
	}
	submit, update := freepublish.Submit.Describe(), draft.Update.Describe()
	publish := &endpoint.Invocation{Endpoint: &submit}
	answer("another")
	if _, err := s.holdDraft(ctx, publish); err == nil || !strings.Contains(err.Error(), "changed since the person was asked") {
		t.Errorf("another draft: %v", err)
	}
	answer("shown")
	unlock, err := s.holdDraft(ctx, publish)
	if err != nil {
		t.Fatal(err)
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		done, err := s.holdDraft(t.Context(), &endpoint.Invocation{Endpoint: &update})
		if err != nil {
			t.Error(err)
			return
		}
		done()
	}()
	if s.drafts.TryRLock() {
		t.Error("a draft can be written while it is published")
	}
	unlock()
	<-written
}
