package bridge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// coupon is a card that a user has.
type coupon struct{ id, code string }

// wallets has the users' cards, by the user's name.
type wallets struct{ byUser map[string][]coupon }

// maxCoupons is how many cards of a user are kept.
const maxCoupons = 200

func (c *call) coupons() []coupon { return core.State[wallets](c.Tx).byUser[c.holder()] }

// holder returns the name of the user, "" for a browser of which nobody knows whose it is.
func (c *call) holder() string {
	if c.user == nil {
		return ""
	}
	return c.user.Name
}

func (c *call) addCoupon(one coupon) {
	s := core.State[wallets](c.Tx)
	if s.byUser == nil {
		s.byUser = map[string][]coupon{}
	}
	have := s.byUser[c.holder()]
	s.byUser[c.holder()] = append(have[max(0, len(have)-maxCoupons+1):], one)
}

type cardListArgs struct {
	Cards []cardItem `json:"card_list"`
}

type cardItem struct {
	ID   string `json:"card_id"`
	Ext  string `json:"card_ext,omitempty"`
	Code string `json:"code,omitempty"`
}

// cardExt is the JSON in card_ext.
type cardExt struct {
	Code      string `json:"code"`
	OpenID    string `json:"openid"`
	Timestamp number `json:"timestamp"`
	NonceStr  string `json:"nonce_str"`
	Signature string `json:"signature"`
}

// addCard adds cards to the user's wallet if each of them is signed rightly.
func addCard(c *call, in cardListArgs) {
	if len(in.Cards) == 0 {
		c.fail("fail, no card", record.Problem{EN: "cardList of wx.addCard is empty.", ZH: "wx.addCard 的 cardList 为空。"})
		return
	}
	var added []coupon
	for i, one := range in.Cards {
		var ext cardExt
		if err := json.Unmarshal([]byte(one.Ext), &ext); err != nil {
			c.fail("fail, invalid cardExt", record.Problem{
				EN: fmt.Sprintf("cardList[%d].cardExt is no text with JSON: use JSON.stringify.", i),
				ZH: fmt.Sprintf("cardList[%d].cardExt 不是 JSON 字符串，请使用 JSON.stringify。", i),
			})
			return
		}
		field := fmt.Sprintf("cardList[%d].cardExt.signature", i)
		if !c.checkCard(field, ext.Signature, string(ext.Timestamp), one.ID, ext.Code, ext.OpenID, ext.NonceStr) {
			return
		}
		added = append(added, coupon{one.ID, ext.Code})
	}
	ask(c, "agree", words("Add to the card wallet?", "添加到卡包？", cardNames(added)), func(c *call, agreed bool) {
		if !agreed {
			c.cancel()
			return
		}
		var list []fields
		for i, one := range added {
			if one.code == "" {
				one.code = c.IDs.Word(core.Digits, 12)
			}
			c.addCoupon(one)
			list = append(
				list,
				fields{"card_id": one.id, "card_ext": in.Cards[i].Ext, "code": one.code, "is_succ": true},
			)
		}
		c.ok(fields{"card_list": jsonText(list)})
	})
}

// checkCard checks the signature of a card. If it is wrong, checkCard answers the call.
func (c *call) checkCard(field, signature string, values ...string) bool {
	if ticket.IsCardSignature(c.Tx, signature, values...) {
		return true
	}
	c.fail("fail, invalid signature", record.Problem{
		EN: field + " is wrong. Sign with the ticket of type wx_card: sort the values of ticket, timestamp, ids, code, openid and nonce_str that are used as texts, join them, and take the SHA-1.",
		ZH: field + " 错误。请使用 wx_card 类型的 ticket：把所用的 ticket、timestamp、各 ID、code、openid、nonce_str 的值按字典序排序、拼接后取 SHA-1。",
	})
	return false
}

type chooseCardArgs struct {
	AppID     string `json:"app_id"`
	Location  number `json:"location_id"`
	CardID    string `json:"card_id"`
	CardType  string `json:"card_type"`
	Timestamp string `json:"time_stamp"`
	NonceStr  string `json:"nonce_str"`
	Sign      string `json:"card_sign"`
}

// chooseCard lets the user choose one of the cards that the pages of this account added.
func chooseCard(c *call, in chooseCardArgs) {
	if !c.checkCard(
		"cardSign",
		in.Sign,
		in.AppID,
		string(in.Location),
		in.Timestamp,
		in.NonceStr,
		in.CardID,
		in.CardType,
	) {
		return
	}
	have := slices.DeleteFunc(
		slices.Clone(c.coupons()),
		func(one coupon) bool { return in.CardID != "" && one.id != in.CardID },
	)
	if len(have) == 0 {
		c.fail("fail, no usable card", record.Problem{
			EN: "The user has no such card. Let a page add one with wx.addCard first.",
			ZH: "用户没有可用的卡券，请先在页面中用 wx.addCard 添加。",
		})
		return
	}
	about := words("Which card?", "选择卡券", "")
	about["options"] = cardOptions(have)
	ask(c, "choice", about, func(c *call, i int) {
		if i < 0 || i >= len(have) {
			c.cancel()
			return
		}
		c.ok(fields{"choose_card_info": jsonText([]fields{{"card_id": have[i].id, "encrypt_code": have[i].code}})})
	})
}

// openCard shows cards of the user.
func openCard(c *call, in cardListArgs) {
	for _, one := range in.Cards {
		if !slices.Contains(c.coupons(), coupon{one.ID, one.Code}) {
			c.fail("fail, no such card", record.Problem{
				EN: fmt.Sprintf("The user has no card %q with the code %q.", core.Short(one.ID), core.Short(one.Code)),
				ZH: fmt.Sprintf("用户没有 card_id 为 %q、code 为 %q 的卡券。", core.Short(one.ID), core.Short(one.Code)),
			})
			return
		}
	}
	c.tell("notice", words("The page opens a card", "页面打开了卡券", itemNames(in.Cards)))
	c.ok(nil)
}

// words are the words of a question or a notice in both languages, and what it is about.
func words(en, zh, about string) fields {
	return fields{"en": en, "zh": zh, "about": core.Short(about)}
}

func cardNames(list []coupon) string { return strings.Join(cardOptions(list), ", ") }

func cardOptions(list []coupon) []string {
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = strings.TrimSpace(core.Short(one.id) + " " + core.Short(one.code))
	}
	return names
}

func itemNames(list []cardItem) string {
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = one.ID + " " + one.Code
	}
	return strings.Join(names, ", ")
}
