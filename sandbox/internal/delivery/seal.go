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

// sealedPush is one attempt's body and the envelope that opens the reply.
type sealedPush struct {
	url      string
	body     []byte
	mode     account.Mode
	envelope *msgcrypt.Envelope // nil in plain mode
	fault    fault
}

// begin makes an attempt's request with a fresh timestamp, nonce and seal, and
// records it. It returns no push where the account's values do not allow it.
func begin(tx *core.Tx, a core.App, m *core.Push, attempt int) (*core.Exchange, *sealedPush) {
	account := tx.Account()
	tx.CountPush(m.User.Name, attempt == 1)
	if attempt == 0 {
		attempt = len(m.Exchanges) + 1
	}
	x := exchangeOf(m)
	x.Mode, x.Attempt, x.Pending = account.Mode.String(), attempt, true
	q := newSignedQuery(account.Token, strconv.FormatInt(tx.Now().Unix(), 10), tx.IDs.Nonce())
	q.add("openid", m.Message.Head().FromUserName)
	plain, err := message.Encode(m.Message)
	sealed := &sealedPush{body: plain, mode: account.Mode}
	if err == nil {
		err = sealed.seal(tx.PushAccount(), tx.Config().OriginalID, q)
	}
	if err != nil {
		x.Pending, x.Outcome = false, "broken"
		x.Problem = &record.Problem{EN: "The push could not be made: " + err.Error(), ZH: "无法生成推送：" + err.Error()}
		return tx.Record(x), nil
	}
	sealed.fault = takeFault(tx)
	x.Fault = sealed.fault.name()
	header := pushHeader.Clone()
	header.Set("Content-Type", "text/xml")
	x.Signatures = q.signatures
	sealed.url = q.on(a.Callback)
	x.Request = record.HTTPMessage{Method: http.MethodPost, URL: sealed.url, Headers: core.FlattenHeader(header), Body: core.Recorded(sealed.body)}
	if sealed.envelope != nil {
		x.Request.Opened = core.Recorded(plain)
	}
	kept := tx.Record(x)
	m.Exchanges = append(m.Exchanges, kept.ID)
	if m.Entry != nil {
		m.Entry.Exchanges = slices.Clone(m.Exchanges)
		tx.PublishEntry(m.User, m.Entry)
	}
	return kept, sealed
}

// seal turns the plain body into that of the mode and signs it.
func (s *sealedPush) seal(a account.Account, originalID string, q *signedQuery) error {
	if s.mode == account.Plain {
		return nil
	}
	envelope, err := msgcrypt.New(a.Token, a.AppID, a.EncodingAESKey, a.PreviousEncodingAESKey)
	if err != nil {
		return err
	}
	sealed, err := envelope.Seal(s.body, nil, q.timestamp, q.nonce)
	if err != nil {
		return err
	}
	s.envelope = envelope
	q.add("encrypt_type", "aes")
	q.add("msg_signature", sealed.Signature)
	q.signatures = append(q.signatures, record.Signature{
		Name: "msg_signature", Value: sealed.Signature, OK: true,
		Parts: record.Parts("token", a.Token, "timestamp", q.timestamp, "nonce", q.nonce, "Encrypt", sealed.Encrypt),
	})
	if s.mode == account.Safe {
		s.body = msgcrypt.PushXML(originalID, sealed.Encrypt)
		return nil
	}
	plain := strings.TrimSuffix(strings.TrimSpace(string(s.body)), "</xml>")
	s.body = []byte(plain + "<Encrypt><![CDATA[" + sealed.Encrypt + "]]></Encrypt></xml>")
	return nil
}
