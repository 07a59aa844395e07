package msgcrypt

import (
	"crypto/sha1"
	"crypto/subtle"
	"encoding/hex"
)

// digest is a SHA-1 in lower-case hex.
type digest [2 * sha1.Size]byte

// Signature is the lower-case hex SHA-1 of the parts sorted as strings (字典序) and joined.
//
// The callback's signature is over token, timestamp and nonce; msg_signature and MsgSignature are over token,
// timestamp, nonce and Encrypt. The order of the parts makes no difference and parts is left as it is. JS-SDK
// signatures have another formula.
func Signature(parts ...string) string {
	d := sign(parts)
	return string(d[:])
}

// Verify reports whether signature is the [Signature] of the parts. It compares in constant time and exactly: the
// platform signs in lower case, so upper-case hex is refused.
func Verify(signature string, parts ...string) bool {
	want := sign(parts)
	if len(signature) != len(want) {
		return false
	}
	var got digest
	copy(got[:], signature)
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// sign computes the signature. It does not allocate for up to four parts of a kilobyte in all.
func sign(parts []string) (d digest) {
	// The positions are sorted, not the parts, so that no caller's string has to be on the heap.
	var few [4]int
	order := few[:0]
	for i := range parts {
		order = append(order, i)
		for j := i; j > 0 && parts[order[j]] < parts[order[j-1]]; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}

	var short [1024]byte
	joined := short[:0]
	for _, i := range order {
		joined = append(joined, parts[i]...)
	}
	sum := sha1.Sum(joined)
	hex.Encode(d[:], sum[:])
	return d
}
