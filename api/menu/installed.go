package menu

import "github.com/wechatgo/wechatgo/endpoint"

// Menus is the output of [Get]: the menus made through the API.
type Menus struct {
	Default     Installed   `json:"menu"`
	Conditional []Installed `json:"conditionalmenu,omitempty"`
}

// Installed is a menu on the platform.
type Installed struct {
	Menu
	// MatchRule selects the users of a conditional menu; nil for the default menu.
	MatchRule *InstalledRule `json:"matchrule,omitempty"`
	// MenuID is 0 for a default menu if there are no conditional menus.
	MenuID endpoint.Number `json:"menuid,omitempty"`
}

// InstalledRule is a [MatchRule] as [Get] answers it, with the former conditions that new menus may not have any more
// (65320).
type InstalledRule struct {
	GroupID            endpoint.Number `json:"group_id,omitempty"` // the tag's id
	ClientPlatformType Platform        `json:"client_platform_type,omitempty"`
	Sex                endpoint.Number `json:"sex,omitempty"` // 1 for men, 2 for women
	Country            string          `json:"country,omitempty"`
	Province           string          `json:"province,omitempty"`
	City               string          `json:"city,omitempty"`
	Language           string          `json:"language,omitempty"`
}

// SelfMenu is the output of [SelfMenuInfo]: the menu that users see.
type SelfMenu struct {
	// IsMenuOpen is false if the menu is switched off.
	IsMenuOpen endpoint.Flag `json:"is_menu_open"`
	Info       SelfMenuList  `json:"selfmenu_info"`
}

// SelfMenuList holds the buttons.
type SelfMenuList struct {
	Buttons []SelfButton `json:"button"`
}

// SelfButton is a button of a [SelfMenu]. A button made through the API has the type and the fields of its [Button]; a
// button made in the console has type view or miniprogram, or one of text (Value is the text), img and voice (a
// media_id), video (a link for download) and news (Value and NewsInfo).
type SelfButton struct {
	Type      Type            `json:"type,omitempty"`
	Name      string          `json:"name"`
	Key       string          `json:"key,omitempty"`
	URL       string          `json:"url,omitempty"`
	Value     string          `json:"value,omitempty"`
	MediaID   string          `json:"media_id,omitempty"`
	ArticleID string          `json:"article_id,omitempty"`
	AppID     string          `json:"appid,omitempty"`
	PagePath  string          `json:"pagepath,omitempty"`
	NewsInfo  *NewsInfo       `json:"news_info,omitempty"`
	SubButton *SelfButtonList `json:"sub_button,omitempty"`
}

// SelfButtonList holds the buttons of the second level.
type SelfButtonList struct {
	List []SelfButton `json:"list"`
}

// NewsInfo holds the articles of a console button.
type NewsInfo struct {
	List []News `json:"list"`
}

// News is an article of a console button.
type News struct {
	Title      string          `json:"title"`
	Author     string          `json:"author"`
	Digest     string          `json:"digest"`
	ShowCover  endpoint.Number `json:"show_cover"` // 1 if the text shows the cover
	CoverURL   string          `json:"cover_url"`
	ContentURL string          `json:"content_url"`
	SourceURL  string          `json:"source_url"` // the link 阅读原文, or empty
}
