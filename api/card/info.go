package card

import (
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// BaseInfo is what every card shows. The limits are those that toolkits copied from the platform's pages; they count
// bytes of UTF-8, of which a Chinese character takes 3. The flags are optional, so that [Service.Update] can leave them
// as they are.
type BaseInfo struct {
	// LogoURL is the merchant's logo, an address on the platform's hosts; 300 by 300 pixels are recommended.
	LogoURL string `json:"logo_url,omitempty"`
	// BrandName is the merchant's name, of at most 12 Chinese characters (36 bytes).
	BrandName string `json:"brand_name,omitempty"`
	// CodeType is the form in which the phone shows the code. [Service.Create] needs it.
	CodeType CodeType `json:"code_type,omitempty"`
	// Title is the card's name, of at most 9 Chinese characters (27 bytes).
	Title string `json:"title,omitempty"`
	// Color is one of the platform's colours, Color010 to Color100.
	Color string `json:"color,omitempty"`
	// Notice tells the user in a line how to use the card, in at most 16 Chinese characters (48 bytes).
	Notice       string `json:"notice,omitempty"`
	ServicePhone string `json:"service_phone,omitempty"`
	// Description tells it at length, in at most 1,024 Chinese characters (3,072 bytes).
	Description string `json:"description,omitempty"`
	// DateInfo is when the card is valid: see [Between], [Days] and [Permanent]. [Service.Create] needs it.
	DateInfo DateInfo `json:"date_info,omitzero"`
	// SKU is the stock. A new card needs one, with a quantity of 0 if its codes are deposited: see [Service.Deposit].
	SKU *SKU `json:"sku,omitempty"`
	// UseLimit is how many a user may redeem, GetLimit how many a user may take; 0 leaves them to the platform, whose
	// defaults toolkits state differently (50, or the stock).
	UseLimit endpoint.Number `json:"use_limit,omitempty"`
	GetLimit endpoint.Number `json:"get_limit,omitempty"`
	// UseCustomCode means that the codes are the merchant's own. GetCustomCodeMode is then "" for codes that are given
	// when a card is handed out, or GET_CUSTOM_CODE_MODE_DEPOSIT for codes of [Service.Deposit]. (The samples do not
	// have the mode, toolkits do.)
	UseCustomCode     endpoint.Optional[bool] `json:"use_custom_code,omitzero"`
	GetCustomCodeMode string                  `json:"get_custom_code_mode,omitempty"`
	// BindOpenID means that a card is handed out to a certain user only.
	BindOpenID endpoint.Optional[bool] `json:"bind_openid,omitzero"`
	// CanShare allows users to share the page on which they take the card, CanGiveFriend to give a card away. Both are
	// allowed unless false is given.
	CanShare      endpoint.Optional[bool] `json:"can_share,omitzero"`
	CanGiveFriend endpoint.Optional[bool] `json:"can_give_friend,omitzero"`
	// LocationIDs are the stores (门店) in which the card can be used. UseAllLocations means all of them; the samples do
	// not have it, toolkits do.
	LocationIDs     []endpoint.Number       `json:"location_id_list,omitempty"`
	UseAllLocations endpoint.Optional[bool] `json:"use_all_locations,omitzero"`

	// Center is the button in the middle of the card, with a line below it. It is shown while the card can be used.
	CenterTitle    string `json:"center_title,omitempty"`
	CenterSubTitle string `json:"center_sub_title,omitempty"`
	CenterURL      string `json:"center_url,omitempty"`
	// CustomURL is a link of the merchant, with its name and a line beside it of at most 6 Chinese characters.
	CustomURLName     string `json:"custom_url_name,omitempty"`
	CustomURL         string `json:"custom_url,omitempty"`
	CustomURLSubTitle string `json:"custom_url_sub_title,omitempty"`
	// PromotionURL is a second such link. The samples do not have the line beside it, toolkits do.
	PromotionURLName     string `json:"promotion_url_name,omitempty"`
	PromotionURL         string `json:"promotion_url,omitempty"`
	PromotionURLSubTitle string `json:"promotion_url_sub_title,omitempty"`
	// Source is the name of a third party that offers the card, such as 大众点评.
	Source string `json:"source,omitempty"`
	// NeedPushOnView makes the callback get a user_view_card event whenever a user opens a member card.
	NeedPushOnView endpoint.Optional[bool] `json:"need_push_on_view,omitzero"`

	// The following fields are set in answers only.

	ID         string        `json:"id,omitempty"` // the card_id
	Status     Status        `json:"status,omitempty"`
	CreateTime endpoint.Time `json:"create_time,omitzero"` // when the card was made
	UpdateTime endpoint.Time `json:"update_time,omitzero"` // when it was changed last
}

// CodeType is the form in which the phone shows a code.
type CodeType string

// The forms of a code.
const (
	CodeTypeText        CodeType = "CODE_TYPE_TEXT"
	CodeTypeBarcode     CodeType = "CODE_TYPE_BARCODE"      // with the code as a text
	CodeTypeQRCode      CodeType = "CODE_TYPE_QRCODE"       // with the code as a text
	CodeTypeOnlyQRCode  CodeType = "CODE_TYPE_ONLY_QRCODE"  // without it
	CodeTypeOnlyBarcode CodeType = "CODE_TYPE_ONLY_BARCODE" // without it
	CodeTypeNone        CodeType = "CODE_TYPE_NONE"         // nothing, for cards that are redeemed on a page
)

// Status is a card's state.
type Status string

// The states of a card.
const (
	StatusNotVerify  Status = "CARD_STATUS_NOT_VERIFY"  // under review
	StatusVerifyFail Status = "CARD_STATUS_VERIFY_FAIL" // refused by the review
	StatusVerifyOK   Status = "CARD_STATUS_VERIFY_OK"   // passed the review
	StatusDelete     Status = "CARD_STATUS_DELETE"      // deleted by the merchant
	StatusDispatch   Status = "CARD_STATUS_DISPATCH"    // handed out in the account's console
)

// SKU is a card's stock.
type SKU struct {
	Quantity endpoint.Number `json:"quantity"` // cards in stock
}

// DateType is the way in which a card's validity is given.
type DateType string

// The ways of giving a validity.
const (
	FixTimeRange DateType = "DATE_TYPE_FIX_TIME_RANGE" // from a time to another: see Between
	FixTerm      DateType = "DATE_TYPE_FIX_TERM"       // days after the user took it: see Days
	FixPermanent DateType = "DATE_TYPE_PERMANENT"      // for ever, for member cards: see Permanent
)

// DateInfo is when a card is valid. [Between], [Days] and [Permanent] make one.
type DateInfo struct {
	Type  DateType      `json:"type"`
	Begin endpoint.Time `json:"begin_timestamp,omitzero"` // of FixTimeRange: from when
	End   endpoint.Time `json:"end_timestamp,omitzero"`   // of FixTimeRange: until when
	// Term is for how many days a card is valid, BeginTerm after how many days it begins to be.
	Term      endpoint.Optional[endpoint.Number] `json:"fixed_term,omitzero"`
	BeginTerm endpoint.Optional[endpoint.Number] `json:"fixed_begin_term,omitzero"`
}

// Between makes a card valid from a time to another one.
func Between(begin, end time.Time) DateInfo {
	return DateInfo{Type: FixTimeRange, Begin: endpoint.At(begin), End: endpoint.At(end)}
}

// Days makes a card valid for some days, which begin some days after the user took it; 0 means at once.
func Days(days, after int) DateInfo {
	number := func(n int) endpoint.Optional[endpoint.Number] { return endpoint.Some(endpoint.Number(n)) }
	return DateInfo{Type: FixTerm, Term: number(days), BeginTerm: number(after)}
}

// Permanent makes a member card valid for ever.
func Permanent() DateInfo { return DateInfo{Type: FixPermanent} }

// AdvancedInfo is what a card may show beside its BaseInfo.
type AdvancedInfo struct {
	UseCondition *UseCondition `json:"use_condition,omitempty"`
	Abstract     *Abstract     `json:"abstract,omitempty"`
	// Texts are pictures with a text, on the page of details.
	Texts []TextImage `json:"text_image_list,omitempty"`
	// TimeLimits are shown only: the platform lets the card be used at other times, too.
	TimeLimits []TimeLimit `json:"time_limit,omitempty"`
	Amenities  []Amenity   `json:"business_service,omitempty"`
}

// Amenity is something that the merchant offers beside the goods.
type Amenity string

// The amenities. The samples have the first and the last; toolkits have the others.
const (
	FreeWiFi Amenity = "BIZ_SERVICE_FREE_WIFI"
	Delivery Amenity = "BIZ_SERVICE_DELIVER"
	FreePark Amenity = "BIZ_SERVICE_FREE_PARK"
	WithPet  Amenity = "BIZ_SERVICE_WITH_PET"
)

// UseCondition says where a coupon may be used. The categories are for a [Cash].
type UseCondition struct {
	AcceptCategory          string `json:"accept_category,omitempty"`
	RejectCategory          string `json:"reject_category,omitempty"`
	CanUseWithOtherDiscount bool   `json:"can_use_with_other_discount"`
}

// Abstract is the cover of a card's details.
type Abstract struct {
	Abstract string   `json:"abstract,omitempty"`
	Icons    []string `json:"icon_url_list,omitempty"` // the picture: one address on the platform's hosts
}

// TextImage is a picture with a text.
type TextImage struct {
	ImageURL string `json:"image_url"` // on the platform's hosts
	Text     string `json:"text"`
}

// TimeLimit is a day on which a card can be used, with its hours if there are any.
type TimeLimit struct {
	Day Day `json:"type"` // the day of the week
	*Hours
}

// Day is a day of the week.
type Day string

// The days. Toolkits also have HOLIDAY.
const (
	Monday    Day = "MONDAY"
	Tuesday   Day = "TUESDAY"
	Wednesday Day = "WEDNESDAY"
	Thursday  Day = "THURSDAY"
	Friday    Day = "FRIDAY"
	Saturday  Day = "SATURDAY"
	Sunday    Day = "SUNDAY"
)

// Hours are the times of a day between which a card can be used.
type Hours struct {
	BeginHour   endpoint.Number `json:"begin_hour"`   // of the day, from 0
	BeginMinute endpoint.Number `json:"begin_minute"` // of the hour, from 0
	EndHour     endpoint.Number `json:"end_hour"`     // of the day, from 0
	EndMinute   endpoint.Number `json:"end_minute"`   // of the hour, from 0
}
