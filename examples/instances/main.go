// Command instances is a bot of which several instances run side by side, behind a balancer: they share what they know
// through Redis, so that each message has one run and one answer, whichever of them its pushes reach.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//	export WECHATGO_REDIS=redis://127.0.0.1:6379/0
//	go run ./examples/instances -addr :8080
//
// The callback is at /wx; /healthz and /readyz are for the balancer, and not for the public. docs/scaling.md runs it
// with Compose and on Kubernetes.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

// envRedis names the environment variable with the address of the Redis that the instances share.
const envRedis = "WECHATGO_REDIS"

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	drain := flag.Duration("drain", drainTime, "how long to serve after SIGTERM, while /readyz sends the balancer away")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if err := run(ctx, *addr, *drain); err != nil {
		log.Fatal(err)
	}
}

// run serves the bot of the account in the environment until ctx ends.
func run(ctx context.Context, addr string, drain time.Duration) error {
	shared, closeRedis, err := openRedis(os.Getenv(envRedis))
	if err != nil {
		return err
	}
	defer closeRedis()
	wx, err := wechatgo.New(wechatgo.Account{}, wechatgo.WithStore(shared))
	if err != nil {
		return err
	}
	name, err := os.Hostname() // the name of the container or the pod
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("%s listens at %s", name, listener.Addr())
	return newInstance(name, wx).serve(ctx, listener, drain)
}

// openRedis returns the store on the Redis at an address, and the function that closes its client. It does not connect:
// an instance also serves while its Redis is away.
func openRedis(address string) (shared store.Store, closeClient func(), err error) {
	options, err := redis.ParseURL(address)
	if err != nil { // its text may quote the password
		return nil, nil, errors.New("instances: " + envRedis +
			" is not the address of a Redis: give redis://user:password@host:6379/0, or rediss:// with TLS")
	}
	options.ContextTimeoutEnabled = true // a slow Redis costs what the operation's own limit says
	client := redis.NewClient(options)
	return redisstore.New(client), func() { client.Close() }, nil
}
