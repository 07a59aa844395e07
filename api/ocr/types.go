package ocr

import (
	"encoding/json"
	"math"

	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/endpoint"
)

// What is read from a picture is text as it stands there, dates and numbers too: a character may be missing or wrong. A
// field that is not found is empty.

// Mode says how the picture of a card was made.
type Mode string

// The modes.
const (
	Photo Mode = "photo" // with a camera, with other things around the card
	Scan  Mode = "scan"  // with a scanner: the card alone
)

// IDCardIn is the input of [IDCard].
type IDCardIn struct {
	img.Picture
	Mode Mode `query:"type,omitempty" json:"-"`
}

// Side is a side of an identity card.
type Side string

// The sides.
const (
	Front Side = "Front" // with the person's data
	Back  Side = "Back"  // with the time for which the card is valid
)

// IDCardOut is an identity card, one side of it.
type IDCardOut struct {
	Side Side `json:"type"`

	// Name, ID (18 characters), Address, Gender (男 or 女) and Nationality (the people: 汉) are on the front.
	Name        string `json:"name,omitempty"`
	ID          string `json:"id,omitempty"`
	Address     string `json:"addr,omitempty"`
	Gender      string `json:"gender,omitempty"`
	Nationality string `json:"nationality,omitempty"`

	// ValidDate is on the back: first and last day, such as "20171025-20271025".
	ValidDate string `json:"valid_date,omitempty"`
}

// BankCardOut is the output of [BankCard]. The platform's page names the number id, some toolkits number.
type BankCardOut struct {
	ID     string `json:"id,omitempty"`
	Number string `json:"number,omitempty"`
}

// Place is where a paper is in the picture.
type Place struct {
	Corners img.Corners `json:"pos"`
}

// VehicleLicense is the licence of a vehicle (行驶证).
type VehicleLicense struct {
	PlateNumber  string `json:"plate_num"`
	VehicleType  string `json:"vehicle_type"`
	Owner        string `json:"owner"`
	Address      string `json:"addr"`
	UseCharacter string `json:"use_character"` // 使用性质, such as 非营运
	Model        string `json:"model"`
	VIN          string `json:"vin"`
	EngineNumber string `json:"engine_num"`
	RegisterDate string `json:"register_date"` // such as 2018-07-06, as is IssueDate
	IssueDate    string `json:"issue_date"`

	// The other fields are on the back.
	PlateNumberBack string `json:"plate_num_b"`
	Record          string `json:"record"`          // 档案编号, the number of the file
	Passengers      string `json:"passengers_num"`  // with its unit: 7人
	TotalMass       string `json:"total_quality"`   // 总质量, with its unit: 2700kg
	CurbMass        string `json:"prepare_quality"` // 整备质量, likewise
	OverallSize     string `json:"overall_size"`    // length, width and height: 4582x1795x1458mm

	// FrontPlace and BackPlace are nil for a page that is not in the picture.
	FrontPlace *Place   `json:"card_position_front,omitempty"`
	BackPlace  *Place   `json:"card_position_back,omitempty"`
	Size       img.Size `json:"img_size"` // of the picture
}

// DriverLicense is the licence of a driver (驾驶证).
type DriverLicense struct {
	ID           string `json:"id_num"`
	Name         string `json:"name"`
	Sex          string `json:"sex"` // 男 or 女
	Nationality  string `json:"nationality"`
	Address      string `json:"address"`
	BirthDate    string `json:"birth_date"` // such as 1990-12-21, as are the other dates
	IssueDate    string `json:"issue_date"` // the first issue
	CarClass     string `json:"car_class"`  // such as C1
	ValidFrom    string `json:"valid_from"`
	ValidTo      string `json:"valid_to"`
	OfficialSeal string `json:"official_seal"` // who issued it
}

// BusinessLicense is the licence of a business (营业执照).
type BusinessLicense struct {
	RegNumber           string `json:"reg_num"` // 注册号
	Serial              string `json:"serial"`  // 编号
	LegalRepresentative string `json:"legal_representative"`
	Name                string `json:"enterprise_name"`
	Organization        string `json:"type_of_organization"` // 组成形式, such as 个人经营
	Address             string `json:"address"`
	Type                string `json:"type_of_enterprise"`
	Scope               string `json:"business_scope"`
	RegisteredCapital   string `json:"registered_capital"` // with its unit: 200万
	PaidInCapital       string `json:"paid_in_capital"`
	ValidPeriod         string `json:"valid_period"`    // such as 2019年1月1日
	RegisteredDate      string `json:"registered_date"` // such as 2018年1月1日

	Place *Place   `json:"cert_position,omitempty"`
	Size  img.Size `json:"img_size"` // of the picture
}

// Text is the printed text of a picture.
type Text struct {
	Items []TextItem `json:"items"`
	Size  img.Size   `json:"img_size"` // of the picture
}

// TextItem is a piece of text.
type TextItem struct {
	Text    string      `json:"text"`
	Corners img.Corners `json:"pos"`
}

// MenuOut is the output of [Menu].
type MenuOut struct {
	// Content is the menu: see Dishes. The platform's page describes an object, and its sample has JSON in a string.
	Content json.RawMessage `json:"content"`
}

// Dish is a dish of a restaurant's menu.
type Dish struct {
	Name  string
	Price endpoint.Number // in fen
}

// Dishes returns the dishes of the menu.
func (m MenuOut) Dishes() ([]Dish, error) {
	raw := []byte(m.Content)
	var text string
	if json.Unmarshal(raw, &text) == nil {
		raw = []byte(text)
	}
	var menu struct {
		Items []struct {
			Name  string           `json:"name"`
			Price endpoint.Decimal `json:"price"` // in yuan
		} `json:"menu_items"`
	}
	if err := json.Unmarshal(raw, &menu); err != nil {
		return nil, &endpoint.ResponseError{Endpoint: Menu.Name(), Reason: "content is no menu", Err: err}
	}
	dishes := make([]Dish, len(menu.Items))
	for i, item := range menu.Items {
		dishes[i] = Dish{item.Name, endpoint.Number(math.Round(float64(item.Price) * 100))}
	}
	return dishes, nil
}

// PlateNumOut is the output of [PlateNum].
type PlateNumOut struct {
	Number string `json:"number"`
}
