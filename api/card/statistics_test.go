package card_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func statisticCases() []apitest.Case {
	june := func(day int) endpoint.Date { return endpoint.Date{Year: 2015, Month: time.June, Day: day} }
	period := card.Period{Begin: june(15), End: june(30), Source: card.FromConsole}
	counts := card.Counts{ViewCount: 1, ViewUsers: 1, ReceiveCount: 1, ReceiveUsers: 1}
	return []apitest.Case{
		{
			Sample: "datacube_getcardbizuininfo", Want: []card.CardsDay{{Date: june(23), Counts: counts}},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Days(ctx, period) }),
		},
		{
			Sample: "datacube_getcardcardinfo",
			Want:   []card.CouponDay{{Date: june(23), CardID: "po8pktyDLmakNY2fn2VyhkiEPqGE", Type: 3, Counts: counts}},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.CouponDays(ctx, period, "po8pktyDLmakNY2fn2VyhkiEPqGE")
			}),
		},
		{
			Sample: "datacube_getcardmembercardinfo",
			Want:   []card.MembersDay{{Date: june(23), TotalUsers: 86, TotalReceiveUsers: 95}},
			Call:   on(func(ctx context.Context, s service) (any, error) { return s.MemberDays(ctx, period) }),
		},
	}
}

// A long period is asked for in parts of 62 days, which follow each other. An error comes with the days before.
func TestLongPeriod(t *testing.T) {
	t.Parallel()
	begin := endpoint.Date{Year: 2025, Month: time.January, Day: 1}
	for days, want := range map[int][]string{
		1:   {"2025-01-01 2025-01-01"},
		62:  {"2025-01-01 2025-03-03"},
		63:  {"2025-01-01 2025-03-03", "2025-03-04 2025-03-04"},
		130: {"2025-01-01 2025-03-03", "2025-03-04 2025-05-04", "2025-05-05 2025-05-10"},
	} {
		var asked []string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			var in card.Period
			if err := json.Unmarshal(body, &in); err != nil {
				t.Error(err)
			}
			if asked = append(asked, fmt.Sprint(in.Begin, " ", in.End)); len(asked) == 3 {
				return []byte(`{"errcode":61503,"errmsg":"data not ready"}`)
			}
			return []byte(`{"list":[{"ref_date":"` + in.Begin.String() + `"}]}`)
		})
		got, err := card.New(client).Days(t.Context(), card.Period{Begin: begin, End: begin.Add(days - 1)})
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("%d days: %s", days, diff)
		}
		if refused := len(want) == 3; errors.Is(err, endpoint.ErrDataCubeNotReady) != refused || refused && len(got) != 2 {
			t.Errorf("%d days: got %v, %v", days, got, err)
		}
	}
}
