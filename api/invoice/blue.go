package invoice

// MakeOutIn is the input of [MakeOutInvoice].
type MakeOutIn struct {
	Invoice Blue `json:"invoiceinfo"`
}

// Blue is an invoice to be made (蓝票), with the names of the tax office's forms. Amounts are texts in yuan, such as
// "135.9". The fields that no sample has are those of one toolkit.
type Blue struct {
	OpenID    string `json:"wxopenid"` // the user
	OrderNo   string `json:"ddh"`      // the merchant's own number of the order
	RequestNo string `json:"fpqqlsh"`  // the number of this request; each has its own

	SellerTaxNo   string `json:"nsrsbh"`
	SellerName    string `json:"nsrmc"`
	SellerAddr    string `json:"nsrdz"`
	SellerPhone   string `json:"nsrdh"`
	SellerBank    string `json:"nsrbank"`
	SellerAccount string `json:"nsrbankid"`

	BuyerName    string `json:"ghfmc"`
	BuyerTaxNo   string `json:"ghfnsrsbh,omitempty"` // in no sample
	BuyerAddr    string `json:"ghfdz,omitempty"`     // in no sample
	BuyerPhone   string `json:"ghfdh,omitempty"`     // in no sample
	BuyerBank    string `json:"ghfbank,omitempty"`   // in no sample
	BuyerAccount string `json:"ghfbankid,omitempty"` // in no sample

	Maker    string `json:"kpr"`           // who makes the invoice
	Cashier  string `json:"skr,omitempty"` // who took the money; in no sample
	Reviewer string `json:"fhr,omitempty"` // in no sample
	Remarks  string `json:"bz,omitempty"`  // in no sample

	Total    string     `json:"jshj"` // with the tax
	Amount   string     `json:"hjje"` // without it
	Tax      string     `json:"hjse"` // the tax
	Industry Industry   `json:"hylx"`
	Lines    []BlueLine `json:"invoicedetail_list"`
}

// Industry is the seller's.
type Industry string

// The industries, as one toolkit has them.
const (
	Commerce      Industry = "0"
	OtherIndustry Industry = "1"
)

// Nature is what a line of an invoice is.
type Nature string

// The natures, as one toolkit has them.
const (
	Normal     Nature = "0"
	Reduction  Nature = "1" // it takes something off the line before
	Discounted Nature = "2" // a Reduction follows
)

// BlueLine is a line of a [Blue].
type BlueLine struct {
	Nature  Nature `json:"fphxz"`
	TaxCode string `json:"spbm"`           // of the goods (税收分类编码), 19 digits
	Name    string `json:"xmmc"`           // of the goods
	Unit    string `json:"dw,omitempty"`   // in no sample
	Model   string `json:"ggxh,omitempty"` // in no sample
	Num     string `json:"xmsl"`           // how many units
	Price   string `json:"xmdj"`           // of a unit
	Amount  string `json:"xmje"`           // without the tax
	TaxRate string `json:"sl"`             // such as "0.17"
	Tax     string `json:"se"`             // the tax
}

// MadeIn is the input of [QueryInvoceInfo].
type MadeIn struct {
	RequestNo   string `json:"fpqqlsh"`
	SellerTaxNo string `json:"nsrsbh"`
}

// MadeOut is the output of [QueryInvoceInfo].
type MadeOut struct {
	Detail Made `json:"invoicedetail"`
}

// Made is an invoice that was made.
type Made struct {
	RequestNo string `json:"fpqqlsh"`
	CheckCode string `json:"jym"`
	Date      string `json:"kprq"` // such as 20160811
	Code      string `json:"fpdm"` // 发票代码
	No        string `json:"fphm"` // 发票号码
	PDFURL    string `json:"pdfurl"`
}
