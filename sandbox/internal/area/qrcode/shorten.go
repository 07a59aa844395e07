package qrcode

import (
	"fmt"
	"time"

	api "github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Limits of short keys. How many are kept is a choice of the sandbox.
const (
	keyLength   = 15
	maxLongData = 4 << 10 // bytes
	maxKeyLife  = 30 * 24 * time.Hour
	maxKeys     = 10_000
)

// shortKeys is the state of the short keys.
type shortKeys struct {
	byKey core.Recent[shortened]
}

// shortened is what a short key stands for.
type shortened struct {
	data             string
	created, expires time.Time
}

// shorten handles qrcode.shorten_gen.
func shorten(tx *core.Tx, keys *shortKeys, in api.ShortenIn) (api.ShortKey, error) {
	life := time.Duration(in.ExpireSeconds) * time.Second
	if in.ExpireSeconds == 0 {
		life = maxKeyLife
	}
	switch {
	case in.LongData == "":
		return api.ShortKey{}, core.Refuse(endpoint.ErrInvalidTemplateData,
			"long_data is missing: it is the text that the key stands for.", "缺少 long_data，即短 key 对应的长信息。")
	case len(in.LongData) > maxLongData:
		return api.ShortKey{}, core.Refuse(endpoint.ErrShortenDataTooLong,
			fmt.Sprintf("long_data has %d bytes, at most 4096.", len(in.LongData)),
			fmt.Sprintf("long_data 为 %d 字节，最多 4096 字节。", len(in.LongData)))
	case in.ExpireSeconds < 0 || in.ExpireSeconds > endpoint.Number(maxKeyLife/time.Second):
		return api.ShortKey{}, core.Refuse(endpoint.ErrShortenExpiry,
			fmt.Sprintf("expire_seconds is %d: it is 1 to 2592000 (30 days).", in.ExpireSeconds),
			fmt.Sprintf("expire_seconds 为 %d，须为 1 到 2592000（30 天）。", in.ExpireSeconds))
	}
	key := tx.IDs.Word(core.URLSafe[:62], keyLength)
	keys.byKey.Put(key, shortened{in.LongData, tx.Now(), tx.Now().Add(life)}, maxKeys)
	return api.ShortKey{ShortKey: key}, nil
}

// restore handles qrcode.shorten_fetch.
func restore(tx *core.Tx, keys *shortKeys, in api.ShortKey) (api.LongData, error) {
	s := keys.byKey.Get(in.ShortKey)
	left := s.expires.Sub(tx.Now())
	switch {
	case s.data == "":
		return api.LongData{}, core.Refuse(endpoint.ErrShortenKeyNotExist,
			fmt.Sprintf("There is no short key %q.", core.Short(in.ShortKey)),
			fmt.Sprintf("没有短 key %q。", core.Short(in.ShortKey)))
	case left <= 0:
		return api.LongData{}, core.Refuse(endpoint.ErrShortenKeyNotExist,
			"The short key has expired.", "该短 key 已过期。")
	}
	return api.LongData{
		Data:          s.data,
		CreateTime:    endpoint.At(s.created),
		ExpireSeconds: endpoint.Number((left + time.Second - 1) / time.Second),
	}, nil
}
