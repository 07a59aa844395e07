package control

import (
	"errors"
	"net/http"
	"strings"

	api "github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/menu"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// entries are the entries of a chat.
type entries struct {
	Entries []record.Entry `json:"entries"`
}

func entriesOf(list []record.Entry) entries {
	if list == nil {
		list = []record.Entry{}
	}
	return entries{list}
}

// act does an action of the user in the path. It waits for the delivery, unless the query has wait=false.
func (c *control) act(r *http.Request, a phone.Action) (entries, error) {
	if err := c.checkUser(r.PathValue("name")); err != nil {
		return entries{}, err
	}
	inFlight, err := phone.Do(c.Platform, r.PathValue("name"), a)
	switch {
	case err != nil:
		return entries{}, err
	case !wantsToWait(r):
		return entries{}, c.inBackground(func() { inFlight.Wait() })
	}
	return entriesOf(inFlight.Wait()), nil
}

// checkUser refuses a name that no user has.
func (c *control) checkUser(name string) (err error) {
	c.Do(func(tx *core.Tx) {
		if tx.Named(name) == nil {
			err = core.NoUser(name)
		}
	})
	return err
}

// userAction adds an operation that does one action of a user.
func userAction[In any](c *control, verb string, summary record.Problem, action func(In) phone.Action) {
	post(c, "users/{name}/"+verb, summary, func(r *http.Request, in In) (entries, error) {
		if err := c.checkUser(r.PathValue("name")); err != nil {
			return entries{}, err
		}
		forget := c.take(r.PathValue("name"), verb, in)
		out, err := c.act(r, action(in))
		if err != nil && !errors.Is(err, errAccepted) {
			forget()
		}
		return out, err
	}, waitParameter)
}

// userOperations adds the operations on users.
func (c *control) userOperations() {
	postAs(c, http.StatusCreated, "users", words("makes a user", "新建用户"), c.newUser)
	get(
		c,
		"users/{name}/chat",
		words("the user's conversation, oldest first", "该用户的会话，最早的在前"),
		func(r *http.Request) (out entries, err error) {
			c.Do(func(tx *core.Tx) {
				u := tx.Named(r.PathValue("name"))
				if u == nil {
					err = core.NoUser(r.PathValue("name"))
					return
				}
				var list []record.Entry
				for _, e := range u.Chat() {
					list = append(list, e.Clone())
				}
				out = entriesOf(list)
			})
			return out, err
		},
	)
	get(c, "menu", words("the menu that a user sees, and all conditional menus", "某用户看到的菜单，以及全部个性化菜单"), c.menu,
		parameter{"user", words("the user's name", "用户名")})

	userAction(
		c,
		"follow",
		words("follows, by the QR code of a scene if one is given", "关注；给出 scene 则为扫码关注"),
		func(in sceneIn) phone.Action { return phone.Follow(in.Scene) },
	)
	userAction(
		c,
		"unfollow",
		words("stops following the account", "取消关注"),
		func(nothing) phone.Action { return phone.Unfollow },
	)
	userAction(
		c,
		"text",
		words("sends a text, or taps on an item of a menu message", "发送文本，或点击菜单消息的选项"),
		func(in textIn) phone.Action { return phone.SendText(in.Content, in.MenuID) },
	)
	userAction(
		c,
		"image",
		words("sends a picture; without data one is made", "发送图片；没有 data 则自动生成"),
		func(in upload) phone.Action {
			return checked(in, "image/", phone.SendImage(in.file()))
		},
	)
	userAction(c, "voice", words("sends a voice", "发送语音"), func(in voiceIn) phone.Action {
		return checked(in.upload, "audio/", phone.SendVoice(in.file(), in.Recognition))
	})
	userAction(c, "video", words("sends a video", "发送视频"), func(nothing) phone.Action { return phone.SendVideo })
	userAction(
		c,
		"location",
		words("sends a place", "发送位置"),
		func(in record.EntryLocation) phone.Action { return phone.SendLocation(withScale(in)) },
	)
	userAction(c, "link", words("forwards a link", "转发链接"), func(in linkIn) phone.Action {
		return phone.SendLink(in.Title, in.Description, in.URL)
	})
	userAction(
		c,
		"click",
		words("presses a menu button by key or path, with the input that it asks for", "按 key 或 path 点击菜单按钮，并给出其所需内容"),
		clickIn.action,
	)
	userAction(
		c,
		"scan",
		words("scans a QR code by scene or ticket", "扫描二维码（按 scene 或 ticket）"),
		func(in scanIn) phone.Action {
			if in.Ticket != "" {
				return phone.ScanTicket(in.Ticket)
			}
			return phone.Scan(in.Scene)
		},
	)
	userAction(
		c,
		"snapshot",
		words("the user's next web logins are snapshot pages", "该用户此后的网页授权为快照页"),
		func(in toggle) phone.Action { return in.set(func(u *core.Person) *bool { return &u.Snapshot }) },
	)
	userAction(
		c,
		"refuse",
		words("the user refuses web logins and subscriptions that ask for consent", "该用户拒绝需要确认的网页授权与订阅"),
		func(in toggle) phone.Action { return in.set(func(u *core.Person) *bool { return &u.Refusing }) },
	)
	userAction(
		c,
		"tags",
		words("sets the tags of the user, the one that was added last at the end", "设置用户标签，最后打上的在最后"),
		func(in tagsIn) phone.Action { return phone.SetTags(in.Tags...) },
	)
	userAction(
		c,
		"platform",
		words("sets the phone's system: 1 iOS, 2 Android, 3 others", "设置手机系统：1 iOS、2 Android、3 其他"),
		func(in platformIn) phone.Action { return phone.SetPlatform(in.Platform) },
	)
	userAction(
		c,
		"comment",
		words("comments on the published article at url", "在 url 处的已发布文章下留言"),
		func(in commentIn) phone.Action { return phone.Comment(in.URL, in.Content) },
	)
	userAction(
		c,
		"revoke",
		words("revokes an authorisation: 201 to 207, or 301", "撤回授权：201 到 207 或 301"),
		func(in revokeIn) phone.Action { return phone.Revoke(in.Info) },
	)
	userAction(
		c,
		"close",
		words("closes the user's WeChat account", "注销该用户的微信账号"),
		func(nothing) phone.Action { return phone.CloseAccount },
	)
	userAction(
		c,
		"clean",
		words("makes the platform remove risky data from the user's profile", "平台清理该用户资料中的风险内容"),
		func(nothing) phone.Action { return phone.CleanProfile },
	)
	userAction(
		c,
		"push",
		words("makes any documented push by its name and fields, or pushes raw XML", "按名称与字段发出任意推送，或原样推送 raw 中的 XML"),
		phone.Push,
	)
	get(c, "pushes", words("the names of all documented pushes", "全部推送的名称"),
		func(*http.Request) (pushNames, error) { return pushNames{phone.PushNames()}, nil })
	post(
		c,
		"users/{name}/view",
		words("presses a view button or opens a link, and returns the address to open", "点击 view 按钮或打开链接，返回应打开的地址"),
		c.view,
		parameter{"wait", words("false: answer before the delivery is over", "false 表示不等待推送结束")},
	)
}

type (
	sceneIn struct {
		Scene string `json:"scene"`
	}
	textIn struct {
		Content string `json:"content"`
		MenuID  string `json:"menuId"`
	}
	voiceIn struct {
		Recognition string `json:"recognition"`
		upload
	}
	linkIn struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		URL         string `json:"url"`
	}
	commentIn struct {
		URL     string `json:"url"`
		Content string `json:"content"`
	}
	scanIn struct {
		Scene  string `json:"scene"`
		Ticket string `json:"ticket"`
	}
	revokeIn struct {
		Info string `json:"info"`
	}
	tagsIn struct {
		Tags []int64 `json:"tags"`
	}
	platformIn struct {
		Platform int `json:"platform"`
	}
	newUserIn struct {
		Name     string `json:"name"`
		Nickname string `json:"nickname"`
	}
	menuOut struct {
		Menu        *api.Menu       `json:"menu"`
		Conditional []api.Installed `json:"conditional"`
	}
)

