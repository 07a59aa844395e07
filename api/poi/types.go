package poi

import "github.com/wechatgo/wechatgo/endpoint"

// Store is a store.
type Store struct {
	// PoiID is the platform's id of the store, in answers only.
	PoiID string `json:"poi_id,omitempty"`
	Details
	// Name is the name without the branch, of at most 15 Chinese characters or 30 letters.
	Name string `json:"business_name"`
	// Branch is the branch's name, of at most 10 characters without brackets or special characters.
	Branch   string `json:"branch_name,omitempty"`
	Province string `json:"province"` // at most 10 characters
	City     string `json:"city"`     // at most 30 characters
	District string `json:"district"` // at most 10 characters
	Address  string `json:"address"`  // the street and the number
	// Categories are those of [Service.Categories], such as "美食,小吃快餐".
	Categories []string `json:"categories"`
	// Offset says which map the coordinates are of.
	Offset    OffsetType       `json:"offset_type"`
	Longitude endpoint.Decimal `json:"longitude"` // in degrees
	Latitude  endpoint.Decimal `json:"latitude"`  // in degrees
	// State is the state of the review, in answers only.
	State State `json:"available_state,omitempty"`
	// Updating is set, in answers only, while a change is under review. Until the review ends the store cannot be
	// changed again.
	Updating endpoint.Flag `json:"update_status,omitempty"`
}

// Details is the part of a store that can be changed. An empty field is not sent.
type Details struct {
	// SID is the account's own id of the store, which the event poi_check_notify has as UniqId. The platform does not
	// check whether it is unique.
	SID       string `json:"sid,omitempty"`
	Telephone string `json:"telephone,omitempty"` // at most 53 characters
	// Photos are at most 20 pictures on the platform's host; see material.UploadImage.
	Photos       []Photo         `json:"photo_list,omitempty"`
	Recommend    string          `json:"recommend,omitempty"`    // dishes, rooms, sights: at most 200 characters
	Special      string          `json:"special,omitempty"`      // such as "免费wifi": at most 200 characters
	Introduction string          `json:"introduction,omitempty"` // at most 300 characters
	OpenTime     string          `json:"open_time,omitempty"`    // such as "8:00-20:00"
	AvgPrice     endpoint.Number `json:"avg_price,omitempty"`    // for a person, in whole yuan
}

// Photo is a picture of a store.
type Photo struct {
	URL string `json:"photo_url"`
}

// OffsetType is a system of coordinates. The page mentions six; their meanings are those that other toolkits give.
type OffsetType int64

// The systems of coordinates.
const (
	OffsetTencent       OffsetType = 1 // 火星坐标, of Tencent's and Amap's (高德) maps
	OffsetSogou         OffsetType = 2
	OffsetBaidu         OffsetType = 3
	OffsetMapbar        OffsetType = 4
	OffsetGPS           OffsetType = 5
	OffsetSogouMercator OffsetType = 6
)

// UnmarshalJSON reads a number or one in a string.
func (o *OffsetType) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(o).UnmarshalJSON(raw) }

// State is the state of a store's review. The zero State means that the answer has none.
type State int64

// The states.
const (
	StateError    State = 1 // an error of the platform
	StateInReview State = 2
	StatePassed   State = 3
	StateRefused  State = 4
)

// UnmarshalJSON reads a number or one in a string.
func (s *State) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(s).UnmarshalJSON(raw) }

// Business is what the platform wraps a store in.
type Business[T any] struct {
	BaseInfo T `json:"base_info"`
}

// AddIn is the input of [Add].
type AddIn struct {
	Business Business[Store] `json:"business"`
}

// AddOut is the output of [Add].
type AddOut struct {
	PoiID string `json:"poi_id"`
}

// ID identifies a store.
type ID struct {
	PoiID string `json:"poi_id"`
}

// GetOut is the output of [Get].
type GetOut struct {
	Business Business[Store] `json:"business"`
}

// ListIn is the input of [List].
type ListIn struct {
	Begin endpoint.Number `json:"begin"` // the number of stores before the page
	Limit endpoint.Number `json:"limit"` // at most [MaxPage]
}

// Skip moves the page forward by n stores, as [endpoint.All] needs it.
func (in *ListIn) Skip(n int) { in.Begin += endpoint.Number(n) }

// ListOut is the output of [List].
type ListOut struct {
	Businesses []Business[Store] `json:"business_list"`
	Total      endpoint.Number   `json:"total_count"` // of all stores
}

// Page returns the page's stores and the number of all stores, as [endpoint.All] needs it.
func (out ListOut) Page() ([]Business[Store], int) { return out.Businesses, int(out.Total) }

// UpdateIn is the input of [Update].
type UpdateIn struct {
	Business Business[Change] `json:"business"`
}

// Change names a store and what changes.
type Change struct {
	PoiID string `json:"poi_id"`
	Details
}

// CategoriesOut is the output of [Categories].
type CategoriesOut struct {
	Categories []string `json:"category_list"`
}
