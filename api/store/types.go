package store

import (
	"encoding/json"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Data holds what an endpoint answers in the member data.
type Data[T any] struct {
	Data T `json:"data"`
}

// Pictures holds the addresses of pictures on the platform. They travel as JSON in a string: "{\"list\":[…]}".
type Pictures []string

// pictureList is the JSON in the string.
type pictureList struct {
	List []string `json:"list"`
}

// MarshalJSON writes the string.
func (p Pictures) MarshalJSON() ([]byte, error) {
	inner, err := endpoint.EncodeJSON(pictureList{append([]string{}, p...)})
	if err != nil {
		return nil, err
	}
	return endpoint.EncodeJSON(string(inner))
}

// UnmarshalJSON reads the string.
func (p *Pictures) UnmarshalJSON(raw []byte) error {
	var (
		inner string
		list  pictureList
	)
	if err := json.Unmarshal(raw, &inner); err != nil {
		return err
	}
	err := json.Unmarshal([]byte(inner), &list)
	*p = list.List
	return err
}

// MediaIDs holds the media_ids of pictures of the temporary material. They travel in one string, with | between them.
type MediaIDs []string

// MarshalText joins the media_ids.
func (ids MediaIDs) MarshalText() ([]byte, error) { return []byte(strings.Join(ids, "|")), nil }

// UnmarshalText splits the media_ids.
func (ids *MediaIDs) UnmarshalText(text []byte) error {
	*ids = nil
	if len(text) > 0 {
		*ids = strings.Split(string(text), "|")
	}
	return nil
}

// Categories is the output of [GetMerchantCategory].
type Categories struct {
	All CategoryTree `json:"all_category_info"`
}

// CategoryTree holds the categories, with the root of the tree.
type CategoryTree struct {
	Categories []Category `json:"categories"`
}

// Category is a category of store mini programs. ID and Level have a place in the documents' table, the other fields
// only in their sample.
type Category struct {
	ID       endpoint.Number   `json:"id"`
	Name     string            `json:"name"`
	Level    endpoint.Number   `json:"level"`            // 0 for the root, 1 and 2 for what can be chosen
	Father   endpoint.Number   `json:"father,omitempty"` // the id of the category above; 0 is the root
	Children []endpoint.Number `json:"children"`         // the ids of the categories below
	// Qualify names the papers that the category may need.
	Qualify *Qualify        `json:"qualify,omitempty"`
	Scene   endpoint.Number `json:"scene,omitempty"` // not explained in the documents
	// Sensitive categories need papers in the application.
	Sensitive endpoint.Flag `json:"sensitive_type,omitempty"`
}

// Qualify holds the papers that a category needs.
type Qualify struct {
	// Outer holds groups of papers.
	Outer []PaperGroup `json:"exter_list"`
}

// PaperGroup is a group of papers.
type PaperGroup struct {
	Inner []Paper `json:"inner_list"`
}

// Paper is a paper, or a text about papers.
type Paper struct {
	Name string `json:"name"`
}

// Merchant is an application for a store mini program. Its pictures are media_ids of the temporary material.
type Merchant struct {
	FirstCategory  endpoint.Number `json:"first_catid"`     // of level 1
	SecondCategory endpoint.Number `json:"second_catid"`    // of level 2, below the first
	HeadImage      string          `json:"headimg_mediaid"` // the picture of the mini program, jpg or png
	// Nickname is the name, of 4 to 30 characters of which a Chinese one counts 2.
	Nickname string `json:"nickname"`
	Intro    string `json:"intro"`
	// Qualifications are up to 5 papers of the category. By an older page only a sensitive category needs them.
	Qualifications MediaIDs `json:"qualification_list,omitempty"`
	// OrgCode is the business licence. Give it, and up to 5 OtherFiles, if the name was refused with
	// [endpoint.ErrStorePapersNeeded].
	OrgCode    string   `json:"org_code,omitempty"`
	OtherFiles MediaIDs `json:"other_files,omitempty"`
}

// AuditStatus is the state of an application.
type AuditStatus int64

// The states of an application.
const (
	NotSubmitted  AuditStatus = 0
	AuditPassed   AuditStatus = 1
	Auditing      AuditStatus = 2
	AuditFailed   AuditStatus = 3
	AdminDeclined AuditStatus = 4 // the administrator refused to confirm
)

// UnmarshalJSON reads a number or one in a string.
func (a *AuditStatus) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(a).UnmarshalJSON(raw)
}

