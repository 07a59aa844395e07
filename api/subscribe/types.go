package subscribe

import (
	"strconv"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/endpoint"
)

// CategoriesOut is the output of [Categories].
type CategoriesOut struct {
	Categories []Category `json:"data"`
}

// Category is a service category (类目) of the account.
type Category struct {
	ID   endpoint.Number `json:"id"`   // for [Service.Titles]
	Name string          `json:"name"` // in Chinese
}

// TitlesIn is the input of [Titles].
type TitlesIn struct {
	// Categories are the IDs of categories of the account, with commas between.
	Categories string `query:"ids"`
	// Start is the number of titles before the page.
	Start endpoint.Number `query:"start"`
	// Limit is the size of the page, at most [MaxTitles].
	Limit endpoint.Number `query:"limit"`
}

// Skip moves the page forward by n titles.
func (in *TitlesIn) Skip(n int) { in.Start += endpoint.Number(n) }

// TitlesOut is the output of [Titles].
type TitlesOut struct {
	Count  endpoint.Number `json:"count"` // of all titles
	Titles []Title         `json:"data"`
}

// Page returns the titles of the page, and how many there are in all.
func (out TitlesOut) Page() ([]Title, int) { return out.Titles, int(out.Count) }

// Kind says how many notices one subscription allows.
type Kind int64

// UnmarshalJSON reads a number, or one in a string.
func (k *Kind) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(k).UnmarshalJSON(raw) }

// The kinds.
const (
	// OneTime allows one notice for each time that the user has accepted.
	OneTime Kind = 2
	// LongTerm allows any number of notices until the user cancels it. Only some services have such templates.
	LongTerm Kind = 3
)

// Title is a public template (公共模板).
type Title struct {
	TID        endpoint.Number `json:"tid"` // for [Service.Keywords] and [Service.Add]
	Title      string          `json:"title"`
	Kind       Kind            `json:"type"`
	CategoryID TitleCategory   `json:"categoryId"`
}

// TitleCategory is the ID of a [Category] as titles have it: digits in a string. The table of the platform's page says a
// number; both are read.
type TitleCategory int64

// MarshalJSON writes the digits in a string.
func (c TitleCategory) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, strconv.FormatInt(int64(c), 10)), nil
}

// UnmarshalJSON reads a number, or one in a string.
func (c *TitleCategory) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(c).UnmarshalJSON(raw)
}

// KeywordsIn is the input of [Keywords].
type KeywordsIn struct {
	TID string `query:"tid"` // of a [Title]
}

// KeywordsOut is the output of [Keywords].
type KeywordsOut struct {
	Count    endpoint.Number `json:"count,omitempty"` // in the table of the page, but not in its sample
	Keywords []Keyword       `json:"data"`
}

// Keyword is a keyword that a template may have.
type Keyword struct {
	ID      endpoint.Number `json:"kid"` // for [Service.Add]
	Name    string          `json:"name"`
	Example string          `json:"example"`
	// Type is the type of its value.
	Type keyword.Type `json:"rule"`
}

// AddIn is the input of [Add].
type AddIn struct {
	TID string `json:"tid"` // of a [Title]
	// Keywords are the IDs of 2 to 5 of the title's keywords, in the order in which they are shown. The new one-time
	// templates, whose tid is 10000001 to 19999999, have fixed keywords: the list is empty, not absent.
	Keywords []endpoint.Number `json:"kidList"`
	// SceneDesc describes the service in at most [MaxSceneDesc] characters.
	SceneDesc string `json:"sceneDesc,omitempty"`
}

// ID is the id of a template of the account.
type ID struct {
	TemplateID string `json:"priTmplId"`
}

// ListOut is the output of [List].
type ListOut struct {
	Templates []Template `json:"data"`
}

// Template is a template of the account.
type Template struct {
	ID    string `json:"priTmplId"`
	Title string `json:"title"`
	// Content is the text with its keywords, such as "会议时间:{{date2.DATA}}\n". [keyword.Keys] reads them.
	Content string `json:"content"`
	Example string `json:"example"`
	Kind    Kind   `json:"type"`
	// Enums has the values of the keywords of the type enum.
	Enums []Enum `json:"keywordEnumValueList,omitempty"`
}

// Enum has the values that a keyword may have.
type Enum struct {
	Keyword string   `json:"keywordCode"` // such as "enum_string2.DATA"
	Values  []string `json:"enumValueList"`
}

// Data has the values of a notice by the keys of the template's keywords. Package keyword makes them.
type Data = keyword.Data

// Message is a notice.
type Message struct {
	// TemplateID is the id of a template of the account. It is required.
	TemplateID string `json:"template_id"`
	// Page is what the notice opens: a web page or an article by the older page of the platform, a page of a mini program
	// by the present one.
	Page string `json:"page,omitempty"`
	// MiniProgram is the page of a mini program that the notice opens. Only the older page of the platform has it.
	MiniProgram *MiniProgram `json:"miniprogram,omitempty"`
	// MiniProgramState and Lang are of the present page of the platform only, which calls them required and gives them
	// defaults. Lang is zh_CN (the default), en_US, zh_HK or zh_TW.
	MiniProgramState MiniProgramState `json:"miniprogram_state,omitempty"`
	Lang             endpoint.Lang    `json:"lang,omitempty"`
	// Data has a value for each keyword of the template. It is required.
	Data Data `json:"data"`
}

// MiniProgram is the page of a mini program that is linked with the account.
type MiniProgram struct {
	AppID    string `json:"appid"`
	PagePath string `json:"pagepath"` // such as "index?foo=bar"
}

// MiniProgramState is the version of a mini program.
type MiniProgramState string

// The versions.
const (
	Formal    MiniProgramState = "formal" // the default
	Trial     MiniProgramState = "trial"
	Developer MiniProgramState = "developer"
)

// SendIn is the input of [Send].
type SendIn struct {
	ToUser string `json:"touser"` // an openid
	Message
}
