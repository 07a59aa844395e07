package card_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

type service = *card.Service

// on and do make the calls of cases.
func on(call func(ctx context.Context, s service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
	return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, card.New(c)) }
}

func do(call func(ctx context.Context, s service) error) func(context.Context, *endpoint.Client) (any, error) {
	return apitest.None(func(ctx context.Context, c *endpoint.Client) error { return call(ctx, card.New(c)) })
}

func at(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }

// These are the parts of the cards of the samples.
var (
	validity = card.Between(time.Unix(1397577600, 0), time.Unix(1472724261, 0))
	plain    = card.BaseInfo{
		LogoURL:   "http://mmbiz.qpic.cn/mmbiz/iaL1LJM1mF9aRKPZJkmG8xXhiaHqkKSVMMWeN3hLut7X7hicFNjakmxibMLGWpXrEXB33367o7zHN0CwngnQY7zb7g/0",
		BrandName: "微信餐厅", CodeType: card.CodeTypeText, Title: "132元双人火锅套餐", Color: "Color010", Notice: "使用时向服务员出示此券",
		Description: "不可与其他优惠同享", DateInfo: validity, SKU: &card.SKU{Quantity: 500000},
	}
	advanced = &card.AdvancedInfo{
		UseCondition: &card.UseCondition{AcceptCategory: "鞋类", RejectCategory: "阿迪达斯", CanUseWithOtherDiscount: true},
		Abstract: &card.Abstract{
			Abstract: "微信餐厅推出多种新季菜品，期待您的光临",
			Icons:    []string{"http://mmbiz.qpic.cn/mmbiz/p98FjXy8LacgHxp3sJ3vn97bGLz0ib0Sfz1bjiaoOYA027iasqSG0sjpiby4vce3AtaPu6cIhBHkt6IjlkY9YnDsfw/0"},
		},
		Texts:      []card.TextImage{{ImageURL: "http://mmbiz.qpic.cn/mmbiz/x/0", Text: "此菜品精选食材"}},
		TimeLimits: []card.TimeLimit{{Day: card.Monday, Hours: &card.Hours{EndHour: 10, BeginMinute: 10, EndMinute: 59}}},
		Amenities:  []card.Amenity{card.FreeWiFi, card.WithPet},
	}
)

// full is the BaseInfo of the samples that have all of it.
func full() card.BaseInfo {
	base := plain
	base.ServicePhone, base.UseLimit, base.GetLimit = "020-88888888", 100, 3
	base.UseCustomCode, base.BindOpenID = endpoint.Some(false), endpoint.Some(false)
	base.CanShare, base.CanGiveFriend = endpoint.Some(true), endpoint.Some(true)
	base.LocationIDs = []endpoint.Number{123, 12321, 345345}
	base.CenterTitle, base.CenterSubTitle, base.CenterURL = "顶部居中按钮", "按钮下方的wording", "www.qq.com"
	base.CustomURLName, base.CustomURL, base.CustomURLSubTitle = "立即使用", "http://www.qq.com", "6个汉字tips"
	base.PromotionURLName, base.PromotionURL, base.Source = "更多优惠", "http://www.qq.com", "大众点评"
	return base
}

func TestService(t *testing.T) {
	t.Parallel()
	cases := slices.Concat(cardCases(), handoutCases(), codeCases(), memberCases(), ticketCases(), merchantCases(), statisticCases())
	apitest.Run(t, card.Endpoints(), cases)
}

