package delivery

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// pushRequest is the request of one attempt, and the envelope that decrypts its reply.
type pushRequest struct {
	request
	mode     account.Mode
	envelope *msgcrypt.Envelope // nil where pushes are not encrypted
	fault    fault
}

// beginAttempt makes the request of an attempt with a new timestamp, nonce and encryption, and records it. It returns a
// nil request if the account's values do not allow one.
func beginAttempt(tx *core.Tx, app core.App, m *core.Push, attempt int) (*core.Exchange, *pushRequest) {
	a := tx.Account()
	tx.CountPush(m.User.Name, attempt == 1)
	if attempt == 0 {
		attempt = len(m.Exchanges) + 1
	}
	x := exchangeOf(m)
	x.Mode, x.Attempt, x.Pending = a.Mode.String(), attempt, true
	plain, err := m.XML, error(nil)
	if plain == nil {
		plain, err = message.Encode(m.Message)
	}
	req := &pushRequest{
		request: request{method: http.MethodPost, url: app.Callback.String(), header: cloudHeader, body: plain},
		mode:    a.Mode,
	}
	if err == nil && a.Mode != account.CloudHosting {
		q := newSignedQuery(a.Token, strconv.FormatInt(tx.Now().Unix(), 10), tx.IDs.Nonce())
		q.add("openid", m.Message.Head().FromUserName)
		err = req.seal(tx.PushAccount(), tx.Config().OriginalID, q)
		req.url, req.header, x.Signatures = q.on(app.Callback), postHeader, q.signatures
	}
	if err != nil {
		x.Pending, x.Outcome = false, "broken"
		x.Problem = &record.Problem{EN: "The push could not be made: " + err.Error(), ZH: "无法生成推送：" + err.Error()}
		return tx.Record(x), nil
	}
	req.fault = takeFault(tx)
	x.Fault = req.fault.name()
	x.Request = req.record()
	if req.envelope != nil {
		x.Request.Opened = core.Recorded(plain)
	}
	recorded := tx.Record(x)
	m.Exchanges = append(m.Exchanges, recorded.ID)
	if m.Entry != nil {
		m.Entry.Exchanges = slices.Clone(m.Exchanges)
		tx.PublishEntry(m.User, m.Entry)
	}
	return recorded, req
}

// seal changes the plain body into the body of the mode, and signs it.
func (p *pushRequest) seal(a account.Account, originalID string, q *signedQuery) error {
	if !p.mode.Encrypted() {
		return nil
	}
	envelope, err := msgcrypt.New(a.Token, a.AppID, a.EncodingAESKey, a.PreviousEncodingAESKey)
	if err != nil {
		return err
	}
	sealed, err := envelope.Seal(p.body, nil, q.timestamp, q.nonce)
	if err != nil {
		return err
	}
	p.envelope = envelope
	q.add("encrypt_type", "aes")
	q.add("msg_signature", sealed.Signature)
	q.signatures = append(q.signatures, record.Signature{
		Name: "msg_signature", Value: sealed.Signature, OK: true,
		Parts: record.Parts("token", a.Token, "timestamp", q.timestamp, "nonce", q.nonce, "Encrypt", sealed.Encrypt),
	})
	if p.mode == account.Safe {
		p.body = msgcrypt.PushXML(originalID, sealed.Encrypt)
		return nil
	}
	plain := strings.TrimSuffix(strings.TrimSpace(string(p.body)), "</xml>")
	p.body = []byte(plain + "<Encrypt><![CDATA[" + sealed.Encrypt + "]]></Encrypt></xml>")
	return nil
}
