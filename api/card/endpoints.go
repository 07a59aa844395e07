package card

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: certified ones that applied for it.
var access = endpoint.MayCall(
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
)

// legacy marks all of the area's endpoints.
var legacy = endpoint.Deprecated("")

// These are the platform's pages, each about several endpoints. They are no longer in its present index.
const pages = "https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/"

var (
	creating     = endpoint.Doc(pages + "Create_a_Coupon_Voucher_or_Card.html")
	distributing = endpoint.Doc(pages + "Distributing_Coupons_Vouchers_and_Cards.html")
	redeeming    = endpoint.Doc(pages + "Redeeming_a_coupon_voucher_or_card.html")
	managing     = endpoint.Doc(pages + "Managing_Coupons_Vouchers_and_Cards.html")
	membership   = endpoint.Doc(pages + "Membership_Cards/Create_a_membership_card.html")
	members      = endpoint.Doc(pages + "Membership_Cards/Manage_Member_Card.html")
	activating   = endpoint.Doc(pages + "Coupons-Mini_Program_Start_Up.html")
	tickets      = endpoint.Doc(pages + "Special_ticket.html")
	merchants    = endpoint.Doc(pages + "Third-party_developer_mode.html")
	gifts        = endpoint.Doc(pages + "gift_card.html")
)

// These are about the cards themselves.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
var (
	// Create makes a card.
	Create = endpoint.Post[CreateIn, ID]("card.create", "/card/create", "创建卡券",
		endpoint.Write, access, legacy, creating)

	// Get reads a card.
	Get = endpoint.Post[ID, GetOut]("card.get", "/card/get", "查看卡券详情",
		endpoint.Read, access, legacy, managing)

	// BatchGet reads one page of the card_ids.
	BatchGet = endpoint.Post[BatchGetIn, BatchGetOut]("card.batchget", "/card/batchget", "批量查询卡券列表",
		endpoint.Read, access, legacy, managing)

	// Update changes a card.
	Update = endpoint.Post[UpdateIn, UpdateOut]("card.update", "/card/update", "更改卡券信息",
		endpoint.Write, endpoint.Idempotent(), access, legacy, managing)

	// ModifyStock adds to the stock of a card or takes away from it.
	ModifyStock = endpoint.Post[ModifyStockIn, endpoint.None]("card.modifystock", "/card/modifystock", "修改库存",
		endpoint.Write, access, legacy, managing)

	// Delete removes a card.
	Delete = endpoint.Post[ID, endpoint.None]("card.delete", "/card/delete", "删除卡券",
		endpoint.Destroy, access, legacy, managing)

	// PayCellSet switches payments with a card on or off.
	PayCellSet = endpoint.Post[PayCellIn, endpoint.None]("card.paycell_set", "/card/paycell/set", "设置买单",
		endpoint.Write, endpoint.Idempotent(), access, legacy, creating)

	// SelfConsumeCellSet switches on or off that users redeem a card themselves.
	SelfConsumeCellSet = endpoint.Post[SelfConsumeCellIn, endpoint.None](
		"card.selfconsumecell_set",
		"/card/selfconsumecell/set",
		"设置自助核销",
		endpoint.Write,
		endpoint.Idempotent(),
		access,
		legacy,
		creating,
	)
)

// These are about how users get cards.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
var (
	// QRCodeCreate makes a QR code that hands out cards.
	QRCodeCreate = endpoint.Post[QRCodeIn, QRCode]("card.qrcode_create", "/card/qrcode/create", "创建二维码 (投放)",
		endpoint.Write, access, legacy, distributing)

	// LandingPageCreate makes a page on which users take cards.
	LandingPageCreate = endpoint.Post[LandingPageIn, LandingPage](
		"card.landingpage_create",
		"/card/landingpage/create",
		"创建货架",
		endpoint.Write,
		access,
		legacy,
		distributing,
	)

	// MPNewsGetHTML returns the HTML of a card for an article.
	MPNewsGetHTML = endpoint.Post[ID, MPNewsHTML]("card.mpnews_gethtml", "/card/mpnews/gethtml", "图文消息群发卡券",
		endpoint.Read, access, legacy, distributing)

	// TestWhitelistSet sets the users who can take cards that are not reviewed.
	TestWhitelistSet = endpoint.Post[TestWhitelist, endpoint.None](
		"card.testwhitelist_set",
		"/card/testwhitelist/set",
		"设置测试白名单",
		endpoint.Write,
		endpoint.Idempotent(),
		access,
		legacy,
		distributing,
	)

	// PayGiftCardAdd makes a rule that hands out a card to users who pay.
	PayGiftCardAdd = endpoint.Post[PayGiftIn, PayGift](
		"card.paygiftcard_add",
		"/card/paygiftcard/add",
		"设置支付后投放卡券",
		endpoint.Write,
		access,
		legacy,
		members,
	)

	// GiftCardOrderGet reads an order of gift cards.
	GiftCardOrderGet = endpoint.Post[OrderID, GiftOrderOut](
		"card.giftcard_order_get",
		"/card/giftcard/order/get",
		"查询单个礼品卡订单",
		endpoint.Personal,
		access,
		legacy,
		gifts,
	)
)

