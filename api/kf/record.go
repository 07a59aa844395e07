package kf

import (
	"context"
	"iter"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Bounds of one call of [GetMsgList].
const (
	MaxRecords = 10_000         // records on a page
	MaxSpan    = 24 * time.Hour // from the first to the last of them
)

// Records returns what agents and users wrote to each other between two times, to the second and with both of them.
// Pages of [MaxRecords] are fetched as the loop needs them; a range longer than [MaxSpan] is split. An error ends the
// loop; it comes with a zero record. A range that ends before it begins, or has a zero time, is not requested: the error
// is an [*endpoint.FieldError].
func (s *Service) Records(ctx context.Context, from, to time.Time) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		first := RecordsIn{StartTime: endpoint.At(from), EndTime: endpoint.At(to), MsgID: 1, Number: MaxRecords}
		if err := checkRange(first); err != nil {
			yield(Record{}, err)
			return
		}
		// The documents do not say whether a call returns the records of its last second. Therefore two parts of a range
		// have a second in common, and skip says that its records came with the part before.
		skip := false
		for in := range first.split() {
			atEnd := false
			for r, err := range s.records(ctx, in) {
				if err == nil && skip && r.Time.Equal(in.StartTime.Time) {
					continue
				}
				if !yield(r, err) || err != nil {
					return
				}
				atEnd = atEnd || r.Time.Equal(in.EndTime.Time)
			}
			skip = atEnd
		}
	}
}

// split returns the parts of a range of at most [MaxSpan] each.
func (in RecordsIn) split() iter.Seq[RecordsIn] {
	return func(yield func(RecordsIn) bool) {
		for end := in.EndTime; ; in.StartTime = in.EndTime {
			in.EndTime = end
			if most := in.StartTime.Add(MaxSpan); most.Before(end.Time) {
				in.EndTime = endpoint.At(most)
			}
			if !yield(in) || in.EndTime == end {
				return
			}
		}
	}
}

// records returns the records of one part of a range.
func (s *Service) records(ctx context.Context, in RecordsIn) iter.Seq2[Record, error] {
	pages := endpoint.Pages(ctx, s.client, GetMsgList, in, endpoint.Advance)
	return endpoint.Items(pages, func(page RecordsOut) []Record { return page.Records })
}

// RecordsIn is the input of [GetMsgList].
type RecordsIn struct {
	StartTime endpoint.Time `json:"starttime"` // the first second of the range
	EndTime   endpoint.Time `json:"endtime"`   // at most [MaxSpan] after StartTime
	// MsgID is where the page begins: 1 for the first page, and then the MsgID of the page before.
	MsgID  endpoint.Number `json:"msgid"`
	Number endpoint.Number `json:"number"` // at most [MaxRecords]
}

// RecordsOut is a page of records.
type RecordsOut struct {
	Records []Record `json:"recordlist"`
	// Number is how many records the page has. There is a further page if it is the number that was asked for.
	Number endpoint.Number `json:"number"`
	MsgID  endpoint.Number `json:"msgid"` // where the next page begins
}

// Next moves the input to the page after the given one. It returns false if that is the last page.
func (in *RecordsIn) Next(page RecordsOut) bool {
	more := page.Number >= in.Number && page.MsgID > in.MsgID
	in.MsgID = page.MsgID
	return more
}

// Page returns the records of the page, and 0: the platform does not say how many there are.
func (out RecordsOut) Page() (records []Record, total int) { return out.Records, 0 }

// Record is something that an agent or a user wrote.
type Record struct {
	OpenID string `json:"openid"` // of the user
	// OperCode says who wrote it.
	OperCode OperCode `json:"opercode"`
	// Text is the text; for a picture, a voice and a video it is "[image]", "[voice]" and "[video]".
	Text   string        `json:"text"`
	Time   endpoint.Time `json:"time"`   // when it was written
	Worker string        `json:"worker"` // the agent, such as "test1@kftest"
}

// OperCode is what a [Record] is about.
type OperCode int64

// UnmarshalJSON reads a number, or one in a string.
func (c *OperCode) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(c).UnmarshalJSON(raw) }

// The kinds of record. The platform's present page has the last two alone; the others are of far older pages.
const (
	OperWaiting     OperCode = 1000 // a session without an agent was created (创建未接入会话)
	OperAccepted    OperCode = 1001 // an agent took a session (接入会话)
	OperStarted     OperCode = 1002 // an agent began a session (主动发起会话)
	OperTransferred OperCode = 1003 // a session went to another agent (转接会话)
	OperClosed      OperCode = 1004 // a session was closed (关闭会话)
	OperTaken       OperCode = 1005 // an agent took a session over (抢接会话)
	OperToAccount   OperCode = 2001 // the account received a message (公众号收到消息)
	OperSent        OperCode = 2002 // the agent sent a message (客服发送消息)
	OperReceived    OperCode = 2003 // the agent received a message of the user (客服收到消息)
)
