package card_test

import (
	"context"
	"time"

	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func handoutCases() []apitest.Case {
	const ticket = "gQHB8DoAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xL0JIV3lhX3psZmlvSDZmWGVMMTZvAAIEsNnKVQMEIAMAAA=="
	code := card.QRCode{
		Ticket: ticket, ExpireSeconds: 1800, URL: "http://weixin.qq.com/q/BHWya_zlfioH6fXeL16o",
		PictureURL: "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQH98DoAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xL0czVHRXdy1sNXZlRXZ5aGVQMTZvAAIEsNnKVQMEIAMAAA%3D%3D",
	}
	return []apitest.Case{
		{
			Sample: "qrcode_create", Want: code,
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.QRCode(ctx, 30*time.Minute, card.Offer{
					CardID: "pFS7Fjg8kV1IdDz01r4SQwMkuCKc", Code: "198374613512", OpenID: "oFS7Fjl0WsZ9AMZqrI80nbIq8xrA", OuterID: 1, OuterStr: "12b",
				})
			}),
		},
		{
			Sample: "qrcode_create_multiple", Want: code,
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.QRCode(ctx, 0,
					card.Offer{CardID: "p1Pj9jgj3BcomSgtuW8B1wl-wo88", Code: "2392583481", OuterStr: "12b"},
					card.Offer{CardID: "p1Pj9jgj3BcomSgtuW8B1wl-wo98", Code: "2392583482", OuterStr: "12b"})
			}),
		},
		{
			Sample: "landingpage_create", Want: card.LandingPage{URL: "www.test.url", PageID: 1},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.LandingPage(ctx, card.LandingPageIn{
					Banner:    "http://mmbiz.qpic.cn/mmbiz/iaL1LJM1mF9aRKPZJkmG8xXhiaHqkKSVMMWeN3hLut7X7hicFN",
					PageTitle: "惠城优惠大派送", CanShare: true, Scene: card.SceneNearBy,
					Cards: []card.OnPage{{CardID: "pXch-jnOlGtbuWwIO2NDftZeynRE", ThumbURL: "www.qq.com/a.jpg"}},
				})
			}),
		},
		{
			Sample: "mpnews_gethtml",
			Want:   `<iframeclass="res_iframecard_iframejs_editor_card"data-src="http: //mp.weixin.qq.com/bizmall/appmsgcard?action=show"></iframe>`,
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.ArticleHTML(ctx, "p1Pj9jr90_SQRaVqYI239Ka1erkI")
			}),
		},
		{
			Sample: "testwhitelist_set",
			Call: do(func(ctx context.Context, s service) error {
				return s.SetTestWhitelist(ctx, card.TestWhitelist{
					OpenIDs: []string{"o1Pj9jmZvwSyyyyyyBa4aULW2mA", "o1Pj9jmZvxxxxxxxxxULW2mA"}, Usernames: []string{"afdvvf", "abcd"},
				})
			}),
		},
		{
			Sample: "paygiftcard_add", Want: card.PayGift{RuleID: 1234, Failed: []card.FailedMch{}, Succeeded: []string{"10038700"}},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.AddPayGift(ctx, card.PayGiftRule{
					Type:   card.PayGiftMemberCard,
					Base:   card.PayGiftBase{MchIDs: []string{"10038700"}, BeginTime: at(1457452800), EndTime: at(1463155199)},
					Member: &card.PayMember{CardID: "pbLatjk4T4Hx-QFQGL4zGQy27_Qg", LeastCost: 100, MaxCost: 200},
				})
			}),
		},
		{
			Sample: "giftcard_order_get",
			Want: card.GiftOrder{
				OrderID: "Z2y2rY74ksZX1ceuGA", PageID: "abcedefghi=", TransID: "4001562001201608222243821447",
				CreateTime: at(1471853245), PayFinishTime: at(1471853247), TotalPrice: 200,
				OpenID: "oDF3iYyVlek46AyTBbMRVV8VZVlI", Accepter: "oDF3iYyVlek46AyTBbMRVV8VZVlI", OuterStr: "web", IsChatRoom: true,
				Cards: []card.GiftCard{{
					CardID: "p1Pj9jr90_SQRaVqYI239Ka1erkI", Price: 200, Code: "12345", DefaultGiftingMsg: "xx", BackgroundPicURL: "x",
					OuterImgID: "outer_img_id_123", Accepter: "x",
				}},
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.GiftOrder(ctx, "Z2y2rY74ksZX1ceuGA") }),
		},
	}
}

