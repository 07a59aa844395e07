package measure

import (
	"context"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Renewal is one renewal of an access_token or a ticket, the first one included, however many callers waited for it.
type Renewal struct {
	// Kind is what was renewed: "stable_token", or "token" where the account uses the classic one, or "access_token"
	// where another program gives it; "jsapi_ticket" or "wx_card_ticket".
	Kind string
	// Outcome is [telemetry.Issued], [telemetry.Adopted] or [telemetry.Failed].
	Outcome telemetry.Outcome
}

// Record counts n in [telemetry.Renewals].
func (n Renewal) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.Renewals, 1, n.Kind, string(n.Outcome))
	}
}
