package jssdk

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cardTicketKind is the kind of ticket that signs cards. The platform calls it api_ticket. It is not the jsapi ticket.
const cardTicketKind = "wx_card"

// Card is a card (卡券) that a page gives to its user with wx.addCard. Only ID is required.
type Card struct {
	// ID is the card_id.
	ID string
	// Code is the code of this copy of the card. Cards that were created with codes of the account's own need one; the
	// platform gives each of them to one user. Other cards have none.
	Code string
	// OpenID is the only user who may take the card. Cards that were created with bind_openid need it.
	OpenID string
	// BeginTime is when the card becomes valid, for a card that is valid for a fixed term (DATE_TYPE_FIX_TERM) and that
	// the user got in the account's own system at another time. It is rounded down to seconds. Zero means when the user
	// takes the card. There is no parameter for the end: the term has its length from the card. BeginTime is not signed.
	BeginTime time.Time
	// OuterStr names the channel by which the user got the card, and comes back in the event user_get_card. It is not
	// signed, so a user can change it.
	OuterStr string
}

// SignedCard is an item of the cardList of wx.addCard.
type SignedCard struct {
	CardID  string `json:"cardId"`
	CardExt string `json:"cardExt"` // JSON with the signature
}

// cardExt is the JSON in [SignedCard.CardExt].
type cardExt struct {
	Code      string `json:"code,omitempty"`
	OpenID    string `json:"openid,omitempty"`
	Timestamp string `json:"timestamp"`
	NonceStr  string `json:"nonce_str"`
	BeginTime int64  `json:"fixed_begintimestamp,omitempty"`
	OuterStr  string `json:"outer_str,omitempty"`
	Signature string `json:"signature"`
}

// SignCard signs a card for wx.addCard, with the account's wx_card ticket. The card need not be one of [Config.Cards].
// Whoever has the signature can take the card, so a program that calls SignCard for a request first decides whether its
// user may have the card. An empty ID is refused with a [*field.Error].
func (s *SDK) SignCard(ctx context.Context, c Card) (SignedCard, error) {
	if c.ID == "" {
		return SignedCard{}, refuse.Empty("Card.ID", "give the card_id with which the card was created")
	}
	ticket, err := s.ticket(ctx, cardTicketKind)
	if err != nil {
		return SignedCard{}, err
	}
	ext := cardExt{
		Code: c.Code, OpenID: c.OpenID, OuterStr: c.OuterStr,
		Timestamp: strconv.FormatInt(time.Now().Unix(), 10), NonceStr: rand.Text(),
	}
	if !c.BeginTime.IsZero() {
		ext.BeginTime = c.BeginTime.Unix()
	}
	ext.Signature = CardSignature(ticket, ext.Timestamp, ext.NonceStr, c.ID, c.Code, c.OpenID)
	text, err := json.Marshal(ext)
	if err != nil {
		return SignedCard{}, err
	}
	return SignedCard{CardID: c.ID, CardExt: string(text)}, nil
}

// CardChoice says which of the user's cards wx.chooseCard offers. An empty field does not limit the choice.
type CardChoice struct {
	// ShopID is the location_id of a shop: the cards that are valid there.
	ShopID string
	// CardType is a kind of card, such as "GROUPON", "CASH" or "MEMBER_CARD".
	CardType string
	// CardID is the card_id of a card.
	CardID string
}

// SignedCardChoice has the parameters of wx.chooseCard.
type SignedCardChoice struct {
	ShopID    string `json:"shopId"`
	CardType  string `json:"cardType"`
	CardID    string `json:"cardId"`
	Timestamp int64  `json:"timestamp"` // Unix seconds
	NonceStr  string `json:"nonceStr"`
	SignType  string `json:"signType"` // "SHA1"
	CardSign  string `json:"cardSign"`
}

// SignCardChoice signs the parameters of wx.chooseCard, with the account's wx_card ticket.
func (s *SDK) SignCardChoice(ctx context.Context, c CardChoice) (SignedCardChoice, error) {
	ticket, err := s.ticket(ctx, cardTicketKind)
	if err != nil {
		return SignedCardChoice{}, err
	}
	signed := SignedCardChoice{
		ShopID: c.ShopID, CardType: c.CardType, CardID: c.CardID,
		Timestamp: time.Now().Unix(), NonceStr: rand.Text(), SignType: "SHA1",
	}
	timestamp := strconv.FormatInt(signed.Timestamp, 10)
	signed.CardSign = CardSignature(ticket, s.appID, c.ShopID, timestamp, signed.NonceStr, c.CardID, c.CardType)
	return signed, nil
}

// CardSignature returns the signature of a card: the SHA-1, in hex, of the values in the order of their bytes, without
// anything between them. For cardExt the values are the wx_card ticket, timestamp, nonce_str, card_id, code and openid,
// for cardSign the ticket, the AppID, location_id, timestamp, nonce_str, card_id and card_type. An empty value does not
// change the signature.
func CardSignature(values ...string) string {
	sum := sha1.Sum([]byte(strings.Join(slices.Sorted(slices.Values(values)), "")))
	return hex.EncodeToString(sum[:])
}

// cardList is the set of the card_ids that pages may have signed.
type cardList map[string]bool

func newCardList(ids []string) (cardList, error) {
	list := make(cardList)
	for _, id := range ids {
		if id == "" {
			return nil, refuse.Field(
				"Cards",
				"contains an empty id",
				"list the card_ids that any page of Hosts may have signed",
			)
		}
		list[id] = true
	}
	return list, nil
}

// check returns a [*CardError] if the card is not on the list.
func (l cardList) check(id string) error {
	if !l[id] {
		return &CardError{ID: id[:min(len(id), maxCardID)]}
	}
	return nil
}

// maxCardID is above the length of every card_id, in bytes. Errors and the log quote them.
const maxCardID = 64
