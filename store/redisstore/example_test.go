package redisstore_test

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

// The client uses a single server for one address, a Cluster for several, and Sentinel if MasterName is set.
func ExampleNew() {
	client := redis.NewUniversalClient(&redis.UniversalOptions{
		Addrs:                 []string{"redis:6379"},
		ContextTimeoutEnabled: true, // a connection is free again when ctx ends
	})
	defer client.Close()

	var shared store.Store = redisstore.New(client, redisstore.WithPrefix("shop:"))

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	release, ok, err := store.Lock(ctx, shared, "send the morning's message", time.Minute)
	if err != nil || !ok {
		fmt.Println("another instance does it", err)
		return
	}
	defer release(context.WithoutCancel(ctx))
}
