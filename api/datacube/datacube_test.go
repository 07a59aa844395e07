package datacube_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func date(t *testing.T, text string) (d endpoint.Date) {
	t.Helper()
	if err := d.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return d
}

// ranged is a method that takes a range.
type ranged[Row any] func(ctx context.Context, from, to endpoint.Date) (datacube.List[Row], error)

// call calls a method with the range of a sample.
func call[Row any](
	t *testing.T,
	method func(*datacube.Service) ranged[Row],
	from, to string,
) func(context.Context, *endpoint.Client) (any, error) {
	return func(ctx context.Context, c *endpoint.Client) (any, error) {
		return method(datacube.New(c))(ctx, date(t, from), date(t, to))
	}
}

// direct calls an endpoint with the range of a sample that no method asks for.
func direct[Row any](
	t *testing.T,
	e endpoint.Endpoint[datacube.Days, datacube.List[Row]],
	from, to string,
) func(context.Context, *endpoint.Client) (any, error) {
	return func(ctx context.Context, c *endpoint.Client) (any, error) {
		return endpoint.Call(ctx, c, e, datacube.Days{Begin: date(t, from), End: date(t, to)})
	}
}

func rows[Row any](list ...Row) datacube.List[Row] { return datacube.List[Row]{Rows: list} }

// current returns rows of an answer that says that it is not late.
func current[Row any](list ...Row) datacube.List[Row] {
	return datacube.List[Row]{Rows: list, IsDelay: endpoint.Some(false)}
}