// These are about the codes of the cards that users have.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
var (
	// CodeDeposit adds the merchant's own codes to a card.
	CodeDeposit = endpoint.Post[CodesIn, Deposited]("card.code_deposit", "/card/code/deposit", "导入自定义code",
		endpoint.Write, access, legacy, distributing)

	// CodeGetDepositCount counts the codes that were deposited.
	CodeGetDepositCount = endpoint.Post[ID, DepositCount](
		"card.code_getdepositcount",
		"/card/code/getdepositcount",
		"查询导入code数目",
		endpoint.Read,
		access,
		legacy,
		distributing,
	)

	// CodeCheckCode says which codes are deposited.
	CodeCheckCode = endpoint.Post[CodesIn, Checked]("card.code_checkcode", "/card/code/checkcode", "核查code",
		endpoint.Read, access, legacy, distributing)

	// CodeGet reads a user's card.
	CodeGet = endpoint.Post[CodeGetIn, Held]("card.code_get", "/card/code/get", "查询Code",
		endpoint.Personal, access, legacy, redeeming)

	// CodeConsume redeems a user's card.
	CodeConsume = endpoint.Post[CodeIn, Consumed]("card.code_consume", "/card/code/consume", "核销Code",
		endpoint.Destroy, access, legacy, redeeming)

	// CodeDecrypt returns the code of an encrypted one.
	CodeDecrypt = endpoint.Post[EncryptedCode, Code]("card.code_decrypt", "/card/code/decrypt", "Code解码",
		endpoint.Read, access, legacy, redeeming)

	// CodeUpdate gives a user's card another code.
	CodeUpdate = endpoint.Post[CodeUpdateIn, endpoint.None]("card.code_update", "/card/code/update", "更改Code",
		endpoint.Write, access, legacy, managing)

	// CodeUnavailable makes a user's card unusable.
	CodeUnavailable = endpoint.Post[CodeUnavailableIn, endpoint.None](
		"card.code_unavailable",
		"/card/code/unavailable",
		"设置卡券失效",
		endpoint.Destroy,
		access,
		legacy,
		managing,
	)

	// UserGetCardList lists the cards that a user has.
	UserGetCardList = endpoint.Post[UserCardsIn, UserCards](
		"card.user_getcardlist",
		"/card/user/getcardlist",
		"获取用户已领取卡券",
		endpoint.Personal,
		access,
		legacy,
		managing,
	)
)

// These are about member cards.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
var (
	// MemberCardActivate activates a user's member card.
	MemberCardActivate = endpoint.Post[ActivateIn, endpoint.None](
		"card.membercard_activate",
		"/card/membercard/activate",
		"激活会员卡",
		endpoint.Write,
		access,
		legacy,
		activating,
	)

	// MemberCardUpdateUser changes a member's values and sends the user messages about it.
	MemberCardUpdateUser = endpoint.Post[MemberUpdate, MemberUpdated](
		"card.membercard_updateuser",
		"/card/membercard/updateuser",
		"更新会员信息",
		endpoint.Send,
		access,
		legacy,
		membership,
	)

	// MemberCardUserInfoGet reads a member.
	MemberCardUserInfoGet = endpoint.Post[CodeIn, Member](
		"card.membercard_userinfo_get",
		"/card/membercard/userinfo/get",
		"查询会员信息",
		endpoint.Personal,
		access,
		legacy,
		membership,
	)

	// MemberCardActivateUserFormSet sets what users are asked who activate a card.
	MemberCardActivateUserFormSet = endpoint.Post[ActivateFormIn, endpoint.None](
		"card.membercard_activateuserform_set",
		"/card/membercard/activateuserform/set",
		"设置开卡字段",
		endpoint.Write,
		endpoint.Idempotent(),
		access,
		legacy,
		membership,
	)

	// MemberCardActivateTempInfoGet reads what a user has just filled in.
	MemberCardActivateTempInfoGet = endpoint.Post[ActivateTicket, ActivateInfo](
		"card.membercard_activatetempinfo_get",
		"/card/membercard/activatetempinfo/get",
		"获取用户开卡时提交的信息",
		endpoint.Personal,
		access,
		legacy,
		activating,
	)

	// MemberCardActivateGetURL returns the address on which users activate a card.
	MemberCardActivateGetURL = endpoint.Post[ActivateURLIn, ActivateURL](
		"card.membercard_activate_geturl",
		"/card/membercard/activate/geturl",
		"获取开卡组件链接",
		endpoint.Read,
		access,
		legacy,
		activating,
	)
)

