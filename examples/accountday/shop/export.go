package shop

import (
	"context"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
)

// ExportFollowers gives each follower to write, from the place of a cursor on, and returns the place behind the last one
// that was written. A program stores the cursor, as JSON, and goes on from it after an interruption, such as an error or
// the day's quota; the zero Cursor begins anew.
func (s *Shop) ExportFollowers(
	ctx context.Context,
	from user.Cursor,
	write func(user.User) error,
) (user.Cursor, error) {
	for exported, err := range s.wx.User.Export(ctx, from, endpoint.LangZhCN) {
		if err != nil {
			return from, err
		}
		if err := write(exported.User); err != nil {
			return from, err
		}
		from = exported.Next
		s.sayf("Exported: %s, tags %v, by %s.", "已导出：%s，标签 %v，来源 %s。",
			short(exported.User.OpenID), exported.User.TagIDs, exported.User.SubscribeScene)
	}
	return from, nil
}
