package card

import (
	"context"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxCodes is the largest number of codes that one call of [CodeDeposit] takes.
const MaxCodes = 100

// CodesIn is the input of [CodeDeposit] and [CodeCheckCode].
type CodesIn struct {
	CardID string   `json:"card_id"`
	Codes  []string `json:"code"`
}

// Deposited is the output of [CodeDeposit]. (One toolkit has its fields.)
type Deposited struct {
	Succeeded []string `json:"succ_code"`
	Duplicate []string `json:"duplicate_code"` // they were deposited before
	Failed    []string `json:"fail_code"`
}

// DepositCount is the output of [CodeGetDepositCount].
type DepositCount struct {
	Count endpoint.Number `json:"count"` // codes that were deposited and not handed out
}

// Checked is the output of [CodeCheckCode].
type Checked struct {
	Exist    []string `json:"exist_code"`
	NotExist []string `json:"not_exist_code"`
}

// CodeIn identifies a card that a user has. CardID is needed if the codes are the merchant's own, and may be empty
// otherwise.
type CodeIn struct {
	Code   string `json:"code"`
	CardID string `json:"card_id,omitempty"`
}

// CodeGetIn is the input of [CodeGet].
type CodeGetIn struct {
	CodeIn
	// CheckConsume asks for a refusal if the card cannot be redeemed; otherwise the answer has its state.
	CheckConsume bool `json:"check_consume"`
}

// Held is a card that a user has.
type Held struct {
	Card       HeldCard   `json:"card"`
	OpenID     string     `json:"openid"`
	CanConsume bool       `json:"can_consume"` // it can be redeemed now
	OuterStr   string     `json:"outer_str,omitempty"`
	Status     UserStatus `json:"user_card_status"`
}

// HeldCard is when a card that a user has is valid.
type HeldCard struct {
	CardID    string        `json:"card_id"`
	BeginTime endpoint.Time `json:"begin_time"` // from when it can be used
	EndTime   endpoint.Time `json:"end_time"`   // until when it can be used
}

// UserStatus is the state of a card that a user has.
type UserStatus string

// The states of a user's card.
const (
	UserNormal      UserStatus = "NORMAL"
	UserConsumed    UserStatus = "CONSUMED"
	UserExpired     UserStatus = "EXPIRE"
	UserGifting     UserStatus = "GIFTING"      // being given away
	UserGiftTimeout UserStatus = "GIFT_TIMEOUT" // nobody took the gift in time
	UserDeleted     UserStatus = "DELETE"
	UserUnavailable UserStatus = "UNAVAILABLE" // see Service.Disable
)

// Consumed is the output of [CodeConsume].
type Consumed struct {
	Card   ID     `json:"card"`
	OpenID string `json:"openid"`
}

// EncryptedCode is a code as a page or its address has it: the input of [CodeDecrypt].
type EncryptedCode struct {
	EncryptCode string `json:"encrypt_code"`
}

// Code is a code in clear: the output of [CodeDecrypt].
type Code struct {
	Code string `json:"code"`
}

// CodeUpdateIn is the input of [CodeUpdate].
type CodeUpdateIn struct {
	CodeIn
	NewCode string `json:"new_code"` // takes the code's place
}

// CodeUnavailableIn is the input of [CodeUnavailable].
type CodeUnavailableIn struct {
	CodeIn
	Reason string `json:"reason,omitempty"`
}

// UserCardsIn is the input of [UserGetCardList].
type UserCardsIn struct {
	OpenID string `json:"openid"`
	CardID string `json:"card_id,omitempty"` // limits the list to one card
}

// UserCards is the output of [UserGetCardList].
type UserCards struct {
	Cards []CodeIn `json:"card_list"`
	// HasShareCard: one toolkit has it; its meaning is not documented.
	HasShareCard bool `json:"has_share_card,omitempty"`
}

// Deposit adds the merchant's own codes to a card with the custom code mode GET_CUSTOM_CODE_MODE_DEPOSIT, [MaxCodes]
// per call. The stock does not grow by it: see [Service.ModifyStock]. If a call fails, Deposit returns its error and
// what became of the codes before.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Deposit(ctx context.Context, cardID string, codes []string) (d Deposited, err error) {
	for chunk := range slices.Chunk(codes, MaxCodes) {
		out, err := endpoint.Call(ctx, s.client, CodeDeposit, CodesIn{cardID, chunk})
		if err != nil {
			return d, err
		}
		d.Succeeded = append(d.Succeeded, out.Succeeded...)
		d.Duplicate = append(d.Duplicate, out.Duplicate...)
		d.Failed = append(d.Failed, out.Failed...)
	}
	return d, nil
}

// DepositCount counts the codes that were deposited for a card.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) DepositCount(ctx context.Context, cardID string) (int, error) {
	out, err := endpoint.Call(ctx, s.client, CodeGetDepositCount, ID{cardID})
	return int(out.Count), err
}

// CheckDeposit says which codes are deposited for a card, [MaxCodes] per call. If a call fails, CheckDeposit returns
// its error and what it knows of the codes before.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) CheckDeposit(ctx context.Context, cardID string, codes []string) (c Checked, err error) {
	for chunk := range slices.Chunk(codes, MaxCodes) {
		out, err := endpoint.Call(ctx, s.client, CodeCheckCode, CodesIn{cardID, chunk})
		if err != nil {
			return c, err
		}
		c.Exist = append(c.Exist, out.Exist...)
		c.NotExist = append(c.NotExist, out.NotExist...)
	}
	return c, nil
}

// Code reads the card that a user has. With checkConsume the platform refuses one that cannot be redeemed, without it
// the answer has its state. cardID may be empty if the codes are not the merchant's own.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Code(ctx context.Context, cardID, code string, checkConsume bool) (Held, error) {
	return endpoint.Call(ctx, s.client, CodeGet, CodeGetIn{CodeIn{code, cardID}, checkConsume})
}

// Consume redeems a user's card, which cannot be undone; the callback gets a user_consume_card event. cardID may be
// empty if the codes are not the merchant's own. A card whose state does not allow it gets
// [endpoint.ErrInvalidCardStatus] (40078).
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Consume(ctx context.Context, cardID, code string) (Consumed, error) {
	return endpoint.Call(ctx, s.client, CodeConsume, CodeIn{code, cardID})
}

// Decrypt returns the code of an encrypted one, which a page gets from the JS-SDK or in its address.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Decrypt(ctx context.Context, encryptCode string) (code string, err error) {
	out, err := endpoint.Call(ctx, s.client, CodeDecrypt, EncryptedCode{encryptCode})
	return out.Code, err
}

// ChangeCode gives a user's card another code. cardID may be empty if the codes are not the merchant's own.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) ChangeCode(ctx context.Context, cardID, code, newCode string) error {
	return endpoint.Do(ctx, s.client, CodeUpdate, CodeUpdateIn{CodeIn{code, cardID}, newCode})
}

// Disable makes a user's card unusable, which cannot be undone. cardID may be empty if the codes are not the merchant's
// own; the reason, such as 退款, may be empty.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Disable(ctx context.Context, cardID, code, reason string) error {
	return endpoint.Do(ctx, s.client, CodeUnavailable, CodeUnavailableIn{CodeIn{code, cardID}, reason})
}

// UserCards lists the usable cards that a user has of the account, or of one card if cardID is not empty.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) UserCards(ctx context.Context, openID, cardID string) (UserCards, error) {
	return endpoint.Call(ctx, s.client, UserGetCardList, UserCardsIn{openID, cardID})
}
