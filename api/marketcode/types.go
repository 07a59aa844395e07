package marketcode

import "github.com/wechatgo/wechatgo/endpoint"

// ApplyIn is the input of [Apply].
type ApplyIn struct {
	// Count is how many codes are ordered: [MinCodes] to [MaxCodes], a multiple of [MinCodes].
	Count endpoint.Number `json:"code_count"`
	// ISVApplicationID is the account's own id of the order, of 1 to [MaxID] characters.
	ISVApplicationID string `json:"isv_application_id"`
}

// ApplicationID identifies an order.
type ApplicationID struct {
	ApplicationID endpoint.Number `json:"application_id"`
}

// Range is a range of the codes of an order, which are counted from 0.
type Range struct {
	Start endpoint.Number `json:"code_start"` // the first code
	End   endpoint.Number `json:"code_end"`   // the last code, which belongs to the range
}

// Status is the state of an order.
type Status string

// The states.
const (
	StatusInit   Status = "INIT"   // the codes are being made
	StatusFinish Status = "FINISH" // the codes can be downloaded
)

// Application is an order.
type Application struct {
	Status           Status          `json:"status"`
	ApplicationID    endpoint.Number `json:"application_id"`     // the platform's id of the order
	ISVApplicationID string          `json:"isv_application_id"` // the account's own id of the order
	Ranges           []Range         `json:"code_generate_list"` // one download each
	CreateTime       endpoint.Time   `json:"create_time"`        // when it was placed
	UpdateTime       endpoint.Time   `json:"update_time"`        // when its status changed last
}

// DownloadIn is the input of [Download].
type DownloadIn struct {
	ApplicationID endpoint.Number `json:"application_id"` // the order
	Range
}

// DownloadOut is the output of [Download].
type DownloadOut struct {
	// Buffer is the file. It is encrypted with AES-128-CBC, and the key is the one that the platform sent to the
	// account; inside are records of 60 bytes.
	Buffer []byte `json:"buffer"`
}

// Version is a version of a mini program.
type Version int64

// The versions.
const (
	Released    Version = 0
	Development Version = 1
	Trial       Version = 2
)

// Activation is the input of [Activate]: which codes open which page of a mini program, and what they are for.
type Activation struct {
	ApplicationID endpoint.Number `json:"application_id"` // the order that the codes are of
	Range
	// ActivityName, ProductBrand and ProductTitle are what statistics tell apart.
	ActivityName string  `json:"activity_name"`
	ProductBrand string  `json:"product_brand"`
	ProductTitle string  `json:"product_title"`
	ProductCode  string  `json:"product_code"` // the EAN barcode
	AppID        string  `json:"wxa_appid"`    // of the mini program
	Path         string  `json:"wxa_path"`     // of its page
	Version      Version `json:"wxa_type,omitempty"`
}

// ActiveIn is the input of [Active]. A code is named by its order and its place there, by its address, or by itself.
type ActiveIn struct {
	// ApplicationID is the order.
	ApplicationID endpoint.Number                    `json:"application_id,omitempty"`
	Index         endpoint.Optional[endpoint.Number] `json:"code_index,omitzero"` // in the order, from 0
	URL           string                             `json:"code_url,omitempty"`  // 28 characters: what the picture holds
	Code          string                             `json:"code,omitempty"`      // 9 characters
}

// Code is a code, and what it was activated for.
type Code struct {
	Code             string          `json:"code"`               // 9 characters
	ApplicationID    endpoint.Number `json:"application_id"`     // the order that it is of
	ISVApplicationID string          `json:"isv_application_id"` // the account's own id of the order
	ActivityName     string          `json:"activity_name"`
	ProductBrand     string          `json:"product_brand"`
	ProductTitle     string          `json:"product_title"`
	ProductCode      string          `json:"product_code,omitempty"` // [TicketToCode] does not return it
	AppID            string          `json:"wxa_appid"`
	Path             string          `json:"wxa_path"`
	Version          Version         `json:"wxa_type,omitempty"`
	// Range has the codes that were activated together with this one.
	Range
}

// TicketToCodeIn is the input of [TicketToCode].
type TicketToCodeIn struct {
	OpenID string `json:"openid"`
	Ticket string `json:"code_ticket"`
}