// MerchantAudit is the state of the application for the store mini program.
type MerchantAudit struct {
	AuditID endpoint.Number `json:"audit_id"` // of the application
	Status  AuditStatus     `json:"status"`
	Reason  string          `json:"reason"` // why it failed or was refused
}

// ModifyMerchantIn is the input of [ModifyMerchant]. What is empty stays as it is.
type ModifyMerchantIn struct {
	HeadImage string `json:"headimg_mediaid"` // a media_id of the temporary material
	Intro     string `json:"intro"`
}

// Districts is the division of China. The answer is that of the map service, with a status in place of an errcode.
type Districts struct {
	Status      endpoint.Number `json:"status"` // 0 for success
	Message     string          `json:"message"`
	DataVersion string          `json:"data_version"` // a day, as 20170510
	// Levels holds the provinces, the cities and the districts.
	Levels [][]District `json:"result"`
}

// Below returns the parts of the division with the index i of a level: the cities of a province (level 0), the
// districts of a city (level 1). It returns nil if there are none.
func (d Districts) Below(level, i int) []District {
	if level < 0 || level+1 >= len(d.Levels) || i < 0 || i >= len(d.Levels[level]) {
		return nil
	}
	below, span := d.Levels[level+1], d.Levels[level][i].Span
	if len(span) != 2 || span[0] < 0 || span[1] < span[0] || int(span[1]) >= len(below) {
		return nil
	}
	return below[span[0] : span[1]+1]
}

// District is a province, a city or a district.
type District struct {
	ID       string   `json:"id"`               // such as "440105"
	Name     string   `json:"name,omitempty"`   // without its kind, such as 广东; not for districts
	FullName string   `json:"fullname"`         // such as 广东省
	Pinyin   []string `json:"pinyin,omitempty"` // a syllable each; not for districts
	Location Location `json:"location"`
	// Span has the index of the first and of the last of its parts in the next level; see [Districts.Below].
	Span []endpoint.Number `json:"cidx,omitempty"`
}

// Location is a place on the earth.
type Location struct {
	Lat endpoint.Decimal `json:"lat"` // latitude in degrees
	Lng endpoint.Decimal `json:"lng"` // longitude in degrees
}

// SearchMapPOIIn is the input of [SearchMapPOI].
type SearchMapPOIIn struct {
	DistrictID endpoint.Number `json:"districtid"` // of [District]
	Keyword    string          `json:"keyword"`
}

// MapPOIs is the output of [SearchMapPOI].
type MapPOIs struct {
	Items []MapPOI `json:"item"`
}

// MapPOI is a place on the map.
type MapPOI struct {
	ID         string           `json:"sosomap_poi_uid"` // the MapPOIID of [Addition]
	BranchName string           `json:"branch_name"`
	Address    string           `json:"address"`
	Longitude  endpoint.Decimal `json:"longitude"` // in degrees
	Latitude   endpoint.Decimal `json:"latitude"`  // in degrees
	Telephone  string           `json:"telephone"`
	Category   string           `json:"category"`    // such as 运动健身:健身中心
	DataSupply endpoint.Number  `json:"data_supply"` // not explained in the documents
	Pictures   []string         `json:"pic_urls"`
	CardIDs    []string         `json:"card_id_list"`
}

// NewMapPOI is a place to put on the map.
type NewMapPOI struct {
	Name       string  `json:"name"`
	Longitude  float64 `json:"longitude,string"` // in degrees
	Latitude   float64 `json:"latitude,string"`  // in degrees
	Province   string  `json:"province"`         // such as 广东省
	City       string  `json:"city"`             // such as 广州市
	District   string  `json:"district"`         // such as 海珠区
	DistrictID string  `json:"districtid"`       // of [District]
	Address    string  `json:"address"`
	Category   string  `json:"category"`  // such as 美食:中餐厅
	Telephone  string  `json:"telephone"` // several with ; between them
	Photo      string  `json:"photo"`     // the address of a picture
	License    string  `json:"license"`   // the address of a picture of the business licence
	Introduct  string  `json:"introduct"` // an introduction
	// POIID is that of a store of the older 门店管理 that moves here. It is sent as a number: a string is refused with
	// 47001.
	POIID endpoint.Number `json:"poi_id,omitempty"`
}

// MapPOIAudit is the output of [CreateMapPOI]. The event create_map_poi_audit_info has the result.
type MapPOIAudit struct {
	BaseID endpoint.Number `json:"base_id"` // the number of the audit
	RichID endpoint.Number `json:"rich_id"` // not explained in the documents
}

