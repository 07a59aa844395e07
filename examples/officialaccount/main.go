// Command officialaccount is the demo Official Account as a program of its own. With a real account's values in the
// environment it works with real WeChat:
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//	go run ./examples/officialaccount -addr :8080 -public-url https://www.example.com
//
// WECHATGO_COOKIE_KEY, a secret of 32 characters or more, keeps logins valid over restarts.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8089", "where to listen")
	publicURL := flag.String("public-url", "", "where WeChat's browser reaches the pages (default http:// and addr)")
	verify := flag.String("verify-files", "", "names of the account's MP_verify_*.txt files, separated by commas")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := app.Run(ctx, app.Options{
		Addr:        *addr,
		PublicURL:   *publicURL,
		VerifyFiles: strings.FieldsFunc(*verify, func(r rune) bool { return r == ',' }),
	})
	stop()
	if err != nil {
		log.Fatal(err)
	}
}
