package kf_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func unix(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }

// agentCases are the documented exchanges about agents, their sessions and records.
func agentCases() []apitest.Case {
	const avatar = "http://mmbiz.qpic.cn/mmbiz/4whpV1VZl2iccsvYbHvnphkyGtnvjfUS8Ym0GSaLic0FD3vN0V8PILcibEGb2fPfEOmw/0"
	do := func(sample string, call func(context.Context, *kf.Service) error) apitest.Case {
		return apitest.Case{Sample: sample, Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return call(ctx, kf.New(c))
		})}
	}
	firstRecord := func(ctx context.Context, c *endpoint.Client) (any, error) {
		for r, err := range kf.New(c).Records(ctx, time.Unix(1464710400, 0), time.Unix(1464796800, 0)) {
			return r, err
		}
		return nil, nil
	}
	return []apitest.Case{
		do("account_add", func(ctx context.Context, s *kf.Service) error { return s.AddAccount(ctx, "test1@test", "客服1") }),
		do("account_update", func(ctx context.Context, s *kf.Service) error { return s.Rename(ctx, "test1@test", "客服1") }),
		do("account_del", func(ctx context.Context, s *kf.Service) error { return s.DeleteAccount(ctx, "test1@test") }),
		do("account_inviteworker", func(ctx context.Context, s *kf.Service) error {
			return s.InviteWorker(ctx, "test1@test", "test_kfwx")
		}),
		do("account_uploadheadimg", func(ctx context.Context, s *kf.Service) error {
			return s.UploadAvatar(ctx, "test1@test", endpoint.File{Name: "test.jpg", Content: strings.NewReader("JPEG")})
		}),
		do("session_create", func(ctx context.Context, s *kf.Service) error { return s.CreateSession(ctx, "test1@test", "OPENID") }),
		do("session_close", func(ctx context.Context, s *kf.Service) error { return s.CloseSession(ctx, "test1@test", "OPENID") }),
		{
			Sample: "getkflist",
			Call:   func(ctx context.Context, c *endpoint.Client) (any, error) { return kf.New(c).Accounts(ctx) },
			Want: []kf.Account{
				{KfAccount: "test1@test", Nickname: "ntest1", ID: "1001", HeadImgURL: avatar, WeChatID: "kfwx1"},
				{KfAccount: "test2@test", Nickname: "ntest2", ID: "1002", HeadImgURL: avatar, WeChatID: "kfwx2"},
				{
					KfAccount: "test3@test", Nickname: "ntest3", ID: "1003", HeadImgURL: avatar,
					InviteWeChatID: "kfwx3", InviteExpireTime: unix(123456789), InviteStatus: kf.InviteWaiting,
				},
			},
		},
		{
			Sample: "getonlinekflist",
			Call:   func(ctx context.Context, c *endpoint.Client) (any, error) { return kf.New(c).Online(ctx) },
			Want: []kf.OnlineAgent{
				{KfAccount: "test1@test", Status: 1, ID: "1001", OpenID: "kfopenid1", AcceptedCase: 1},
				{KfAccount: "test2@test", Status: 1, ID: "1002", OpenID: "kfopenid2", AcceptedCase: 2},
			},
		},
		{
			Sample: "session_get",
			Call:   func(ctx context.Context, c *endpoint.Client) (any, error) { return kf.New(c).Session(ctx, "OPENID") },
			Want:   kf.Session{CreateTime: unix(123456789), KfAccount: "test1@test"},
		},
		{
			Sample: "session_list",
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return kf.New(c).Sessions(ctx, "test1@test")
			},
			Want: []kf.Served{{CreateTime: unix(123456789), OpenID: "OPENID"}},
		},
		{
			Sample: "session_waitcase",
			Call:   func(ctx context.Context, c *endpoint.Client) (any, error) { return kf.New(c).Waiting(ctx) },
			Want:   kf.WaitingList{Count: 150, Users: []kf.WaitingUser{{LatestTime: unix(123456789), OpenID: "OPENID"}}},
		},
		{
			Sample: "getmsglist", Call: firstRecord,
			Want: kf.Record{
				OpenID: "oDF3iY9WMaswOPWjCIp_f3Bnpljk", OperCode: kf.OperSent, Text: "您好，客服test1为您服务。",
				Time: unix(1464710500), Worker: "test1@test",
			},
		},
		{Sample: "getmsglist_none", Call: firstRecord},
	}
}

// The platform's field table has the agent's number as a number, its samples as a string.
func TestAgentID(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]kf.AgentID{`"1001"`: "1001", `1001`: "1001", `null`: "", `""`: ""} {
		var got kf.AgentID
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v", raw, got, err)
		}
	}
}

