package user_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// What the platform would refuse is refused with the code that the documents name, before anything is sent.
func TestRefusedBeforeTheCall(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":0,"errmsg":"ok","tag":{"id":134,"name":"n"},"tagid_list":[]}`)
	})
	s, ctx := user.New(client), t.Context()
	create := func(name string) error {
		_, err := s.CreateTag(ctx, name)
		return err
	}
	many := func(n int) []int64 { return make([]int64, n) }
	for name, tt := range map[string]struct {
		err  error
		code endpoint.Code // 0 for what is sent
		text string
	}{
		"a name of 30":          {create(strings.Repeat("汉", 30)), 0, ""},
		"a name of 31":          {create(strings.Repeat("x", 31)), 45158, "user: tag.name has 31 characters: give 1 to 30"},
		"no name":               {create(""), 45157, "user: tag.name is empty: give 1 to 30 characters"},
		"the platform's name":   {create("星标组"), 45157, "user: tag.name is 星标组, the name of a tag of the platform: choose another"},
		"renamed":               {s.RenameTag(ctx, 3, "广东"), 0, ""},
		"renamed, too long":     {s.RenameTag(ctx, 3, strings.Repeat("汉", 31)), 45158, "user: tag.name has 31 characters: give 1 to 30"},
		"renamed, another's":    {s.RenameTag(ctx, 2, "广东"), 45058, "user: tag.id is 2: give a tag of the account: 0, 1 and 2 are the platform's"},
		"deleted":               {s.DeleteTag(ctx, 3), 0, ""},
		"deleted, another's":    {s.DeleteTag(ctx, 0), 45058, "user: tag.id is 0: give a tag of the account: 0, 1 and 2 are the platform's"},
		"a remark of 29 bytes":  {s.UpdateRemark(ctx, "o1", strings.Repeat("备", 9)+"xx"), 0, ""},
		"no remark":             {s.UpdateRemark(ctx, "o1", ""), 0, ""},
		"a remark of 30 bytes":  {s.UpdateRemark(ctx, "o1", strings.Repeat("备", 10)), 40092, "user: remark has 30 bytes: give at most 29: 9 Chinese characters"},
		"20 tags on a follower": {s.SetTags(ctx, "o1", many(20)...), 0, ""},
		"21 tags on a follower": {s.SetTags(ctx, "o1", many(21)...), 45059, "user: tags has 21 tags: give at most 20"},
	} {
		if tt.code == 0 {
			if tt.err != nil {
				t.Errorf("%s: %v", name, tt.err)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(tt.err, &refused) || !errors.Is(tt.err, tt.code) || tt.err.Error() != tt.text {
			t.Errorf("%s: got %v, want %d %s", name, tt.err, int(tt.code), tt.text)
		}
	}
	if want := 1 + 1 + 1 + 1 + 1 + 21; requests() != want {
		t.Errorf("%d requests, want %d: one for each that is allowed, and 21 for SetTags", requests(), want)
	}
}
