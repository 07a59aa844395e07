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
	random   = 16         // bytes in front that nobody reads
	header   = random + 4 // random bytes and msg_len, big endian
)

// Key is one EncodingAESKey, decoded. Only [ParseKey] makes a working one. It is safe for concurrent use and never prints itself.
type Key struct {
	block cipher.Block
	iv    [aes.BlockSize]byte // the first 16 bytes of the key: the format has no other
	idle  *sync.Pool          // of *worker, ready for use
}

// worker holds what one encryption or decryption needs and the next can use
// again. What it leaves in buf is never handed out.
type worker struct {
	encrypter, decrypter blockMode
	buf                  []byte
}

// blockMode is CBC that can begin a new message: the standard library's modes
// all have SetIV, as crypto/tls relies on.
type blockMode interface {
	cipher.BlockMode
	SetIV(iv []byte)
}

// maxIdle bounds the memory that an idle worker keeps, in bytes.
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

func (k *Key) rest(w *worker) {
	if cap(w.buf) <= maxIdle {
		k.idle.Put(w)
	}
}

// ParseKey decodes an EncodingAESKey: 43 letters and digits that are the base64 of 32 bytes. The last character carries two
// spare bits, which may have any value: the console hands out such keys. The error is a [*KeyError].
func ParseKey(encodingAESKey string) (*Key, error) {
	return parseKey("EncodingAESKey", encodingAESKey)
}

func parseKey(field, encodingAESKey string) (*Key, error) {
	length, position := utf8.RuneCountInString(encodingAESKey), firstForeign(encodingAESKey)
	if length != keyChars || position != 0 {
		return nil, &KeyError{Field: field, Length: length, Position: position}
	}
	// Never .Strict(), which refuses the spare bits. 43 letters and digits always decode to 32 bytes, an AES-256 key.
	raw, _ := base64.RawStdEncoding.DecodeString(encodingAESKey)
	block, _ := aes.NewCipher(raw)
	return newKey(block, raw), nil
}

// firstForeign is the position, counted from 1, of the first character that is neither letter nor digit; 0 if there is none.
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

// Encrypt seals message for the account appID: standard base64, without line breaks, of
// AES-256-CBC(16 random bytes, msg_len, message, appID, padding). The error can only be [ErrTooLong].
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

// appendEncrypted is Encrypt with the random bytes given, as the published
// vectors need it. It appends the base64 to dst.
func (k *Key) appendEncrypted(dst []byte, fresh [random]byte, message []byte, appID string) []byte {
	w := k.worker()
	defer k.rest(w)
	length := header + len(message) + len(appID)
	pad := padBlock - length%padBlock // 1 to 32: a full block where nothing is missing

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

// Decrypt opens what [Key.Encrypt] or the platform sealed and returns the message and the AppID that it was sealed for, both
// the caller's own. Line breaks in the base64 are passed over. Whatever is wrong with the input, the error is [ErrDecrypt]
// itself.
//
// Decrypt proves nothing about the sender and compares no AppID: see [Envelope.Open].
func (k *Key) Decrypt(encrypted string) (message []byte, appID string, err error) {
	message, app, err := k.appendDecrypted(nil, encrypted)
	return message, string(app), err
}

// appendDecrypted is Decrypt with the result behind dst.
func (k *Key) appendDecrypted(dst []byte, encrypted string) (message, appID []byte, err error) {
	buf, err := base64.StdEncoding.AppendDecode(dst, []byte(encrypted))
	buf = buf[len(dst):]
	if err != nil || len(buf) == 0 || len(buf)%aes.BlockSize != 0 {
		return nil, nil, ErrDecrypt
	}
	w := k.worker()
	w.decrypter.SetIV(k.iv[:])
	w.decrypter.CryptBlocks(buf, buf)
	k.rest(w)

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

// padding is the length of the padding at the end of buf, 1 to 32, and whether each of its bytes says so; it may be
// longer than buf. It looks at the same bytes for every value.
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
