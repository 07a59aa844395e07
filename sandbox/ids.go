package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// ids makes the platform's identifiers from a seed: the same calls in the same
// order give the same ids. It is guarded by Platform.mu.
type ids struct {
	seed  uint64
	rand  *rand.Rand
	msgID int64
}

// firstMsgID has 17 digits, as the platform's ids have 17 to 19.
const firstMsgID = 24_000_000_000_000_000

func newIDs(seed uint64) *ids {
	return &ids{seed: seed, rand: rand.New(rand.NewPCG(seed, 0)), msgID: firstMsgID}
}

// Alphabets of the platform's identifiers.
const (
	urlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	digits  = "0123456789"
)

func (g *ids) word(alphabet string, length int) string {
	b := make([]byte, length)
	for i := range b {
		b[i] = alphabet[g.rand.IntN(len(alphabet))]
	}
	return string(b)
}

// nextMsgID grows, with gaps.
func (g *ids) nextMsgID() int64 {
	g.msgID += 1 + g.rand.Int64N(1_000_000)
	return g.msgID
}

// of derives an id that depends on the seed and on name alone, so that a user
// keeps it whatever else happens: o and 27 URL-safe characters.
func (g *ids) of(kind, name string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + strconv.FormatUint(g.seed, 10) + "\x00" + name))
	return "o" + base64.RawURLEncoding.EncodeToString(sum[:])[:27]
}

func (g *ids) token(prefix string) string { return prefix + "_" + g.word(urlSafe, 136) }
func (g *ids) mediaID() string            { return g.word(urlSafe, 64) }
func (g *ids) code() string               { return "0" + g.word(urlSafe[:62], 31) }
func (g *ids) nonce() string              { return g.word(digits[1:], 1) + g.word(digits, 8) }
func (g *ids) echo() string               { return g.word(digits[1:], 1) + g.word(digits, 18) }

// ticket is a QR code's: gQ and base64, with the padding that must be escaped
// in a query.
func (g *ids) ticket() string { return "gQ" + g.word(urlSafe[:62], 92) + "==" }

// rid is the request id at the end of every errmsg: its first part is the time.
func (g *ids) rid(now time.Time) string {
	var b [8]byte
	for i := range b {
		b[i] = byte(g.rand.Uint32())
	}
	return fmt.Sprintf("%08x-%s-%s", uint32(now.Unix()), hex.EncodeToString(b[:4]), hex.EncodeToString(b[4:]))
}
