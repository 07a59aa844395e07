package bridge

import (
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// target is to where a page is shared, as the phone page names it.
type target string

const (
	toFriend  target = "appMessage"
	toMoments target = "timeline"
	toQQ      target = "qq"
	toWeibo   target = "weibo"
	toQZone   target = "qzone"
)

// cardArgs are the arguments of updateAppMessageShareData and of the older calls, which write imgUrl differently.
type cardArgs struct {
	Title     string `json:"title"`
	Desc      string `json:"desc"`
	Link      string `json:"link"`
	ImgURL    string `json:"imgUrl"`
	OldImgURL string `json:"img_url"`
}

// card is what the phone shows of it.
type card struct {
	Title  string `json:"title"`
	Desc   string `json:"desc"`
	Link   string `json:"link"`
	ImgURL string `json:"imgUrl"`
}

// setCard tells the phone the card for a target. It reports false, and answers the call, if the link is refused.
func (c *call) setCard(to target, in cardArgs) bool {
	made := card{in.Title, in.Desc, in.Link, in.ImgURL + in.OldImgURL}
	if to == toMoments {
		made.Desc = "" // Moments show the title alone
	}
	if made.Link == "" {
		made.Link = c.in.URL
	}
	link, err := url.Parse(made.Link)
	switch {
	case err != nil || !core.IsPage(made.Link):
		c.fail("fail, the link must be a whole URL", record.Problem{
			EN: "The link " + core.Short(made.Link) + " is no address with http or https and a host.",
			ZH: "link " + core.Short(made.Link) + " 不是以 http 或 https 开头的完整地址。",
		})
		return false
	case !c.IsWebHost(link):
		hosts := strings.Join(c.WebHosts(), ", ")
		c.fail("fail, the link's host is not a JS secure domain", record.Problem{
			EN: "The link's host " + link.Host + " is not a JS secure domain of the account (" + hosts + ").",
			ZH: "link 的域名 " + link.Host + " 不是公众号的 JS接口安全域名（" + hosts + "）。",
		})
		return false
	}
	if made.ImgURL != "" && !core.IsPage(made.ImgURL) {
		c.warn("imgUrl is no address with http or https and a host: WeChat shows no picture.",
			"imgUrl 不是以 http 或 https 开头的完整地址，微信不会显示图片。")
	}
	c.tell("share", fields{"kind": to, "data": made})
	return true
}

// updateShareData sets the card before the user shares.
func updateShareData(to target) func(*call, cardArgs) {
	return func(c *call, in cardArgs) {
		if c.setCard(to, in) {
			c.ok(nil)
		}
	}
}

// share shares the page after the user has pressed the menu entry that the page waits for with onMenuShare.
func share(to target) func(*call, cardArgs) {
	return func(c *call, in cardArgs) {
		if c.setCard(to, in) {
			c.ok(nil)
		}
	}
}

// menu is what a page has changed of the browser's menu.
type menu struct {
	hidden bool // the whole menu
	items  []string
}

// tellMenu tells the phone how the menu is now.
func (c *call) tellMenu() {
	items := c.doc.menu.items
	if items == nil {
		items = []string{}
	}
	c.tell("menu", fields{"optionMenu": !c.doc.menu.hidden, "hidden": slices.Clone(items)})
	c.ok(nil)
}

func showMenu(shown bool) func(*call) {
	return func(c *call) {
		c.doc.menu.hidden = !shown
		c.tellMenu()
	}
}

// The entries of the menu. A page hides those of nonBase all at once.
var (
	nonBase = []string{
		"menuItem:share:appMessage", "menuItem:share:timeline", "menuItem:share:qq", "menuItem:share:weiboApp",
		"menuItem:share:QZone", "menuItem:share:facebook", "menuItem:favorite", "menuItem:editTag", "menuItem:delete",
		"menuItem:copyUrl", "menuItem:originPage", "menuItem:readMode", "menuItem:openWithQQBrowser",
		"menuItem:openWithSafari", "menuItem:share:email", "menuItem:share:brand",
	}
	base = []string{
		"menuItem:exposeArticle", "menuItem:setFont", "menuItem:dayMode", "menuItem:nightMode", "menuItem:refresh",
		"menuItem:profile", "menuItem:addContact",
	}
)

func (m *menu) hide(items []string) {
	for _, item := range items {
		if !slices.Contains(m.items, item) {
			m.items = append(m.items, item)
		}
	}
}

func (m *menu) show(items []string) {
	m.items = slices.DeleteFunc(m.items, func(item string) bool { return slices.Contains(items, item) })
}

type menuArgs struct {
	Items []string `json:"menuList"`
}

// changeItems hides or shows entries of the menu. The base entries can only be shown.
func changeItems(hide bool) func(*call, menuArgs) {
	return func(c *call, in menuArgs) {
		var known, wrong []string
		for _, item := range in.Items {
			switch {
			case slices.Contains(nonBase, item), !hide && slices.Contains(base, item):
				known = append(known, item)
			default:
				wrong = append(wrong, core.Short(item))
			}
		}
		if len(wrong) > 0 {
			list := strings.Join(wrong[:min(len(wrong), 5)], ", ")
			c.warn("menuList has entries that the menu does not have, or that cannot be hidden: "+list+".",
				"menuList 中有不存在或不能隐藏的菜单项："+list+"。")
		}
		if hide {
			c.doc.menu.hide(known)
		} else {
			c.doc.menu.show(known)
		}
		c.tellMenu()
	}
}

func changeNonBase(hide bool) func(*call) {
	return func(c *call) {
		if hide {
			c.doc.menu.hide(nonBase)
		} else {
			c.doc.menu.show(nonBase)
		}
		c.tellMenu()
	}
}

func closeWindow(c *call) {
	c.tell("closeWindow", nil)
	c.ok(nil)
}