func (c *control) newUser(_ *http.Request, in newUserIn) (out stateUser, err error) {
	c.Do(func(tx *core.Tx) {
		var u *core.Person
		if u, err = tx.NewPerson(in.Name, in.Nickname); err == nil {
			out = stateOf(u)
		}
	})
	return out, err
}

// menu returns the menu that a user sees, and all conditional menus.
func (c *control) menu(r *http.Request) (out menuOut, err error) {
	c.Do(func(tx *core.Tx) {
		u := tx.Named(r.URL.Query().Get("user"))
		if u == nil {
			err = core.NoUser(r.URL.Query().Get("user"))
			return
		}
		out = menuOut{asMenu(menu.ButtonsFor(tx, u)), menu.Conditional(tx)}
		if out.Conditional == nil {
			out.Conditional = []api.Installed{}
		}
	})
	return out, err
}

// toggle switches a setting of a user on or off.
type toggle struct {
	Enabled bool `json:"enabled"`
}

func (in toggle) set(which func(*core.Person) *bool) phone.Action {
	return func(tx *core.Tx, u *core.Person) error {
		*which(u) = in.Enabled
		tx.Changed()
		return nil
	}
}

// upload is a file in JSON. If Data is empty, the sandbox makes a file.
type upload struct {
	Data        []byte `json:"data"` // base64
	ContentType string `json:"contentType"`
}

