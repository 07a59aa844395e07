package datacube

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The endpoints below answer, but the platform no longer maintains them. Their present pages name no largest number of
// days; these are the numbers of the older pages.

// ArticleSummary returns how mass-sent articles were read, a row for each day and article. A call reads one day.
//
// Deprecated: Use [Service.ArticleRead] and [Service.ArticleShare].
func (s *Service) ArticleSummary(ctx context.Context, from, to endpoint.Date) (List[ArticleSummary], error) {
	return read(ctx, s, GetArticleSummary, days(1), from, to)
}

// ArticleTotal returns the articles that were sent in the range, and how each was read in the seven days from then on.
// A call reads one day.
//
// Deprecated: Use [Service.ArticleTotalDetail].
func (s *Service) ArticleTotal(ctx context.Context, from, to endpoint.Date) (List[ArticleTotal], error) {
	return read(ctx, s, GetArticleTotal, days(1), from, to)
}

// UserRead returns how all mass-sent articles were read, a row for each day and source of readers. A call reads 3 days.
//
// Deprecated: Use [Service.BizSummary].
func (s *Service) UserRead(ctx context.Context, from, to endpoint.Date) (List[UserRead], error) {
	return read(ctx, s, GetUserRead, days(3), from, to)
}

// UserReadHour returns how all mass-sent articles were read, a row for each hour and source of readers. A call reads
// one day.
//
// Deprecated: Use [Service.BizSummary], which has no hours.
func (s *Service) UserReadHour(ctx context.Context, from, to endpoint.Date) (List[UserReadHour], error) {
	return read(ctx, s, GetUserReadHour, days(1), from, to)
}

// UserShare returns how all mass-sent articles were shared, a row for each day and place. A call reads 7 days.
//
// Deprecated: Use [Service.BizSummary], which has no places.
func (s *Service) UserShare(ctx context.Context, from, to endpoint.Date) (List[UserShare], error) {
	return read(ctx, s, GetUserShare, days(7), from, to)
}

// UserShareHour returns how all mass-sent articles were shared, a row for each hour and place. A call reads one day.
//
// Deprecated: Use [Service.BizSummary], which has neither hours nor places.
func (s *Service) UserShareHour(ctx context.Context, from, to endpoint.Date) (List[UserShareHour], error) {
	return read(ctx, s, GetUserShareHour, days(1), from, to)
}
