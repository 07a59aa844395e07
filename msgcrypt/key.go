package msgcrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
	"unicode/utf8"
)

const (
	keyChars = 43         // characters of an EncodingAESKey
	padBlock = 32         // PKCS#7 block of the format; the cipher's own is 16
	random   = 16         // random bytes in front, which no reader uses
	header   = random + 4 // random bytes and msg_len, big endian
)

// Key is a decoded EncodingAESKey. Only [ParseKey] makes a working one. It is safe for concurrent use, and formatting
// it never shows the key.
type Key struct {
	block cipher.Block
	iv    [aes.BlockSize]byte // the first 16 bytes of the key; the format has no separate one
	idle  *sync.Pool          // pool of *worker
}

// worker holds the reusable state of one encryption or decryption. The content of buf is never returned to a caller.
type worker struct {
	encrypter, decrypter blockMode
	buf                  []byte
}

// blockMode is a CBC mode that can start a new message. All CBC modes of the standard library have SetIV; crypto/tls
// relies on it, too.
type blockMode interface {
	cipher.BlockMode
	SetIV(iv []byte)
}

// maxIdle bounds the buffer of a worker that is kept in the pool, in bytes.
const maxIdle = 64 << 10

func newKey(block cipher.Block, iv []byte) *Key {
	k := &Key{block: block, idle: new(sync.Pool)}
	copy(k.iv[:], iv)
	return k
}

func (k *Key) worker() *worker {
	if w, ok := k.idle.Get().(*worker); ok {
		return w
	}
	return &worker{
		encrypter: cipher.NewCBCEncrypter(k.block, k.iv[:]).(blockMode),
		decrypter: cipher.NewCBCDecrypter(k.block, k.iv[:]).(blockMode),
	}
}

func (k *Key) release(w *worker) {
	if cap(w.buf) <= maxIdle {
		k.idle.Put(w)
	}
}

// ParseKey decodes an EncodingAESKey: 43 letters and digits, which are the base64 of 32 bytes. The last character has
// two spare bits, which may have any value, since the console generates such keys. The error is a [*KeyError].
func ParseKey(encodingAESKey string) (*Key, error) {
	return parseKey("EncodingAESKey", encodingAESKey)
}

func parseKey(field, encodingAESKey string) (*Key, error) {
	length, position := utf8.RuneCountInString(encodingAESKey), firstForeign(encodingAESKey)
	if length != keyChars || position != 0 {
		return nil, &KeyError{Field: field, Length: length, Position: position}
	}
	// Do not use .Strict(): it refuses the spare bits. 43 letters and digits always decode to 32 bytes, an AES-256 key.
	raw, _ := base64.RawStdEncoding.DecodeString(encodingAESKey)
	block, _ := aes.NewCipher(raw)
	return newKey(block, raw), nil
}

// firstForeign is the position, counted from 1, of the first character that is neither letter nor digit; 0 if there is
// none.
func firstForeign(s string) int {
	position := 0
	for _, c := range s {
		position++
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		default:
			return position
		}
	}
	return 0
}

// Encrypt seals message for the account appID. It returns the standard base64, without line breaks, of AES-256-CBC(16
// random bytes, msg_len, message, appID, padding). The only possible error is [ErrTooLong].
func (k *Key) Encrypt(message []byte, appID string) (string, error) {
	if uint64(len(message)) > math.MaxUint32 {
		return "", ErrTooLong
	}
	return string(k.appendEncrypted(nil, freshBytes(), message, appID)), nil
}

func freshBytes() (fresh [random]byte) {
	rand.Read(fresh[:]) // never fails
	return fresh
}

// appendEncrypted is Encrypt with given random bytes, which the published vectors need. It appends the base64 to dst.
func (k *Key) appendEncrypted(dst []byte, fresh [random]byte, message []byte, appID string) []byte {
	w := k.worker()
	defer k.release(w)
	length := header + len(message) + len(appID)
	pad := padBlock - length%padBlock // 1 to 32: a full block if the length is already a multiple

	buf := slices.Grow(w.buf[:0], length+pad)
	buf = append(buf, fresh[:]...)
	buf = binary.BigEndian.AppendUint32(buf, uint32(len(message)))
	buf = append(buf, message...)
	buf = append(buf, appID...)
	buf = buf[:length+pad]
	for i := range pad {
		buf[length+i] = byte(pad)
	}
	w.buf = buf
	w.encrypter.SetIV(k.iv[:])
	w.encrypter.CryptBlocks(buf, buf)
	return base64.StdEncoding.AppendEncode(dst, buf)
}

// Decrypt opens what [Key.Encrypt] or the platform sealed. It returns the message and the AppID for which it was
// sealed; both belong to the caller. Line breaks in the base64 are ignored. For every invalid input the error is
// [ErrDecrypt] itself.
//
// Decrypt does not prove who the sender is and does not compare the AppID: see [Envelope.Open].
func (k *Key) Decrypt(encrypted string) (message []byte, appID string, err error) {
	message, app, err := k.appendDecrypted(nil, encrypted)
	return message, string(app), err
}

// appendDecrypted is Decrypt with the result appended to dst.
func (k *Key) appendDecrypted(dst []byte, encrypted string) (message, appID []byte, err error) {
	buf, err := base64.StdEncoding.AppendDecode(dst, []byte(encrypted))
	buf = buf[len(dst):]
	if err != nil || len(buf) == 0 || len(buf)%aes.BlockSize != 0 {
		return nil, nil, ErrDecrypt
	}
	w := k.worker()
	w.decrypter.SetIV(k.iv[:])
	w.decrypter.CryptBlocks(buf, buf)
	k.release(w)

	pad, ok := padding(buf)
	end := len(buf) - pad
	if !ok || end < header {
		return nil, nil, ErrDecrypt
	}
	length := uint64(binary.BigEndian.Uint32(buf[random:header]))
	if length > uint64(end-header) {
		return nil, nil, ErrDecrypt
	}
	split := header + int(length)
	return buf[header:split:split], buf[split:end], nil
}

// padding returns the length of the padding at the end of buf, 1 to 32, and whether all of its bytes are correct. The
// length may exceed that of buf. The function reads the same bytes for every value, so that its time shows nothing.
func padding(buf []byte) (length int, ok bool) {
	last := buf[len(buf)-1]
	length = int(last)
	var differ byte
	for i := range min(padBlock, len(buf)) {
		within := byte((i - length) >> 63) // all ones where i < length
		differ |= within & (buf[len(buf)-1-i] ^ last)
	}
	return length, length >= 1 && length <= padBlock && differ == 0
}

// Format prints the key as "msgcrypt.Key(redacted)" for every verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "msgcrypt.Key(redacted)") }
