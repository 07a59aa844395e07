package jssdk

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// ticketKind is the kind of ticket that signs pages.
const ticketKind = "jsapi"

// Signed holds the parameters of wx.config that a server provides.
type Signed struct {
	AppID     string `json:"appId"`
	Timestamp int64  `json:"timestamp"` // Unix seconds
	NonceStr  string `json:"nonceStr"`
	Signature string `json:"signature"`
	// URL is the signed URL: that of the page, without its fragment.
	URL string `json:"-"`
}

// Signature returns the signature of a page: the SHA-1, in hex, of the four values in the platform's order. timestamp
// is in Unix seconds. url is not changed, and must not have a fragment.
func Signature(ticket, nonce string, timestamp int64, url string) string {
	var buffer [512]byte // enough for most pages without an allocation
	sum := sha1.Sum(appendString1(buffer[:0], ticket, nonce, timestamp, url))
	return hex.EncodeToString(sum[:])
}

// appendString1 appends the string that is signed. Its values are not encoded. The platform's documents call it
// string1.
func appendString1(b []byte, ticket, nonce string, timestamp int64, url string) []byte {
	b = append(b, "jsapi_ticket="...)
	b = append(b, ticket...)
	b = append(b, "&noncestr="...)
	b = append(b, nonce...)
	b = append(b, "&timestamp="...)
	b = strconv.AppendInt(b, timestamp, 10)
	b = append(b, "&url="...)
	return append(b, url...)
}

// Sign signs a page. pageURL is the browser's location.href. Sign removes the fragment and keeps every other byte,
// since WeChat compares bytes. It fails with a [*URLError] if pageURL is not an http or https address, and with a
// [*HostError] if the host is not one of [Config.Hosts].
func (s *SDK) Sign(ctx context.Context, pageURL string) (Signed, error) {
	if s.tickets == nil {
		return Signed{}, errNotSetUp
	}
	page := beforeFragment(pageURL)
	if err := s.hosts.check(page); err != nil {
		return Signed{}, err
	}
	ticket, err := s.ticket(ctx, ticketKind)
	if err != nil {
		return Signed{}, err
	}
	return s.signWith(ticket, page, rand.Text(), time.Now().Unix()), nil
}

// ticket returns the account's ticket of a kind.
func (s *SDK) ticket(ctx context.Context, kind string) (string, error) {
	if s.tickets == nil {
		return "", errNotSetUp
	}
	ticket, err := s.tickets.Ticket(ctx, kind)
	if err != nil {
		return "", fmt.Errorf("jssdk: get the %s ticket: %w", kind, err)
	}
	return ticket, nil
}

func (s *SDK) signWith(ticket, page, nonce string, timestamp int64) Signed {
	return Signed{
		AppID: s.appID, Timestamp: timestamp, NonceStr: nonce, URL: page,
		Signature: Signature(ticket, nonce, timestamp, page),
	}
}
