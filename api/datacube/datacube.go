// Package datacube is the API area of statistics (数据统计): followers, published articles, the messages of users, and
// the answers of the account's server.
//
//	statistics := datacube.New(client)
//	until := statistics.Latest()
//	growth, err := statistics.UserSummary(ctx, until.Add(-29), until)
//	for _, row := range growth.Rows {
//		fmt.Println(row.RefDate, row.UserSource, row.NewUser-row.CancelUser)
//	}
//
// Every method takes the first and the last day of a range of any length, and makes as many calls as that takes. The
// days are those of China, and a day's figures are ready on the next day at 8:00. A range with days of which there are
// no figures is refused before a call, with an [*endpoint.FieldError]; see [Service.Latest].
//
// A method returns all rows together, not an iterator as the lists of other areas: the rows of a range are few and are
// looked at together, and the answer as a whole says whether it is late ([List.IsDelay]). If a call fails, the rows of
// the calls before it come with the error, which is a [*RangeError].
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md#statistics
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#datacube
package datacube

import (
	"context"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct {
	client *endpoint.Client
	now    func() time.Time
}

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c, time.Now} }

// WithClock returns a service that takes the time from now, for a test in which the sandbox's clock is ahead.
func (s *Service) WithClock(now func() time.Time) *Service { return &Service{s.client, now} }

// Latest returns the newest day whose figures are ready now, as the function [Latest] does, by the clock of
// [Service.WithClock] where there is one.
func (s *Service) Latest() endpoint.Date { return Latest(s.now()) }

// RangeError is the error of a call for a part of a range. The rows of the days before Days.Begin were read.
type RangeError struct {
	Days Days  // what the call asked for
	Err  error // such as an [*endpoint.Error]
}

// Error returns the days and the error of the call.
func (e *RangeError) Error() string { return fmt.Sprintf("datacube: %s: %v", e.Days, e.Err) }

// Unwrap returns the error of the call.
func (e *RangeError) Unwrap() error { return e.Err }

// read makes the calls for the days from and to, and puts their rows together.
func read[Row any](
	ctx context.Context,
	s *Service,
	e endpoint.Endpoint[Days, List[Row]],
	p period,
	from, to endpoint.Date,
) (all List[Row], err error) {
	calls, err := p.split(Days{from, to}, s.now())
	if err != nil {
		return all, err
	}
	for _, days := range calls {
		part, err := endpoint.Call(ctx, s.client, e, days)
		if err != nil {
			return all, &RangeError{days, err}
		}
		all.Rows = append(all.Rows, part.Rows...)
		all.IsDelay.Given = all.IsDelay.Given || part.IsDelay.Given
		all.IsDelay.Value = all.IsDelay.Value || part.IsDelay.Value
	}
	return all, nil
}

// UserSummary returns who followed the account and who left it, a row for each day and way of following. A call reads
// 7 days.
func (s *Service) UserSummary(ctx context.Context, from, to endpoint.Date) (List[UserSummary], error) {
	return read(ctx, s, GetUserSummary, days(7), from, to)
}

// UserCumulate returns how many followers the account had at the end of each day. A call reads 7 days.
func (s *Service) UserCumulate(ctx context.Context, from, to endpoint.Date) (List[UserCumulate], error) {
	return read(ctx, s, GetUserCumulate, days(7), from, to)
}

// BizSummary returns how all published articles did together, a row for each day from [FirstPublished] on. A call reads
// 30 days.
func (s *Service) BizSummary(ctx context.Context, from, to endpoint.Date) (List[BizSummary], error) {
	return read(ctx, s, GetBizSummary, published(30), from, to)
}

// ArticleRead returns how many people read the published articles, a row for each day, from [FirstPublished] on, and
// article. A call reads one day.
func (s *Service) ArticleRead(ctx context.Context, from, to endpoint.Date) (List[ArticleRead], error) {
	return read(ctx, s, GetArticleRead, published(1), from, to)
}

// ArticleShare returns how many people shared the published articles, a row for each day, from [FirstPublished] on, and
// article. A call reads one day.
func (s *Service) ArticleShare(ctx context.Context, from, to endpoint.Date) (List[ArticleShare], error) {
	return read(ctx, s, GetArticleShare, published(1), from, to)
}

// ArticleTotalDetail returns the articles that were published in the range, from [FirstPublished] on, and how each did
// in the 30 days after it. A call reads one day.
func (s *Service) ArticleTotalDetail(ctx context.Context, from, to endpoint.Date) (List[ArticleTotalDetail], error) {
	return read(ctx, s, GetArticleTotalDetail, published(1), from, to)
}

// UpstreamMsg returns how many messages users sent, a row for each day and type. A call reads 7 days.
func (s *Service) UpstreamMsg(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsg], error) {
	return read(ctx, s, GetUpstreamMsg, days(7), from, to)
}

// UpstreamMsgHour returns how many messages users sent, a row for each hour and type. A call reads one day.
func (s *Service) UpstreamMsgHour(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsgHour], error) {
	return read(ctx, s, GetUpstreamMsgHour, days(1), from, to)
}

// UpstreamMsgWeek returns how many messages users sent in the weeks that begin in the range, a row for each week and
// type. A week begins on Monday, and its figures are ready when it is over. A call reads one week.
func (s *Service) UpstreamMsgWeek(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsg], error) {
	return read(ctx, s, GetUpstreamMsgWeek, weeks, from, to)
}

// UpstreamMsgMonth returns how many messages users sent in the months that begin in the range, a row for each month and
// type. A month's figures are ready when it is over. A call reads one month.
func (s *Service) UpstreamMsgMonth(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsg], error) {
	return read(ctx, s, GetUpstreamMsgMonth, months, from, to)
}

// UpstreamMsgDist returns how many users sent few or many messages, a row for each day and interval. A call reads
// 15 days.
func (s *Service) UpstreamMsgDist(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsgDist], error) {
	return read(ctx, s, GetUpstreamMsgDist, days(15), from, to)
}

// UpstreamMsgDistWeek returns how many users sent few or many messages in the weeks that begin in the range, as
// [Service.UpstreamMsgWeek] does.
func (s *Service) UpstreamMsgDistWeek(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsgDist], error) {
	return read(ctx, s, GetUpstreamMsgDistWeek, weeks, from, to)
}

// UpstreamMsgDistMonth returns how many users sent few or many messages in the months that begin in the range, as
// [Service.UpstreamMsgMonth] does.
func (s *Service) UpstreamMsgDistMonth(ctx context.Context, from, to endpoint.Date) (List[UpstreamMsgDist], error) {
	return read(ctx, s, GetUpstreamMsgDistMonth, months, from, to)
}

// InterfaceSummary returns how the account's server answered the platform's pushes, a row for each day. A call reads
// 30 days.
func (s *Service) InterfaceSummary(ctx context.Context, from, to endpoint.Date) (List[InterfaceSummary], error) {
	return read(ctx, s, GetInterfaceSummary, days(30), from, to)
}

// InterfaceSummaryHour returns how the account's server answered the platform's pushes, a row for each hour. A call
// reads one day.
func (s *Service) InterfaceSummaryHour(
	ctx context.Context,
	from, to endpoint.Date,
) (List[InterfaceSummaryHour], error) {
	return read(ctx, s, GetInterfaceSummaryHour, days(1), from, to)
}
