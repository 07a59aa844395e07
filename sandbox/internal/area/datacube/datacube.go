// Package datacube has the endpoints for statistics. They tell what happened in the sandbox, by package core's counts.
package datacube

import (
	"encoding/json"
	"fmt"
	"time"

	api "github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes. The numbers are the days that a call may ask for; those of weeks and months are of
// the older pages, since the present ones contradict themselves.
func Routes() []route.Route {
	return []route.Route{
		handle(api.GetUserSummary, 7, daily(userSummary)),
		handle(api.GetUserCumulate, 7, daily(userCumulate)),
		handlePublished(api.GetBizSummary, 30, daily(bizSummary)),
		handlePublished(api.GetArticleRead, 1, daily(articleRead)),
		handlePublished(api.GetArticleShare, 1, nothing[api.ArticleShare]),
		handlePublished(api.GetArticleTotalDetail, 1, articleTotalDetail),
		handle(api.GetUpstreamMsg, 7, daily(messages)),
		handle(api.GetUpstreamMsgHour, 1, daily(messagesByHour)),
		handle(api.GetUpstreamMsgWeek, 30, weekly(messages)),
		handle(api.GetUpstreamMsgMonth, 30, monthly(messages)),
		handle(api.GetUpstreamMsgDist, 15, daily(senders)),
		handle(api.GetUpstreamMsgDistWeek, 30, weekly(senders)),
		handle(api.GetUpstreamMsgDistMonth, 30, monthly(senders)),
		handle(api.GetInterfaceSummary, 30, daily(answers)),
		handle(api.GetInterfaceSummaryHour, 1, daily(answersByHour)),
		handle(api.GetArticleSummary, 1, daily(articleSummary)),
		handle(api.GetArticleTotal, 1, articleTotal),
		handle(api.GetUserRead, 3, daily(userRead)),
		handle(api.GetUserReadHour, 1, daily(userReadByHour)),
		handle(api.GetUserShare, 7, nothing[api.UserShare]),
		handle(api.GetUserShareHour, 1, nothing[api.UserShareHour]),
	}
}

// state is empty: the counts are in package core.
type state struct{}

// days is a range of days, both ends included.
type days struct{ first, last endpoint.Date }

// report makes the rows of a call, from the days that it asks for and the last day whose figures are ready.
type report[Row any] func(tx *core.Tx, asked days, ready endpoint.Date) []Row

// handle makes the route of an endpoint that can be asked for so many days.
func handle[Row any](e endpoint.Endpoint[api.Days, api.List[Row]], most int, rows report[Row]) route.Route {
	return route.Handle(e, answer(most, rows), route.Checks(datesAreDates))
}

// handlePublished is handle for an endpoint whose answer says whether it is late.
func handlePublished[Row any](e endpoint.Endpoint[api.Days, api.List[Row]], most int, rows report[Row]) route.Route {
	list := answer(most, rows)
	return route.Handle(e, func(tx *core.Tx, s *state, in api.Days) (api.List[Row], error) {
		out, err := list(tx, s, in)
		out.IsDelay = endpoint.Some(in.End.Compare(readyDay(tx.Now())) > 0)
		return out, err
	}, route.Checks(datesAreDates))
}

// answer makes the handler of an endpoint.
func answer[Row any](most int, rows report[Row]) route.Handler[state, api.Days, api.List[Row]] {
	return func(tx *core.Tx, _ *state, in api.Days) (api.List[Row], error) {
		if err := checkDays(tx, in, most); err != nil {
			return api.List[Row]{}, err
		}
		list := []Row{} // which is not null in JSON
		return api.List[Row]{Rows: append(list, rows(tx, days{in.Begin, in.End}, readyDay(tx.Now()))...)}, nil
	}
}

// nothing is the report of what the sandbox does not count.
func nothing[Row any](*core.Tx, days, endpoint.Date) []Row { return nil }

// daily makes a report of the rows about single days.
func daily[Row any](rows func(*core.Tx, days) []Row) report[Row] {
	return reportBy(rows, func(d endpoint.Date) (last endpoint.Date, begins bool) { return d, true })
}

// weekly makes a report of the rows about the weeks that begin on the days of a call. A week begins on Monday.
func weekly[Row any](rows func(*core.Tx, days) []Row) report[Row] {
	return reportBy(rows, func(d endpoint.Date) (last endpoint.Date, begins bool) {
		return d.Add(6), d.Start().Weekday() == time.Monday
	})
}

// monthly makes a report of the rows about the months that begin on the days of a call.
func monthly[Row any](rows func(*core.Tx, days) []Row) report[Row] {
	return reportBy(rows, func(d endpoint.Date) (last endpoint.Date, begins bool) {
		return endpoint.DateOf(d.Start().AddDate(0, 1, -1)), d.Day == 1
	})
}

// reportBy makes a report of the rows about units of time. unit returns the last day of the unit that begins on a day,
// and whether one does. A unit has no rows before the figures of all its days are ready.
func reportBy[Row any](
	rows func(*core.Tx, days) []Row,
	unit func(endpoint.Date) (last endpoint.Date, begins bool),
) report[Row] {
	return func(tx *core.Tx, asked days, ready endpoint.Date) (list []Row) {
		for d := asked.first; d.Compare(asked.last) <= 0; d = d.Add(1) {
			if last, begins := unit(d); begins && last.Compare(ready) <= 0 {
				list = append(list, rows(tx, days{d, last})...)
			}
		}
		return list
	}
}

// readyHour is the hour, in China, at which the figures of the day before are ready.
const readyHour = 8

// readyDay returns the last day whose figures are ready.
func readyDay(now time.Time) endpoint.Date {
	ready := endpoint.DateOf(now).Add(-1)
	if now.In(core.China).Hour() < readyHour {
		ready = ready.Add(-1)
	}
	return ready
}

// datesAreDates refuses dates in another form than the documented one.
func datesAreDates(body []byte) error {
	var in map[string]any
	if json.Unmarshal(body, &in) != nil {
		return nil // invalid JSON is refused when the body is decoded
	}
	for _, name := range []string{"begin_date", "end_date"} {
		text, _ := in[name].(string)
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return core.Refuse(endpoint.ErrDataCubeDateFormat,
				fmt.Sprintf("%s is %q; it is a day such as 2006-01-02.", name, core.Short(text)),
				fmt.Sprintf("%s 为 %q，须为 2006-01-02 形式的日期。", name, core.Short(text)))
		}
	}
	return nil
}

