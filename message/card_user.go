package message

import (
	"strconv"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// UserCard identifies one card of one user.
type UserCard struct {
	Common
	CardID       string // the kind of card
	UserCardCode string // the code of this card
}

// Key returns the card and its code.
func (c *UserCard) Key() string { return joinKey(c.CardID, c.UserCardCode) }

func (c *UserCard) fields(b *xmldoc.Binder) {
	b.Text("CardId", &c.CardID)
	b.Text("UserCardCode", &c.UserCardCode)
}

// UserGetCardEvent reports that a user took a card.
type UserGetCardEvent struct {
	UserCard
	event
	IsGiveByFriend      int64  // 1 if the card was a friend's gift
	FriendUserName      string // the friend's OpenID, with a gift
	OuterID             int64  // the number of the scene in which the card was offered
	OldUserCardCode     string // the card's code before it was given away
	OuterStr            string // the scene in which the card was offered
	IsRestoreMemberCard int64  // 1 if the user restored a deleted member card
	IsRecommendByFriend int64  // 1 if a friend recommended the card
	SourceScene         string // where the card came from, such as "SOURCE_SCENE_UNKNOW"
	UnionID             string // identifies the user across the owner's accounts; may be empty
}

// EventName returns "user_get_card".
func (*UserGetCardEvent) EventName() string { return "user_get_card" }

func (m *UserGetCardEvent) fields(b *xmldoc.Binder) {
	b.Text("CardId", &m.CardID)
	b.Int("IsGiveByFriend", &m.IsGiveByFriend)
	b.Text("UserCardCode", &m.UserCardCode)
	b.Text("FriendUserName", &m.FriendUserName)
	b.Int("OuterId", &m.OuterID)
	b.Text("OldUserCardCode", &m.OldUserCardCode)
	b.Text("OuterStr", &m.OuterStr)
	b.Int("IsRestoreMemberCard", &m.IsRestoreMemberCard)
	b.Int("IsRecommendByFriend", &m.IsRecommendByFriend)
	b.Text("SourceScene", &m.SourceScene)
	b.OptText("UnionId", &m.UnionID)
}

// UserGiftingCardEvent reports that a user gives a card away.
type UserGiftingCardEvent struct {
	UserCard
	event
	IsReturnBack   int64  // 1 if the gift came back
	FriendUserName string // the recipient's OpenID
	IsChatRoom     int64  // 1 if the card went to a group chat
}

// EventName returns "user_gifting_card".
func (*UserGiftingCardEvent) EventName() string { return "user_gifting_card" }

func (m *UserGiftingCardEvent) fields(b *xmldoc.Binder) {
	m.UserCard.fields(b)
	b.Int("IsReturnBack", &m.IsReturnBack)
	b.Text("FriendUserName", &m.FriendUserName)
	b.Int("IsChatRoom", &m.IsChatRoom)
}

// UserDelCardEvent reports that a user deleted a card.
type UserDelCardEvent struct {
	UserCard
	event
}

// EventName returns "user_del_card".
func (*UserDelCardEvent) EventName() string { return "user_del_card" }

// UserConsumeCardEvent reports that a card was used up.
type UserConsumeCardEvent struct {
	UserCard
	event
	ConsumeSource string // "FROM_API", "FROM_MP" (the console) or "FROM_MOBILE_HELPER"
	LocationName  string // the store's name
	StaffOpenID   string // the OpenID of the member of staff who accepted the card
	VerifyCode    string // the verification code that was checked
	RemarkAmount  string // the amount in the remark
	OuterStr      string // the scene
}

// EventName returns "user_consume_card".
func (*UserConsumeCardEvent) EventName() string { return "user_consume_card" }

func (m *UserConsumeCardEvent) fields(b *xmldoc.Binder) {
	m.UserCard.fields(b)
	b.Text("ConsumeSource", &m.ConsumeSource)
	b.Text("LocationName", &m.LocationName)
	b.Text("StaffOpenId", &m.StaffOpenID)
	b.Text("VerifyCode", &m.VerifyCode)
	b.Text("RemarkAmount", &m.RemarkAmount)
	b.Text("OuterStr", &m.OuterStr)
}

// UserPayFromPayCellEvent reports that a user paid a bill from a card.
type UserPayFromPayCellEvent struct {
	UserCard
	event
	TransID     string // the payment's transaction
	LocationID  string // the store
	Fee         string // the amount paid, in fen
	OriginalFee string // the amount due, in fen
}

// EventName returns "user_pay_from_pay_cell".
func (*UserPayFromPayCellEvent) EventName() string { return "user_pay_from_pay_cell" }

// Key returns the card, its code and the transaction.
func (m *UserPayFromPayCellEvent) Key() string { return joinKey(m.UserCard.Key(), m.TransID) }

func (m *UserPayFromPayCellEvent) fields(b *xmldoc.Binder) {
	m.UserCard.fields(b)
	b.Text("TransId", &m.TransID)
	b.OptBare("LocationId", &m.LocationID)
	b.Text("Fee", &m.Fee)
	b.Text("OriginalFee", &m.OriginalFee)
}

// UserViewCardEvent reports that a user opened a member card. The event comes only for cards that were made with
// need_push_on_view.
type UserViewCardEvent struct {
	UserCard
	event
	OuterStr string // the scene
}

// EventName returns "user_view_card".
func (*UserViewCardEvent) EventName() string { return "user_view_card" }

func (m *UserViewCardEvent) fields(b *xmldoc.Binder) {
	m.UserCard.fields(b)
	b.Text("OuterStr", &m.OuterStr)
}

// UserEnterSessionFromCardEvent reports that a user came to the conversation from a card.
type UserEnterSessionFromCardEvent struct {
	UserCard
	event
}

// EventName returns "user_enter_session_from_card".
func (*UserEnterSessionFromCardEvent) EventName() string { return "user_enter_session_from_card" }

// UpdateMemberCardEvent reports that a member card's points or balance changed.
type UpdateMemberCardEvent struct {
	UserCard
	event
	ModifyBonus   int64 // the change in points
	ModifyBalance int64 // the change in money; the unit is undocumented
}

// EventName returns "update_member_card".
func (*UpdateMemberCardEvent) EventName() string { return "update_member_card" }

// Key returns the card, its code and both changes.
func (m *UpdateMemberCardEvent) Key() string {
	return joinKey(m.UserCard.Key(), strconv.FormatInt(m.ModifyBonus, 10), strconv.FormatInt(m.ModifyBalance, 10))
}

func (m *UpdateMemberCardEvent) fields(b *xmldoc.Binder) {
	m.UserCard.fields(b)
	b.Int("ModifyBonus", &m.ModifyBonus)
	b.Int("ModifyBalance", &m.ModifyBalance)
}

// SubmitMemberCardUserInfoEvent reports that a user filled in a member card's form and thus activated the card.
type SubmitMemberCardUserInfoEvent struct {
	UserCard
	event
}

// EventName returns "submit_membercard_user_info".
func (*SubmitMemberCardUserInfoEvent) EventName() string { return "submit_membercard_user_info" }
