// Command wechatgo does what an operator of a WeChat Official Account does by hand, and runs the sandbox: a local
// stand-in for the platform with a phone in the browser.
//
//	go run ./cmd/wechatgo dev
package main

import (
	"os"

	"github.com/wechatgo/wechatgo/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
