package agent

import (
	"context"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/datacube"
)

// addAccount adds the tools that say how the account stands.
func (s *server) addAccount(m *mcp.Server) {
	add(
		s,
		m,
		"account_status",
		"Say which account this server works on, and what it lets you do. Makes no call.",
		readOnly,
		s.status,
	)
	add(
		s,
		m,
		"account_quota",
		"Say how many calls of an endpoint the account may make a day, how many it has made, and how many "+
			"are left. The day begins at midnight in China.",
		readOnly,
		s.quota,
	)
	add(
		s,
		m,
		"week_statistics",
		"Sum up the statistics of the last seven days for which WeChat has figures: followers, messages, "+
			"readers of articles. Figures of a day are ready the next day at 8:00, China time.",
		readOnly,
		s.week,
	)
}

// accountName is the account in words for a person.
func (s *server) accountName() string {
	name := s.Client.Account().AppID
	if s.Sandbox != nil {
		return name + " on the sandbox"
	}
	return name
}

// Nothing is the input of a tool that takes none.
type Nothing struct{}

// StatusOut is the output of account_status.
type StatusOut struct {
	AppID    string   `json:"appid"`
	Sandbox  bool     `json:"sandbox" jsonschema:"whether it is a sandbox in this process, in which nothing is real"`
	Personal bool     `json:"personal" jsonschema:"whether data about people may be read"`
	Write    []string `json:"write" jsonschema:"the groups of endpoints whose data may be changed"`
	Files    bool     `json:"files" jsonschema:"whether there is a directory of files for uploads"`
	Confirm  string   `json:"confirm" jsonschema:"how a person confirms what reaches followers or cannot be undone"`
}

func (s *server) status(ctx context.Context, _ Nothing) (StatusOut, error) {
	out := StatusOut{
		AppID: s.Client.Account().AppID, Sandbox: s.Sandbox != nil, Personal: s.AllowPersonal,
		Write: append([]string{}, s.AllowWrite...), Files: s.Files != nil,
		Confirm: "a code that the person types in the server's terminal, if it has one",
	}
	if asksItsUser(requestOf(ctx).ClientCapabilities()) {
		out.Confirm = "the client asks its user"
	}
	return out, nil
}

// QuotaOut is the output of account_quota.
type QuotaOut struct {
	Endpoint string `json:"endpoint"`
	Limit    int64  `json:"limit" jsonschema:"calls a day"`
	Used     int64  `json:"used" jsonschema:"calls made today, with an error of up to 1 %"`
	Left     int64  `json:"left"`
}

func (s *server) quota(ctx context.Context, in EndpointIn) (QuotaOut, error) {
	e, err := find(in.Endpoint)
	if err != nil {
		return QuotaOut{}, err
	}
	out, err := base.New(s.client).Quota(ctx, e.Describe().Path)
	q := out.Quota
	return QuotaOut{e.Name(), int64(q.DailyLimit), int64(q.Used), int64(q.Remain)}, err
}

// Figure is a row of week_statistics.
type Figure struct {
	Figure string `json:"figure"`
	Value  int64  `json:"value"`
	Unit   string `json:"unit"`
}

// WeekOut is the output of week_statistics.
type WeekOut struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Figures []Figure `json:"figures"`
	// Missing says which figures the platform did not give, and why.
	Missing []string `json:"missing,omitempty"`
}

func (s *server) week(ctx context.Context, _ Nothing) (WeekOut, error) {
	statistics := datacube.New(s.client)
	if s.Sandbox != nil {
		statistics = statistics.WithClock(s.Sandbox.Clock.Now)
	}
	to := statistics.Latest()
	from := to.Add(-6)
	out := WeekOut{From: from.String(), To: to.String(), Figures: []Figure{}}
	var failed error
	part := func(what string, err error, figures ...Figure) {
		if err != nil {
			failed = err
			out.Missing = append(out.Missing, what+": "+err.Error())
			return
		}
		out.Figures = append(out.Figures, figures...)
	}

	var followed, left int64
	growth, err := statistics.UserSummary(ctx, from, to)
	for _, row := range growth.Rows {
		followed, left = followed+int64(row.NewUser), left+int64(row.CancelUser)
	}
	part("followers", err, Figure{"followed", followed, "people"}, Figure{"left", left, "people"})

	total, err := statistics.UserCumulate(ctx, to, to)
	if err == nil && len(total.Rows) == 0 {
		err = fmt.Errorf("there is no figure for %s", to)
	}
	var followers int64
	for _, row := range total.Rows {
		followers = int64(row.CumulateUser)
	}
	part("followers at the end", err, Figure{"followers at the end", followers, "people"})

	var messages int64
	sent, err := statistics.UpstreamMsg(ctx, from, to)
	for _, row := range sent.Rows {
		messages += int64(row.MsgCount)
	}
	part("messages", err, Figure{"messages from users", messages, "messages"})

	var readers, sharers, likes, comments int64
	articles, err := statistics.BizSummary(ctx, from, to)
	for _, row := range articles.Rows {
		d := row.Detail
		readers, sharers = readers+int64(d.ReadUser), sharers+int64(d.ShareUser)
		likes, comments = likes+int64(d.LikeUser), comments+int64(d.CommentCount)
	}
	const daily = "people, counted once a day"
	part("articles", err, Figure{"readers", readers, daily}, Figure{"sharers", sharers, daily},
		Figure{"likes", likes, daily}, Figure{"comments", comments, "comments"})

	if len(out.Figures) == 0 {
		return out, failed
	}
	return out, nil
}
