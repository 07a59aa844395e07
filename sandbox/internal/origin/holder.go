package origin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

const (
	holdPath   = ownPath + "hold" // the form of the page that asks who holds the phone
	avatarPath = ownPath + "avatar/"
)

// userHeader says who holds the phone in which a page runs. The script in the page adds it to its requests: two phones
// in one browser share the cookie that says it otherwise.
const userHeader = "Wechatgo-User"

// holder is the user who holds the phone that sends a request. The name is "" if that is not known.
type holder struct {
	name   string
	device core.Device
}

// holder returns who holds the phone: by the header of the page's script, or else by the cookie of the phone.
func (o *Origin) holder(r *http.Request) holder {
	name, err := url.QueryUnescape(r.Header.Get(userHeader))
	if err != nil {
		name = ""
	}
	user := holder{device: core.Android}
	o.Do(func(tx *core.Tx) {
		u := tx.Named(name)
		if u == nil {
			u = tx.PhoneUser(r)
		}
		if u != nil {
			user = holder{u.Name, u.Device()}
		}
	})
	return user
}

// choose answers GET /_wechatgo/, where the user of a plain browser tab can change.
func (o *Origin) choose(rw http.ResponseWriter, r *http.Request) { o.ask(rw, r, "/") }

// ask shows the page that asks who holds the phone, and goes on to target.
func (o *Origin) ask(rw http.ResponseWriter, r *http.Request, target string) {
	var page core.Page
	o.Do(func(tx *core.Tx) { page = tx.ChooseUser(core.AboutLogin, target) })
	for i := range page.Users {
		page.Users[i].Avatar = avatarPath + url.PathEscape(page.Users[i].Name) + ".svg"
	}
	o.writePage(rw, r, http.StatusOK, page)
}

// writePage writes a page of the origin's own, which the phone may show.
func (o *Origin) writePage(rw http.ResponseWriter, r *http.Request, status int, page core.Page) {
	web.WritePage(rw, r, status, page, holdPath, "'self' "+o.Base().String())
}

// hold answers the form of that page.
func (o *Origin) hold(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 16<<10)
	name := ""
	if r.ParseForm() == nil {
		o.Do(func(tx *core.Tx) {
			if u := tx.Named(r.PostForm.Get("user")); u != nil {
				name = u.Name
			}
		})
	}
	if name == "" {
		web.WriteProblem(rw, http.StatusBadRequest, record.Problem{
			EN: "user is not one of the sandbox's users.", ZH: "user 不是沙箱中的用户。",
		})
		return
	}
	target := r.PostForm.Get("request")
	if !strings.HasPrefix(target, "/") {
		target = "/"
	}
	http.SetCookie(rw, core.PhoneCookie(name))
	http.Redirect(rw, r, o.WebBase().String()+target, http.StatusSeeOther)
}
