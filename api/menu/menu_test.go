package menu_test

import (
	"context"
	"testing"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// empty returns b with the empty list of buttons that some of the platform's samples have.
func empty(b menu.Button) menu.Button {
	b.SubButtons = []menu.Button{}
	return b
}

var daily = menu.Menu{Buttons: []menu.Button{
	menu.Click("今日歌曲", "V1001_TODAY_MUSIC"),
	menu.Sub("菜单",
		menu.View("搜索", "http://www.soso.com/"),
		menu.MiniProgram("wxa", "http://mp.weixin.qq.com", "wx286b93c14bbf93aa", "pages/lunar/index"),
		menu.Click("赞一下我们", "V1001_GOOD")),
}}

var everyType = menu.Menu{Buttons: []menu.Button{
	menu.Sub("扫码",
		empty(menu.ScanCodeWaitMsg("扫码带提示", "rselfmenu_0_0")),
		empty(menu.ScanCodePush("扫码推事件", "rselfmenu_0_1"))),
	menu.Sub("发图",
		empty(menu.PicSysPhoto("系统拍照发图", "rselfmenu_1_0")),
		empty(menu.PicPhotoOrAlbum("拍照或者相册发图", "rselfmenu_1_1")),
		empty(menu.PicWeixin("微信相册发图", "rselfmenu_1_2"))),
	menu.Sub("其他",
		menu.LocationSelect("发送位置", "rselfmenu_2_0"),
		menu.Media("图片", "MEDIA_ID1"),
		menu.ViewLimited("图文消息", "MEDIA_ID2"),
		menu.Article("发布后的图文消息", "ARTICLE_ID1"),
		menu.ArticleView("发布后的图文消息", "ARTICLE_ID2")),
}}

var conditional = menu.ConditionalMenu{
	Menu: menu.Menu{Buttons: []menu.Button{
		menu.Click("今日歌曲", "V1001_TODAY_MUSIC"),
		menu.Sub("菜单", menu.View("搜索", "http://www.soso.com/"), menu.Click("赞一下我们", "V1001_GOOD")),
	}},
	MatchRule: menu.MatchRule{TagID: 2, ClientPlatformType: menu.Android},
}

var installed = menu.Menus{
	Default: menu.Installed{
		Menu: menu.Menu{Buttons: []menu.Button{
			empty(menu.Click("今日歌曲", "V1001_TODAY_MUSIC")),
			empty(menu.Click("歌手简介", "V1001_TODAY_SINGER")),
			menu.Sub("菜单",
				empty(menu.View("搜索", "http://www.soso.com/")),
				empty(menu.View("视频", "http://v.qq.com/")),
				empty(menu.Click("赞一下我们", "V1001_GOOD"))),
		}},
		MenuID: 208396938,
	},
	Conditional: []menu.Installed{{
		Menu:   menu.Menu{Buttons: []menu.Button{empty(menu.Click("今日歌曲", "V1001_TODAY_MUSIC"))}},
		MenuID: 208396993,
		MatchRule: &menu.InstalledRule{
			GroupID: 2, ClientPlatformType: menu.Android, Sex: 1, Country: "中国", Province: "广东", City: "广州",
		},
	}},
}

var console = menu.SelfMenu{IsMenuOpen: true, Info: menu.SelfMenuList{Buttons: []menu.SelfButton{
	{Name: "button", SubButton: &menu.SelfButtonList{List: []menu.SelfButton{
		{Type: "view", Name: "view_url", URL: "http://www.qq.com"},
		{Type: "news", Name: "news", Value: "KQb_w_Tiz-nSdVLoTV35Psmty8hGBulGhEdbb9SKs-o", NewsInfo: &menu.NewsInfo{List: []menu.News{{
			Title: "MULTI_NEWS", Author: "JIMZHENG", Digest: "text",
			CoverURL:   "http://mmbiz.qpic.cn/mmbiz/GE7et87vE9vicuCibqXsX9GPPLuEtBfXfK0HKuBIa1A1cypS0uY1wickv70iaY1gf3I1DTszuJoS3lAVLvhTcm9sDA/0",
			ContentURL: "http://mp.weixin.qq.com/s?__biz=MjM5ODUwNTM3Ng==&mid=204013432&idx=1&sn=80ce6d9abcb832237bf86c87e50fda15#rd",
		}}}},
		{Type: "video", Name: "video", Value: "http://61.182.130.30/vweixinp.tc.qq.com/1007_114bcede9a2244eeb5ab7f76d951df5f.f10.mp4"},
		{Type: "voice", Name: "voice", Value: "nTXe3aghlQ4XYHa0AQPWiQQbFW9RVtaYTLPC1PCQx11qc9UB6CiUPFjdkeEtJicn"},
	}}},
	{Type: "text", Name: "text", Value: "This is text!"},
	{Type: "img", Name: "photo", Value: "ax5Whs5dsoomJLEppAvftBUuH7CgXCZGFbFJifmbUjnQk_ierMHY99Y5d2Cv14RD"},
}}}

var matched = menu.Menu{Buttons: []menu.Button{
	empty(menu.View("tx", "http://www.qq.com/")),
	empty(menu.View("tx", "http://www.qq.com/")),
}}

func tryMatch(ctx context.Context, c *endpoint.Client) (any, error) {
	return menu.New(c).TryMatch(ctx, "weixin")
}

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, menu.Endpoints(), []apitest.Case{
		{Sample: "create", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return menu.New(c).Create(ctx, daily)
		})},
		{Sample: "create_all_types", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return menu.New(c).Create(ctx, everyType)
		})},
		{Sample: "get", Want: installed, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return menu.New(c).Get(ctx)
		}},
		{Sample: "get_current_selfmenu_info", Want: console, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return menu.New(c).SelfMenuInfo(ctx)
		}},
		{Sample: "delete", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return menu.New(c).Delete(ctx)
		})},
		{Sample: "addconditional", Want: int64(208379533), Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return menu.New(c).AddConditional(ctx, conditional)
		}},
		{Sample: "delconditional", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return menu.New(c).DelConditional(ctx, 208379533)
		})},
		{Sample: "trymatch", Want: matched, Call: tryMatch},
		{Sample: "trymatch_bare", Want: matched, Call: tryMatch},
	})
}
