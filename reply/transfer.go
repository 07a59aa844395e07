package reply

import (
	"strings"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Transfer hands the user over to customer service (transfer_customer_service). Only messages can be transferred, not
// events: [Fit] refuses those.
type Transfer struct {
	// KfAccount is the agent who gets the user, as prefix@account. If that agent is offline or busy, the user waits and
	// no other agent is asked. Empty means any agent.
	KfAccount string
}

// Type returns "transfer_customer_service".
func (Transfer) Type() string { return "transfer_customer_service" }

// Check refuses a KfAccount that is not prefix@account.
func (t Transfer) Check() error {
	if t.KfAccount == "" {
		return nil
	}
	prefix, account, _ := strings.Cut(xmldoc.Written(t.KfAccount), "@")
	if prefix == "" || account == "" {
		return refuse.Field("KfAccount", "is not a full name", "write it as prefix@account")
	}
	return nil
}

func (t Transfer) fields(b *xmldoc.Binder) Reply {
	b.OptGroup("TransInfo", t.KfAccount != "", func(b *xmldoc.Binder) {
		b.Text("KfAccount", &t.KfAccount)
	})
	return t
}