func codeCases() []apitest.Case {
	const deposit = "pDF3iY0_dVjb_Pua96MMewA96qvA"
	codes := []string{"11111", "22222", "33333"}
	return []apitest.Case{
		{
			Sample: "code_deposit", Want: card.Deposited{Succeeded: codes[:1], Duplicate: codes[1:2], Failed: codes[2:]},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Deposit(ctx, deposit, codes) }),
		},
		{
			Sample: "code_getdepositcount", Want: 123,
			Call: on(func(ctx context.Context, s service) (any, error) { return s.DepositCount(ctx, deposit) }),
		},
		{
			Sample: "code_checkcode", Want: card.Checked{Exist: codes[:1], NotExist: codes[1:]},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.CheckDeposit(ctx, deposit, codes) }),
		},
		{
			Sample: "code_get",
			Want: card.Held{
				Card:   card.HeldCard{CardID: "pbLatjk4T4Hx-QFQGL4zGQy27_Qg", BeginTime: at(1457452800), EndTime: at(1463155199)},
				OpenID: "obLatjm43RA5C6QfMO5szKYnT3dM", CanConsume: true, OuterStr: "12b", Status: card.UserNormal,
			},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Code(ctx, "card_id_123+", "123456789", true)
			}),
		},
		{
			Sample: "code_consume",
			Want:   card.Consumed{Card: card.ID{CardID: "pFS7Fjg8kV1IdDz01r4SQwMkuCKc"}, OpenID: "oFS7Fjl0WsZ9AMZqrI80nbIq8xrA"},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Consume(ctx, "pFS7Fjg8kV1IdDz01xxxxx", "12312313")
			}),
		},
		{
			Sample: "code_decrypt", Want: "751234212312",
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Decrypt(ctx, "XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE")
			}),
		},
		{
			Sample: "code_update",
			Call: do(func(ctx context.Context, s service) error {
				return s.ChangeCode(ctx, "pFS7Fjg8kV1IdDz01r4SQwMkuCKc", "12345678", "3495739475")
			}),
		},
		{
			Sample: "code_unavailable",
			Call: do(func(ctx context.Context, s service) error {
				return s.Disable(ctx, "xxxx_card_id", "12312313", "退款")
			}),
		},
		{
			Sample: "user_getcardlist",
			Want: card.UserCards{
				Cards:        []card.CodeIn{{Code: "xxx1434079154", CardID: "xxxxxxxxxx"}, {Code: "xxx1434079155", CardID: "xxxxxxxxxx"}},
				HasShareCard: true,
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.UserCards(ctx, "12312313", "xxxxxxxxxx") }),
		},
	}
}

func memberCases() []apitest.Case {
	mobile := []card.Answer{{Name: "USER_FORM_INFO_FLAG_MOBILE", Value: "15521328888"}}
	return []apitest.Case{
		{
			Sample: "membercard_activate",
			Call: do(func(ctx context.Context, s service) error {
				return s.Activate(ctx, card.ActivateIn{
					CodeIn: card.CodeIn{Code: "12312313", CardID: "xxxx_card_id"}, MembershipNumber: "AAA00000001",
					BackgroundPicURL: "https://mmbiz.qlogo.cn/mmbiz/0?wx_fmt=jpeg", InitBonus: 100, InitBonusRecord: "旧积分同步",
					InitBalance: 200, CustomFieldValue1: "xxxxx",
				})
			}),
		},
		{
			Sample: "membercard_updateuser", Want: card.MemberUpdated{Bonus: 100, Balance: 200, OpenID: "oFS7Fjl0WsZ9AMZqrI80nbIq8xrA"},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.UpdateMember(ctx, card.MemberUpdate{
					CodeIn:           card.CodeIn{Code: "179011264953", CardID: "p1Pj9jr90_SQRaVqYI239Ka1erkI"},
					BackgroundPicURL: "https://mmbiz.qlogo.cn/mmbiz/0?wx_fmt=jpeg",
					Bonus:            endpoint.Some[endpoint.Number](3000), AddBonus: 30, RecordBonus: "消费30元，获得3积分",
					Balance: endpoint.Some[endpoint.Number](3000), AddBalance: -30, RecordBalance: "购买焦糖玛琪朵一杯，扣除金额30元。",
					CustomFieldValue1: "xxxxx", Notify: &card.Notify{Bonus: true, Balance: true, CustomField1: true},
				})
			}),
		},
		{
			Sample: "membercard_userinfo_get",
			Want: card.Member{
				OpenID: "obLatjjwDolFjRRd3doGIdwNqRXw", Nickname: "Fourier", MembershipNumber: "316679873278", Bonus: 200, Sex: "MALE",
				UserInfo: card.Answers{Common: mobile, Custom: []card.Answer{}}, Status: card.UserNormal, HasActive: true,
			},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Member(ctx, "pbLatjtZ7v1BG_ZnTjbW85GYc_E8", "916679873278")
			}),
		},
		{
			Sample: "membercard_activateuserform_set",
			Call: do(func(ctx context.Context, s service) error {
				return s.SetActivateForm(ctx, card.ActivateFormIn{
					CardID:           "pbLatjnrwUUdZI641gKdTMJzHGfc",
					ServiceStatement: card.Link{Name: "会员守则", URL: "https://www.qq.com"},
					BindOldCard:      card.Link{Name: "老会员绑定", URL: "https://www.qq.com"},
					Required:         card.Form{Common: []card.Asked{card.AskMobile}, Custom: []string{"喜欢的食物"}},
					Optional:         card.Form{Common: []card.Asked{card.AskLocation}, Custom: []string{"喜欢的电影"}},
				})
			}),
		},
		{
			Sample: "membercard_activatetempinfo_get",
			Want:   card.Answers{Common: mobile, Custom: []card.Answer{{Name: "兴趣", Value: "钢琴"}}},
			Call:   on(func(ctx context.Context, s service) (any, error) { return s.ActivateInfo(ctx, "abcdefg") }),
		},
		{
			Sample: "membercard_activate_geturl",
			Want:   "https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&&encrypt_card_id=AvBtnXXX&outer_str=123&biz=MjM5X&scene=2#wechat_redirect",
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.ActivateURL(ctx, "pbLatjk4T4Hx-QFQGL4zGQy27_Qg", "123")
			}),
		},
	}
}