func TestService(t *testing.T) {
	t.Parallel()
	var (
		sources = []datacube.SceneReaders{
			{UserCount: 4123, SceneDesc: datacube.SceneAll},
			{UserCount: 234, SceneDesc: datacube.SceneMessage},
		}
		reception = datacube.Reception{
			ReadUser: 4123, ReadUserSource: sources, ShareUser: 366, ZaikanUser: 191, LikeUser: 386, CommentCount: 33, CollectionUser: 233,
		}
		published = date(t, "2025-11-01")
		sunday    = date(t, "2014-12-07")
		reading   = datacube.Reading{
			IntPageReadUser: 23676, IntPageReadCount: 25615, OriPageReadUser: 29, OriPageReadCount: 34,
			ShareUser: 122, ShareCount: 994, AddToFavUser: 1, AddToFavCount: 3,
		}
	)
	apitest.Run(t, datacube.Endpoints(), []apitest.Case{
		{
			Sample: "getusersummary",
			Want:   rows(datacube.UserSummary{RefDate: sunday, UserSource: datacube.UserSourceOther}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UserSummary] { return s.UserSummary },
				"2014-12-02", "2014-12-07"),
		},
		{
			Sample: "getusercumulate",
			Want:   rows(datacube.UserCumulate{RefDate: sunday, CumulateUser: 1217056}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UserCumulate] { return s.UserCumulate },
				"2014-12-02", "2014-12-07"),
		},
		{
			Sample: "getbizsummary",
			Want: current(datacube.BizSummary{RefDate: published, Detail: datacube.BizDetail{
				Reception: reception, RedirectOriPageUser: 369, SendPageCount: 512,
			}}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.BizSummary] { return s.BizSummary },
				"2025-11-01", "2025-11-01"),
		},
		{
			Sample: "getarticleread",
			Want: current(datacube.ArticleRead{
				RefDate: published, MsgID: "2247490098_1",
				Detail: datacube.ArticleReadDetail{ReadUser: 4123, ReadUserSource: sources},
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.ArticleRead] { return s.ArticleRead },
				"2025-11-01", "2025-11-01"),
		},
		{
			Sample: "getarticleshare",
			Want: current(datacube.ArticleShare{
				RefDate: published, MsgID: "2247490098_1", Detail: datacube.ArticleShareDetail{ShareUser: 366},
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.ArticleShare] { return s.ArticleShare },
				"2025-11-01", "2025-11-01"),
		},
		{
			Sample: "getarticletotaldetail",
			Want: current(datacube.ArticleTotalDetail{
				RefDate: published, MsgID: "2247490098_1", PublishType: datacube.PublishNotified, Title: "TITLE",
				ContentURL: "http://mp.weixin.qq.com/s?__biz=B&mid=2247490098&idx=1&sn=x",
				Details: []datacube.ArticleStat{{
					StatDate: published, Reception: reception, PraiseMoney: 361, ReadSubscribeUser: 327,
					ReadDeliveryRate: 0.0271002, ReadFinishRate: 0.6304348, ReadAvgActivetime: 1.0588236,
					ReadJumpPosition: []datacube.JumpPosition{{Position: 1, Rate: 0.1}},
				}},
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.ArticleTotalDetail] { return s.ArticleTotalDetail },
				"2025-11-01", "2025-11-01"),
		},
		{
			Sample: "getupstreammsg",
			Want:   rows(datacube.UpstreamMsg{RefDate: sunday, MsgType: datacube.MsgText, MsgUser: 282, MsgCount: 817}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UpstreamMsg] { return s.UpstreamMsg },
				"2014-12-07", "2014-12-08"),
		},
		{
			Sample: "getupstreammsghour",
			Want:   rows(datacube.UpstreamMsgHour{RefDate: sunday, MsgType: datacube.MsgText, MsgUser: 9, MsgCount: 10}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UpstreamMsgHour] { return s.UpstreamMsgHour },
				"2014-12-07", "2014-12-07"),
		},
		{
			Sample: "getupstreammsgweek",
			Want:   rows(datacube.UpstreamMsg{RefDate: sunday, MsgType: datacube.MsgText, MsgUser: 282, MsgCount: 817}),
			Call:   direct(t, datacube.GetUpstreamMsgWeek, "2014-12-07", "2014-12-08"),
		},
		{
			Sample: "getupstreammsgmonth",
			Want: rows(datacube.UpstreamMsg{
				RefDate: date(t, "2014-11-01"), MsgType: datacube.MsgText, MsgUser: 7989, MsgCount: 42206,
			}),
			Call: direct(t, datacube.GetUpstreamMsgMonth, "2014-12-07", "2014-12-08"),
		},
		{
			Sample: "getupstreammsgdist",
			Want:   rows(datacube.UpstreamMsgDist{RefDate: sunday, CountInterval: datacube.CountUpTo5, MsgUser: 246}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UpstreamMsgDist] { return s.UpstreamMsgDist },
				"2014-12-07", "2014-12-07"),
		},
		{
			Sample: "getupstreammsgdistweek",
			Want:   rows(datacube.UpstreamMsgDist{RefDate: sunday, CountInterval: datacube.CountUpTo5, MsgUser: 246}),
			Call:   direct(t, datacube.GetUpstreamMsgDistWeek, "2014-12-07", "2014-12-07"),
		},
		{
			Sample: "getupstreammsgdistmonth",
			Want:   rows(datacube.UpstreamMsgDist{RefDate: sunday, CountInterval: datacube.CountUpTo5, MsgUser: 246}),
			Call:   direct(t, datacube.GetUpstreamMsgDistMonth, "2014-12-07", "2014-12-07"),
		},
		{
			Sample: "getinterfacesummary",
			Want: rows(datacube.InterfaceSummary{RefDate: sunday, Answers: datacube.Answers{
				CallbackCount: 36974, FailCount: 67, TotalTimeCost: 14994291, MaxTimeCost: 5044,
			}}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.InterfaceSummary] { return s.InterfaceSummary },
				"2014-12-07", "2014-12-07"),
		},
		{
			Sample: "getinterfacesummaryhour",
			Want: rows(datacube.InterfaceSummaryHour{RefDate: datacube.First, Answers: datacube.Answers{
				CallbackCount: 331, FailCount: 18, TotalTimeCost: 167870, MaxTimeCost: 5042,
			}}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.InterfaceSummaryHour] { return s.InterfaceSummaryHour },
				"2014-12-01", "2014-12-01"),
		},
		{
			Sample: "getarticlesummary",
			Want: rows(datacube.ArticleSummary{
				RefDate: date(t, "2014-12-08"), MsgID: "10000050_1", Title: "12月27日 DiLi日报", Reading: reading,
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.ArticleSummary] { return s.ArticleSummary },
				"2014-12-08", "2014-12-08"),
		},
		{
			Sample: "getarticletotal",
			Want: rows(datacube.ArticleTotal{
				RefDate: date(t, "2014-12-14"), MsgID: "202457380_1", Title: "马航丢画记",
				Details: []datacube.ArticleReading{{
					StatDate: date(t, "2014-12-14"), TargetUser: 261917, Reading: reading,
					IntPageFromSessionReadUser: 657283, IntPageFromSessionReadCount: 753486,
					IntPageFromHistMsgReadUser: 1669, IntPageFromHistMsgReadCount: 1920,
					IntPageFromFeedReadUser: 367308, IntPageFromFeedReadCount: 433422,
					IntPageFromFriendsReadUser: 15428, IntPageFromFriendsReadCount: 19645,
					IntPageFromOtherReadUser: 477, IntPageFromOtherReadCount: 703,
					FeedShareFromSessionUser: 63925, FeedShareFromSessionCnt: 66489,
					FeedShareFromFeedUser: 18249, FeedShareFromFeedCnt: 19319,
					FeedShareFromOtherUser: 731, FeedShareFromOtherCnt: 775,
				}},
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.ArticleTotal] { return s.ArticleTotal },
				"2014-12-08", "2014-12-08"),
		},
		{
			Sample: "getuserread",
			Want: rows(datacube.UserRead{RefDate: sunday, UserSource: datacube.ReadSourceTogether, Reading: datacube.Reading{
				IntPageReadUser: 45524, IntPageReadCount: 48796, OriPageReadUser: 11, OriPageReadCount: 35,
				ShareUser: 11, ShareCount: 276, AddToFavUser: 5, AddToFavCount: 15,
			}}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UserRead] { return s.UserRead },
				"2014-12-08", "2014-12-08"),
		},
		{
			Sample: "getuserreadhour",
			Want: rows(datacube.UserReadHour{RefDate: date(t, "2015-07-14"), Reading: datacube.Reading{
				IntPageReadUser: 6391, IntPageReadCount: 7836, OriPageReadUser: 375, OriPageReadCount: 440,
				ShareUser: 2, ShareCount: 2,
			}}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UserReadHour] { return s.UserReadHour },
				"2014-12-08", "2014-12-08"),
		},
		{
			Sample: "getusershare",
			Want: rows(datacube.UserShare{
				RefDate: sunday, ShareScene: datacube.ShareFriends, ShareCount: 207, ShareUser: 11,
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UserShare] { return s.UserShare },
				"2014-12-08", "2014-12-08"),
		},
		{
			Sample: "getusersharehour",
			Want: rows(datacube.UserShareHour{
				RefDate: sunday, RefHour: 1200, ShareScene: datacube.ShareFriends, ShareCount: 72, ShareUser: 4,
			}),
			Call: call(t, func(s *datacube.Service) ranged[datacube.UserShareHour] { return s.UserShareHour },
				"2014-12-08", "2014-12-08"),
		},
	})
}

