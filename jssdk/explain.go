package jssdk

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Explanation shows how a page is signed, and why another signature of it differs.
type Explanation struct {
	// Signed is this SDK's signature. It uses the nonceStr and the timestamp of the other signature, if one was given.
	Signed Signed
	// String1 is the string that was hashed. The ticket in it is replaced by its length and the first 4 bytes of its
	// SHA-256, which show whether two servers have the same ticket.
	String1 string
	// Differences lists what is wrong with the other signature, each with its cure. It is empty if that signature is
	// right.
	Differences []string
}

// Explain signs pageURL and compares the result with theirs: the values that a page passed to wx.config, or those that
// another server makes for the same page. pageURL should be the browser's location.href with its fragment. If theirs is
// the zero Signed, Explain compares nothing; theirs.URL may be empty. The host need not be one of [Config.Hosts].
func (s *SDK) Explain(ctx context.Context, pageURL string, theirs Signed) (Explanation, error) {
	if s.tickets == nil {
		return Explanation{}, errNotSetUp
	}
	page := beforeFragment(pageURL)
	var foreign *HostError
	if err := s.hosts.check(page); err != nil && !errors.As(err, &foreign) {
		return Explanation{}, err
	}
	ticket, err := s.ticket(ctx, ticketKind)
	if err != nil {
		return Explanation{}, err
	}
	nonce, timestamp := theirs.NonceStr, theirs.Timestamp
	if theirs == (Signed{}) {
		nonce, timestamp = rand.Text(), time.Now().Unix()
	}
	e := Explanation{
		Signed:  s.signWith(ticket, page, nonce, timestamp),
		String1: string(appendString1(nil, maskTicket(ticket), nonce, timestamp, page)),
	}
	if foreign != nil {
		e.Differences = append(e.Differences, foreign.Error())
	}
	if theirs != (Signed{}) {
		e.Differences = append(e.Differences, s.differences(ticket, pageURL, e.Signed, theirs)...)
	}
	return e, nil
}

func maskTicket(ticket string) string {
	sum := sha256.Sum256([]byte(ticket))
	return fmt.Sprintf("<%d characters, sha256 %s>", len(ticket), hex.EncodeToString(sum[:4]))
}

func (s *SDK) differences(ticket, pageURL string, ours, theirs Signed) []string {
	found := diffValues(ours, theirs)
	if theirs.Signature == ours.Signature || theirs.URL != "" && theirs.URL != ours.URL {
		return found
	}
	for _, v := range variants(pageURL) {
		if Signature(ticket, theirs.NonceStr, theirs.Timestamp, v.url) == theirs.Signature {
			return append(found, fmt.Sprintf("url: %q was signed, where %s", v.url, v.why))
		}
	}
	wrongKey := strings.Replace(
		string(appendString1(nil, ticket, theirs.NonceStr, theirs.Timestamp, ours.URL)),
		"&noncestr=",
		"&nonceStr=",
		1,
	)
	if sum := sha1.Sum([]byte(wrongKey)); hex.EncodeToString(sum[:]) == theirs.Signature {
		return append(
			found,
			"nonceStr: the signed string has the key nonceStr: unlike in wx.config, it must be noncestr",
		)
	}
	if len(found) > 0 {
		return found
	}
	return append(found, unknownDifference)
}

// unknownDifference describes the possible causes if the values and the variants of the URL do not show one.
const unknownDifference = "ticket: the signature is neither that of this page nor that of a usual mistake: either another ticket was used (one of another account, an expired one, a wx_card ticket, " +
	"or the access_token), or the nonceStr or timestamp in wx.config is not the one that was signed"

// Diff lists the differences between the values of two signatures, each with its cure. It also lists the values that b
// lacks, except the URL, which is not a parameter of wx.config.
func Diff(a, b Signed) []string {
	found := diffValues(a, b)
	if len(found) == 0 && a.Signature != b.Signature {
		found = append(found, unknownDifference)
	}
	return found
}

func diffValues(a, b Signed) []string {
	var found []string
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if a.AppID != b.AppID && b.AppID != "" {
		add("appId: %s and %s: the ticket must be of the account that wx.config names", a.AppID, b.AppID)
	}
	switch {
	case b.NonceStr == "":
		add("nonceStr: missing: in wx.config the key has a capital S, in the signed string it is noncestr")
	case a.NonceStr != b.NonceStr:
		add("nonceStr: %q and %q: give wx.config the one that was signed", a.NonceStr, b.NonceStr)
	}
	switch {
	case b.Timestamp == 0:
		add("timestamp: missing: give wx.config the one that was signed")
	case b.Timestamp > 1e11:
		add("timestamp: %d is in milliseconds: use seconds", b.Timestamp)
	case a.Timestamp != b.Timestamp:
		add("timestamp: %d and %d: give wx.config the one that was signed", a.Timestamp, b.Timestamp)
	}
	switch {
	case len(b.Signature) != 40:
		add("signature: %d characters, where SHA-1 in hex has 40", len(b.Signature))
	case a.Signature != b.Signature && strings.EqualFold(a.Signature, b.Signature):
		add("signature: the same in upper case: use lower case")
	}
	if a.URL != b.URL && b.URL != "" {
		add("url: %q and %q: %s", a.URL, b.URL, urlDifference(a.URL, b.URL))
	}
	return found
}
