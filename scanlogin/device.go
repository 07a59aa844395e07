package scanlogin

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"github.com/wechatgo/wechatgo/internal/guard"
)

// device is what the phone is shown of the browser that began: names that the package knows, never the browser's own
// words, in which an attacker could write to the user.
type device struct {
	Browser string `json:"b,omitempty"` // such as "Chrome", empty if it is not known
	System  string `json:"s,omitempty"` // such as "Windows", empty if it is not known
	Place   string `json:"p"`           // a place, or the address
}

// named is a name, and the word of a User-Agent that tells it.
type named struct{ word, name string }

// browsers are the names of browsers. The first one whose word is in a User-Agent counts, since many pretend to be
// Chrome and Safari.
var browsers = []named{
	{"MicroMessenger", "WeChat"},
	{"Edg", "Edge"},
	{"OPR/", "Opera"},
	{"QQBrowser", "QQ Browser"},
	{"UCBrowser", "UC Browser"},
	{"HuaweiBrowser", "Huawei Browser"},
	{"MiuiBrowser", "Mi Browser"},
	{"SamsungBrowser", "Samsung Internet"},
	{"Firefox/", "Firefox"},
	{"FxiOS", "Firefox"},
	{"CriOS", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"},
}

var systems = []named{
	{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"OpenHarmony", "HarmonyOS"},
	{"HarmonyOS", "HarmonyOS"},
	{"Android", "Android"},
	{"Windows", "Windows"},
	{"CrOS", "ChromeOS"},
	{"Macintosh", "macOS"},
	{"Linux", "Linux"},
}

func nameIn(userAgent string, list []named) string {
	for _, n := range list {
		if strings.Contains(userAgent, n.word) {
			return n.name
		}
	}
	return ""
}

const (
	placeTimeout = time.Second
	// maxPlace bounds what is shown of a place, in characters.
	maxPlace = 40
)

// deviceOf describes the browser of r, whose address is given.
func (l *Login) deviceOf(r *http.Request, address netip.Addr) device {
	agent := r.UserAgent()
	d := device{
		Browser: nameIn(agent, browsers),
		System:  nameIn(agent, systems),
		Place:   address.String(),
	}
	if l.config.Place == nil || !address.IsValid() {
		return d
	}
	ctx, cancel := context.WithTimeout(r.Context(), placeTimeout)
	defer cancel()
	var place string
	err := guard.Call(func() error {
		place = l.config.Place(ctx, address)
		return nil
	})
	if err != nil {
		l.logger.ErrorContext(ctx, "scanlogin: Config.Place failed: the phone is shown the address", "err", err)
	}
	if place = oneLine(place, maxPlace); place != "" {
		d.Place = place
	}
	return d
}

// oneLine returns a text as a part of a line, with limit characters at most.
func oneLine(text string, limit int) string {
	kept := make([]rune, 0, limit)
	for _, c := range strings.TrimSpace(text) {
		if !unicode.IsPrint(c) {
			c = ' '
		}
		if kept = append(kept, c); len(kept) == limit {
			break
		}
	}
	return string(kept)
}

// addressOf returns the address of the browser of r, or one that is not valid if it is not known. It has no zone, which
// in a header is any text of the client's.
func (l *Login) addressOf(r *http.Request) netip.Addr {
	if l.config.Address != nil {
		var address netip.Addr
		err := guard.Call(func() error {
			address = l.config.Address(r)
			return nil
		})
		if err != nil {
			l.logger.ErrorContext(r.Context(), "scanlogin: Config.Address failed", "err", err)
		}
		return address.Unmap().WithZone("")
	}
	peer, _ := netip.ParseAddrPort(r.RemoteAddr) // that of a Unix socket is none
	address := peer.Addr().Unmap()
	if isPublic(address) {
		return address
	}
	// A proxy on a private network, or on the other end of a socket, appends the address that it saw.
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(list) - 1; i >= 0 && i >= len(list)-maxProxies; i-- {
		named, err := netip.ParseAddr(strings.TrimSpace(list[i]))
		if err != nil {
			break
		}
		if address = named.Unmap(); isPublic(address) {
			break
		}
	}
	return address.WithZone("")
}

// maxProxies bounds the addresses of X-Forwarded-For that are looked at.
const maxProxies = 8

// carrier is the shared address space (RFC 6598), from which some balancers of clouds come.
var carrier = netip.MustParsePrefix("100.64.0.0/10")

func isPublic(a netip.Addr) bool {
	return a.IsValid() && !carrier.Contains(a) && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() &&
		!a.IsUnspecified()
}
