package credential

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// keeper is what the values of one source have in common.
type keeper struct {
	appID   string
	secret  string // the AppSecret's fingerprint
	store   store.Store
	alone   bool   // nobody else has the store
	asks    string // who is asked for the values, in errors
	log     *slog.Logger
	timeout time.Duration // bounds what is asked of the platform
	away    atomic.Bool   // the store, as the log has it

	telemetry telemetry.Recorder // nil for none
}

func newKeeper(c Config, asks string, r telemetry.Recorder) *keeper {
	k := &keeper{
		appID:   c.Account.AppID,
		secret:  fingerprint(c.Account),
		store:   c.Store,
		alone:   c.Store == nil,
		asks:    asks,
		log:     c.Logger,
		timeout: cmp.Or(max(c.Timeout, 0), defaultTimeout),
	}
	if k.store == nil {
		k.store = store.NewMemory()
	}
	if k.log == nil {
		k.log = slog.Default()
	}
	k.telemetry = measure.Guard(r, k.log)
	return k
}

const (
	defaultTimeout = 10 * time.Second
	// storeLife bounds one operation of the store, so that a slow store is no slower than one that is away.
	storeLife = 2 * time.Second
)

// lockLife is how long a dead instance can hold up the others: longer than the look at the store and the answer that
// come after the lock, so that an answer later than the lock is no answer.
func (k *keeper) lockLife() time.Duration { return storeLife + k.timeout }

// flightLife bounds a renewal: the wait for the lock, the answer, and the store.
func (k *keeper) flightLife() time.Duration { return 2*k.lockLife() + k.timeout + 2*storeLife }

// key is where a value of the account lies in the store.
func (k *keeper) key(name string) string { return "credential:" + k.appID + ":" + name }

// fingerprint tells one AppSecret from the next, and nothing else about it.
func fingerprint(a account.Account) string {
	mac := hmac.New(sha256.New, []byte(a.AppID))
	mac.Write([]byte(a.Secret))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// value returns a value that is got with fetch.
func (k *keeper) value(name string, early window, fetch fetchFunc) *value {
	return &value{
		keeper:   k,
		name:     name,
		early:    early,
		fetch:    fetch,
		fetches:  k.brake(name + ":pause"),
		renewals: k.brake(name + ":renewed"),
	}
}

func (k *keeper) brake(name string) *brake { return &brake{keeper: k, name: name} }

// storeFailed counts the failure, and warns when the store goes away: once, for all values.
func (k *keeper) storeFailed(ctx context.Context, key string, err error) {
	measure.StoreFailure{User: "credential"}.Record(ctx, k.telemetry)
	if !k.away.Swap(true) {
		k.warn(ctx, "credential: the store failed, this instance renews alone until it is back", err, "key", key)
	}
}

// storeWorks tells when the store is back. Call it after a write, one's own or another's: a full or a read-only store
// still answers reads.
func (k *keeper) storeWorks(ctx context.Context) {
	if k.away.Swap(false) {
		k.tell(ctx, "credential: the store is back")
	}
}
