// Package mass has the endpoints for mass messages.
package mass

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	api "github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// submitted is the errmsg of a mass message that was accepted.
const submitted = "send job submission success"

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.SendAll, sendAll, route.Says(submitted)),
		route.Handle(api.Send, send, route.Says(submitted)),
		route.Handle(api.Preview, preview, route.Says("preview success")),
		route.Handle(api.Get, get),
		route.Handle(api.Delete, remove),
		route.Handle(api.SpeedGet, speed),
		route.Handle(api.SpeedSet, setSpeed, route.Needs("speed", endpoint.ErrSpeedMissing), route.Says("")),
	}
}

// mailings is the state of this area. The articles that were sent are in package core.
type mailings struct {
	last   int64
	byID   core.Recent[*mailing] // by the digits of the msg_id
	client clients
	limits limits
	speed  api.Speed
}

// mailing is one mass message.
type mailing struct {
	id     int64
	dataID int64
	to     []*core.Person
	status api.Status
	shown  content
	set    *core.News // the articles that were sent; nil for other types
	videos []bubble   // where a video was shown
}

// bubble is an entry of a user's chat.
type bubble struct {
	user  *core.Person
	entry *record.Entry
}

// firstID is about what the documents show: a number of ten digits.
const firstID = 1_000_000_000

// maxMailings is how many mass messages are remembered.
const maxMailings = 1000

// nextID returns the msg_id of a mass message or of a preview.
func (s *mailings) nextID() int64 {
	s.last++
	return firstID + s.last
}

// sendTime is how long a mass message takes on the platform's clock. The platform names no time.
const sendTime = 3 * time.Second

// sendAll handles mass/sendall.
func sendAll(tx *core.Tx, s *mailings, in api.SendAllIn) (api.Sent, error) {
	subject := "to all"
	if !in.Filter.IsToAll {
		subject = fmt.Sprintf("to tag %d", in.Filter.TagID)
	}
	tx.SetSubject(subject, nil)
	var to []*core.Person
	for u := range tx.People() {
		if u.Following && (in.Filter.IsToAll || slices.Contains(u.Tags, int64(in.Filter.TagID))) {
			to = append(to, u)
		}
	}
	switch {
	case in.Filter.IsToAll && in.Filter.TagID != 0:
		tx.Warn("is_to_all is true, so the tag_id counts for nothing.", "is_to_all 为 true，tag_id 不起作用。")
	case !in.Filter.IsToAll && !tx.Tags.Has(int64(in.Filter.TagID)):
		return api.Sent{}, core.Refuse(
			endpoint.ErrMassTagNotExist,
			fmt.Sprintf("The account has no tag %d. For all followers set is_to_all to true.", in.Filter.TagID),
			fmt.Sprintf("公众号没有标签 %d。群发给全部粉丝时须将 is_to_all 设为 true。", in.Filter.TagID),
		)
	}
	return s.submit(tx, to, subject, in.Content, in.Control)
}

// send handles mass/send.
func send(tx *core.Tx, s *mailings, in api.SendIn) (api.Sent, error) {
	n := len(in.ToUser)
	tx.SetSubject(fmt.Sprintf("to %d users", n), nil)
	code := endpoint.ErrInvalidOpenIDListSize
	if n < api.MinOpenIDs {
		code = endpoint.ErrTooFewOpenIDs
	}
	if n < api.MinOpenIDs || n > api.MaxOpenIDs {
		return api.Sent{}, core.Refuse(code,
			fmt.Sprintf("touser has %d OpenIDs; it must have %d to %d.", n, api.MinOpenIDs, api.MaxOpenIDs),
			fmt.Sprintf("touser 有 %d 个 OpenID，须为 %d 到 %d 个。", n, api.MinOpenIDs, api.MaxOpenIDs))
	}
	var to []*core.Person
	for i, openID := range in.ToUser {
		u, err := tx.FindOpenID(openID)
		if err != nil {
			return api.Sent{}, core.Refuse(endpoint.ErrInvalidOpenIDList,
				fmt.Sprintf("touser[%d] is %q, which is nobody's OpenID.", i, core.Short(openID)),
				fmt.Sprintf("touser[%d] 为 %q，不是任何用户的 OpenID。", i, core.Short(openID)))
		}
		to = append(to, u)
	}
	out, err := s.submit(tx, to, fmt.Sprint(in.ToUser), in.Content, in.Control)
	var refused *core.Refusal
	if errors.As(err, &refused) && refused.Code == endpoint.ErrInvalidMessageType {
		refused.Code = endpoint.ErrInvalidMassMessageType // as the page for OpenIDs has it
	}
	return out, err
}

