package mistakes_test

import (
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/sandbox"
)

// creates makes a menu, which is refused before it is sent.
func creates(buttons ...menu.Button) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.returned(s.client(p, p.Account()).Menu.Create(s.Context(), menu.Menu{Buttons: buttons}))
	}
}

func click(name string) menu.Button { return menu.Click(name, "key") }

var menuMistakes = []mistake{
	{"menu without buttons", creates(), map[place][]string{
		inError: {"button has 0 buttons", "give 1 to 3"},
	}},
	{"four buttons", creates(click("a"), click("b"), click("c"), click("d")), map[place][]string{
		inError: {"button has 4 buttons", "give 1 to 3"},
	}},
	{"six sub-buttons", creates(menu.Sub("a", click("b"), click("c"), click("d"), click("e"), click("f"), click("g"))), map[place][]string{
		inError: {"button[0].sub_button has 6 buttons", "give 1 to 5"},
	}},
	{"long name of a button", creates(click("今日歌曲今日歌曲")), map[place][]string{
		inError: {"button[0].name has 24 bytes", "give 1 to 16: 5 Chinese characters"},
	}},
	{"long name of a sub-button", creates(menu.Sub("a", click("今日歌曲今日歌曲今日歌曲今日歌曲今日歌曲今日歌曲今日歌曲"))), map[place][]string{
		inError: {"button[0].sub_button[0].name has 84 bytes", "give 1 to 60: 20 Chinese characters"},
	}},
	{"button without a name", creates(click("")), map[place][]string{
		inError: {"button[0].name has 0 bytes", "give 1 to 16"},
	}},
	{"nested too deep", creates(menu.Sub("a", menu.Sub("b", click("c")))), map[place][]string{
		inError: {"button[0].sub_button[0].sub_button", "two levels", "move these buttons up"},
	}},
	{"sub-menu that is empty", creates(menu.Sub("a")), map[place][]string{
		inError: {"button[0].type is empty", "give a type", "or a sub_button"},
	}},
	{"URL without a scheme", creates(menu.View("a", "www.example.com")), map[place][]string{
		inError: {"button[0].url", "www.example.com", "has no scheme", "begin it with https://"},
	}},
	{"view button without a URL", creates(menu.View("a", "")), map[place][]string{
		inError: {"button[0].url has 0 bytes", "give 1 to 1024"},
	}},
	{"click button without a key", creates(menu.Click("a", "")), map[place][]string{
		inError: {"button[0].key has 0 bytes", "give 1 to 128"},
	}},
	{"type of a button misspelt", creates(menu.Button{Type: "clik", Name: "a", Key: "b"}), map[place][]string{
		inError: {"button[0].type", "clik", "give click, view"},
	}},
	{"mini program without its AppID", creates(menu.MiniProgram("a", "https://example.com/", "", "pages/a")), map[place][]string{
		inError: {"button[0].appid is empty", "fill it in"},
	}},
}