func cardCases() []apitest.Case {
	create := func(sample string, c card.Card) apitest.Case {
		return apitest.Case{
			Sample: sample, Want: "p1Pj9jr90_SQRaVqYI239Ka1erkI",
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Create(ctx, c) }),
		}
	}
	read := full()
	read.ID, read.Status, read.CreateTime, read.UpdateTime = "p1Pj9jr90_SQRaVqYI239Ka1erkI", card.StatusVerifyOK, at(1457452800), at(1457452800)
	return []apitest.Case{
		create("create_groupon", card.Groupon{Common: card.Common{Base: full(), Advanced: advanced}, DealDetail: "以下锅底2选1"}),
		create("create_member", card.MemberCard{
			Common: card.Common{Base: full()}, BackgroundPicURL: "https://mmbiz.qlogo.cn/mmbiz/",
			SupplyBonus: endpoint.Some(true), SupplyBalance: endpoint.Some(false), Prerogative: "test_prerogative",
			AutoActivate: endpoint.Some(true),
			CustomField1: &card.CustomField{NameType: "FIELD_NAME_TYPE_LEVEL", URL: "http://www.qq.com"}, ActivateURL: "http://www.qq.com",
			CustomCell1: &card.CustomCell{Name: "使用入口2", Tips: "激活后显示", URL: "http://www.qq.com"},
			BonusRule: &card.BonusRule{
				CostMoneyUnit: 100, IncreaseBonus: 1, MaxIncreaseBonus: 200, InitIncreaseBonus: 10,
				CostBonusUnit: 5, ReduceMoney: 100, LeastMoneyToUseBonus: 1000, MaxReduceBonus: 50,
			},
			Discount: 10,
		}),
		create("create_cash", card.Cash{Common: card.Common{Base: plain}, LeastCost: 1000, ReduceCost: 100}),
		create("create_discount", card.Discount{Common: card.Common{Base: plain}, Discount: 30}),
		create("create_gift", card.Gift{Common: card.Common{Base: plain}, Gift: "可兑换音乐木盒一个"}),
		create("create_general_coupon", card.GeneralCoupon{Common: card.Common{Base: plain}, DefaultDetail: "音乐木盒"}),
		{
			Sample: "get", Want: card.Groupon{Common: card.Common{Base: read}, DealDetail: "xx"},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Get(ctx, "pFS7Fjg8kV1IdDz01r4SQwMkuCKc") }),
		},
		{
			Sample: "batchget", Want: card.BatchGetOut{CardIDs: []string{"ph_gmt7cUVrlRk8swPwx7aDyF-pg"}, Total: 1},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, card.BatchGet, card.BatchGetIn{
					Window: endpoint.Window{Count: 10}, States: []card.Status{card.StatusVerifyOK, card.StatusDispatch},
				})
			},
		},
		{
			Sample: "update", Want: true,
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Update(ctx, "ph_gmt7cUVrlRk8swPwx7aDyF-pg", card.MemberCard{
					Common: card.Common{Base: card.BaseInfo{
						LogoURL: "http://mmbiz.qpic.cn/mmbiz/x/0", Color: "Color010", Notice: "使用时向服务员出示此券",
						ServicePhone: "020-88888888", Description: "不可与其他优惠同享",
					}},
					BonusCleared: "aaaaaaaaaaaaaa", Prerogative: "aaaaaaaaaaaaaa",
				})
			}),
		},
		{
			Sample: "modifystock",
			Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
				in := card.ModifyStockIn{CardID: "ph_gmt7cUVrlRk8swPwx7aDyF-pg", Increase: 1231231, Reduce: 1231231}
				return endpoint.Do(ctx, c, card.ModifyStock, in)
			}),
		},
		{
			Sample: "delete",
			Call:   do(func(ctx context.Context, s service) error { return s.Delete(ctx, "pFS7Fjg8kV1IdDz01r4SQwMkuCKc") }),
		},
		{
			Sample: "paycell_set",
			Call: do(func(ctx context.Context, s service) error {
				return s.SetPayCell(ctx, "ph_gmt7cUVrlRk8swPwx7aDyF-pg", true)
			}),
		},
		{
			Sample: "selfconsumecell_set",
			Call: do(func(ctx context.Context, s service) error {
				return s.SetSelfConsumeCell(ctx, card.SelfConsumeCellIn{CardID: "ph_gmt7cUVrlRk8swPwx7aDyF-pg", IsOpen: true})
			}),
		},
	}
}

// All asks for the states it is given, and for the pages as the loop needs them.
func TestAll(t *testing.T) {
	t.Parallel()
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		if len(asked) == 1 {
			return []byte(`{"errcode":0,"errmsg":"ok","card_id_list":["a","b"],"total_num":3}`)
		}
		return []byte(`{"errcode":0,"errmsg":"ok","card_id_list":["c"],"total_num":3}`)
	})
	var got []string
	for id, err := range card.New(client).All(t.Context(), card.StatusVerifyOK) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, id)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, got); diff != "" {
		t.Error(diff)
	}
	want := []string{
		`{"offset":0,"count":50,"status_list":["CARD_STATUS_VERIFY_OK"]}`,
		`{"offset":2,"count":50,"status_list":["CARD_STATUS_VERIFY_OK"]}`,
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

// Each kind of card is written under its own name, and is read from there.
func TestKinds(t *testing.T) {
	t.Parallel()
	common := card.Common{Base: card.BaseInfo{Title: "t"}}
	for typ, c := range map[card.Type]card.Card{
		card.TypeGroupon: card.Groupon{Common: common}, card.TypeCash: card.Cash{Common: common},
		card.TypeDiscount: card.Discount{Common: common}, card.TypeGift: card.Gift{Common: common},
		card.TypeGeneralCoupon: card.GeneralCoupon{Common: common}, card.TypeMemberCard: card.MemberCard{Common: common},
		card.TypeScenicTicket: card.ScenicTicket{Common: common}, card.TypeMovieTicket: card.MovieTicket{Common: common},
		card.TypeBoardingPass: card.BoardingPass{Common: common}, card.TypeMeetingTicket: card.MeetingTicket{Common: common},
		card.TypeBusTicket: card.BusTicket{Common: common}, card.TypeGeneralCard: card.GeneralCard{Common: common},
	} {
		raw, err := json.Marshal(card.BodyOf(c))
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ToLower(string(typ)) // as in the samples: GENERAL_COUPON is under general_coupon
		if want := `{"card_type":"` + string(typ) + `","` + name + `":{"base_info":{"title":"t"}}}`; string(raw) != want {
			t.Errorf("got %s, want %s", raw, want)
		}
		var b card.Body
		if err := json.Unmarshal(raw, &b); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, b.Card()); diff != "" {
			t.Errorf("%s: %s", typ, diff)
		}
	}
}

