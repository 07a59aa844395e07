// Command accounts serves several Official Accounts in one process: each has its own callback, its own answers and its
// own token, and all share one server and one store.
//
//	cp examples/accounts/accounts.json /etc/wechat/accounts.json   # and fill it in; keep it readable to the program alone
//	go run ./examples/accounts -accounts /etc/wechat/accounts.json -addr :8080
//
// The callback of the account called "tea" is at /wx/tea, that of "coffee" at /wx/coffee.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/wechatgo/wechatgo/store"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; the callback of an account is at /wx/ and its name")
	file := flag.String("accounts", "accounts.json", "the file with the accounts")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *addr, *file)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run serves the accounts of the file until ctx ends.
func run(ctx context.Context, addr, file string) error {
	shops, err := readShops(file)
	if err != nil {
		return err
	}
	// Several accounts may share one store, since its keys begin with the AppID. For several instances of the program
	// it is a Redis: see examples/instances.
	clients, err := newClients(shops, store.NewMemory())
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	for _, c := range clients {
		log.Printf("%s: the callback is at http://%s%s", c.shop.Name, listener.Addr(), c.path())
	}
	return serve(ctx, clients, listener)
}
