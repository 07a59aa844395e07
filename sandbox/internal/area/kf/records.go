package kf

import (
	"fmt"
	"time"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

const (
	maxPage    = 10_000 // records of one call
	maxSpan    = 24 * time.Hour
	maxRecords = 10_000 // that the sandbox keeps
)

// record keeps what an agent or a user wrote in a session. The present page of the platform has the codes of these two
// alone, so the sandbox keeps nothing else.
func (s *state) record(tx *core.Tx, x *Session, code api.OperCode, e record.Entry) {
	text := e.Text
	if e.Type != "text" {
		text = "[" + e.Type + "]"
	}
	s.lastID++
	s.records = append(s.records, api.Record{
		OpenID: x.User.OpenID, OperCode: code, Text: text, Time: endpoint.At(tx.Now()), Worker: x.Agent.Account,
	})
	s.records = s.records[max(0, len(s.records)-maxRecords):]
}

// listRecords handles msgrecord/getmsglist. The records of both the first and the last second are listed, which is a
// choice of the sandbox.
func listRecords(_ *core.Tx, s *state, in api.RecordsIn) (api.RecordsOut, error) {
	switch span := in.EndTime.Sub(in.StartTime.Time); {
	case in.StartTime.IsZero() || in.EndTime.IsZero() || span < 0 || in.MsgID < 1 || in.Number < 1 || in.Number > maxPage:
		return api.RecordsOut{}, core.Refuse(
			endpoint.ErrKFInvalidParameter,
			fmt.Sprintf(
				"starttime and endtime are Unix seconds, the earlier first; msgid is 1 or more; number is 1 to %d.",
				maxPage,
			),
			fmt.Sprintf("starttime、endtime 须为 Unix 秒且先后有序；msgid 须不小于 1；number 须为 1 到 %d。", maxPage),
		)
	case span > maxSpan:
		return api.RecordsOut{}, endpoint.ErrKFTimeRange
	}
	out := api.RecordsOut{Records: []api.Record{}}
	first := s.lastID - int64(len(s.records)) + 1
	for i, r := range s.records {
		id := endpoint.Number(first + int64(i))
		if id >= in.MsgID && !r.Time.Before(in.StartTime.Time) && !r.Time.After(in.EndTime.Time) &&
			out.Number < in.Number {
			out.Records = append(out.Records, r)
			out.Number, out.MsgID = out.Number+1, id+1
		}
	}
	return out, nil
}