// These are about tickets.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
var (
	// MovieTicketUpdateUser sets the seats of a user's ticket for a film.
	MovieTicketUpdateUser = endpoint.Post[MovieTicketIn, endpoint.None](
		"card.movieticket_updateuser",
		"/card/movieticket/updateuser",
		"更新电影票",
		endpoint.Write,
		endpoint.Idempotent(),
		access,
		legacy,
		tickets,
	)

	// BoardingPassCheckIn sets the seat of a user's boarding pass.
	BoardingPassCheckIn = endpoint.Post[CheckInIn, endpoint.None](
		"card.boardingpass_checkin",
		"/card/boardingpass/checkin",
		"更新飞机票信息",
		endpoint.Write,
		endpoint.Idempotent(),
		access,
		legacy,
		tickets,
	)

	// MeetingTicketUpdateUser sets the seat of a user's ticket for a meeting.
	MeetingTicketUpdateUser = endpoint.Post[MeetingTicketIn, endpoint.None](
		"card.meetingticket_updateuser",
		"/card/meetingticket/updateuser",
		"更新会议门票",
		endpoint.Write,
		endpoint.Idempotent(),
		access,
		legacy,
		tickets,
	)
)

// These are about merchants and statistics.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
var (
	// SubMerchantSubmit applies for a merchant in whose name the account makes cards.
	SubMerchantSubmit = endpoint.Post[SubMerchantIn, SubMerchantOut](
		"card.submerchant_submit",
		"/card/submerchant/submit",
		"创建子商户",
		endpoint.Write,
		access,
		legacy,
		merchants,
	)

	// GetApplyProtocol lists the sorts of business that may make cards.
	GetApplyProtocol = endpoint.Get[endpoint.None, Categories](
		"card.getapplyprotocol",
		"/card/getapplyprotocol",
		"卡券开放类目查询",
		endpoint.Read,
		access,
		legacy,
		merchants,
	)

	// DatacubeGetCardBizUinInfo reads the numbers of all cards.
	DatacubeGetCardBizUinInfo = endpoint.Post[Period, List[CardsDay]](
		"card.datacube_getcardbizuininfo",
		"/datacube/getcardbizuininfo",
		"拉取卡券概况数据",
		endpoint.Read,
		access,
		legacy,
		managing,
	)

	// DatacubeGetCardCardInfo reads the numbers of coupons.
	DatacubeGetCardCardInfo = endpoint.Post[CouponPeriod, List[CouponDay]](
		"card.datacube_getcardcardinfo",
		"/datacube/getcardcardinfo",
		"获取免费券数据",
		endpoint.Read,
		access,
		legacy,
		managing,
	)

	// DatacubeGetCardMemberCardInfo reads the numbers of all member cards.
	DatacubeGetCardMemberCardInfo = endpoint.Post[Period, List[MembersDay]](
		"card.datacube_getcardmembercardinfo",
		"/datacube/getcardmembercardinfo",
		"拉取会员卡概况数据",
		endpoint.Read,
		access,
		legacy,
		managing,
	)
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Create, Get, BatchGet, Update, ModifyStock, Delete, PayCellSet, SelfConsumeCellSet, QRCodeCreate,
		LandingPageCreate, MPNewsGetHTML, TestWhitelistSet, PayGiftCardAdd, GiftCardOrderGet, CodeDeposit,
		CodeGetDepositCount, CodeCheckCode, CodeGet, CodeConsume, CodeDecrypt, CodeUpdate, CodeUnavailable,
		UserGetCardList, MemberCardActivate, MemberCardUpdateUser, MemberCardUserInfoGet,
		MemberCardActivateUserFormSet, MemberCardActivateTempInfoGet, MemberCardActivateGetURL,
		MovieTicketUpdateUser, BoardingPassCheckIn, MeetingTicketUpdateUser, SubMerchantSubmit, GetApplyProtocol,
		DatacubeGetCardBizUinInfo, DatacubeGetCardCardInfo, DatacubeGetCardMemberCardInfo,
	}
}
