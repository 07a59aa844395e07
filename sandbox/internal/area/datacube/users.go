package datacube

import (
	"cmp"
	"maps"
	"slices"
	"time"

	api "github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// sources has the numbers of the ways to follow. What is not in it counts as [api.UserSourceOther].
var sources = map[string]api.UserSource{
	string(user.SceneSearch):        api.UserSourceSearch,
	string(user.SceneProfileCard):   api.UserSourceNameCard,
	string(user.SceneQRCode):        api.UserSourceQRCode,
	string(user.SceneProfileLink):   api.UserSourceArticle,
	string(user.SceneAdvertisement): api.UserSourceAds,
	string(user.SceneWxa):           api.UserSourceMiniProgram,
	string(user.SceneReprint):       api.UserSourceReprint,
	string(user.SceneChannels):      api.UserSourceChannels,
	string(user.SceneLivestream):    api.UserSourceLive,
}

// types has the numbers of the types of message. The documents have none for a place, which is not counted.
var types = map[string]api.MsgType{
	"text":  api.MsgText,
	"image": api.MsgImage,
	"voice": api.MsgVoice,
	"video": api.MsgVideo,
	"link":  api.MsgLink,
}

// userSummary counts who followed and who left. Who left counts in the way in which they had followed; the documents do
// not say.
func userSummary(tx *core.Tx, on days) (list []api.UserSummary) {
	rows := map[api.UserSource]api.UserSummary{}
	for c, t := range tx.Happened(on.first, on.last) {
		if c.What != core.Followed && c.What != core.Unfollowed {
			continue
		}
		source := sources[c.By]
		row := rows[source]
		row.RefDate, row.UserSource = on.first, source
		if c.What == core.Followed {
			row.NewUser += endpoint.Number(t.Count)
		} else {
			row.CancelUser += endpoint.Number(t.Count)
		}
		rows[source] = row
	}
	return sorted(rows, cmp.Compare)
}

// userCumulate counts the followers at the end of a day: those of now, without the changes since then.
func userCumulate(tx *core.Tx, on days) []api.UserCumulate {
	if on.first.Compare(tx.Since()) < 0 {
		return nil
	}
	row := api.UserCumulate{RefDate: on.first}
	for u := range tx.People() {
		if u.Following {
			row.CumulateUser++
		}
	}
	for c, t := range tx.Happened(on.last.Add(1), endpoint.DateOf(tx.Now())) {
		switch c.What {
		case core.Followed:
			row.CumulateUser -= endpoint.Number(t.Count)
		case core.Unfollowed:
			row.CumulateUser += endpoint.Number(t.Count)
		}
	}
	return []api.UserCumulate{row}
}

// sent is the messages of one type in one hour, or in all hours.
type sent struct {
	hour int
	kind api.MsgType
}

func (s sent) compare(other sent) int {
	return cmp.Or(cmp.Compare(s.hour, other.hour), cmp.Compare(s.kind, other.kind))
}

// messagesBy counts the messages of users, by hour or for all hours together.
func messagesBy(tx *core.Tx, on days, byHour bool) []api.UpstreamMsgHour {
	rows := map[sent]api.UpstreamMsgHour{}
	senders := map[sent]map[*core.Person]bool{}
	for c, t := range tx.Happened(on.first, on.last) {
		key := sent{kind: types[c.By]}
		if c.What != core.Messaged || key.kind == 0 {
			continue
		}
		if byHour {
			key.hour = c.Hour
		}
		if senders[key] == nil {
			senders[key] = map[*core.Person]bool{}
		}
		senders[key][c.User] = true
		rows[key] = api.UpstreamMsgHour{
			RefDate: on.first, RefHour: hour(key.hour), MsgType: key.kind,
			MsgUser: endpoint.Number(len(senders[key])), MsgCount: rows[key].MsgCount + endpoint.Number(t.Count),
		}
	}
	return sorted(rows, sent.compare)
}

func messagesByHour(tx *core.Tx, on days) []api.UpstreamMsgHour { return messagesBy(tx, on, true) }

func messages(tx *core.Tx, on days) (list []api.UpstreamMsg) {
	for _, row := range messagesBy(tx, on, false) {
		list = append(list, api.UpstreamMsg{
			RefDate: row.RefDate, MsgType: row.MsgType, MsgUser: row.MsgUser, MsgCount: row.MsgCount,
		})
	}
	return list
}

// senders counts the users who sent few or many messages. There is no row of those who sent none: the documents do not
// say whether these are the other followers.
func senders(tx *core.Tx, on days) []api.UpstreamMsgDist {
	messages := map[*core.Person]int64{}
	for c, t := range tx.Happened(on.first, on.last) {
		if c.What == core.Messaged && types[c.By] != 0 {
			messages[c.User] += t.Count
		}
	}
	rows := map[api.CountInterval]api.UpstreamMsgDist{}
	for _, n := range messages {
		interval := api.CountAbove10
		switch {
		case n <= 5:
			interval = api.CountUpTo5
		case n <= 10:
			interval = api.CountUpTo10
		}
		rows[interval] = api.UpstreamMsgDist{
			RefDate: on.first, CountInterval: interval, MsgUser: rows[interval].MsgUser + 1,
		}
	}
	return sorted(rows, cmp.Compare)
}

// answering is how the account answered pushes.
type answering struct {
	count, failed int64
	took, longest time.Duration
}

// answersBy counts the pushes, and how long the account's answers took in milliseconds. Each attempt counts.
func answersBy(tx *core.Tx, on days, byHour bool) (list []api.InterfaceSummaryHour) {
	hours := map[int]answering{}
	for c, t := range tx.Happened(on.first, on.last) {
		if c.What != core.Answered && c.What != core.Failed {
			continue
		}
		key := 0
		if byHour {
			key = c.Hour
		}
		a := hours[key]
		a.count, a.took, a.longest = a.count+t.Count, a.took+t.Took, max(a.longest, t.Longest)
		if c.What == core.Failed {
			a.failed += t.Count
		}
		hours[key] = a
	}
	for _, key := range slices.Sorted(maps.Keys(hours)) {
		a := hours[key]
		list = append(list, api.InterfaceSummaryHour{RefDate: on.first, RefHour: hour(key), Answers: api.Answers{
			CallbackCount: endpoint.Number(a.count),
			FailCount:     endpoint.Number(a.failed),
			TotalTimeCost: endpoint.Number(
				a.took.Milliseconds(),
			),
			MaxTimeCost: endpoint.Number(a.longest.Milliseconds()),
		}})
	}
	return list
}

func answersByHour(tx *core.Tx, on days) []api.InterfaceSummaryHour { return answersBy(tx, on, true) }

func answers(tx *core.Tx, on days) (list []api.InterfaceSummary) {
	for _, row := range answersBy(tx, on, false) {
		list = append(list, api.InterfaceSummary{RefDate: row.RefDate, Answers: row.Answers})
	}
	return list
}

// hour returns an hour of a day as the platform writes it.
func hour(h int) api.Hour { return api.Hour(h * 100) }

// sorted returns the rows in the order of their keys.
func sorted[K comparable, Row any](rows map[K]Row, compare func(a, b K) int) (list []Row) {
	for _, key := range slices.SortedFunc(maps.Keys(rows), compare) {
		list = append(list, rows[key])
	}
	return list
}
