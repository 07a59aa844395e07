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
	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// env is what the values of one source have in common: the account, the store, the log and the time limits.
type env struct {
	appID       string
	fingerprint string // of the AppSecret
	store       store.Store
	local       bool   // no Store was given, so no other instance shares the values
	fetcher     string // the code that runs a fetch, as error texts name it
	log         *slog.Logger
	timeout     time.Duration          // of one fetch
	storeDown   atomic.Bool            // the store has failed, and the warning is logged
	endedEarly  logonce.Spaced[string] // the names of values, of which there are few
	unshared    logonce.Keys           // the keys in the store that another program has taken

	telemetry telemetry.Recorder // nil for none
}

func newEnv(c Config, fetcher string, r telemetry.Recorder) *env {
	e := &env{
		appID:       c.Account.AppID,
		fingerprint: fingerprint(c.Account),
		store:       c.Store,
		local:       c.Store == nil,
		fetcher:     fetcher,
		log:         c.Logger,
		timeout:     cmp.Or(max(c.Timeout, 0), defaultTimeout),
	}
	if e.store == nil {
		e.store = store.NewMemory()
	}
	if e.log == nil {
		e.log = slog.Default()
	}
	e.telemetry = measure.Guard(r, e.log)
	return e
}

const (
	defaultTimeout = 10 * time.Second
	// storeTimeout bounds one operation of the store, so that a store that hangs delays a renewal by little.
	storeTimeout = 2 * time.Second
)

// lockTTL is how long the lock of a dead instance can delay the others. It covers the read of the store and the fetch
// that follow the lock, so that a lock does not lapse before its owner's fetch has ended.
func (e *env) lockTTL() time.Duration { return storeTimeout + e.timeout }

// renewalTimeout bounds a renewal: the wait for the lock, the fetch, and the operations of the store.
func (e *env) renewalTimeout() time.Duration { return 2*e.lockTTL() + e.timeout + 2*storeTimeout }

// key returns the key of one of the account's records in the store.
func (e *env) key(name string) string { return "credential:" + e.appID + ":" + name }

// fingerprint tells one AppSecret from another and reveals nothing else about it.
func fingerprint(a account.Account) string {
	mac := hmac.New(sha256.New, []byte(a.AppID))
	mac.Write([]byte(a.Secret))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

func (e *env) value(name string, w window, fetch fetchFunc) *value {
	return &value{
		env:            e,
		name:           name,
		window:         w,
		fetch:          fetch,
		fetchBackoff:   e.backoff(name + ":pause"),
		renewalBackoff: e.backoff(name + ":renewed"),
	}
}

func (e *env) backoff(name string) *backoff { return &backoff{env: e, name: name} }

// storeFailed counts a failure of the store. The first failure of an outage is logged, once for all values.
func (e *env) storeFailed(ctx context.Context, key string, err error) {
	measure.StoreFailure{User: "credential"}.Record(ctx, e.telemetry)
	if !e.storeDown.Swap(true) {
		e.warn(ctx, "credential: the store failed, this instance renews alone until it is back", err, "key", key,
			"cure", "start the store, or correct its address")
	}
}

// cannotShare logs, once for each key, that the key holds what no instance has written.
func (e *env) cannotShare(ctx context.Context, key string, err error) {
	if first, _ := e.unshared.First(key); first {
		e.warn(ctx, "credential: a key in the store is not of this program: its value is not shared", err, "key", key)
	}
}

// storeWorks logs that the store is back after an outage. It is called after a write by this or another instance, since
// a store that is full or read-only still answers reads.
func (e *env) storeWorks(ctx context.Context) {
	if e.storeDown.Swap(false) {
		e.info(ctx, "credential: the store is back")
	}
}
