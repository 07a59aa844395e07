package card

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MemberCard is a card with which a merchant knows its members, with points (积分) or a balance (会员卡).
type MemberCard struct {
	Common
	// BackgroundPicURL is the picture behind the card, an address on the platform's hosts.
	BackgroundPicURL string `json:"background_pic_url,omitempty"`
	// SupplyBonus shows points, SupplyBalance a balance. A new card needs both. Once they are shown they stay.
	SupplyBonus   endpoint.Optional[bool] `json:"supply_bonus,omitzero"`
	SupplyBalance endpoint.Optional[bool] `json:"supply_balance,omitzero"`
	// Prerogative says what members may have, BonusCleared when points lapse.
	Prerogative  string `json:"prerogative,omitempty"`
	BonusCleared string `json:"bonus_cleared,omitempty"`
	// AutoActivate activates the card when the user takes it. Otherwise the user activates it on the merchant's page
	// ActivateURL, which calls [Service.Activate], or with WXActivate on the platform's page, whose questions
	// [Service.SetActivateForm] sets. (The samples do not have WXActivate, toolkits do.)
	AutoActivate endpoint.Optional[bool] `json:"auto_activate,omitzero"`
	ActivateURL  string                  `json:"activate_url,omitempty"`
	WXActivate   endpoint.Optional[bool] `json:"wx_activate,omitzero"`
	// The fields are shown at the top of an active card, with the values of [ActivateIn] and [MemberUpdate]. The
	// samples have the first one.
	CustomField1 *CustomField `json:"custom_field1,omitempty"`
	CustomField2 *CustomField `json:"custom_field2,omitempty"`
	CustomField3 *CustomField `json:"custom_field3,omitempty"`
	// CustomCell1 is a link on an active card.
	CustomCell1 *CustomCell `json:"custom_cell1,omitempty"`
	BonusRule   *BonusRule  `json:"bonus_rule,omitempty"`
	// Discount is what members get off the price, in percent: 10 makes a price of 90 percent (九折).
	Discount endpoint.Number `json:"discount,omitempty"`
}

// CustomField is a value that a member card shows: one of the platform's, or with a name of the merchant.
type CustomField struct {
	// NameType is one of the platform's names, such as FIELD_NAME_TYPE_LEVEL (等级). Users get a message when the value
	// of such a field changes.
	NameType string `json:"name_type,omitempty"`
	// Name is another name. The samples do not have it, toolkits do.
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"` // opens when the user taps the field
}

// CustomCell is a link on a member card.
type CustomCell struct {
	Name string `json:"name"`
	Tips string `json:"tips"` // shown beside it, at most 6 Chinese characters
	URL  string `json:"url"`
}

// BonusRule says how members get points and what these are worth. The amounts are in fen.
type BonusRule struct {
	// For each CostMoneyUnit that a user pays, the user gets IncreaseBonus points, MaxIncreaseBonus at a time at most.
	CostMoneyUnit     endpoint.Number `json:"cost_money_unit,omitempty"`
	IncreaseBonus     endpoint.Number `json:"increase_bonus,omitempty"`
	MaxIncreaseBonus  endpoint.Number `json:"max_increase_bonus,omitempty"`
	InitIncreaseBonus endpoint.Number `json:"init_increase_bonus,omitempty"` // the points at the beginning
	// Each CostBonusUnit points take ReduceMoney off a price of at least LeastMoneyToUseBonus, with MaxReduceBonus
	// points at a time at most.
	CostBonusUnit        endpoint.Number `json:"cost_bonus_unit,omitempty"`
	ReduceMoney          endpoint.Number `json:"reduce_money,omitempty"`
	LeastMoneyToUseBonus endpoint.Number `json:"least_money_to_use_bonus,omitempty"`
	MaxReduceBonus       endpoint.Number `json:"max_reduce_bonus,omitempty"`
}