// A kind that the package does not know is an error, and no card.
func TestUnknownKind(t *testing.T) {
	t.Parallel()
	client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":0,"errmsg":"ok","card":{"card_type":"LUCKY_MONEY","lucky_money":{}}}`)
	})
	c, err := card.New(client).Get(t.Context(), "id")
	want := "card.get: the card is of none of the documented kinds: read it with endpoint.Call and endpoint.WithRaw"
	if c != nil || err == nil || err.Error() != want {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestValidity(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]card.DateInfo{
		`{"type":"DATE_TYPE_FIX_TIME_RANGE","begin_timestamp":1397577600,"end_timestamp":1472724261}`: validity,
		`{"type":"DATE_TYPE_FIX_TERM","fixed_term":15,"fixed_begin_term":0}`:                          card.Days(15, 0),
		`{"type":"DATE_TYPE_PERMANENT"}`:                                                              card.Permanent(),
	} {
		if got, err := json.Marshal(d); err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

// A day without hours has none on the wire.
func TestTimeLimitWithoutHours(t *testing.T) {
	t.Parallel()
	if got, err := json.Marshal(card.TimeLimit{Day: card.Sunday}); err != nil || string(got) != `{"type":"SUNDAY"}` {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestModifyStock(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		5:  `{"card_id":"id","increase_stock_value":5}`,
		-5: `{"card_id":"id","reduce_stock_value":5}`,
	} {
		var sent string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			sent = string(body)
			return []byte(`{"errcode":0,"errmsg":"ok"}`)
		})
		if err := card.New(client).ModifyStock(t.Context(), "id", n); err != nil || sent != want {
			t.Errorf("%d: sent %s, %v", n, sent, err)
		}
	}
}

// Codes are sent in parts; what became of the parts before an error is returned with it.
func TestCodesInParts(t *testing.T) {
	t.Parallel()
	codes := make([]string, 250)
	for i := range codes {
		codes[i] = "c"
	}
	codes[0], codes[100], codes[200] = "one", "two", "three"
	serve := func(refused int) (service, *[]int) {
		sizes := new([]int)
		client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
			var in card.CodesIn
			if err := json.Unmarshal(body, &in); err != nil {
				t.Error(err)
			}
			if *sizes = append(*sizes, len(in.Codes)); len(*sizes) == refused {
				return []byte(`{"errcode":40073,"errmsg":"invalid card id"}`)
			}
			if strings.HasSuffix(r.URL.Path, "/checkcode") {
				return []byte(`{"errcode":0,"errmsg":"ok","exist_code":["` + in.Codes[0] + `"],"not_exist_code":["n"]}`)
			}
			return []byte(`{"errcode":0,"errmsg":"ok","succ_code":["` + in.Codes[0] + `"],"duplicate_code":["d"],"fail_code":["f"]}`)
		})
		return card.New(client), sizes
	}

	s, sizes := serve(0)
	deposited, err := s.Deposit(t.Context(), "id", codes)
	want := card.Deposited{
		Succeeded: []string{"one", "two", "three"}, Duplicate: []string{"d", "d", "d"}, Failed: []string{"f", "f", "f"},
	}
	if diff := cmp.Diff(want, deposited); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if diff := cmp.Diff([]int{100, 100, 50}, *sizes); diff != "" {
		t.Error(diff)
	}

	s, _ = serve(2)
	deposited, err = s.Deposit(t.Context(), "id", codes)
	want = card.Deposited{Succeeded: []string{"one"}, Duplicate: []string{"d"}, Failed: []string{"f"}}
	if diff := cmp.Diff(want, deposited); diff != "" || !errors.Is(err, endpoint.ErrInvalidCardID) {
		t.Error(diff, err)
	}

	s, _ = serve(3)
	checked, err := s.CheckDeposit(t.Context(), "id", codes)
	if diff := cmp.Diff(card.Checked{Exist: []string{"one", "two"}, NotExist: []string{"n", "n"}}, checked); diff != "" ||
		!errors.Is(err, endpoint.ErrInvalidCardID) {
		t.Error(diff, err)
	}
}
