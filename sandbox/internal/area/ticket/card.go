package ticket

import (
	"slices"
	"strings"

	api "github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// IsCardSignature reports whether a card's signature was made of these values and a card ticket that is not over: all of
// them are sorted and joined. Empty values have no part in it.
func IsCardSignature(tx *core.Tx, signature string, values ...string) bool {
	for _, t := range core.State[tickets](tx).list {
		if t.kind != api.WxCard || !tx.Now().Before(t.expires) {
			continue
		}
		all := append(slices.Clone(values), t.value)
		slices.Sort(all)
		if sha1Hex(strings.Join(all, "")) == strings.ToLower(signature) {
			return true
		}
	}
	return false
}