// submit accepts a mass message. The receivers as a text are part of the client id that the platform makes.
func (s *mailings) submit(
	tx *core.Tx, to []*core.Person, receivers string, in api.Content, c api.Control,
) (api.Sent, error) {
	clientID, err := clientIDOf(tx, receivers, in, c.ClientMsgID)
	if err != nil {
		return api.Sent{}, err
	}
	if err := s.client.check(tx, clientID); err != nil {
		return api.Sent{}, err // before the content is looked at: a draft is gone once it was sent
	}
	shown, err := contentOf(tx, in)
	if err != nil {
		return api.Sent{}, err
	}
	if err := s.limits.use(tx); err != nil {
		return api.Sent{}, err
	}
	m := &mailing{id: s.nextID(), to: to, status: api.StatusSending, shown: shown}
	if shown.hasData {
		m.dataID = tx.IDs.DataID()
	}
	s.byID.Put(strconv.FormatInt(m.id, 10), m, maxMailings)
	s.client.put(tx, clientID, m.id)
	if len(s.limits.filter(tx, to)) == 0 {
		tx.Warn(
			"Nobody will get the message: who does not follow is left out, and so is who is on the blacklist or has had four messages this month.",
			"没有人会收到该消息：未关注、在黑名单中、本月已收到 4 条群发的用户会被过滤。",
		)
	}
	tx.After(sendTime, sending{m})
	return api.Sent{MsgID: endpoint.Number(m.id), MsgDataID: endpoint.Number(m.dataID)}, nil
}

// sending is what submit puts off.
type sending struct{ *mailing }

// Jobs are the area's jobs, for what saves them.
func Jobs() []core.Job { return []core.Job{sending{}} }

// Run implements [core.Job].
func (m sending) Run(tx *core.Tx) { m.finish(tx, core.State[mailings](tx)) }

// preview handles mass/preview. The WeChat id of a user is the user's name in the sandbox.
func preview(tx *core.Tx, s *mailings, in api.PreviewIn) (api.Previewed, error) {
	var u *core.Person
	var err error
	if in.ToWxName != "" {
		if u = tx.Named(in.ToWxName); u == nil {
			err = endpoint.ErrInvalidUsername
		}
	} else {
		u, err = tx.FindOpenID(in.ToUser)
	}
	tx.SetSubject(core.Short(string(in.MsgType)), u)
	switch {
	case err != nil:
		return api.Previewed{}, err
	case !u.Following:
		return api.Previewed{}, endpoint.ErrRequireSubscribe
	case u.Blacklisted: // as of a customer-service message
		return api.Previewed{}, endpoint.ErrRequireUnblacklist
	}
	shown, err := previewOf(tx, in.Content)
	if err != nil {
		return api.Previewed{}, err
	}
	for _, e := range shown.entries {
		e.Via = "preview"
		tx.Show(u, e)
	}
	return api.Previewed{MsgID: endpoint.Number(s.nextID())}, nil
}

// find returns the mass message with that msg_id.
func (s *mailings) find(id int64) (*mailing, error) {
	if m := s.byID.Get(strconv.FormatInt(id, 10)); m != nil {
		return m, nil
	}
	return nil, core.Refuse(endpoint.ErrInvalidMsgID,
		fmt.Sprintf("No mass message has the msg_id %d. That of a preview counts for nothing here.", id),
		fmt.Sprintf("没有 msg_id 为 %d 的群发消息，预览的 msg_id 无效。", id))
}

// get handles mass/get.
func get(_ *core.Tx, s *mailings, in api.GetIn) (api.GetOut, error) {
	m, err := s.find(int64(in.MsgID))
	if err != nil {
		return api.GetOut{}, err
	}
	return api.GetOut{MsgID: endpoint.Number(m.id), Status: m.status}, nil
}

// speeds has the documented real speed of each speed, in ten thousands of followers a minute.
var speeds = [...]endpoint.Number{
	api.Speed800000: 80, api.Speed600000: 60, api.Speed450000: 45, api.Speed300000: 30, api.Speed100000: 10,
}

// speed handles mass/speed/get. The speed changes nothing else: a mass message of the sandbox takes a moment.
func speed(_ *core.Tx, s *mailings, _ endpoint.None) (api.SpeedOut, error) {
	return api.SpeedOut{Speed: s.speed, RealSpeed: speeds[s.speed]}, nil
}

// setSpeed handles mass/speed/set.
func setSpeed(_ *core.Tx, s *mailings, in api.SpeedIn) (endpoint.None, error) {
	if in.Speed < 0 || int(in.Speed) >= len(speeds) {
		return endpoint.None{}, core.Refuse(endpoint.ErrSpeedOutOfRange,
			fmt.Sprintf("speed is %d; it is 0 (800,000 a minute) to 4 (100,000).", in.Speed),
			fmt.Sprintf("speed 为 %d，须为 0（80 万/分钟）到 4（10 万/分钟）。", in.Speed))
	}
	s.speed = in.Speed
	return endpoint.None{}, nil
}
