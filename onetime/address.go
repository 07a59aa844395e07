package onetime

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Confirm is one visit of WeChat's confirm page. [Subscription.Begin] makes one whose answer is bound to the browser.
type Confirm struct {
	// Hosts says where the page is; the zero value is WeChat itself.
	Hosts endpoint.Hosts
	// AppID is the account's.
	AppID string
	// Scene is from 0 to 10000, and comes back.
	Scene int
	// TemplateID is the id of the account's subscription template.
	TemplateID string
	// RedirectURL is the address that the user returns to, as the address bar shows it; ConfirmURL encodes it once. Its
	// host must be a 业务域名 of the account. The answer is added to its query: template_id, action ("confirm" or
	// "cancel"), scene, reserved and, after a confirmation, openid.
	RedirectURL string
	// Reserved comes back: up to 128 letters and digits. Without one that is unguessable and bound to the browser, a
	// forged answer looks like the user's.
	Reserved string
}

// ConfirmURL returns the address of the confirm page. A field that cannot be right is refused with a [*field.Error].
func ConfirmURL(c Confirm) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(c.Hosts.Base(endpoint.MP))
	b.WriteString("/mp/subscribemsg?action=get_confirm&appid=" + encode(c.AppID))
	b.WriteString("&scene=" + strconv.Itoa(c.Scene))
	b.WriteString("&template_id=" + encode(c.TemplateID))
	b.WriteString("&redirect_url=" + encode(c.RedirectURL))
	if c.Reserved != "" {
		b.WriteString("&reserved=" + c.Reserved)
	}
	b.WriteString("#wechat_redirect")
	return b.String(), nil
}

// maxReserved is the platform's limit, in bytes.
const maxReserved = 128

func (c Confirm) check() error {
	switch {
	case c.AppID == "":
		return refuse.Empty("AppID", "take it from the account's console")
	case c.Scene < 0 || c.Scene > template.MaxScene:
		return refuse.Field("Scene", fmt.Sprintf("is %d", c.Scene), fmt.Sprintf("give 0 to %d", template.MaxScene))
	case !isID(c.TemplateID):
		return refuse.Field(
			"TemplateID",
			"is empty or not an id",
			"copy it from the console: 接口管理 in the developer platform, 接口权限 in the older one",
		)
	case !isPage(c.RedirectURL):
		return badPage("RedirectURL")
	case len(c.Reserved) > maxReserved || !alphanumeric(c.Reserved):
		return refuse.Field("Reserved", "is not up to 128 letters and digits", "use crypto/rand.Text()")
	}
	return nil
}

// isPage reports whether address is the whole http or https address of a page, without a user and a fragment.
func isPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		!strings.Contains(address, "#")
}

func badPage(path string) error {
	return refuse.Field(path, "is not the http or https address of a page, or has a fragment",
		"give the whole address, not encoded, such as https://www.example.com/wx/reminders")
}

// encode works like JavaScript's encodeURIComponent: a space becomes %20.
func encode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// isID reports whether s looks like an OpenID, which has 28 characters, or a template's id, which has 43.
func isID(s string) bool {
	return s != "" && len(s) <= 64 && alphanumeric(strings.NewReplacer("-", "", "_", "").Replace(s))
}

func alphanumeric(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
