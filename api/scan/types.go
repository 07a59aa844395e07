package scan

import "github.com/wechatgo/wechatgo/endpoint"

// Product is a product. In a change, an empty field is left out, and stays as it is.
type Product struct {
	PID              string       `json:"pid"` // the account's own id of the product, which cannot change
	Images           *Images      `json:"image_info,omitempty"`
	Category         *Categories  `json:"category_info,omitempty"`          // in the account's own words
	OfficialCategory *Categories  `json:"official_category_info,omitempty"` // in the platform's words
	Tags             *Tags        `json:"tag_info,omitempty"`
	Link             *Link        `json:"link_info,omitempty"`
	Title            string       `json:"title,omitempty"`
	SubTitle         string       `json:"sub_title,omitempty"`
	Brand            string       `json:"brand,omitempty"`
	Shop             *Shop        `json:"shop_info,omitempty"`
	Description      string       `json:"desc,omitempty"`
	Price            *Prices      `json:"price_info,omitempty"`
	Sale             *Sale        `json:"sale_info,omitempty"`
	Custom           *CustomPairs `json:"custom_info,omitempty"`
	SKUs             *SKUs        `json:"sku_info,omitempty"`
	// PartialUpdate changes only the fields that are given. It is not in answers.
	PartialUpdate endpoint.Flag `json:"partial_update,omitempty"`
}

// Images holds the pictures of a product.
type Images struct {
	Main []Image `json:"main_image_list"`
}

// Image is a picture.
type Image struct {
	URL string `json:"url"`
}

// Categories holds a path of categories, the widest first.
type Categories struct {
	Items []Category `json:"category_item"`
}

// Category is a category.
type Category struct {
	Name string `json:"category_name"`
}

// Tags holds the tags of a product.
type Tags struct {
	Items []Tag `json:"tag_item"`
}

// Tag is a tag.
type Tag struct {
	Name string `json:"tag_name"`
}

// LinkMiniProgram is the type of a [Link] to a mini program, the only one that is documented.
const LinkMiniProgram = "wxa"

// Link is what a product opens.
type Link struct {
	Type  string `json:"link_type"` // [LinkMiniProgram]
	AppID string `json:"wxa_appid,omitempty"`
	Path  string `json:"url,omitempty"` // the mini program's page
}

// Shop says where a product comes from.
type Shop struct {
	Source endpoint.Number `json:"source"` // the sample has 2; the meanings are not documented
}

// Prices are a product's prices: the lowest and the highest, now and originally.
type Prices struct {
	Min         Fen `json:"min_price"`               // the lowest
	Max         Fen `json:"max_price"`               // the highest
	OriginalMin Fen `json:"min_ori_price,omitempty"` // the lowest before a reduction
	OriginalMax Fen `json:"max_ori_price,omitempty"` // the highest before a reduction
}

// SaleStatus says whether a product is sold.
type SaleStatus string

// The states.
const (
	OnSale  SaleStatus = "on"
	OffSale SaleStatus = "off"
)

// Sale says whether a product is sold, and how many there are.
type Sale struct {
	Status SaleStatus      `json:"sale_status"`
	Stock  endpoint.Number `json:"stock,omitempty"` // pieces
}

// CustomPairs holds properties that only some categories have, such as a hotel's "star".
type CustomPairs struct {
	Items []CustomPair `json:"custom_list"`
}

// CustomPair is such a property.
type CustomPair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// SKUs holds the kinds in which a product is sold.
type SKUs struct {
	Items []SKU `json:"sku_item"`
}

// SKU is one kind in which a product is sold.
type SKU struct {
	ID          string      `json:"sku_id"`
	BarcodeType string      `json:"barcode_type,omitempty"` // such as "ean13"
	Barcode     string      `json:"barcode,omitempty"`
	Images      *Images     `json:"image_info,omitempty"`
	Path        string      `json:"link_url,omitempty"` // the mini program's page
	Price       *Prices     `json:"price_info,omitempty"`
	Sale        *Sale       `json:"sale_info,omitempty"`
	Shop        *Shop       `json:"shop_info,omitempty"`
	Attributes  *Attributes `json:"attribute_info,omitempty"`
}

// Attributes holds what tells a kind from the others.
type Attributes struct {
	Items []Attribute `json:"attribute_item"`
}

// Attribute is such an attribute, such as 酒店房型: 海景大床房.
type Attribute struct {
	Key   string `json:"attribute_key"`
	Value string `json:"attribute_value"`
}

// AddIn is the input of [Add].
type AddIn struct {
	Products []Product `json:"product"` // 1 to [MaxProducts], together at most 2 MB
}

// AddOut is the output of [Add].
type AddOut struct {
	Ticket string `json:"status_ticket"`
}

// StatusIn is the input of [Status].
type StatusIn struct {
	Ticket string `json:"status_ticket"`
}

// StatusOut is the output of [Status].
type StatusOut struct {
	Result Result `json:"result"`
}

// Result is the result of an import.
type Result struct {
	Succeeded endpoint.Number `json:"succ_cnt"`  // products that were imported
	Failed    endpoint.Number `json:"fail_cnt"`  // products that were refused
	Total     endpoint.Number `json:"total_cnt"` // products in the import
	Progress  string          `json:"progress"`  // such as "100.00%"
	Products  []Imported      `json:"statuses,omitempty"`
}

// Imported is the result for one product.
type Imported struct {
	PID     string          `json:"pid"`
	Code    endpoint.Number `json:"ret"` // 0 for success
	Message string          `json:"err_msg,omitempty"`
}

// GetIn is the input of [Get].
type GetIn struct {
	Product PID `json:"product"`
}

// PID identifies a product.
type PID struct {
	PID string `json:"pid"`
}

// GetOut is the output of [Get].
type GetOut struct {
	Product Product `json:"product"`
}

// ListIn is the input of [List].
type ListIn struct {
	// Context is that of the page before, and empty for the first page.
	Context string          `json:"page_context,omitempty"`
	Page    endpoint.Number `json:"page_num"`  // from 1
	Size    endpoint.Number `json:"page_size"` // at most [MaxPage]
}

// ListOut is the output of [List].
type ListOut struct {
	Products []Product `json:"product"`
	// Context is for the next page.
	Context string `json:"page_context,omitempty"`
}

// Next moves the input to the page after the given one. It returns false if that is the last page.
func (in *ListIn) Next(page ListOut) bool {
	more := page.Context != "" && len(page.Products) > 0 && len(page.Products) == int(in.Size)
	in.Context = page.Context
	in.Page++
	return more
}

// Page returns the products of the page, and 0: the platform does not say how many there are.
func (out ListOut) Page() (products []Product, total int) { return out.Products, 0 }
