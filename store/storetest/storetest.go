// Package storetest is the test suite that every store.Store must pass. Run it from the tests of your own store:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, storetest.Config{
//			New: func(t testing.TB) store.Store { return mystore.New(emptyDatabase(t)) },
//		})
//	}
//
// A store that reads the time from package time can be tested in virtual time: set Config.Run to synctest.Test.
//
// The guide is [docs/deployment.md].
//
// [docs/deployment.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/deployment.md#what-instances-share
package storetest

import (
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// Config tells [Run] how to make a store and how its time passes.
type Config struct {
	// New returns an empty store. Run calls it once for each case; New registers its cleanup with t.Cleanup.
	New func(t testing.TB) store.Store

	// Run runs the body of one case, which calls New, with the t of a subtest. If Run is nil, the body is called
	// directly. With synctest.Test (package testing/synctest) each case runs in a bubble of its own, in virtual time.
	Run func(t *testing.T, body func(t *testing.T))

	// Advance moves the store's clock forward by d, or by a few milliseconds more for a store whose clock is coarse.
	// The real time that passes may count as well, since entries that are to expire then have a ttl of a minute. If
	// Advance is nil, the suite sleeps, for about 4 seconds in all, and these entries have a ttl of a second; a slow
	// store on a busy machine therefore needs Advance.
	Advance func(d time.Duration)

	// Now returns what a store that is a [store.Clock] should tell: its Time must be within 10 seconds of Now, and not
	// wander from it by more than 100 ms. If Now is nil, it is time.Now. Set it where the store's machine has another
	// clock than the test's, for instance to time.Now plus a known difference, or where Advance moves what Time tells.
	Now func() time.Time
}

// Run checks each clause of the contract of store.Store in a subtest of t, and those of store.Clock if the store is one;
// otherwise it skips these.
func Run(t *testing.T, c Config) {
	t.Helper()
	if c.Run == nil {
		c.Run = func(t *testing.T, body func(*testing.T)) { body(t) }
	}
	for _, clause := range contract {
		t.Run(clause.name, func(t *testing.T) {
			c.Run(t, func(t *testing.T) { clause.check(newFixture(t, c)) })
		})
	}
}

// contract lists the clauses of the contracts of store.Store and store.Clock, each with the case that checks it.
var contract = []struct {
	name  string
	check func(*fixture)
}{
	{"get: absent", getAbsent},
	{"get: present", getPresent},
	{"set: overwrites", setOverwrites},
	{"set: nil is empty", setNil},
	{"swap: absent for value", swapAbsentForValue},
	{"swap: value for value", swapValueForValue},
	{"swap: value for absent", swapValueForAbsent},
	{"swap: absent for absent", swapAbsentForAbsent},
	{"swap: empty is not absent", swapEmpty},
	{"ttl: expires", ttlExpires},
	{"ttl: of the last write", ttlOfLastWrite},
	{"ttl: untouched by a failed swap", ttlFailedSwap},
	{"ttl: expired is absent to swap", ttlSwapExpired},
	{"ttl: shortest and longest", ttlEdges},
	{"ttl: zero and below", ttlRefused},
	{"bytes: values are exact", exactValues},
	{"bytes: keys are exact", exactKeys},
	{"bytes: given are copied", givenCopied},
	{"bytes: returned are copied", returnedCopied},
	{"context: done", contextDone},
	{"clock: tells the time", clockTells},
	{"clock: context done", clockContextDone},
	{"concurrent: counter loses nothing", concurrentCounter},
	{"concurrent: one lock owner", concurrentLock},
}
