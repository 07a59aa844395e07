package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// cookies are the cookies of a site for one purpose. They are HttpOnly, SameSite=Lax (the redirect from WeChat is a
// top-level navigation from another site) and, if users see the site over https, Secure with the __Host- prefix.
type cookies struct {
	site site
	name string
}

// newCookies returns the cookies of a site for one purpose, such as "session".
func newCookies(s site, appID, purpose string) cookies {
	return cookies{site: s, name: "wechatgo_" + purpose + "_" + appID}
}

// fullName returns the name of a cookie. It contains the AppID, since one host may serve several accounts. The prefix
// prevents other subdomains from setting the cookie.
func (c cookies) fullName(r *http.Request, suffix string) string {
	if c.site.secure(r) {
		return "__Host-" + c.name + suffix
	}
	return c.name + suffix
}

func (c cookies) clear(w http.ResponseWriter, r *http.Request, suffix string) {
	c.write(w, r, c.fullName(r, suffix), "", -1)
}

// write sets a cookie. It takes back what the same response has set under that name before: a browser should get a name
// only once.
func (c cookies) write(w http.ResponseWriter, r *http.Request, name, value string, maxAge int) {
	h := w.Header()
	h["Set-Cookie"] = slices.DeleteFunc(
		h["Set-Cookie"],
		func(line string) bool { return strings.HasPrefix(line, name+"=") },
	)
	http.SetCookie(w, &http.Cookie{
		Name:     name,
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		HttpOnly: true,
		Secure:   c.site.secure(r),
		SameSite: http.SameSiteLaxMode,
	})
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
	c.write(w, r, name, text, max(1, int(life/time.Second)))
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
