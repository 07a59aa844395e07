package message_test

import (
	"time"

	"github.com/wechatgo/wechatgo/message"
)

func userCard(created int64, id, code string) message.UserCard {
	return message.UserCard{Common: head(created), CardID: id, UserCardCode: code}
}

func giftCard(created int64) message.GiftCardOrder {
	return message.GiftCardOrder{
		Common: head(created), PageID: "OQK0R3MaFnCm74Phw5hwFJlz5sn+jy1zzM2amDidDbU=", OrderID: "Z2y2rY74ksZX1ceuGA",
	}
}

var cardSamples = map[string]message.Message{
	"event_card_pass_check.xml": &message.CardPassCheckEvent{
		CardCheck: message.CardCheck{Common: head(123456789), CardID: "cardid", RefuseReason: "非法代制"},
	},
	"event_card_not_pass_check.xml": &message.CardNotPassCheckEvent{
		CardCheck: message.CardCheck{Common: head(123456789), CardID: "cardid", RefuseReason: "非法代制"},
	},
	"event_card_sku_remind.xml": &message.CardSKURemindEvent{
		Common: head(1443838506), CardID: "pa3LFuAh2P65**********", Detail: "the card's quantity is equal to 0",
	},
	"event_card_pay_order.xml": &message.CardPayOrderEvent{
		Common: head(1453295737), OrderID: "404091456", Status: "ORDER_STATUS_FINANCE_SUCC", CreateOrderTime: time.Unix(1453295737, 0),
		FreeCoinCount: "200", PayCoinCount: "0", RefundFreeCoinCount: "0", RefundPayCoinCount: "0",
		OrderType: "ORDER_TYPE_SYS_ADD", Memo: "开通账户奖励",
	},
	"event_user_get_card.xml": &message.UserGetCardEvent{
		UserCard: userCard(1472551036, "pZI8Fjwsy5fVPRBeD78J4RmqVvBc", "226009850808"),
		OuterStr: "12b", SourceScene: "SOURCE_SCENE_UNKNOW", UnionID: "o6_bmasdasdsad6_2sgVt7hMZOPfL",
	},
	"event_user_gifting_card.xml": &message.UserGiftingCardEvent{
		UserCard:       userCard(1474181868, "pbLatjhU-3pik3d4PsbVzvBxZvJc", "297466945104"),
		FriendUserName: "obLatjlNerkb62HtSdQUx66C4NTU",
	},
	"event_user_del_card.xml": &message.UserDelCardEvent{UserCard: userCard(123456789, "cardid", "12312312")},
	"event_user_consume_card.xml": &message.UserConsumeCardEvent{
		UserCard:      userCard(1472549042, "pZI8Fj8y-E8hpvho2d1ZvpGwQBvA", "452998530302"),
		ConsumeSource: "FROM_API", StaffOpenID: "oZ********nJ3bPJu_Rtjkw4c", OuterStr: "xxxxx",
	},
	"event_user_pay_from_pay_cell.xml": &message.UserPayFromPayCellEvent{
		UserCard: userCard(1442390947, "po2VNuCuRo-8sxxxxxxxxxxx", "38050000000"),
		TransID:  "10022403432015000000000", LocationID: "291710000", Fee: "10000", OriginalFee: "10000",
	},
	"event_user_view_card.xml": &message.UserViewCardEvent{
		UserCard: userCard(1467811138, "pZI8Fj2ezBbxxxxxT2UbiiWLb7Bg", "4xxxxxxxx8558"), OuterStr: "12b",
	},
	"event_user_enter_session_from_card.xml": &message.UserEnterSessionFromCardEvent{UserCard: userCard(123456789, "cardid", "12312312")},
	"event_update_member_card.xml": &message.UpdateMemberCardEvent{
		UserCard: userCard(1445507140, "pjZ8Ytx-nwvpCRyQneH3Ncmh6N94", "485027611252"), ModifyBonus: 3,
	},
	"event_submit_membercard_user_info.xml": &message.SubmitMemberCardUserInfoEvent{
		UserCard: userCard(1432668700, "pbLatjtZ7v1BG_ZnTjbW85GYc_E8", "018255396048"),
	},
	"event_giftcard_pay_done.xml": &message.GiftCardPayDoneEvent{GiftCardOrder: giftCard(1472631550)},
	"event_giftcard_send_to_friend.xml": &message.GiftCardSendToFriendEvent{
		GiftCardOrder: giftCard(1472631550), IsChatRoom: "true", IsReturnBack: "true",
	},
	"event_giftcard_user_accept.xml": &message.GiftCardUserAcceptEvent{GiftCardOrder: giftCard(1472631800), IsChatRoom: "true"},

	"event_user_authorize_invoice.xml": &message.UserAuthorizeInvoiceEvent{
		Common: head(1475134700), SuccOrderID: "1202933957956", AuthorizeAppID: "wx1234567887654321", Source: "web",
	},
	"event_submit_invoice_title.xml": &message.SubmitInvoiceTitleEvent{
		Common: head(1475134700), Title: "样例公司抬头", Phone: "13313331333", TaxNo: "1486715661", Addr: "abc",
		BankType: "bt", BankNo: "bn", Attach: "at", TitleType: "InvoiceUserTitleBusinessType",
	},
	"event_update_invoice_status.xml": &message.UpdateInvoiceStatusEvent{
		Common: head(1478068440), Status: "INVOICE_REIMBURSE_INIT", CardID: "pjZ8Yt7Um2jYxzneP8GomnxoVFWo", Code: "186921658591",
	},
}
