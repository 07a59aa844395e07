package card

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// SubMerchantIn is the input of [SubMerchantSubmit].
type SubMerchantIn struct {
	Info Application `json:"info"`
}

// Application is the application of a merchant in whose name the account makes cards (子商户).
type Application struct {
	BrandName string `json:"brand_name"`
	LogoURL   string `json:"logo_url"` // on the platform's hosts
	// Protocol is the media_id of the merchant's authorisation, EndTime when that ends.
	Protocol string        `json:"protocol"`
	EndTime  endpoint.Time `json:"end_time"`
	// The categories are those of [Service.Categories].
	PrimaryCategoryID   endpoint.Number `json:"primary_category_id"`
	SecondaryCategoryID endpoint.Number `json:"secondary_category_id"` // of a [SecondaryCategory] of it
	// AgreementMediaID is a business licence, OperatorMediaID the identity card of a merchant without one: media_ids.
	AgreementMediaID string `json:"agreement_media_id,omitempty"`
	OperatorMediaID  string `json:"operator_media_id,omitempty"`
	// AppID is the merchant's own account.
	AppID string `json:"app_id,omitempty"`
}

// SubMerchantOut is the output of [SubMerchantSubmit].
type SubMerchantOut struct {
	Info SubMerchant `json:"info"`
}

// SubMerchant is a merchant in whose name the account makes cards.
type SubMerchant struct {
	MerchantID endpoint.Number `json:"merchant_id"` // the platform's id of the merchant
	AppID      string          `json:"app_id,omitempty"`
	CreateTime endpoint.Time   `json:"create_time"` // when the application was made
	UpdateTime endpoint.Time   `json:"update_time"` // when it was changed last
	BrandName  string          `json:"brand_name"`
	LogoURL    string          `json:"logo_url"`
	// Status is CHECKING during the review. The samples have no other value.
	Status              string          `json:"status"`
	BeginTime           endpoint.Time   `json:"begin_time"`            // from when the authorisation holds
	EndTime             endpoint.Time   `json:"end_time"`              // until when it holds
	PrimaryCategoryID   endpoint.Number `json:"primary_category_id"`   // of a [Category]
	SecondaryCategoryID endpoint.Number `json:"secondary_category_id"` // of a [SecondaryCategory]
}

// Categories is the output of [GetApplyProtocol].
type Categories struct {
	Categories []Category `json:"category"`
}

// Category is a sort of business that may make cards.
type Category struct {
	ID        endpoint.Number     `json:"primary_category_id"` // the PrimaryCategoryID of an [Application]
	Name      string              `json:"category_name"`
	Secondary []SecondaryCategory `json:"secondary_category"`
}

// SecondaryCategory is a part of a [Category].
type SecondaryCategory struct {
	ID   endpoint.Number `json:"secondary_category_id"` // the SecondaryCategoryID of an [Application]
	Name string          `json:"category_name"`
	// Qualifications names the licences that a merchant needs.
	Qualifications []string `json:"need_qualification_stuffs"`
	// Prepaid and Payment say whether the cards may be prepaid, and paid with.
	Prepaid endpoint.Flag `json:"can_choose_prepaid_card"`
	Payment endpoint.Flag `json:"can_choose_payment_card"`
}

// SubmitSubMerchant applies for a merchant in whose name the account makes cards.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) SubmitSubMerchant(ctx context.Context, a Application) (SubMerchant, error) {
	out, err := endpoint.Call(ctx, s.client, SubMerchantSubmit, SubMerchantIn{a})
	return out.Info, err
}

// Categories lists the sorts of business that may make cards.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Categories(ctx context.Context) ([]Category, error) {
	out, err := endpoint.Call(ctx, s.client, GetApplyProtocol, endpoint.None{})
	return out.Categories, err
}
