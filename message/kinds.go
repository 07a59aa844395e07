package message

import "slices"

// ordinary has the constructors of the users' messages, by MsgType in lower case.
var ordinary = map[string]func() Message{
	"text":            create[Text],
	"image":           create[Image],
	"voice":           create[Voice],
	"video":           create[Video],
	"shortvideo":      create[ShortVideo],
	"location":        create[Location],
	"link":            create[Link],
	"miniprogrampage": create[MiniProgramPage],
	"file":            create[File],
}

// events has the constructors of the events, by Event in lower case.
var events = map[string]func() Message{
	"subscribe":   create[SubscribeEvent],
	"unsubscribe": create[UnsubscribeEvent],
	"scan":        create[ScanEvent],
	"location":    create[LocationEvent],
	"enter":       create[EnterEvent],

	"click":              create[ClickEvent],
	"view":               create[ViewEvent],
	"view_miniprogram":   create[ViewMiniProgramEvent],
	"scancode_push":      create[ScanCodePushEvent],
	"scancode_waitmsg":   create[ScanCodeWaitMsgEvent],
	"pic_sysphoto":       create[PicSysPhotoEvent],
	"pic_photo_or_album": create[PicPhotoOrAlbumEvent],
	"pic_weixin":         create[PicWeixinEvent],
	"location_select":    create[LocationSelectEvent],

	"templatesendjobfinish": create[TemplateSendJobFinishEvent],
	"masssendjobfinish":     create[MassSendJobFinishEvent],
	"publishjobfinish":      create[PublishJobFinishEvent],

	"subscribe_msg_popup_event":  create[SubscribeMsgPopupEvent],
	"subscribe_msg_change_event": create[SubscribeMsgChangeEvent],
	"subscribe_msg_sent_event":   create[SubscribeMsgSentEvent],

	"kf_create_session": create[KfCreateSessionEvent],
	"kf_close_session":  create[KfCloseSessionEvent],
	"kf_switch_session": create[KfSwitchSessionEvent],

	"user_info_modified":              create[UserInfoModifiedEvent],
	"user_authorization_revoke":       create[UserAuthorizationRevokeEvent],
	"user_authorization_cancellation": create[UserAuthorizationCancellationEvent],

	"qualification_verify_success": create[QualificationVerifySuccessEvent],
	"qualification_verify_fail":    create[QualificationVerifyFailEvent],
	"naming_verify_success":        create[NamingVerifySuccessEvent],
	"naming_verify_fail":           create[NamingVerifyFailEvent],
	"annual_renew":                 create[AnnualRenewEvent],
	"verify_expired":               create[VerifyExpiredEvent],

	"card_pass_check":              create[CardPassCheckEvent],
	"card_not_pass_check":          create[CardNotPassCheckEvent],
	"card_sku_remind":              create[CardSKURemindEvent],
	"card_pay_order":               create[CardPayOrderEvent],
	"user_get_card":                create[UserGetCardEvent],
	"user_gifting_card":            create[UserGiftingCardEvent],
	"user_del_card":                create[UserDelCardEvent],
	"user_consume_card":            create[UserConsumeCardEvent],
	"user_pay_from_pay_cell":       create[UserPayFromPayCellEvent],
	"user_view_card":               create[UserViewCardEvent],
	"user_enter_session_from_card": create[UserEnterSessionFromCardEvent],
	"update_member_card":           create[UpdateMemberCardEvent],
	"submit_membercard_user_info":  create[SubmitMemberCardUserInfoEvent],
	"giftcard_pay_done":            create[GiftCardPayDoneEvent],
	"giftcard_send_to_friend":      create[GiftCardSendToFriendEvent],
	"giftcard_user_accept":         create[GiftCardUserAcceptEvent],

	"user_authorize_invoice": create[UserAuthorizeInvoiceEvent],
	"submit_invoice_title":   create[SubmitInvoiceTitleEvent],
	"update_invoice_status":  create[UpdateInvoiceStatusEvent],

	"poi_check_notify":          create[POICheckNotifyEvent],
	"apply_merchant_audit_info": create[ApplyMerchantAuditInfoEvent],
	"create_map_poi_audit_info": create[CreateMapPOIAuditInfoEvent],
	"add_store_audit_info":      create[AddStoreAuditInfoEvent],
	"modify_store_audit_info":   create[ModifyStoreAuditInfoEvent],

	"wificonnected":                   create[WifiConnectedEvent],
	"shakearoundusershake":            create[ShakearoundUserShakeEvent],
	"shakearoundlotterybind":          create[ShakearoundLotteryBindEvent],
	"merchant_order":                  create[MerchantOrderEvent],
	"user_scan_product":               create[UserScanProductEvent],
	"user_scan_product_enter_session": create[UserScanProductEnterSessionEvent],
	"user_scan_product_async":         create[UserScanProductAsyncEvent],
	"user_scan_product_verify_action": create[UserScanProductVerifyActionEvent],

	"guide_qrcode_scan_event":   create[GuideQRCodeScanEvent],
	"guide_invite_result_event": create[GuideInviteResultEvent],
	"weapp_audit_success":       create[WeappAuditSuccessEvent],
	"weapp_audit_fail":          create[WeappAuditFailEvent],
	"weapp_audit_delay":         create[WeappAuditDelayEvent],
	"debug_demo":                create[DebugDemoEvent],
}

// MsgTypes returns the type of each user's message that the package knows, such as "text", sorted.
func MsgTypes() []string {
	names := make([]string, 0, len(ordinary))
	for _, create := range ordinary {
		names = append(names, create().Type())
	}
	slices.Sort(names)
	return names
}

// EventNames returns the name of each event that the package knows, such as "subscribe" or "CLICK", in its documented
// spelling, sorted.
func EventNames() []string {
	names := make([]string, 0, len(events))
	for _, create := range events {
		names = append(names, create().(Event).EventName())
	}
	slices.Sort(names)
	return names
}

func create[T any, M interface {
	*T
	Message
}]() Message {
	return M(new(T))
}
