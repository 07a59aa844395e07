package card

import "github.com/wechatgo/wechatgo/endpoint"

// ID identifies a card.
type ID struct {
	CardID string `json:"card_id"`
}

// CreateIn is the input of [Create].
type CreateIn struct {
	Card Body `json:"card"`
}

// GetOut is the output of [Get].
type GetOut struct {
	Card Body `json:"card"`
}

// BatchGetIn is the input of [BatchGet]: a window of up to [MaxBatch].
type BatchGetIn struct {
	endpoint.Window
	// States limits the list to cards in one of the states.
	States []Status `json:"status_list,omitempty"`
}

// BatchGetOut is the output of [BatchGet].
type BatchGetOut struct {
	CardIDs []string        `json:"card_id_list"`
	Total   endpoint.Number `json:"total_num"` // cards in the whole list
}

// Page returns the card_ids on the page, and how many the whole list has.
func (out BatchGetOut) Page() ([]string, int) { return out.CardIDs, int(out.Total) }

// UpdateIn is the input of [Update]. Fields of the card that are not set stay as they are.
type UpdateIn struct {
	CardID string `json:"card_id"`
	Kinds
}

// UpdateOut is the output of [Update].
type UpdateOut struct {
	// SendCheck is true if the changed card is reviewed again.
	SendCheck bool `json:"send_check"`
}

// ModifyStockIn is the input of [ModifyStock].
type ModifyStockIn struct {
	CardID   string          `json:"card_id"`
	Increase endpoint.Number `json:"increase_stock_value,omitempty"` // cards to add to the stock
	Reduce   endpoint.Number `json:"reduce_stock_value,omitempty"`   // cards to take from it
}

// PayCellIn is the input of [PayCellSet].
type PayCellIn struct {
	CardID string `json:"card_id"`
	IsOpen bool   `json:"is_open"` // switches it on
}

// SelfConsumeCellIn is the input of [SelfConsumeCellSet].
type SelfConsumeCellIn struct {
	CardID string `json:"card_id"`
	IsOpen bool   `json:"is_open"` // switches it on
	// NeedVerifyCode asks the user for a verification code, NeedRemarkAmount for the amount of the payment. One toolkit
	// has them; their names on the wire, with "cod", are its own.
	NeedVerifyCode   bool `json:"need_verify_cod,omitempty"`
	NeedRemarkAmount bool `json:"need_remark_amount,omitempty"`
}
