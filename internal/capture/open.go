package capture

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"

	"github.com/wechatgo/wechatgo/msgcrypt"
)

// block is the length to which the format pads: 32 bytes.
const block = 32

var base64Pattern = regexp.MustCompile(`^[A-Za-z0-9+/\s]{43,}={0,2}$`)

// isBase64 reports whether a text can be an Encrypt value alone.
func isBase64(text string) bool { return base64Pattern.MatchString(text) }

// open decrypts the sealed part with the account's keys, the present one first, and says why it cannot. It returns "" if
// no key opens it.
func (j *judge) open(encrypt string) string {
	keys := []struct{ name, value string }{
		{"EncodingAESKey", j.account.EncodingAESKey},
		{"PreviousEncodingAESKey", j.account.PreviousEncodingAESKey},
	}
	given, usable := 0, 0
	for i, k := range keys {
		if k.value == "" {
			continue
		}
		given++
		key, err := msgcrypt.ParseKey(k.value)
		if err != nil {
			j.wrongForm(k.name, err)
			continue
		}
		usable++
		text, appID, err := key.Decrypt(encrypt)
		if err != nil {
			continue
		}
		j.verdict.Key = k.name
		if i > 0 {
			j.found.warn("key.previous", Words{
				EN: "The push is sealed with the previous EncodingAESKey.", ZH: "该推送使用旧的 EncodingAESKey 加密。",
			}, Words{
				EN: "This is right during a change of the key; long after one, the console has another key than the program.",
				ZH: "更换密钥期间属正常；若早已更换，则后台与程序的密钥不一致。",
			})
		}
		j.sealedFor(appID)
		return string(text)
	}
	j.unopened(encrypt, given, usable)
	return ""
}

// wrongForm says what is wrong with a key's own form.
func (j *judge) wrongForm(name string, err error) {
	title := Words{
		EN: name + " is not 43 letters and digits.", ZH: name + " 不是 43 位字母和数字。",
	}
	if e, ok := errors.AsType[*msgcrypt.KeyError](err); ok && e.Length != keyLength {
		title = Words{
			EN: fmt.Sprintf("%s has %d characters, where %d are right.", name, e.Length, keyLength),
			ZH: fmt.Sprintf("%s 有 %d 个字符，应为 %d 个。", name, e.Length, keyLength),
		}
	}
	j.found.error("key.form", title, Words{
		EN: "Copy the key from the console, without the = that base64 would add, without white space.",
		ZH: "请从后台重新复制密钥，不要带 base64 的 =，也不要带空白。",
	})
}

// keyLength is the length of an EncodingAESKey.
const keyLength = 43

// sealedFor compares the AppID in the envelope with the account's.
func (j *judge) sealedFor(appID string) {
	if appID == j.account.AppID {
		return
	}
	j.found.error("appid", Words{
		EN: fmt.Sprintf(
			"The push is sealed for the AppID %q, and the account's is %q.",
			shortened(appID),
			j.account.AppID,
		),
		ZH: fmt.Sprintf("该推送的 AppID 为 %q，而账号的 AppID 为 %q。", shortened(appID), j.account.AppID),
	}, Words{
		EN: "Set WECHAT_APPID to the AppID of the account whose server address this is; do not share one address and key between accounts.",
		ZH: "请将 WECHAT_APPID 设为配置该服务器地址的公众号的 AppID；多个公众号不要共用同一地址和密钥。",
	})
}

// unopened says why no key opened the sealed part, of the given ones those that are keys by their form.
func (j *judge) unopened(encrypt string, given, usable int) {
	cipher, err := base64.StdEncoding.DecodeString(encrypt)
	switch {
	case err != nil:
		j.found.error("encrypt.base64", Words{
			EN: "Encrypt is not base64.", ZH: "Encrypt 不是合法的 base64。",
		}, cureRawBody)
	case len(cipher) == 0 || len(cipher)%block != 0:
		j.found.error("encrypt.short", Words{
			EN: fmt.Sprintf("Encrypt has %d bytes, which is no multiple of %d: it was cut.", len(cipher), block),
			ZH: fmt.Sprintf("Encrypt 解码后有 %d 字节，不是 %d 的倍数：被截断了。", len(cipher), block),
		}, Words{EN: "Capture the body whole.", ZH: "请完整抓取请求体。"})
	case given == 0:
		j.found.error("key.missing", Words{
			EN: "The push is sealed, and the account has no EncodingAESKey.", ZH: "推送已加密，而账号没有 EncodingAESKey。",
		}, Words{
			EN: "Set WECHAT_ENCODING_AES_KEY to the console's key (消息加解密密钥).",
			ZH: "将 WECHAT_ENCODING_AES_KEY 设为后台的“消息加解密密钥”。",
		})
	case usable > 0:
		j.found.error("key.wrong", Words{
			EN: "No key of the account opens the push: the padding is wrong after decryption.",
			ZH: "账号的密钥无法解密该推送：解密后的填充不正确。",
		}, Words{
			EN: "Copy the EncodingAESKey from the console again; after a change keep the former one as WECHAT_PREVIOUS_ENCODING_AES_KEY.",
			ZH: "请从后台重新复制 EncodingAESKey；更换后将旧密钥保留为 WECHAT_PREVIOUS_ENCODING_AES_KEY。",
		})
	}
}