func (u upload) file() phone.File { return phone.File{ContentType: u.ContentType, Data: u.Data} }

// check refuses a file of another kind, and a file of more than 10 MB.
func (u upload) check(kind string) error {
	switch {
	case len(u.Data) > 0 && !strings.HasPrefix(u.ContentType, kind):
		return core.RefuseAction("the file's contentType does not begin with "+kind, "文件的 contentType 须以 "+kind+" 开头")
	case len(u.Data) > core.MaxFileBytes:
		return core.RefuseAction("the file is larger than 10 MB", "文件超过 10 MB")
	}
	return nil
}

func checked(in upload, kind string, a phone.Action) phone.Action {
	if err := in.check(kind); err != nil {
		return refuse(err)
	}
	return a
}

// refuse returns an action that only returns the error. It is for an input that no action can use.
func refuse(err error) phone.Action {
	return func(*core.Tx, *core.Person) error { return err }
}

// withScale returns the place, with the default scale if it has none.
func withScale(l record.EntryLocation) record.EntryLocation {
	if l.Scale == 0 {
		l.Scale = phone.DefaultPlace.Scale
	}
	return l
}

// clickIn is a press of a menu button, and what the user does when the button asks for something. A single picture may
// be given directly, several pictures in Pictures.
type clickIn struct {
	Key    string `json:"key"`
	Path   []int  `json:"path"`
	Result string `json:"result"`
	upload
	Pictures  []upload `json:"pictures"`
	Latitude  *float64 `json:"latitude"`
	Longitude *float64 `json:"longitude"`
	Scale     int64    `json:"scale"`
	Label     string   `json:"label"`
}

func (c clickIn) action() phone.Action {
	in := phone.Input{Result: c.Result}
	if len(c.Data) > 0 {
		c.Pictures = append([]upload{c.upload}, c.Pictures...)
	}
	for _, one := range c.Pictures {
		if err := one.check("image/"); err != nil {
			return refuse(err)
		}
		in.Pictures = append(in.Pictures, one.file())
	}
	if c.Latitude != nil && c.Longitude != nil {
		at := withScale(
			record.EntryLocation{Latitude: *c.Latitude, Longitude: *c.Longitude, Scale: c.Scale, Label: c.Label},
		)
		in.Place = &at
	}
	if c.Path != nil {
		return phone.PressPath(c.Path, in)
	}
	return phone.PressKey(c.Key, in)
}

type (
	viewIn struct {
		URL  string `json:"url"`
		Path []int  `json:"path"`
	}
	pushNames struct {
		Pushes []string `json:"pushes"`
	}
	viewOut struct {
		URL string `json:"url"`
	}
)

// view makes the user press a view button or open a link, and returns the address of the page.
func (c *control) view(r *http.Request, in viewIn) (viewOut, error) {
	target, a := in.URL, phone.ViewURL(in.URL)
	if in.Path != nil {
		a = phone.ViewPath(in.Path, &target)
	}
	if err := c.checkUser(r.PathValue("name")); err != nil {
		return viewOut{}, err
	}
	forget := c.take(r.PathValue("name"), "view", in)
	if _, err := c.act(r, a); err != nil && !errors.Is(err, errAccepted) {
		forget()
		return viewOut{}, err
	}
	return viewOut{target}, nil
}
