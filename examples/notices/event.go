package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
)

// The kinds of an event.
const (
	paid    = "paid"    // brings a template message (模板消息), to a follower
	shipped = "shipped" // brings a subscription notice (订阅通知), to a user who has agreed to one
)

// event is what the shop's order system tells, a line of JSON each.
type event struct {
	Kind    string    `json:"kind"`
	OpenID  string    `json:"openid"`
	Order   string    `json:"order"` // the order's number: letters, digits and symbols, at most 32
	Goods   string    `json:"goods"` // a longer name is cut
	Fen     int64     `json:"fen"`   // of paid: the amount in fen
	Carrier string    `json:"carrier"`
	At      time.Time `json:"at"`
}

// maxThing is how many characters the value of a keyword "thing" may have.
const maxThing = 20

// cut shortens a text to a number of characters.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}

// paidMessage is the message about a payment, with a value for each keyword of the template. A value that breaks the
// rule of its keyword's type is refused by the client, and no call is made.
func (e event) paidMessage(templateID, page string) template.Message {
	return template.Message{
		TemplateID:  templateID,
		URL:         page,
		ClientMsgID: e.Order, // the platform sends one of those that come within ten minutes
		Data: template.Data{
			"character_string1": keyword.Text(e.Order),
			"thing2":            keyword.Text(cut(e.Goods, maxThing)),
			"amount3":           keyword.Fen(e.Fen),
			"time4":             keyword.Time(e.At),
		},
	}
}

// shippedNotice is the notice about a parcel.
func (e event) shippedNotice(templateID, page string) subscribe.Message {
	return subscribe.Message{
		TemplateID: templateID,
		Page:       page,
		Data: subscribe.Data{
			"character_string1": keyword.Text(e.Order),
			"thing2":            keyword.Text(cut(e.Goods, maxThing)),
			"thing3":            keyword.Text(cut(e.Carrier, maxThing)),
			"time4":             keyword.Time(e.At),
		},
	}
}

// events returns the events of a stream, until it ends. An error takes the place of a line that is no event.
func events(in io.Reader) iter.Seq2[event, error] {
	return func(yield func(event, error) bool) {
		lines := bufio.NewReader(in)
		for n := 1; ; n++ {
			line, ended := lines.ReadBytes('\n')
			if len(line) > 0 {
				var e event
				err := json.Unmarshal(line, &e)
				if err != nil {
					err = fmt.Errorf("line %d is no event: %w", n, err)
				}
				if !yield(e, err) {
					return
				}
			}
			if ended != nil {
				if !errors.Is(ended, io.EOF) {
					yield(event{}, ended)
				}
				return
			}
		}
	}
}