// Addition is a place of the map that becomes a store of the account.
type Addition struct {
	MapPOIID      string   `json:"map_poi_id"` // of [MapPOI]
	Pictures      Pictures `json:"pic_list"`
	ContractPhone string   `json:"contract_phone"`
	Hour          string   `json:"hour"`       // when it is open, as 10:00-21:00
	Credential    string   `json:"credential"` // the number of the business licence
	// CardID is a member card, or a coupon for payments or for cards that are swiped, without codes of its own. It may
	// be empty.
	CardID string `json:"card_id"`
	// CompanyName is the owner of the licence; empty for the account's owner. Another owner needs Qualifications, up to
	// 5 papers.
	CompanyName    string   `json:"company_name,omitempty"`
	Qualifications MediaIDs `json:"qualification_list,omitempty"`
	// POIID is that of a store of the older 门店管理 that moves here.
	POIID string `json:"poi_id,omitempty"`
}

// AddOut is the output of [AddStore]. The event add_store_audit_info has the result.
type AddOut struct {
	AuditID endpoint.Number `json:"audit_id"` // the audit that the event names
}

// Change changes a store.
type Change struct {
	POIID string `json:"poi_id"`
	// Pictures replaces all pictures. A new picture has to pass an audit.
	Pictures      Pictures `json:"pic_list"`
	ContractPhone string   `json:"contract_phone"`
	Hour          string   `json:"hour"`    // as in [Addition]
	CardID        string   `json:"card_id"` // as in [Addition]; an empty one changes nothing
	// MapPOIID is in the documents' sample, not in their table.
	MapPOIID string `json:"map_poi_id,omitempty"`
}

// UpdateOut is the output of [UpdateStore]. The event modify_store_audit_info has the result of an audit.
type UpdateOut struct {
	HasAudit endpoint.Flag   `json:"has_audit_id"` // the change has to pass an audit
	AuditID  endpoint.Number `json:"audit_id"`     // the audit that the event names
}

// POIID identifies a store. The event add_store_audit_info has the id of a new one.
type POIID struct {
	POIID string `json:"poi_id"`
}

// InfoOut is the output of [GetStoreInfo].
type InfoOut struct {
	Business Business `json:"business"`
}

// Business holds a store.
type Business struct {
	Store Store `json:"base_info"`
}

// Status is the state of a store.
type Status int64

// The states of a store.
const (
	StorePassed   Status = 1
	StoreAuditing Status = 2
	StoreFailed   Status = 3
)

// UnmarshalJSON reads a number or one in a string.
func (s *Status) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(s).UnmarshalJSON(raw) }

// Store is a store of the account.
type Store struct {
	POIID        string           `json:"poi_id"`
	BusinessName string           `json:"business_name"`
	Province     string           `json:"province"`
	City         string           `json:"city"`
	District     string           `json:"district"`
	Address      string           `json:"address"`
	Longitude    endpoint.Decimal `json:"longitude"` // in degrees
	Latitude     endpoint.Decimal `json:"latitude"`  // in degrees
	Telephone    string           `json:"telephone"` // several with ; between them
	Categories   []string         `json:"categories,omitzero"`
	Photos       []Photo          `json:"photo_list"`
	OpenTime     string           `json:"open_time"` // as 10:00-21:00
	Status       Status           `json:"status"`
	// QualificationName and QualificationNumber are those on the licence.
	QualificationName   string `json:"qualification_name"`
	QualificationNumber string `json:"qualification_num"`
	// Qualifications has no place in the documents' table, and nothing in it in their sample.
	Qualifications []json.RawMessage `json:"qualification_list,omitzero"`
}

// Photo is a picture of a store.
type Photo struct {
	URL string `json:"photo_url"`
}

// ListIn is the input of [GetStoreList]: a window of up to [MaxList] stores.
type ListIn struct {
	Offset endpoint.Number `json:"offset"` // of the first store, from 0
	Limit  endpoint.Number `json:"limit"`  // by an older page, 0 counts as 20
}

// Skip moves the window forward by n stores.
func (in *ListIn) Skip(n int) { in.Offset += endpoint.Number(n) }

// ListOut is the output of [GetStoreList].
type ListOut struct {
	List  []Business      `json:"business_list"`
	Total endpoint.Number `json:"total_count"` // stores in the whole list
}

// Page returns the stores, and how many there are altogether.
func (out ListOut) Page() ([]Business, int) { return out.List, int(out.Total) }
