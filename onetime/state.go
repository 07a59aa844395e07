package onetime

import (
	"bytes"
	"cmp"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/hostcookie"
)

// pending is a visit of the confirm page that has begun. Each has its own cookie, named by its reserved, so that tabs do
// not overwrite each other's. The cookie is signed but not encrypted: its values are the user's own.
type pending struct {
	TemplateID string   `json:"t"`
	Scene      int      `json:"s"`
	Page       string   `json:"p"`
	OpenID     string   `json:"o,omitempty"` // as which the user was logged in
	Begun      int64    `json:"b"`           // Unix seconds
	Given      []string `json:"g,omitempty"` // the actions that were answered: a user who cancels may go back and agree
}

const (
	// stateLife is how long a user may take on the confirm page.
	stateLife = 10 * time.Minute
	// maxPending bounds the pending visits in one browser, since proxies refuse requests with long headers.
	maxPending = 8
)

func (s *Subscription) newPending(r *http.Request, a Ask) pending {
	p := pending{TemplateID: a.TemplateID, Scene: a.Scene, Page: a.Page, Begun: time.Now().Unix()}
	if s.config.OpenID != nil {
		p.OpenID = s.config.OpenID(r)
	}
	return p
}

// isOver reports whether the user took too long.
func (p pending) isOver() bool { return time.Since(time.Unix(p.Begun, 0)) >= stateLife }

var reservedLength = len(newReserved())

func newReserved() string { return rand.Text() }

func isReserved(s string) bool { return len(s) == reservedLength && alphanumeric(s) }

// states keeps the pending visits in cookies.
type states struct {
	prefix string // of a cookie's name; reserved follows
	secure bool
	key    []byte
}

func newStates(c Config, secure bool) (states, error) {
	key, err := hkdf.Key(sha256.New, c.Key, nil, "wechatgo onetime "+c.AppID, sha256.Size)
	prefix := hostcookie.Name("wechatgo_onetime_"+c.AppID+"_", secure)
	return states{prefix: prefix, secure: secure, key: key}, err
}

// sign returns the signature of a cookie's value under its name.
func (s states) sign(name, value string) []byte {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%s=%s", name, value) // a name has no =
	return mac.Sum(nil)
}

// begin stores a visit in the browser, and makes room for it.
func (s states) begin(w http.ResponseWriter, r *http.Request, reserved string, p pending) error {
	type stored struct {
		name  string
		begun int64
	}
	var others []stored
	for _, c := range r.Cookies() {
		rest, ours := strings.CutPrefix(c.Name, s.prefix)
		if !ours || !isReserved(rest) || len(others) == 4*maxPending {
			continue
		}
		old, _ := s.open(c.Name, c.Value) // a cookie that is not the site's own counts as the oldest
		others = append(others, stored{c.Name, old.Begun})
	}
	slices.SortStableFunc(others, func(a, b stored) int { return cmp.Compare(b.begun, a.begun) })
	for i, other := range others {
		if i >= maxPending-1 {
			hostcookie.Write(w, other.name, "", -1, s.secure)
		}
	}
	return s.set(w, reserved, p)
}

func (s states) set(w http.ResponseWriter, reserved string, p pending) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // an escaped & of a query has six bytes
	if err := enc.Encode(p); err != nil {
		return err
	}
	name, value := s.prefix+reserved, base64.RawURLEncoding.EncodeToString(text.Bytes())
	value += "." + base64.RawURLEncoding.EncodeToString(s.sign(name, value))
	left := time.Until(time.Unix(p.Begun, 0).Add(stateLife))
	hostcookie.Write(w, name, value, max(1, int(left/time.Second)), s.secure)
	return nil
}

// find returns the visit of this browser that reserved names. ok is false if there is none, or if it is too old.
func (s states) find(r *http.Request, reserved string) (p pending, ok bool) {
	if !isReserved(reserved) {
		return pending{}, false
	}
	name := s.prefix + reserved
	for _, c := range r.CookiesNamed(name) { // a browser may send several
		if p, ok := s.open(name, c.Value); ok && !p.isOver() {
			return p, true
		}
	}
	return pending{}, false
}

// open returns the visit in a cookie that this site has signed.
func (s states) open(name, cookie string) (p pending, ok bool) {
	value, signature, _ := strings.Cut(cookie, ".")
	given, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(given, s.sign(name, value)) {
		return pending{}, false
	}
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || json.Unmarshal(text, &p) != nil {
		return pending{}, false
	}
	return p, true
}
