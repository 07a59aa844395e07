package control

import (
	"net/http"
	"strconv"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// exchangeOperations adds the operations on the recorded exchanges.
func (c *control) exchangeOperations() {
	get(c, "exchanges", words("the last exchanges, newest first", "最近的往来记录，最新的在前"), c.exchanges,
		parameter{"after", words("only those with a larger id", "仅返回编号更大的记录")},
		parameter{"limit", words("how many at most; 500 unless set", "最多条数，默认 500")},
		parameter{"problems", words("true: only those with a problem", "true 表示仅返回有问题的记录")})
	get(c, "exchanges/{id}", words("one exchange", "一条记录"), c.exchange)
	withoutBody(
		c,
		http.MethodDelete,
		"exchanges",
		words("forgets the exchanges", "清空往来记录"),
		func(*http.Request) (nothing, error) {
			c.Do((*core.Tx).ForgetExchanges)
			return nothing{}, nil
		},
	)
	post(
		c,
		"exchanges/{id}/push",
		words("pushes the message of an exchange again, or edited XML in its place", "重新发送该记录中的推送，或改为推送编辑后的 XML"),
		c.pushAgain,
		waitParameter,
	)
}

type (
	exchangesOut struct {
		Exchanges []record.Exchange `json:"exchanges"`
	}
	exchangeOut struct {
		Exchange record.Exchange `json:"exchange"`
	}
)

func (c *control) exchanges(r *http.Request) (exchangesOut, error) {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit <= 0 {
		limit = core.MaxExchanges
	}
	out := exchangesOut{[]record.Exchange{}}
	c.Do(func(tx *core.Tx) {
		all := tx.Exchanges()
		for i := len(all) - 1; i >= 0 && len(out.Exchanges) < limit; i-- {
			if all[i].ID > after && (q.Get("problems") != "true" || all[i].Problem != nil) {
				out.Exchanges = append(out.Exchanges, all[i].Exchange)
			}
		}
	})
	return out, nil
}

func (c *control) exchange(r *http.Request) (out record.Exchange, err error) {
	c.Do(func(tx *core.Tx) {
		if x := tx.FindExchange(exchangeID(r)); x != nil {
			out = x.Exchange
			return
		}
		err = core.NoExchange()
	})
	return out, err
}

// exchangeID returns the id in the path, or 0 if it is not a number.
func exchangeID(r *http.Request) int64 {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	return id
}

// editedIn is a push in place of the exchange's own. Without XML the message itself is pushed again.
type editedIn struct {
	XML   string `json:"xml"`
	Fresh bool   `json:"fresh"` // with a new MsgId and CreateTime
}

// pushAgain pushes the message of an exchange again, as it was or edited.
func (c *control) pushAgain(r *http.Request, in editedIn) (exchangeOut, error) {
	repeat := func() (func() record.Exchange, error) { return c.delivery.Repeat(exchangeID(r)) }
	if in.XML != "" {
		repeat = func() (func() record.Exchange, error) {
			return c.delivery.RepeatEdited(exchangeID(r), []byte(in.XML), in.Fresh)
		}
	}
	push, err := repeat()
	switch {
	case err != nil:
		return exchangeOut{}, err
	case !wantsToWait(r):
		return exchangeOut{}, c.inBackground(func() { push() })
	}
	return exchangeOut{push()}, nil
}
