package datacube

import (
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about days of which the platform has no figures.
const refuse = field.In("datacube")

// The first days of which the platform has figures. The pages of a few endpoints name First; it is taken for all of
// them but the four about published articles.
var (
	First          = endpoint.Date{Year: 2014, Month: time.December, Day: 1}
	FirstPublished = endpoint.Date{Year: 2025, Month: time.November, Day: 1}
)

// readyHour is the hour, in China, at which the figures of the day before are ready.
const readyHour = 8

// Latest returns the newest day whose figures are ready at the time now: the day before in China, from 8:00.
func Latest(now time.Time) endpoint.Date {
	return endpoint.DateOf(now.Add(-readyHour * time.Hour)).Add(-1)
}

// unit is the time that a row is about. Its first day is the row's date.
type unit int

const (
	day unit = iota
	week
	month
)

// first returns the first day of the unit that d is in.
func (u unit) first(d endpoint.Date) endpoint.Date {
	switch u {
	case week:
		return d.Add(-(int(d.Start().Weekday()+6) % 7)) // weeks begin on Monday
	case month:
		d.Day = 1
	}
	return d
}

// last returns the last day of the unit that d is in.
func (u unit) last(d endpoint.Date) endpoint.Date {
	switch first := u.first(d); u {
	case week:
		return first.Add(6)
	case month:
		return endpoint.DateOf(first.Start().AddDate(0, 1, -1))
	}
	return d
}

// of names the unit that d is in.
func (u unit) of(d endpoint.Date) string {
	return [...]string{"that day", "the week of " + u.first(d).String(), "the month of " + u.first(d).String()}[u]
}

// period says of which days an endpoint has figures, and for how many of them one call may ask.
type period struct {
	unit  unit
	since endpoint.Date
	most  int
}

// The pages about weeks and months contradict themselves on the days of a call: the first and the last must be the
// same, or may be 15 or 30 days apart. A call for the day on which the week or the month begins agrees with all.
var (
	weeks  = period{week, First, 1}
	months = period{month, First, 1}
)

// days is the period of an endpoint whose calls may ask for so many days.
func days(most int) period { return period{day, First, most} }

// published is the same for the endpoints about published articles.
func published(most int) period { return period{day, FirstPublished, most} }

// split divides the days into those of the calls to make: those of one call each, or the days in them on which a week
// or a month begins.
func (p period) split(d Days, now time.Time) (calls []Days, err error) {
	if err := p.check(d, now); err != nil {
		return nil, err
	}
	begin := p.unit.first(d.Begin)
	if begin != d.Begin {
		begin = p.unit.last(begin).Add(1)
	}
	for begin.Compare(d.End) <= 0 {
		end := begin.Add(p.most - 1)
		if end.Compare(d.End) > 0 {
			end = d.End
		}
		calls = append(calls, Days{begin, end})
		begin = p.unit.last(end).Add(1)
	}
	return calls, nil
}

// check refuses days of which there are no figures at the time now.
func (p period) check(d Days, now time.Time) error {
	if err := field.First(checkDate("begin_date", d.Begin), checkDate("end_date", d.End)); err != nil {
		return err
	}
	switch newest := p.newest(now); {
	case d.End.Compare(d.Begin) < 0:
		return refuse.Field("end_date", fmt.Sprintf("is %s, before begin_date %s", d.End, d.Begin), "give the earlier day first").
			With(endpoint.ErrDataCubeDateRange)
	case d.Begin.Compare(p.since) < 0:
		return refuse.Field("begin_date", fmt.Sprintf("is %s, and there are no figures of that time", d.Begin),
			fmt.Sprintf("begin with %s or later", p.since)).With(endpoint.ErrDataCubeDateRange)
	case p.unit.first(d.End).Compare(d.Begin) < 0:
		return refuse.Field("begin_date", fmt.Sprintf("is %s, in the middle of %s", d.Begin, p.unit.of(d.Begin)),
			fmt.Sprintf("begin with its first day, %s", p.unit.first(d.Begin))).With(endpoint.ErrDataCubeDateRange)
	case p.unit.first(d.End).Compare(newest) > 0:
		return refuse.Field("end_date",
			fmt.Sprintf("is %s, and the figures of %s are ready on %s at %d:00 in China",
				d.End, p.unit.of(d.End), p.unit.last(d.End).Add(1), readyHour),
			fmt.Sprintf("end with %s at the latest", p.unit.last(newest))).With(codeOf(d.End, now))
	}
	return nil
}

// newest returns the first day of the newest unit whose figures are ready at the time now.
func (p period) newest(now time.Time) endpoint.Date {
	ready := Latest(now)
	first := p.unit.first(ready)
	if p.unit.last(ready) != ready {
		first = p.unit.first(first.Add(-1))
	}
	return first
}

// codeOf returns the platform's code for a range that ends too late. By the documents a range may end yesterday.
func codeOf(end endpoint.Date, now time.Time) error {
	if end.Compare(endpoint.DateOf(now)) < 0 {
		return endpoint.ErrDataCubeNotReady
	}
	return endpoint.ErrDataCubeDateRange
}

// checkDate refuses a date that is not in the calendar, which is missing or the 30th of February.
func checkDate(path string, d endpoint.Date) error {
	switch {
	case d.IsZero():
		return refuse.Empty(path, "give a day, such as datacube.Latest(time.Now())").
			With(endpoint.ErrDataCubeDateFormat)
	case !d.IsValid():
		return refuse.Field(path, fmt.Sprintf("is %04d-%02d-%02d", d.Year, d.Month, d.Day), "give a day of the calendar").
			With(endpoint.ErrDataCubeDateFormat)
	}
	return nil
}
