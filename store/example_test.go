package store_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// Only the instance that gets the lock does the work.
func ExampleLock() {
	ctx := context.Background()
	s := store.NewMemory()

	release, ok, err := store.Lock(ctx, s, "renew", 10*time.Second)
	fmt.Println(ok, err)

	_, ok, err = store.Lock(ctx, s, "renew", 10*time.Second) // another instance, meanwhile
	fmt.Println(ok, err)

	release(ctx)
	_, ok, err = store.Lock(ctx, s, "renew", 10*time.Second)
	fmt.Println(ok, err)
	// Output:
	// true <nil>
	// false <nil>
	// true <nil>
}

// The newest value is kept, in whatever order it is written.
func ExampleStore_compareAndSwap() {
	ctx := context.Background()
	var s store.Store = store.NewMemory()

	put := func(issued int) error {
		for {
			old, err := s.Get(ctx, "issued")
			if errors.Is(err, store.ErrNotFound) {
				old = nil // the key must still be absent for the swap
			} else if err != nil {
				return err
			} else if have, err := strconv.Atoi(string(old)); err != nil || have >= issued {
				return err
			}
			swapped, err := s.CompareAndSwap(ctx, "issued", old, []byte(strconv.Itoa(issued)), 2*time.Hour)
			if err != nil || swapped {
				return err
			}
		}
	}
	for _, issued := range []int{100, 300, 200} {
		if err := put(issued); err != nil {
			fmt.Println(err)
		}
	}

	value, err := s.Get(ctx, "issued")
	fmt.Println(string(value), err)
	// Output: 300 <nil>
}

// A login state may be used once: the caller that deletes it has used it.
func ExampleMemory_CompareAndSwap() {
	ctx := context.Background()
	s := store.NewMemory()
	_ = s.Set(ctx, "state", []byte("/me"), 5*time.Minute)

	for range 2 {
		value, err := s.Get(ctx, "state")
		if err != nil {
			fmt.Println(err)
			continue
		}
		used, err := s.CompareAndSwap(ctx, "state", value, nil, 0)
		fmt.Println(string(value), used, err)
	}
	// Output:
	// /me true <nil>
	// store: not found
}
