package core

import (
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// How often counts can be cleared in a month: all of them, and single ones.
const (
	maxClears     = 10
	maxPathClears = 50
)

// Limits where the platform documents none (choices), and where it says that
// there is none.
const (
	otherDaily = 100_000
	unlimited  = 1_000_000_000
	perMinute  = 10_000 // documented for stable_token alone
)

// quotas counts calls by path.
type quotas struct {
	day     string
	used    map[string]int64
	minute  int64            // since 1970
	now     map[string]int64 // calls of the minute
	month   string
	clears  int
	onePath int
}

// turn forgets the counts of former days and months, in China.
func (q *quotas) turn(now time.Time) {
	if day := now.In(China).Format(time.DateOnly); q.day != day {
		q.day, q.used = day, map[string]int64{}
	}
	if month := now.In(China).Format("2006-01"); q.month != month {
		q.month, q.clears, q.onePath = month, 0, 0
	}
}

// Endpoint returns the endpoint at a path.
func (tx *Tx) Endpoint(path string) (endpoint.Spec, bool) {
	e, ok := tx.p.served[path]
	return e, ok
}

// UseQuota counts a call of today. The error is 45009 or 45011 where the
// account has rules about that.
func (tx *Tx) UseQuota(e endpoint.Spec) error {
	q := &tx.quotas
	q.turn(tx.now)
	if minute := tx.now.Unix() / 60; minute != q.minute {
		q.minute, q.now = minute, map[string]int64{}
	}
	switch {
	case !tx.rules.Quotas || strings.HasPrefix(e.Path, clearing):
	case q.used[e.Path] >= tx.DailyLimit(e):
		return Refuse(endpoint.ErrAPIDailyQuota,
			fmt.Sprintf("The account's %d calls of %s a day are used up. They begin anew at midnight in China, or with clear_quota (10 times a month).", tx.DailyLimit(e), e.Name),
			fmt.Sprintf("%s 今日 %d 次的调用额度已用完。北京时间零点重置，也可调用 clear_quota（每月 10 次）。", e.Name, tx.DailyLimit(e)))
	case q.now[e.Path] >= perMinute:
		return endpoint.ErrAPIMinuteQuota
	}
	q.used[e.Path]++
	q.now[e.Path]++
	return nil
}

// clearing is how the paths begin that clear the quotas: they would be of no use
// once the quota is over.
const clearing = "/cgi-bin/clear_quota"

// DailyLimit is how often the account may call an endpoint a day.
func (tx *Tx) DailyLimit(e endpoint.Spec) int64 {
	limit := e.Daily.Normal
	if tx.rules.Kind == endpoint.TestAccount && e.Daily.Test > 0 {
		limit = e.Daily.Test
	}
	switch limit {
	case 0:
		return otherDaily
	case endpoint.Unlimited:
		return unlimited
	}
	return int64(limit)
}

// Used is how often a path was called today.
func (tx *Tx) Used(path string) int64 {
	tx.quotas.turn(tx.now)
	return tx.quotas.used[path]
}

// ClearPath forgets the calls of one path.
func (tx *Tx) ClearPath(path string) error {
	tx.quotas.turn(tx.now)
	if tx.quotas.onePath == maxPathClears {
		return endpoint.ErrClearQuotaLimit
	}
	tx.quotas.onePath++
	delete(tx.quotas.used, path)
	return nil
}

// ClearQuotas forgets the calls of every path.
func (tx *Tx) ClearQuotas() error {
	tx.quotas.turn(tx.now)
	if tx.quotas.clears == maxClears {
		return endpoint.ErrClearQuotaLimit
	}
	tx.quotas.clears++
	clear(tx.quotas.used)
	return nil
}