// at returns a clock that stands still.
func at(t *testing.T, text string) func() time.Time {
	t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", text, endpoint.China)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return now }
}

// asked serves answers in their order, the last one again and again, and records the days of the requests.
func asked(t *testing.T, answers ...string) (*datacube.Service, *[]string) {
	var got []string
	client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
		days := strings.NewReplacer(`{"begin_date":"`, "", `","end_date":"`, " ", `"}`, "").Replace(string(body))
		got = append(got, strings.TrimPrefix(r.URL.Path, "/api.weixin.qq.com/datacube/")+" "+days)
		answer := answers[min(len(got), len(answers))-1]
		return []byte(answer)
	})
	return datacube.New(client).WithClock(at(t, "2026-11-27 12:00")), &got
}

// outcome calls a method and returns its error, for a table of methods.
func outcome[Row any](method ranged[Row]) func(ctx context.Context, from, to endpoint.Date) error {
	return func(ctx context.Context, from, to endpoint.Date) error {
		_, err := method(ctx, from, to)
		return err
	}
}

// Each method asks its own endpoint, by as many days at once as that allows. The range has 31 days and ends on a
// Thursday.
func TestRangesAreSplit(t *testing.T) {
	t.Parallel()
	const sevens = "2026-10-27 2026-11-02, 2026-11-03 2026-11-09, 2026-11-10 2026-11-16, 2026-11-17 2026-11-23, 2026-11-24 2026-11-26"
	var singles, threes []string
	for d := date(t, "2026-10-27"); d.Compare(date(t, "2026-11-26")) <= 0; d = d.Add(1) {
		singles = append(singles, fmt.Sprint(d, " ", d))
	}
	for d := date(t, "2026-10-27"); d.Compare(date(t, "2026-11-26")) < 0; d = d.Add(3) {
		threes = append(threes, fmt.Sprint(d, " ", d.Add(2)))
	}
	single := strings.Join(singles, ", ")
	three := strings.Join(append(threes, "2026-11-26 2026-11-26"), ", ")
	s, got := asked(t, `{"list":[]}`)
	for _, tt := range []struct {
		path   string
		method func(ctx context.Context, from, to endpoint.Date) error
		to     string
		want   string
	}{
		{"getusersummary", outcome(s.UserSummary), "2026-11-26", sevens},
		{"getusercumulate", outcome(s.UserCumulate), "2026-11-26", sevens},
		{"getbizsummary", outcome(s.BizSummary), "2026-11-26", "2026-10-27 2026-11-25, 2026-11-26 2026-11-26"},
		{"getarticleread", outcome(s.ArticleRead), "2026-11-26", single},
		{"getarticleshare", outcome(s.ArticleShare), "2026-11-26", single},
		{"getarticletotaldetail", outcome(s.ArticleTotalDetail), "2026-11-26", single},
		{"getupstreammsg", outcome(s.UpstreamMsg), "2026-11-26", sevens},
		{"getupstreammsghour", outcome(s.UpstreamMsgHour), "2026-11-26", single},
		{"getupstreammsgweek", outcome(s.UpstreamMsgWeek), "2026-11-22", "2026-11-02 2026-11-02, 2026-11-09 2026-11-09, 2026-11-16 2026-11-16"},
		{"getupstreammsgmonth", outcome(s.UpstreamMsgMonth), "2026-10-31", ""},
		{"getupstreammsgdist", outcome(s.UpstreamMsgDist), "2026-11-26", "2026-10-27 2026-11-10, 2026-11-11 2026-11-25, 2026-11-26 2026-11-26"},
		{"getupstreammsgdistweek", outcome(s.UpstreamMsgDistWeek), "2026-11-08", "2026-11-02 2026-11-02"},
		{"getupstreammsgdistmonth", outcome(s.UpstreamMsgDistMonth), "2026-10-31", ""},
		{"getinterfacesummary", outcome(s.InterfaceSummary), "2026-11-26", "2026-10-27 2026-11-25, 2026-11-26 2026-11-26"},
		{"getinterfacesummaryhour", outcome(s.InterfaceSummaryHour), "2026-11-26", single},
		{"getarticlesummary", outcome(s.ArticleSummary), "2026-11-26", single},
		{"getarticletotal", outcome(s.ArticleTotal), "2026-11-26", single},
		{"getuserread", outcome(s.UserRead), "2026-11-26", three},
		{"getuserreadhour", outcome(s.UserReadHour), "2026-11-26", single},
		{"getusershare", outcome(s.UserShare), "2026-11-26", sevens},
		{"getusersharehour", outcome(s.UserShareHour), "2026-11-26", single},
	} {
		from := date(t, "2026-10-27")
		if strings.HasSuffix(tt.path, "month") {
			from, tt.want = date(t, "2026-08-31"), "2026-09-01 2026-09-01, 2026-10-01 2026-10-01"
		}
		*got = nil
		err := tt.method(t.Context(), from, date(t, tt.to))
		var want []string
		for days := range strings.SplitSeq(tt.want, ", ") {
			want = append(want, tt.path+" "+days)
		}
		if diff := cmp.Diff(want, *got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +asked):\n%s", tt.path, err, diff)
		}
	}
}

