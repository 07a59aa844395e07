// Package msgcrypt signs and seals the messages between WeChat and an Official Account's callback: pure functions, no
// HTTP.
//
//	envelope, err := msgcrypt.New(token, appID, encodingAESKey)
//	opened, err := envelope.Open(msgcrypt.Sealed{Encrypt: encrypt, Signature: msgSignature, Timestamp: timestamp, Nonce: nonce})
//
// Three things live here:
//
//   - [Signature] and [Verify]: the SHA-1 over the sorted parts that proves a request comes from a holder of the Token;
//   - [Key]: one EncodingAESKey and the AES-256-CBC format around a message (random 16 bytes, length, message, AppID);
//   - [Envelope]: both together, as the safe mode (安全模式) uses them, with the previous key kept after a key change.
//
// The format is the platform's, described at
// https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.
//
// The signature is the only integrity check that the format has: AES-CBC alone can be tampered with. Open messages with
// [Envelope.Open], which checks it first; [Key.Decrypt] is for tools that have checked it themselves.
//
// [docs/push-by-hand.md] does it with curl and openssl; [docs/security.md] says what is protected from whom.
//
// [docs/push-by-hand.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/push-by-hand.md
// [docs/security.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/security.md
package msgcrypt