// ActivateIn is the input of [MemberCardActivate].
type ActivateIn struct {
	CodeIn
	// MembershipNumber is shown on the card; it may be the code.
	MembershipNumber string `json:"membership_number"`
	// BackgroundPicURL is the picture behind this user's card.
	BackgroundPicURL string          `json:"background_pic_url,omitempty"`
	InitBonus        endpoint.Number `json:"init_bonus,omitempty"`        // points at the beginning
	InitBonusRecord  string          `json:"init_bonus_record,omitempty"` // tells the user about these points
	// InitBalance is the balance. Its unit is not documented.
	InitBalance endpoint.Number `json:"init_balance,omitempty"`
	// The values of the card's custom fields, of at most 4 Chinese characters (12 bytes). The samples have the first.
	CustomFieldValue1 string `json:"init_custom_field_value1,omitempty"`
	CustomFieldValue2 string `json:"init_custom_field_value2,omitempty"`
	CustomFieldValue3 string `json:"init_custom_field_value3,omitempty"`
}

// MemberUpdate is the input of [MemberCardUpdateUser]. The user gets messages about the changes.
type MemberUpdate struct {
	CodeIn
	BackgroundPicURL string `json:"background_pic_url,omitempty"`
	// Bonus is what the card shows; AddBonus is the change that the message shows, negative if there are fewer points.
	// Toolkits advise to give both, so that a repeated call does no harm. RecordBonus tells the user the reason, in at
	// most 14 Chinese characters. The balance has the same three fields. Its unit is not documented: the sample has -30
	// for an expense of 30 yuan.
	Bonus         endpoint.Optional[endpoint.Number] `json:"bonus,omitzero"`
	AddBonus      endpoint.Number                    `json:"add_bonus,omitempty"`
	RecordBonus   string                             `json:"record_bonus,omitempty"`
	Balance       endpoint.Optional[endpoint.Number] `json:"balance,omitzero"`      // what the card shows
	AddBalance    endpoint.Number                    `json:"add_balance,omitempty"` // the change that the message shows
	RecordBalance string                             `json:"record_balance,omitempty"`
	// The values of the card's custom fields, of at most 4 Chinese characters (12 bytes). The samples have the first.
	CustomFieldValue1 string `json:"custom_field_value1,omitempty"`
	CustomFieldValue2 string `json:"custom_field_value2,omitempty"`
	CustomFieldValue3 string `json:"custom_field_value3,omitempty"`
	// Notify chooses the messages that the user gets. The platform decides if it is nil.
	Notify *Notify `json:"notify_optional,omitempty"`
}

// Notify chooses about which changes a user gets a message. The samples have the first three.
type Notify struct {
	Bonus        bool `json:"is_notify_bonus"`
	Balance      bool `json:"is_notify_balance"`
	CustomField1 bool `json:"is_notify_custom_field1"`
	CustomField2 bool `json:"is_notify_custom_field2,omitempty"`
	CustomField3 bool `json:"is_notify_custom_field3,omitempty"`
}

// MemberUpdated is the output of [MemberCardUpdateUser].
type MemberUpdated struct {
	Bonus   endpoint.Number `json:"result_bonus"`   // points that the card shows now
	Balance endpoint.Number `json:"result_balance"` // balance that the card shows now; its unit is not documented
	OpenID  string          `json:"openid"`
}

// Member is the output of [MemberCardUserInfoGet].
type Member struct {
	OpenID           string          `json:"openid"`
	Nickname         string          `json:"nickname"`
	MembershipNumber string          `json:"membership_number"` // that of [ActivateIn]
	Bonus            endpoint.Number `json:"bonus"`             // points
	Sex              string          `json:"sex"`               // such as MALE
	UserInfo         Answers         `json:"user_info"`
	Status           UserStatus      `json:"user_card_status"`
	HasActive        bool            `json:"has_active"` // the card is active
}

// Answers is what a user has filled in to activate a member card.
type Answers struct {
	Common []Answer `json:"common_field_list"` // to the platform's questions
	Custom []Answer `json:"custom_field_list"` // to the merchant's
}

// Answer is the answer to a question: the name of an [Asked] or a question of the merchant, and what the user answered.
type Answer struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Asked is a question of the platform.
type Asked string

