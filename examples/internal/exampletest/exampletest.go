// Package exampletest has what the tests of the examples share.
package exampletest

import (
	"context"
	"log/slog"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

// Logged returns a channel with the records of the default logger until the test ends. It holds 100 records.
func Logged(t *testing.T) <-chan slog.Record {
	t.Helper()
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	records := make(logRecords, 100)
	slog.SetDefault(slog.New(records))
	return records
}

type logRecords chan slog.Record

func (logRecords) Enabled(context.Context, slog.Level) bool { return true }
func (l logRecords) WithAttrs([]slog.Attr) slog.Handler     { return l }
func (l logRecords) WithGroup(string) slog.Handler          { return l }
func (l logRecords) Handle(_ context.Context, r slog.Record) error {
	l <- r
	return nil
}

// Environment sets the environment variables of the process to the account of a platform that listens at base.
func Environment(t *testing.T, p *sandbox.Platform, base string) {
	t.Helper()
	a := p.Account()
	t.Setenv("WECHAT_APPID", a.AppID)
	t.Setenv("WECHAT_SECRET", a.Secret)
	t.Setenv("WECHAT_TOKEN", a.Token)
	t.Setenv("WECHAT_ENCODING_AES_KEY", a.EncodingAESKey)
	t.Setenv("WECHAT_MODE", "")
	t.Setenv("WECHAT_API_BASE", base)
}
