// Package storetest is the suite that every store.Store passes. Run it from the tests of a store of your own:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, storetest.Config{
//			New: func(t testing.TB) store.Store { return mystore.New(emptyDatabase(t)) },
//		})
//	}
//
// A store that reads the time from package time needs no waiting: give it virtual time with Config.Run set to
// synctest.Test.
package storetest

import (
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// Config tells [Run] how to make a store and how its time passes.
type Config struct {
	// New returns an empty store. It is called once for each case, and cleans up with t.Cleanup.
	New func(t testing.TB) store.Store

	// Run runs the body of one case, New included, on a subtest's t; nil calls it directly. With synctest.Test (package
	// testing/synctest) each case has a bubble of its own and so virtual time.
	Run func(t *testing.T, body func(t *testing.T))

	// Advance lets d pass on the store's clock, or a few milliseconds more for a store whose clock is coarse. The time
	// that really passes meanwhile may count as well: what expires lives for a minute then. Nil is time.Sleep, for
	// about 4 seconds in all, and a second's life: on a busy machine a slow store needs Advance.
	Advance func(d time.Duration)
}

// Run checks each clause of the contract of store.Store in a subtest of t.
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

// contract is what a store must do, a clause a case.
var contract = []struct {
	name  string
	check func(*fixture)
}{
	{"get: absent", getAbsent},
	{"get: present", getPresent},
	{"set: overwrites", setOverwrites},
	{"set: nil is empty", setNil},
	{"swap: absent for value", swapIn},
	{"swap: value for value", swapOver},
	{"swap: value for absent", swapOut},
	{"swap: absent for absent", swapNothing},
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
	{"concurrent: counter loses nothing", concurrentCounter},
	{"concurrent: one lock owner", concurrentLock},
}