// The questions. The samples have the mobile number and the address; one toolkit has the others.
const (
	AskMobile    Asked = "USER_FORM_INFO_FLAG_MOBILE"
	AskLocation  Asked = "USER_FORM_INFO_FLAG_LOCATION"
	AskSex       Asked = "USER_FORM_INFO_FLAG_SEX"
	AskName      Asked = "USER_FORM_INFO_FLAG_NAME"
	AskBirthday  Asked = "USER_FORM_INFO_FLAG_BIRTHDAY"
	AskIDCard    Asked = "USER_FORM_INFO_FLAG_IDCARD"
	AskEmail     Asked = "USER_FORM_INFO_FLAG_EMAIL"
	AskEducation Asked = "USER_FORM_INFO_FLAG_EDUCATION_BACKGROUND"
	AskIndustry  Asked = "USER_FORM_INFO_FLAG_INDUSTRY"
	AskIncome    Asked = "USER_FORM_INFO_FLAG_INCOME"
	AskHabit     Asked = "USER_FORM_INFO_FLAG_HABIT"
)

// ActivateFormIn is the input of [MemberCardActivateUserFormSet].
type ActivateFormIn struct {
	CardID string `json:"card_id"`
	// ServiceStatement links to the terms for members, BindOldCard to a page for those who have a card already.
	ServiceStatement Link `json:"service_statement,omitzero"`
	BindOldCard      Link `json:"bind_old_card,omitzero"`
	Required         Form `json:"required_form,omitzero"`
	Optional         Form `json:"optional_form,omitzero"`
}

// Link is a link with its name.
type Link struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Form is what a user is asked: the platform's questions and the merchant's.
type Form struct {
	// CanModify lets the user change the answers later.
	CanModify bool     `json:"can_modify"`
	Common    []Asked  `json:"common_field_id_list,omitempty"`
	Custom    []string `json:"custom_field_list,omitempty"`
}

// ActivateTicket is the input of [MemberCardActivateTempInfoGet].
type ActivateTicket struct {
	Ticket string `json:"activate_ticket"`
}

// ActivateInfo is the output of [MemberCardActivateTempInfoGet].
type ActivateInfo struct {
	Info Answers `json:"info"`
}

// ActivateURLIn is the input of [MemberCardActivateGetURL].
type ActivateURLIn struct {
	CardID   string `json:"card_id"`
	OuterStr string `json:"outer_str,omitempty"`
}

// ActivateURL is the output of [MemberCardActivateGetURL].
type ActivateURL struct {
	URL string `json:"url"`
}

// Activate activates the member card that a user has taken.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Activate(ctx context.Context, in ActivateIn) error {
	return endpoint.Do(ctx, s.client, MemberCardActivate, in)
}

// UpdateMember changes a member's points, balance and other values, and sends the user messages about it.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) UpdateMember(ctx context.Context, in MemberUpdate) (MemberUpdated, error) {
	return endpoint.Call(ctx, s.client, MemberCardUpdateUser, in)
}

// Member reads a member by the code of the member's card.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Member(ctx context.Context, cardID, code string) (Member, error) {
	return endpoint.Call(ctx, s.client, MemberCardUserInfoGet, CodeIn{code, cardID})
}

// SetActivateForm sets what the platform's page asks the users who activate a card with WXActivate.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) SetActivateForm(ctx context.Context, in ActivateFormIn) error {
	return endpoint.Do(ctx, s.client, MemberCardActivateUserFormSet, in)
}

// ActivateInfo reads what a user has just filled in, by the ticket with which the platform's page sends the user to the
// merchant's.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) ActivateInfo(ctx context.Context, ticket string) (Answers, error) {
	out, err := endpoint.Call(ctx, s.client, MemberCardActivateTempInfoGet, ActivateTicket{ticket})
	return out.Info, err
}

// ActivateURL returns the address of the platform's page on which users take a card and activate it. outerStr, which
// may be empty, says where the card was handed out.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) ActivateURL(ctx context.Context, cardID, outerStr string) (string, error) {
	out, err := endpoint.Call(ctx, s.client, MemberCardActivateGetURL, ActivateURLIn{cardID, outerStr})
	return out.URL, err
}
