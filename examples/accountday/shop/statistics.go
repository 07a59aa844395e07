package shop

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Report prints the newest figures, those of the day before: the platform has them from eight in the morning in China.
// A day without them is refused before a call.
func (s *Shop) Report(ctx context.Context) error {
	statistics := s.wx.DataCube.WithClock(s.now) // a program that runs by the real time leaves WithClock out
	day := statistics.Latest()

	growth, err := statistics.UserSummary(ctx, day, day)
	if err != nil {
		return err
	}
	var came, left endpoint.Number
	for _, row := range growth.Rows { // a row for each way of following
		came, left = came+row.NewUser, left+row.CancelUser
	}
	s.sayf("%s: %d followed, %d left.", "%s：新增 %d 人，取消 %d 人。", day, came, left)

	written, err := statistics.UpstreamMsg(ctx, day, day)
	if err != nil {
		return err
	}
	for _, row := range written.Rows {
		en, zh := row.MsgType.Meaning()
		s.say(fmt.Sprintf("Messages of the type %s: %d, users who wrote: %d.", en, row.MsgCount, row.MsgUser),
			fmt.Sprintf("%s消息：%d 条，发送人数：%d。", zh, row.MsgCount, row.MsgUser))
	}

	articles, err := statistics.ArticleTotalDetail(ctx, day, day)
	if err != nil {
		return err
	}
	if articles.IsDelay.Value {
		s.say("The figures of articles are late: ask again in an hour.", "文章数据有延迟，一小时后再查。")
	}
	for _, row := range articles.Rows {
		for _, stat := range row.Details {
			s.sayf("%s: readers %d, comments %d.", "《%s》：阅读 %d 人，留言 %d 条。", row.Title, stat.ReadUser, stat.CommentCount)
		}
	}

	server, err := statistics.InterfaceSummary(ctx, day, day)
	if err != nil {
		return err
	}
	for _, row := range server.Rows {
		s.sayf("Pushes to the server: %d, without a usable answer: %d.", "推送到服务器：%d 次，未得到有效回复：%d 次。",
			row.CallbackCount, row.FailCount)
	}
	return nil
}
