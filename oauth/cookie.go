package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/internal/hostcookie"
)

// cookies are the cookies of a site for one purpose.
type cookies struct {
	site site
	name string
}

// newCookies returns the cookies of a site for one purpose, such as "session".
func newCookies(s site, appID, purpose string) cookies {
	return cookies{site: s, name: "wechatgo_" + purpose + "_" + appID}
}

// fullName returns the name of a cookie. It contains the AppID, since one host may serve several accounts.
func (c cookies) fullName(r *http.Request, suffix string) string {
	return hostcookie.Name(c.name+suffix, c.site.secure(r))
}

func (c cookies) clear(w http.ResponseWriter, r *http.Request, suffix string) {
	hostcookie.Write(w, c.fullName(r, suffix), "", -1, c.site.secure(r))
}

// sealedCookies are cookies with sealed values.
type sealedCookies struct {
	cookies
	sealer sealer
}

func newSealedCookies(s site, c Config, purpose string) (sealedCookies, error) {
	sealer, err := newSealer(c, purpose)
	return sealedCookies{newCookies(s, c.AppID, purpose), sealer}, err
}

// maxCookie is the maximum size of a cookie that every browser keeps: name and value together, in bytes.
const maxCookie = 4096

var errCookieSize = errors.New("is longer than the 4096 bytes that browsers keep")

func (c sealedCookies) set(w http.ResponseWriter, r *http.Request, suffix string, v any, life time.Duration) error {
	name := c.fullName(r, suffix)
	text, err := c.sealer.seal(name, v)
	if err != nil {
		return err
	}
	if len(name)+len(text) > maxCookie {
		return fmt.Errorf("oauth: cookie %s %w", c.name, errCookieSize)
	}
	hostcookie.Write(w, name, text, max(1, int(life/time.Second)), c.site.secure(r))
	return nil
}

// get reads the first cookie of this name that can be opened, since a browser may send several.
func (c sealedCookies) get(r *http.Request, suffix string, v any) error {
	name := c.fullName(r, suffix)
	for _, cookie := range r.CookiesNamed(name) {
		if c.sealer.open(name, cookie.Value, v) == nil {
			return nil
		}
	}
	return errNotSealed
}
