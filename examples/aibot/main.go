// Command aibot is a chat bot for an Official Account, on any OpenAI-compatible endpoint:
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//	export OPENAI_BASE_URL=https://api.deepseek.com/v1 OPENAI_API_KEY=… OPENAI_MODEL=deepseek-chat
//	go run ./examples/aibot -addr :8080
//
// With -model stub a built-in model answers, without a network. A personal account may not send customer-service
// messages: -without-kf says so.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/wechatgo/wechatgo/examples/aibot/bot"
	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
)

func main() {
	var o bot.Options
	prompt := flag.String("prompt", "", "a file with the prompt; users can get to read it")
	flag.StringVar(&o.Addr, "addr", "127.0.0.1:8089", "where to listen; the callback is at /wx")
	flag.StringVar(&o.Model, "model", os.Getenv("OPENAI_MODEL"), "the model's name, or stub for the built-in one")
	flag.StringVar(&o.BaseURL, "base-url", "", "the endpoint's address up to /v1 (default OPENAI_BASE_URL)")
	flag.BoolVar(&o.WithoutKF, "without-kf", false, "the account may not send customer-service messages")
	flag.Parse()
	if *prompt != "" {
		text, err := os.ReadFile(*prompt)
		if err != nil {
			log.Fatal(err)
		}
		o.Prompt = string(text)
	}
	if o.Model == stubmodel.Name {
		o.BaseURL, o.APIKey, o.HTTP = stubmodel.BaseURL, "none", stubmodel.Model{}.Client()
	}
	// The key is in the environment alone (OPENAI_API_KEY): a flag's value is seen by whoever lists the processes.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := bot.Run(ctx, o)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}
