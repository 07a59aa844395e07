package core

import (
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// How often the counts can be cleared in a month: those of all endpoints together, and those of single endpoints.
const (
	maxClears     = 10
	maxPathClears = 50
)

// Limits where the platform documents none, which are choices of the sandbox, and the number that stands for no limit.
const (
	defaultDaily = 100_000
	unlimited    = 1_000_000_000
	perMinute    = 10_000 // only documented for stable_token
)

// quotas counts calls by path.
type quotas struct {
	day            string // the day of used, in China
	used           map[string]int64
	minute         int64 // the minute of usedThisMinute, counted from 1970
	usedThisMinute map[string]int64
	month          string // the month of clears and pathClears, in China
	clears         int
	pathClears     int
}

// startPeriods clears the counts of past days and months. Days and months are those of China.
func (q *quotas) startPeriods(now time.Time) {
	if day := now.In(China).Format(time.DateOnly); q.day != day {
		q.day, q.used = day, map[string]int64{}
	}
	if month := now.In(China).Format("2006-01"); q.month != month {
		q.month, q.clears, q.pathClears = month, 0, 0
	}
}

// Endpoint returns the endpoint at a path; ok is false if there is none.
func (tx *Tx) Endpoint(path string) (e endpoint.Spec, ok bool) {
	e, ok = tx.p.endpoints[path]
	return e, ok
}

// UseQuota counts a call. The error is 45009 or 45011 if the quotas are switched on and used up.
func (tx *Tx) UseQuota(e endpoint.Spec) error {
	q := &tx.quotas
	q.startPeriods(tx.now)
	if minute := tx.now.Unix() / 60; minute != q.minute {
		q.minute, q.usedThisMinute = minute, map[string]int64{}
	}
	switch {
	case !tx.rules.Quotas || strings.HasPrefix(e.Path, clearPathPrefix):
	case q.used[e.Path] >= tx.DailyLimit(e):
		return Refuse(
			endpoint.ErrAPIDailyQuota,
			fmt.Sprintf(
				"The account's %d calls of %s a day are used up. The count starts again at midnight in China, or after clear_quota (10 times a month).",
				tx.DailyLimit(e),
				e.Name,
			),
			fmt.Sprintf("%s 今日 %d 次的调用额度已用完。北京时间零点重置，也可调用 clear_quota（每月 10 次）。", e.Name, tx.DailyLimit(e)),
		)
	case q.usedThisMinute[e.Path] >= perMinute:
		return endpoint.ErrAPIMinuteQuota
	}
	q.used[e.Path]++
	q.usedThisMinute[e.Path]++
	return nil
}

// clearPathPrefix is the prefix of the endpoints that clear the quotas. They have no quota, because they must work when
// the quotas are used up.
const clearPathPrefix = "/cgi-bin/clear_quota"

// DailyLimit returns how often the account may call an endpoint in a day.
func (tx *Tx) DailyLimit(e endpoint.Spec) int64 {
	limit := e.Daily.Normal
	if tx.rules.Kind == endpoint.TestAccount && e.Daily.Test > 0 {
		limit = e.Daily.Test
	}
	switch limit {
	case 0:
		return defaultDaily
	case endpoint.Unlimited:
		return unlimited
	}
	return int64(limit)
}

// UsedToday returns how often a path was called today.
func (tx *Tx) UsedToday(path string) int64 {
	tx.quotas.startPeriods(tx.now)
	return tx.quotas.used[path]
}

// ClearPath clears the count of one path. The error is 48006 if the month's limit is used up.
func (tx *Tx) ClearPath(path string) error {
	tx.quotas.startPeriods(tx.now)
	if tx.quotas.pathClears == maxPathClears {
		return endpoint.ErrClearQuotaLimit
	}
	tx.quotas.pathClears++
	delete(tx.quotas.used, path)
	return nil
}

// ClearQuotas clears the counts of all paths. The error is 48006 if the month's limit is used up.
func (tx *Tx) ClearQuotas() error {
	tx.quotas.startPeriods(tx.now)
	if tx.quotas.clears == maxClears {
		return endpoint.ErrClearQuotaLimit
	}
	tx.quotas.clears++
	clear(tx.quotas.used)
	return nil
}
