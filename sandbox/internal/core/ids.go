package core

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// IDs makes the platform's identifiers from a seed: the same calls in the same order return the same identifiers.
type IDs struct {
	seed   uint64
	source *rand.PCG
	rand   *rand.Rand `graph:"-"` // over source
	faults *rand.Rand `graph:"-"` // decides which calls a fault applies to
	msgID  int64
	dataID int64
}

// firstMsgID has 17 digits, since the platform's message ids have 17 to 19.
const firstMsgID = 24_000_000_000_000_000

// firstDataID is about what the documents show.
const firstDataID = 2_247_483_650

func newIDs(seed uint64) *IDs {
	source := rand.NewPCG(seed, 0)
	return &IDs{seed: seed, source: source, rand: rand.New(source), msgID: firstMsgID, dataID: firstDataID}
}

// Alphabets of the identifiers.
const (
	URLSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	Digits  = "0123456789"
)

// Word returns a random word of that length.
func (g *IDs) Word(alphabet string, length int) string {
	b := make([]byte, length)
	for i := range b {
		b[i] = alphabet[g.rand.IntN(len(alphabet))]
	}
	return string(b)
}

// NextMsgID returns a message id that is larger than the one before it, with gaps.
func (g *IDs) NextMsgID() int64 {
	g.msgID += 1 + g.rand.Int64N(1_000_000)
	return g.msgID
}

// DataID returns a msg_data_id, which has ten digits in the documents.
func (g *IDs) DataID() int64 {
	g.dataID += 1 + g.rand.Int64N(100)
	return g.dataID
}

// DerivedID returns an id of a kind that depends only on the seed and on name, so that a user keeps it whatever else
// happens: the letter o and 27 URL-safe characters.
func (g *IDs) DerivedID(kind, name string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + strconv.FormatUint(g.seed, 10) + "\x00" + name))
	return "o" + base64.RawURLEncoding.EncodeToString(sum[:])[:27]
}

// Token returns an access_token or a refresh_token.
func (g *IDs) Token(prefix string) string { return prefix + "_" + g.Word(URLSafe, 136) }

// MediaID returns the media_id of a file.
func (g *IDs) MediaID() string { return g.Word(URLSafe, 64) }

// TemplateID returns the id of a template.
func (g *IDs) TemplateID() string { return g.Word(URLSafe, 43) }

// Code returns the code of a web login.
func (g *IDs) Code() string { return "0" + g.Word(URLSafe[:62], 31) }

// Nonce returns the nonce of a push.
func (g *IDs) Nonce() string { return g.Word(Digits[1:], 1) + g.Word(Digits, 8) }

// Echo returns the echostr of a handshake.
func (g *IDs) Echo() string { return g.Word(Digits[1:], 1) + g.Word(Digits, 18) }

// Ticket returns the ticket of a QR code: gQ, base64, and the padding == that must be escaped in a query.
func (g *IDs) Ticket() string { return "gQ" + g.Word(URLSafe[:62], 92) + "==" }

// RID returns the request id at the end of an errmsg. Its first part is the time.
func (g *IDs) RID(now time.Time) string {
	var b [8]byte
	for i := range b {
		b[i] = byte(g.rand.Uint32())
	}
	return fmt.Sprintf("%08x-%s-%s", uint32(now.Unix()), hex.EncodeToString(b[:4]), hex.EncodeToString(b[4:]))
}

// LastMsgID returns the message id that was made last.
func (g *IDs) LastMsgID() int64 { return g.msgID }
