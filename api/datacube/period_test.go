package datacube_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
)

// A day's figures are ready at 8:00 of the next day in China, wherever the program runs.
func TestLatest(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-27T07:59:59+08:00": "2026-11-25",
		"2026-11-27T08:00:00+08:00": "2026-11-26",
		"2026-11-27T23:59:59+08:00": "2026-11-26",
		"2026-11-26T16:00:00-08:00": "2026-11-26",
		"2026-11-26T23:59:59Z":      "2026-11-25",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := datacube.Latest(at); got.String() != want {
			t.Errorf("at %s: %s, want %s", now, got, want)
		}
		s := datacube.New(&endpoint.Client{}).WithClock(func() time.Time { return at })
		if got := s.Latest(); got.String() != want {
			t.Errorf("the service's clock is at %s: %s, want %s", now, got, want)
		}
	}
}

// 2028 is a leap year.
func TestDaysAll(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, to, want string }{
		{"2028-02-28", "2028-03-01", "2028-02-28 2028-02-29 2028-03-01"},
		{"2026-12-31", "2026-12-31", "2026-12-31"},
		{"2026-12-31", "2026-12-30", ""},
	} {
		var got []string
		for day := range (datacube.Days{Begin: date(t, tt.from), End: date(t, tt.to)}).All() {
			got = append(got, day.String())
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("from %s to %s: %s", tt.from, tt.to, got)
		}
	}
	end := date(t, "2026-12-31")
	for day := range (datacube.Days{End: end}).All() {
		t.Errorf("without a beginning: %s", day)
	}
	for day := range (datacube.Days{Begin: end, End: endpoint.Date{Year: 2027, Month: 13, Day: 1}}).All() {
		t.Errorf("to a day that is no date: %s", day)
	}
	for range (datacube.Days{Begin: end, End: end.Add(3)}).All() {
		break
	}
}

// Days of which there are no figures are refused before a call. 27 November 2026 is a Friday.
func TestDaysWithoutFigures(t *testing.T) {
	t.Parallel()
	type method = func(ctx context.Context, from, to endpoint.Date) error
	daily := func(s *datacube.Service) method { return outcome(s.UserSummary) }
	published := func(s *datacube.Service) method { return outcome(s.BizSummary) }
	weekly := func(s *datacube.Service) method { return outcome(s.UpstreamMsgWeek) }
	monthly := func(s *datacube.Service) method { return outcome(s.UpstreamMsgDistMonth) }
	for name, tt := range map[string]struct {
		method   func(*datacube.Service) method
		now      string
		from, to string
		code     endpoint.Code // 0 for days that are asked for
		text     string
	}{
		"yesterday":             {daily, "2026-11-27 08:00", "2026-11-26", "2026-11-26", 0, ""},
		"the first day":         {daily, "2026-11-27 08:00", "2014-12-01", "2014-12-01", 0, ""},
		"the first article day": {published, "2026-11-27 08:00", "2025-11-01", "2025-11-01", 0, ""},
		"a week that is over":   {weekly, "2026-11-23 08:00", "2026-11-16", "2026-11-22", 0, ""},
		"one Monday":            {weekly, "2026-11-27 08:00", "2026-11-10", "2026-11-17", 0, ""},
		"a month that is over":  {monthly, "2026-12-01 08:00", "2026-11-01", "2026-11-30", 0, ""},
		"yesterday before eight": {
			daily, "2026-11-27 07:59", "2026-11-20", "2026-11-26", 61503,
			"datacube: end_date is 2026-11-26, and the figures of that day are ready on 2026-11-27 at 8:00 in China: end with 2026-11-25 at the latest",
		},
		"today": {
			daily, "2026-11-27 12:00", "2026-11-27", "2026-11-27", 61501,
			"datacube: end_date is 2026-11-27, and the figures of that day are ready on 2026-11-28 at 8:00 in China: end with 2026-11-26 at the latest",
		},
		"before the first day": {
			daily, "2026-11-27 12:00", "2014-11-30", "2014-12-01", 61501,
			"datacube: begin_date is 2014-11-30, and there are no figures of that time: begin with 2014-12-01 or later",
		},
		"before the first article day": {
			published, "2026-11-27 12:00", "2025-10-31", "2025-11-01", 61501,
			"datacube: begin_date is 2025-10-31, and there are no figures of that time: begin with 2025-11-01 or later",
		},
		"backwards": {
			daily, "2026-11-27 12:00", "2026-11-02", "2026-11-01", 61501,
			"datacube: end_date is 2026-11-01, before begin_date 2026-11-02: give the earlier day first",
		},
		"this week": {
			weekly, "2026-11-27 12:00", "2026-11-16", "2026-11-26", 61503,
			"datacube: end_date is 2026-11-26, and the figures of the week of 2026-11-23 are ready on 2026-11-30 at 8:00 in China: end with 2026-11-22 at the latest",
		},
		"last week before eight": {
			weekly, "2026-11-23 07:59", "2026-11-16", "2026-11-22", 61503,
			"datacube: end_date is 2026-11-22, and the figures of the week of 2026-11-16 are ready on 2026-11-23 at 8:00 in China: end with 2026-11-15 at the latest",
		},
		"no Monday": {
			weekly, "2026-11-27 12:00", "2026-11-10", "2026-11-15", 61501,
			"datacube: begin_date is 2026-11-10, in the middle of the week of 2026-11-09: begin with its first day, 2026-11-09",
		},
		"this month": {
			monthly, "2026-11-27 12:00", "2026-10-01", "2026-11-01", 61503,
			"datacube: end_date is 2026-11-01, and the figures of the month of 2026-11-01 are ready on 2026-12-01 at 8:00 in China: end with 2026-10-31 at the latest",
		},
		"no first of a month": {
			monthly, "2026-11-27 12:00", "2026-10-02", "2026-10-31", 61501,
			"datacube: begin_date is 2026-10-02, in the middle of the month of 2026-10-01: begin with its first day, 2026-10-01",
		},
	} {
		s, got := asked(t, `{"list":[]}`)
		err := tt.method(s.WithClock(at(t, tt.now)))(t.Context(), date(t, tt.from), date(t, tt.to))
		if tt.text == "" {
			if err != nil || len(*got) != 1 {
				t.Errorf("%s: %v after %d calls", name, err, len(*got))
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text || len(*got) != 0 {
			t.Errorf("%s: got %v after %d calls, want %d %s", name, err, len(*got), int(tt.code), tt.text)
		}
	}
}

func TestDaysOutsideTheCalendar(t *testing.T) {
	t.Parallel()
	s, got := asked(t, `{"list":[]}`)
	fine := date(t, "2026-11-01")
	for text, days := range map[string]datacube.Days{
		"datacube: begin_date is empty: give a day, such as datacube.Latest(time.Now())": {End: fine},
		"datacube: end_date is 2026-02-30: give a day of the calendar":                   {Begin: fine, End: endpoint.Date{Year: 2026, Month: 2, Day: 30}},
	} {
		_, err := s.UserRead(t.Context(), days.Begin, days.End)
		if !errors.Is(err, endpoint.ErrDataCubeDateFormat) || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
	if len(*got) != 0 {
		t.Errorf("asked for %v", *got)
	}
}