// The rows of all calls come together, and one late answer makes the whole late.
func TestRowsOfAllCalls(t *testing.T) {
	t.Parallel()
	answer := func(day string, delayed bool) string {
		return fmt.Sprintf(`{"list":[{"ref_date":"%s","msgid":"1_1","detail":{"share_user":3}}],"is_delay":%t}`, day, delayed)
	}
	s, _ := asked(t, answer("2026-11-24", false), answer("2026-11-25", true), answer("2026-11-26", false))
	got, err := s.ArticleShare(t.Context(), date(t, "2026-11-24"), date(t, "2026-11-26"))
	want := datacube.List[datacube.ArticleShare]{IsDelay: endpoint.Some(true)}
	for _, day := range []string{"2026-11-24", "2026-11-25", "2026-11-26"} {
		want.Rows = append(want.Rows, datacube.ArticleShare{
			RefDate: date(t, day), MsgID: "1_1", Detail: datacube.ArticleShareDetail{ShareUser: 3},
		})
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// A call that fails leaves the rows before it, and says where to go on.
func TestFailureInTheMiddle(t *testing.T) {
	t.Parallel()
	s, got := asked(t,
		`{"list":[{"ref_date":"2026-11-01","cumulate_user":7}]}`,
		`{"errcode":45009,"errmsg":"reach max api daily quota limit"}`)
	list, err := s.UserCumulate(t.Context(), date(t, "2026-11-01"), date(t, "2026-11-26"))
	var failed *datacube.RangeError
	if !errors.As(err, &failed) || failed.Days.Begin != date(t, "2026-11-08") || !errors.Is(err, endpoint.ErrAPIDailyQuota) ||
		!strings.HasPrefix(err.Error(), "datacube: 2026-11-08 to 2026-11-14: ") {
		t.Errorf("got %v", err)
	}
	if len(list.Rows) != 1 || list.Rows[0].CumulateUser != 7 || len(*got) != 2 {
		t.Errorf("%+v after %d calls", list, len(*got))
	}
}

func TestHour(t *testing.T) {
	t.Parallel()
	for hour, want := range map[datacube.Hour]int{0: 0, 900: 9, 2300: 23} {
		if got := hour.OfDay(); got != want {
			t.Errorf("%d is hour %d, want %d", hour, got, want)
		}
	}
}
