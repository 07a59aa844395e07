package shakearound

import "github.com/wechatgo/wechatgo/endpoint"

// ApplyDevicesIn is the input of [ApplyDevices].
type ApplyDevicesIn struct {
	// Quantity is the number of ids. People review an application for more than 500.
	Quantity endpoint.Number `json:"quantity"`
	Reason   string          `json:"apply_reason"`      // at most 100 Chinese characters or 200 letters
	Comment  string          `json:"comment,omitempty"` // at most 15 Chinese characters or 30 letters
	PoiID    endpoint.Number `json:"poi_id,omitempty"`  // of the store that the beacons are in
}

// AuditStatus is the state of a review.
type AuditStatus int64

// The states.
const (
	AuditRefused  AuditStatus = 0
	AuditInReview AuditStatus = 1
	AuditPassed   AuditStatus = 2
)

// UnmarshalJSON reads a number or one in a string.
func (a *AuditStatus) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(a).UnmarshalJSON(raw)
}

// Application is an application for ids.
type Application struct {
	ApplyID      endpoint.Number `json:"apply_id"` // the platform's id of the application
	AuditStatus  AuditStatus     `json:"audit_status"`
	AuditComment string          `json:"audit_comment"`
}

// ApplyDevicesOut is the output of [ApplyDevices].
type ApplyDevicesOut struct {
	Data Application `json:"data"`
}

// GetShakeInfoIn is the input of [GetShakeInfo].
type GetShakeInfoIn struct {
	Ticket  string        `json:"ticket"`
	NeedPoi endpoint.Flag `json:"need_poi,omitempty"` // asks for the PoiID
}

// Beacon is a beacon.
type Beacon struct {
	Distance endpoint.Decimal `json:"distance"` // from the phone, in metres
	Major    endpoint.Number  `json:"major"`    // the beacon's own, 0 to 65535
	Minor    endpoint.Number  `json:"minor"`    // the beacon's own, 0 to 65535
	UUID     string           `json:"uuid"`
}

// ShakeInfo says who shook a phone, and near which beacon.
type ShakeInfo struct {
	PageID endpoint.Number `json:"page_id"` // the page that the user opened
	Beacon Beacon          `json:"beacon_info"`
	OpenID string          `json:"openid"`
	PoiID  endpoint.Number `json:"poi_id,omitempty"` // of the store that the beacon is in
}

// GetShakeInfoOut is the output of [GetShakeInfo].
type GetShakeInfoOut struct {
	Data ShakeInfo `json:"data"`
}
