package wifi

import "github.com/wechatgo/wechatgo/endpoint"

// Protocol is the type of a store's devices.
type Protocol int64

// The types.
const (
	NoDevice       Protocol = 0
	ProfessionalAP Protocol = 1  // 专业型
	PasswordAP     Protocol = 4  // 密码型
	PortalAP       Protocol = 5  // portal自助型
	ConvertedAP    Protocol = 31 // portal改造型
)

// UnmarshalJSON reads a number or one in a string.
func (p *Protocol) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(p).UnmarshalJSON(raw) }

// ListIn is the input of [List].
type ListIn struct {
	Page endpoint.Number `json:"pageindex,omitempty"` // from 1, which is the default
	Size endpoint.Number `json:"pagesize,omitempty"`  // at most [MaxPage], 10 by default
}

// ListOut is the output of [List].
type ListOut struct {
	Data Shops `json:"data"`
}

// Next moves the input to the page after the given one. It returns false if that is the last page.
func (in *ListIn) Next(page ListOut) bool {
	in.Page = max(in.Page, 1) + 1
	return len(page.Data.Shops) > 0 && in.Page <= page.Data.Pages
}

// Page returns the stores of the page, and how many there are.
func (out ListOut) Page() (stores []ShopItem, total int) { return out.Data.Shops, int(out.Data.Total) }

// Shops is a page of stores.
type Shops struct {
	Total endpoint.Number `json:"totalcount"` // of all stores
	Page  endpoint.Number `json:"pageindex"`  // this page, from 1
	Pages endpoint.Number `json:"pagecount"`  // how many pages there are
	Shops []ShopItem      `json:"records"`
}

// ShopItem is a store in a list.
type ShopItem struct {
	ShopID   endpoint.Number `json:"shop_id"` // of this area alone
	Name     string          `json:"shop_name"`
	SSID     string          `json:"ssid"`      // the first network, empty if there is none
	SSIDs    []string        `json:"ssid_list"` // all networks
	Protocol Protocol        `json:"protocol_type"`
	SID      string          `json:"sid"`              // the account's own id of the store
	PoiID    string          `json:"poi_id,omitempty"` // of area poi
}

// GetIn is the input of [Get].
type GetIn struct {
	ShopID endpoint.Number `json:"shop_id"` // that of [ShopItem]
}

// GetOut is the output of [Get].
type GetOut struct {
	Data Shop `json:"data"`
}

// Greeting is what WeChat shows above the conversations while a phone is in a store's network.
type Greeting int64

// The greetings.
const (
	WelcomeToAccount   Greeting = 0 // 欢迎光临, and the account's name
	WelcomeToShop      Greeting = 1 // 欢迎光临, and the store's name
	ConnectedToAccount Greeting = 2 // 已连接, and the account's name
	ConnectedToShop    Greeting = 3 // 已连接, and the store's name
)

// UnmarshalJSON reads a number or one in a string.
func (g *Greeting) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(g).UnmarshalJSON(raw) }

// Shop is a store with its networks.
type Shop struct {
	Name        string          `json:"shop_name"`
	SSID        string          `json:"ssid"`      // the first network, empty if there is none
	SSIDs       []string        `json:"ssid_list"` // all networks
	Networks    []Network       `json:"ssid_password_list,omitempty"`
	Password    string          `json:"password,omitempty"` // of SSID
	Protocol    Protocol        `json:"protocol_type"`
	Devices     endpoint.Number `json:"ap_count"`    // how many devices the store has
	TemplateID  endpoint.Number `json:"template_id"` // of the store's page: 0 for the default one, 1 for HomepageURL
	HomepageURL string          `json:"homepage_url"`
	Greeting    Greeting        `json:"bar_type"`
	SID         string          `json:"sid"`              // the account's own id of the store
	PoiID       string          `json:"poi_id,omitempty"` // of area poi
}

// Network is a network with its password, which only devices of the type [PasswordAP] have.
type Network struct {
	SSID     string `json:"ssid"`
	Password string `json:"password,omitempty"`
}
