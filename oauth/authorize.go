package oauth

import (
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Authorize is one visit of WeChat's authorize page.
type Authorize struct {
	// Hosts says where the page is; the zero value is WeChat itself.
	Hosts endpoint.Hosts
	// AppID is the account's.
	AppID string
	// RedirectURI is the address that the user returns to, as the address bar shows it; AuthorizeURL encodes it once.
	// Its host must equal the 网页授权域名 in the account's console, or WeChat shows error 10003.
	RedirectURI string
	// Scope is [Base] or [UserInfo].
	Scope Scope
	// State comes back with the code: 1 to 128 letters and digits. Make it unguessable and bind it to the browser.
	State string
	// ForcePopup asks the user for consent even if WeChat would not.
	ForcePopup bool
	// ForceSnapShot shows a snapshot page, for testing; it works only for users who have not authorised the account.
	ForceSnapShot bool
	// ConnectRedirect prevents some phones from opening the callback twice. The platform does not document it, but it
	// is in common use.
	ConnectRedirect bool
}

// AuthorizeURL returns the address of the authorize page. The parameters are in the platform's order, since the page
// may not open with another. A field that cannot be right is refused with a [*field.Error].
func AuthorizeURL(a Authorize) (string, error) {
	if err := a.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(a.Hosts.Base(endpoint.Open))
	b.WriteString("/connect/oauth2/authorize?appid=" + encode(a.AppID))
	b.WriteString("&redirect_uri=" + encode(a.RedirectURI))
	b.WriteString("&response_type=code&scope=" + encode(string(a.Scope)))
	b.WriteString("&state=" + a.State)
	if a.ForcePopup {
		b.WriteString("&forcePopup=true")
	}
	if a.ForceSnapShot {
		b.WriteString("&forceSnapShot=true")
	}
	if a.ConnectRedirect {
		b.WriteString("&connect_redirect=1")
	}
	b.WriteString("#wechat_redirect")
	return b.String(), nil
}

// maxState is the platform's limit, in bytes.
const maxState = 128

func (a Authorize) check() error {
	if a.AppID == "" {
		return refuse.Empty("AppID", "take it from the account's console")
	}
	if err := a.Scope.check(); err != nil {
		return err
	}
	if a.State == "" || len(a.State) > maxState || !alphanumeric(a.State) {
		return refuse.Field("State", "is not 1 to 128 letters and digits", "use crypto/rand.Text()")
	}
	u, err := url.Parse(a.RedirectURI)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return refuse.Field(
			"RedirectURI",
			"is not an http or https address",
			"give the whole address, not encoded, such as https://www.example.com/me?from=menu",
		)
	case strings.Contains(a.RedirectURI, "#"):
		return refuse.Field("RedirectURI", "has a fragment, which the platform drops", "put it into the query")
	}
	return nil
}

// encode works like JavaScript's encodeURIComponent, which the platform's own examples use: a space becomes %20.
func encode(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func alphanumeric(s string) bool {
	for _, c := range []byte(s) {
		if !isAlphanumeric(c) {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}
