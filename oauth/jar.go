package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// jar keeps sealed cookies of one purpose in the browser: HttpOnly, SameSite=Lax (the way back from WeChat is a
// top-level navigation from another site), and Secure with the __Host- prefix if users see the site over https.
type jar struct {
	site   site
	sealer sealer
	name   string
}

func newJar(s site, c Config, purpose string) (jar, error) {
	sealer, err := newSealer(c, purpose)
	return jar{site: s, sealer: sealer, name: "wechatgo_" + purpose + "_" + c.AppID}, err
}

// fullName is the cookie's name. The account is in it, since one host may serve several; the prefix prevents other
// subdomains from setting the cookie.
func (j jar) fullName(r *http.Request, suffix string) string {
	if j.site.secure(r) {
		return "__Host-" + j.name + suffix
	}
	return j.name + suffix
}

// maxCookie is the size of a cookie that every browser keeps: name and value together, in bytes.
const maxCookie = 4096

var errCookieSize = errors.New("is longer than the 4096 bytes that browsers keep")

func (j jar) set(w http.ResponseWriter, r *http.Request, suffix string, v any, life time.Duration) error {
	name := j.fullName(r, suffix)
	text, err := j.sealer.seal(name, v)
	if err != nil {
		return err
	}
	if len(name)+len(text) > maxCookie {
		return fmt.Errorf("oauth: cookie %s %w", j.name, errCookieSize)
	}
	j.write(w, r, name, text, max(1, int(life/time.Second)))
	return nil
}

// get reads the first cookie of this name that can be opened, since a browser may send several.
func (j jar) get(r *http.Request, suffix string, v any) error {
	name := j.fullName(r, suffix)
	for _, c := range r.CookiesNamed(name) {
		if j.sealer.open(name, c.Value, v) == nil {
			return nil
		}
	}
	return errUnsealed
}

func (j jar) clear(w http.ResponseWriter, r *http.Request, suffix string) {
	j.write(w, r, j.fullName(r, suffix), "", -1)
}

func (j jar) write(w http.ResponseWriter, r *http.Request, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name:     name,
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		HttpOnly: true,
		Secure:   j.site.secure(r),
		SameSite: http.SameSiteLaxMode,
	})
}
