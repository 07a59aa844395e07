package oauth

import (
	_ "embed" // for departure.html and departure.js
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// A browser does not send the part of an address behind #, the fragment, and WeChat's authorize page drops it. So the
// login is begun by a page, the departure, whose script puts the fragment into a cookie and goes on to WeChat. The
// redirect from the callback to the user's page gets it from there.

// These headers of the departure tell clients without scripts, such as the sandbox's phone, what its script does.
const (
	// loginHeader has the address that the script opens.
	loginHeader = "Wechatgo-Login"
	// fragmentHeader has the name of the cookie in which the script puts location.hash without its #, encoded with
	// encodeURIComponent.
	fragmentHeader = "Wechatgo-Fragment"
)

// maxFragment is the longest fragment that is kept, in bytes, encoded. The script has the same number.
const maxFragment = 1024

// keepsFragment reports whether a login for r is begun with a departure: whether r is from a browser that shows HTML.
// Every browser names a language; programs that follow redirects, such as a monitor, seldom do.
func (l *Login) keepsFragment(r *http.Request) bool {
	return !l.config.PlainRedirect && r.Method == http.MethodGet && r.Header.Get("Accept-Language") != "" &&
		strings.Contains(r.Header.Get("Accept"), "text/html")
}

// fragment returns the fragment of the page for which the login of state was begun, as a Location has it, or "".
func (l *Login) fragment(r *http.Request, state string) string {
	for _, c := range r.CookiesNamed(l.fragments.fullName(r, "_"+state)) {
		if text, err := url.PathUnescape(c.Value); err == nil && len(c.Value) <= maxFragment {
			return escapeBytes(text, `"<>`)
		}
	}
	return ""
}

var (
	//go:embed departure.html
	departureSource   string
	departureTemplate = template.Must(template.New("departure").Parse(departureSource))
	//go:embed departure.js
	departureScript string
	departurePolicy = webpage.WithScript(departureScript)
)

// writeDeparture writes the page that begins a login.
func (l *Login) writeDeparture(w http.ResponseWriter, r *http.Request, state, address string) {
	name := l.fragments.fullName(r, "_"+state)
	attributes := "; Path=/; Max-Age=" + seconds(stateLife) + "; SameSite=Lax"
	if l.fragments.site.secure(r) {
		attributes += "; Secure"
	}
	lang, t := l.textsFor(r, language.Chinese)
	h := w.Header()
	keepPrivate(w)
	h.Set(loginHeader, address)
	h.Set(fragmentHeader, name)
	webpage.Write(w, http.StatusOK, departureTemplate, departurePolicy, struct {
		Lang, Address, Cookie, Attributes string
		Texts
		Style  template.CSS
		Script template.JS
	}{lang, address, name, attributes, t, webpage.Style, template.JS(departureScript)})
}

// seconds returns a duration as cookies have it.
func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
