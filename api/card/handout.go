package card

import (
	"context"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of the platform.
const (
	// MaxOffers is the largest number of cards that one QR code hands out.
	MaxOffers = 5
	// MinLife and MaxLife bound the life of a QR code.
	MinLife = time.Minute
	MaxLife = 30 * time.Minute
)

// Offer is a card that a QR code hands out.
type Offer struct {
	CardID string `json:"card_id"`
	// Code is the code that the user gets, for a card whose codes are the merchant's own.
	Code string `json:"code,omitempty"`
	// OpenID is the user who may take the card, for a card that is bound to users.
	OpenID string `json:"openid,omitempty"`
	// IsUniqueCode means that one user can take the card by the QR code, and nobody after that.
	IsUniqueCode bool `json:"is_unique_code,omitempty"`
	// OuterID and OuterStr say where the card was handed out; the user_get_card event has them.
	OuterID  endpoint.Number `json:"outer_id,omitempty"`
	OuterStr string          `json:"outer_str,omitempty"`
}

// QRAction is the kind of a QR code that hands out cards.
type QRAction string

// The kinds of QR code.
const (
	QRCard         QRAction = "QR_CARD"          // with one card
	QRMultipleCard QRAction = "QR_MULTIPLE_CARD" // with several
)

// QRCodeIn is the input of [QRCodeCreate].
type QRCodeIn struct {
	Action QRAction `json:"action_name"`
	// ExpireSeconds is the life of the QR code, 60 to 1,800 seconds; 0 means 365 days.
	ExpireSeconds endpoint.Number `json:"expire_seconds,omitempty"`
	Info          QRInfo          `json:"action_info"`
}

// QRInfo has the offer of a [QRCard], or the offers of a [QRMultipleCard].
type QRInfo struct {
	Card         *Offer  `json:"card,omitempty"`
	MultipleCard *Offers `json:"multiple_card,omitempty"`
}

// Offers are the cards of one QR code.
type Offers struct {
	Cards []Offer `json:"card_list"`
}

// QRCode is a QR code that hands out cards.
type QRCode struct {
	Ticket string `json:"ticket"`
	// ExpireSeconds is the life in seconds.
	ExpireSeconds endpoint.Number `json:"expire_seconds,omitempty"`
	URL           string          `json:"url"`             // the content of the code
	PictureURL    string          `json:"show_qrcode_url"` // the address of its picture
}

// LandingPageIn is the input of [LandingPageCreate].
type LandingPageIn struct {
	Banner    string   `json:"banner"` // a picture, an address on the platform's hosts
	PageTitle string   `json:"page_title"`
	CanShare  bool     `json:"can_share"`
	Scene     Scene    `json:"scene"`
	Cards     []OnPage `json:"card_list"`
}

// Scene is the place from which users come to a page.
type Scene string

// The places. The samples have the first one; one toolkit has the others.
const (
	SceneNearBy         Scene = "SCENE_NEAR_BY"
	SceneMenu           Scene = "SCENE_MENU"
	SceneQRCode         Scene = "SCENE_QRCODE"
	SceneArticle        Scene = "SCENE_ARTICLE"
	SceneH5             Scene = "SCENE_H5"
	SceneIVR            Scene = "SCENE_IVR"              // automatic replies
	SceneCardCustomCell Scene = "SCENE_CARD_CUSTOM_CELL" // a link on another card
)

// OnPage is a card on a page.
type OnPage struct {
	CardID   string `json:"card_id"`
	ThumbURL string `json:"thumb_url"` // a small picture
}

// LandingPage is a page on which users take cards.
type LandingPage struct {
	URL    string          `json:"url"`
	PageID endpoint.Number `json:"page_id"` // the platform's id of the page
}

// MPNewsHTML is the output of [MPNewsGetHTML].
type MPNewsHTML struct {
	Content string `json:"content"`
}

// TestWhitelist is the input of [TestWhitelistSet].
type TestWhitelist struct {
	OpenIDs   []string `json:"openid,omitempty"`
	Usernames []string `json:"username,omitempty"` // WeChat IDs (微信号)
}

// QRCode makes a QR code that hands out cards: one, or up to [MaxOffers]. life is [MinLife] to [MaxLife], in whole
// seconds; 0 means 365 days. Another life or number of cards, or an offer without a card, is not sent: see
// [QRCodeIn.Check].
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) QRCode(ctx context.Context, life time.Duration, offers ...Offer) (QRCode, error) {
	in := QRCodeIn{QRMultipleCard, endpoint.Number(life / time.Second), QRInfo{MultipleCard: &Offers{offers}}}
	if life != 0 && in.ExpireSeconds == 0 {
		in.ExpireSeconds = 1 // Check refuses a part of a second, which is not 365 days
	}
	if len(offers) == 1 {
		in.Action, in.Info = QRCard, QRInfo{Card: &offers[0]}
	}
	if err := in.Check(); err != nil {
		return QRCode{}, err
	}
	return endpoint.Call(ctx, s.client, QRCodeCreate, in)
}

// LandingPage makes a page on which users take cards (卡券货架).
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) LandingPage(ctx context.Context, in LandingPageIn) (LandingPage, error) {
	return endpoint.Call(ctx, s.client, LandingPageCreate, in)
}

// ArticleHTML returns the HTML of a card for the text of an article.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) ArticleHTML(ctx context.Context, cardID string) (string, error) {
	out, err := endpoint.Call(ctx, s.client, MPNewsGetHTML, ID{cardID})
	return out.Content, err
}

// SetTestWhitelist sets the users who can take cards before these are reviewed. It replaces the list.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) SetTestWhitelist(ctx context.Context, users TestWhitelist) error {
	return endpoint.Do(ctx, s.client, TestWhitelistSet, users)
}