// checkDays refuses a range that the endpoint does not take.
func checkDays(tx *core.Tx, in api.Days, most int) error {
	today := endpoint.DateOf(tx.Now())
	switch {
	case in.End.Compare(in.Begin) < 0:
		return core.Refuse(endpoint.ErrDataCubeDateRange,
			fmt.Sprintf("end_date %s is before begin_date %s.", in.End, in.Begin),
			fmt.Sprintf("end_date %s 早于 begin_date %s。", in.End, in.Begin))
	case in.End.Compare(today) >= 0:
		return core.Refuse(
			endpoint.ErrDataCubeDateRange,
			fmt.Sprintf(
				"end_date is %s; it is yesterday at the latest, %s on the sandbox's clock.",
				in.End,
				today.Add(-1),
			),
			fmt.Sprintf("end_date 为 %s，最晚为昨日，按沙箱时钟即 %s。", in.End, today.Add(-1)),
		)
	case in.End.Compare(in.Begin.Add(most-1)) > 0:
		return core.Refuse(endpoint.ErrDataCubeDateRange,
			fmt.Sprintf("%s to %s are more than the %d days of a call.", in.Begin, in.End, most),
			fmt.Sprintf("%s 至 %s 超过单次可查询的 %d 天。", in.Begin, in.End, most))
	}
	return nil
}