// recordServer answers getmsglist from a list of records, ordered by time, whose msgid is their place in it. It has the
// records of the last second of a range if inclusive is true.
func recordServer(t *testing.T, all []kf.Record, inclusive bool) (*kf.Service, func() []kf.RecordsIn) {
	var calls []kf.RecordsIn
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		var in kf.RecordsIn
		if err := json.Unmarshal(body, &in); err != nil {
			t.Error(err)
		}
		calls = append(calls, in)
		out := kf.RecordsOut{Records: []kf.Record{}}
		for i, r := range all {
			last := r.Time.Before(in.EndTime.Time) || inclusive && r.Time.Equal(in.EndTime.Time)
			if int64(i)+1 >= int64(in.MsgID) && !r.Time.Before(in.StartTime.Time) && last && out.Number < in.Number {
				out.Records = append(out.Records, r)
				out.Number, out.MsgID = out.Number+1, endpoint.Number(i+2)
			}
		}
		answer, err := json.Marshal(out)
		if err != nil {
			t.Error(err)
		}
		return answer
	})
	return kf.New(client), func() []kf.RecordsIn { return calls }
}

// A range of three days is asked for in three parts. A record at the second where two of them meet is returned once,
// whether the platform counts the last second to a range or not.
func TestRecordsOfALongRange(t *testing.T) {
	t.Parallel()
	const begin, day = 1464710400, 24 * 60 * 60
	var all []kf.Record
	for _, at := range []int64{begin, begin + 60, begin + day - 1, begin + day, begin + day, begin + 2*day, begin + 2*day + 1, begin + 3*day - 1} {
		all = append(all, kf.Record{OpenID: "o", OperCode: kf.OperSent, Text: fmt.Sprint(len(all)), Time: unix(at), Worker: "test1@test"})
	}
	for _, inclusive := range []bool{false, true} {
		service, calls := recordServer(t, all, inclusive)
		var got []kf.Record
		for r, err := range service.Records(t.Context(), time.Unix(begin, 999), time.Unix(begin+3*day, 0)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r)
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("inclusive %v (-want +got):\n%s", inclusive, diff)
		}
		want := []kf.RecordsIn{
			{StartTime: unix(begin), EndTime: unix(begin + day), MsgID: 1, Number: 10_000},
			{StartTime: unix(begin + day), EndTime: unix(begin + 2*day), MsgID: 1, Number: 10_000},
			{StartTime: unix(begin + 2*day), EndTime: unix(begin + 3*day), MsgID: 1, Number: 10_000},
		}
		if diff := cmp.Diff(want, calls()); diff != "" {
			t.Errorf("inclusive %v: calls (-want +got):\n%s", inclusive, diff)
		}
	}
}

// A full page is followed by another one, which begins at the msgid of the answer. A loop that ends early asks for no
// more.
func TestRecordsOfManyPages(t *testing.T) {
	t.Parallel()
	const begin, n = 1464710400, 20_001
	all := make([]kf.Record, n)
	for i := range all {
		all[i] = kf.Record{OperCode: kf.OperReceived, Text: fmt.Sprint(i), Time: unix(begin + int64(i))}
	}
	read := func(most int) (texts int, calls int) {
		service, made := recordServer(t, all, true)
		for r, err := range service.Records(t.Context(), time.Unix(begin, 0), time.Unix(begin+n, 0)) {
			if err != nil || r.Text != fmt.Sprint(texts) {
				t.Fatalf("%d: %+v, %v", texts, r, err)
			}
			if texts++; texts == most {
				break
			}
		}
		return texts, len(made())
	}
	if texts, calls := read(n + 1); texts != n || calls != 3 {
		t.Errorf("%d records by %d calls, want %d by 3", texts, calls, n)
	}
	if texts, calls := read(10_000); texts != 10_000 || calls != 1 {
		t.Errorf("%d records by %d calls, want 10000 by 1", texts, calls)
	}
}

// A platform that answers the same page again and again does not catch the loop.
func TestRecordsEnd(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"recordlist":[],"number":10000,"msgid":1}`)
	})
	for r, err := range kf.New(client).Records(t.Context(), time.Unix(1, 0), time.Unix(2, 0)) {
		t.Errorf("%+v, %v", r, err)
	}
	if requests() != 1 {
		t.Errorf("%d requests, want 1", requests())
	}
}

// An error of the second part ends the loop. The first part has a number in a string.
func TestRecordsFail(t *testing.T) {
	t.Parallel()
	n := 0
	client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte {
		if n++; n > 1 {
			return []byte(`{"errcode":65400,"errmsg":"please enable new custom service, or wait for a while if you have enabled"}`)
		}
		return []byte(`{"recordlist":[{"openid":"o","opercode":"2003","text":"hi","time":1464710500,"worker":"test1@test"}],"number":1,"msgid":2}`)
	})
	var got []string
	for r, err := range kf.New(client).Records(t.Context(), time.Unix(1464710400, 0), time.Unix(1464710400+3*86400, 0)) {
		got = append(got, fmt.Sprintf("%s %v", r.Text, errors.Is(err, endpoint.ErrKFNotEnabled)))
	}
	if diff := cmp.Diff([]string{"hi false", " true"}, got); diff != "" || n != 2 {
		t.Errorf("after %d calls (-want +got):\n%s", n, diff)
	}
}
