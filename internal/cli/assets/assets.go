// Package assets is the room of the commands for what an account has: its files, its followers, its QR codes, and the
// templates of its messages.
package assets

import (
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// failed is the error of a call.
func failed(err error) error { return operator.CallError{Err: operator.InChinese(err)} }
