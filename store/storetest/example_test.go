package storetest_test

import (
	"testing"
	"testing/synctest"

	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/storetest"
)

// The test of a store of your own. This one reads the time from package time, so virtual time is enough for it.
func ExampleRun() {
	_ = func(t *testing.T) { // func TestStore(t *testing.T) {
		storetest.Run(t, storetest.Config{
			New: func(testing.TB) store.Store { return store.NewMemory() },
			Run: synctest.Test,
		})
	}
}