func ticketCases() []apitest.Case {
	return []apitest.Case{
		{
			Sample: "movieticket_updateuser",
			Call: do(func(ctx context.Context, s service) error {
				return s.UpdateMovieTicket(ctx, card.MovieTicketIn{
					CodeIn:      card.CodeIn{Code: "277217129962", CardID: "p1Pj9jr90_SQRaVqYI239Ka1erkI"},
					TicketClass: "4D", ShowTime: at(1408493192), Duration: 120, ScreeningRoom: "5号影厅", Seats: []string{"5排14号", "5排15号"},
				})
			}),
		},
		{
			Sample: "boardingpass_checkin",
			Call: do(func(ctx context.Context, s service) error {
				return s.CheckIn(ctx, card.CheckInIn{
					CodeIn:  card.CodeIn{Code: "198374613512", CardID: "p1Pj9jr90_SQRaVqYI239Ka1erkI"},
					ETicket: "aaa", Class: "头等舱", Seat: "8A", Gate: "A1", BoardingTime: at(1434507901), QRCodeData: "xxxx",
				})
			}),
		},
		{
			Sample: "meetingticket_updateuser",
			Call: do(func(ctx context.Context, s service) error {
				return s.UpdateMeetingTicket(ctx, card.MeetingTicketIn{
					CodeIn: card.CodeIn{Code: "717523732898", CardID: "pXch-jvdwkJjY7evUFV-sGsoMl7A"},
					Zone:   "C区", Entrance: "东北门", Seat: "2排15号", BeginTime: at(1434507901), EndTime: at(1434909901),
				})
			}),
		},
	}
}

func merchantCases() []apitest.Case {
	return []apitest.Case{
		{
			Sample: "submerchant_submit",
			Want: card.SubMerchant{
				MerchantID: 12, AppID: "xxxxxxxxxxxxx", CreateTime: at(1438790559), UpdateTime: at(1438790559), BrandName: "aaaaaa",
				LogoURL: "http://mmbiz.xxxx", Status: "CHECKING", BeginTime: at(1438790559), EndTime: at(1438990559),
				PrimaryCategoryID: 1, SecondaryCategoryID: 101,
			},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.SubmitSubMerchant(ctx, card.Application{
					BrandName: "aaaaaa", LogoURL: "http://mmbiz.xxxx", Protocol: "media_id", EndTime: at(1438990559),
					PrimaryCategoryID: 1, SecondaryCategoryID: 101, AgreementMediaID: "2343343424", OperatorMediaID: "2343343424",
					AppID: "xxxxxxxxxxxxx",
				})
			}),
		},
		{
			Sample: "getapplyprotocol",
			Want: []card.Category{{ID: 1, Name: "美食", Secondary: []card.SecondaryCategory{{
				ID: 101, Name: "粤菜", Qualifications: []string{"food_service_license_id"}, Prepaid: true, Payment: true,
			}}}},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Categories(ctx) }),
		},
	}
}
