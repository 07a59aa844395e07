package mass

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	api "github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// limits counts what a subscription account may send in a day, and what a follower of a service account may get in a
// month. Days and months are those of China.
type limits struct {
	day      string // the day of the subscription account's last message
	month    string // the month of received
	received map[*core.Person]int
}

// maxReceived is how many mass messages a follower of a service account gets in a month.
const maxReceived = 4

// use takes the day's message of a subscription account. The error is 45028 if it is used up.
func (l *limits) use(tx *core.Tx) error {
	day := tx.Now().In(core.China).Format(time.DateOnly)
	switch {
	case tx.Rules().Kind != endpoint.SubscriptionAccount:
		return nil
	case l.day == day:
		return core.Refuse(
			endpoint.ErrMassQuota,
			"A subscription account sends one mass message a day, and today's is used up. The day ends at midnight in China: set the clock ahead.",
			"订阅号每天可群发 1 条，今日额度已用完。北京时间零点重置，可将时钟调快。",
		)
	}
	l.day = day
	return nil
}

// filter returns those who can get a message now, each of them once.
func (l *limits) filter(tx *core.Tx, to []*core.Person) (left []*core.Person) {
	if month := tx.Now().In(core.China).Format("2006-01"); l.month != month || l.received == nil {
		l.month, l.received = month, map[*core.Person]int{}
	}
	seen := map[*core.Person]bool{}
	for _, u := range to {
		again := seen[u]
		seen[u] = true
		full := tx.Rules().Kind == endpoint.ServiceAccount && l.received[u] >= maxReceived
		if !again && !full && u.Following && !u.Blacklisted {
			left = append(left, u)
		}
	}
	return left
}

// clients remembers the client ids of mass messages.
type clients struct{ byID core.Recent[*client] }

// client is a mass message under its client id.
type client struct {
	msgID       int64
	sent, tried time.Time // when it was sent, and when its id was last tried
}

// How long a client id is kept, and how long the tries with it must be apart.
const (
	clientLife  = 24 * time.Hour
	clientPause = time.Minute
)

// longClientID is the longest clientmsgid by the platform's older page, in bytes.
const longClientID = 64

// clientIDOf returns the client id of a message: the caller's own, or one made of the receivers and the content.
func clientIDOf(tx *core.Tx, receivers string, in api.Content, id string) (string, error) {
	switch n := len(id); {
	case n > longClientID:
		return "", core.Refuse(endpoint.ErrClientMsgIDTooLong,
			fmt.Sprintf("clientmsgid has %d bytes; it may have %d.", n, api.MaxClientMsgID),
			fmt.Sprintf("clientmsgid 为 %d 字节，最多 %d 字节。", n, api.MaxClientMsgID))
	case n > api.MaxClientMsgID:
		tx.Warn(
			fmt.Sprintf("clientmsgid has %d bytes. The platform's page allows %d, an older one %d.",
				n, api.MaxClientMsgID, longClientID),
			fmt.Sprintf("clientmsgid 为 %d 字节。现行文档最多 %d 字节，旧文档为 %d 字节。", n, api.MaxClientMsgID, longClientID),
		)
	case n == 0:
		body, err := endpoint.EncodeJSON(in)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256(append([]byte(receivers+"\x00"), body...))
		return "made:" + hex.EncodeToString(sum[:]), nil
	}
	return "given:" + id, nil
}

// check refuses a client id that is known: 45066 within a minute, 45065 with the earlier msg_id after that.
func (c *clients) check(tx *core.Tx, id string) error {
	known := c.byID.Get(id)
	switch {
	case known == nil || !tx.Now().Before(known.sent.Add(clientLife)):
		return nil
	case tx.Now().Before(known.tried.Add(clientPause)):
		return core.Refuse(
			endpoint.ErrClientMsgIDTooFast,
			fmt.Sprintf(
				"The message %d had the same clientmsgid less than a minute ago. Without a clientmsgid the receivers and the content make it.",
				known.msgID,
			),
			fmt.Sprintf("不到一分钟前，消息 %d 使用了相同的 clientmsgid。未填写时由接收者和内容生成。", known.msgID),
		)
	}
	known.tried = tx.Now()
	return &core.Refusal{
		Code:    endpoint.ErrClientMsgIDExists,
		Members: api.Sent{MsgID: endpoint.Number(known.msgID)},
		Problem: record.Problem{
			EN: fmt.Sprintf(
				"The message %d had the same clientmsgid within 24 hours, so this one is not sent. Without a clientmsgid the receivers and the content make it.",
				known.msgID,
			),
			ZH: fmt.Sprintf("24 小时内消息 %d 使用了相同的 clientmsgid，本次不再发送。未填写时由接收者和内容生成。", known.msgID),
		},
	}
}

func (c *clients) put(tx *core.Tx, id string, msgID int64) {
	c.byID.Put(id, &client{msgID, tx.Now(), tx.Now()}, maxMailings)
}
