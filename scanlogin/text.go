package scanlogin

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/internal/language"
)

// Text is what a page says about a login that has ended: the title says what happened, the text says what to do.
type Text struct{ Title, Text string }

// Texts are what users read in one language. An empty one means the package's own. In them {name} stands for the
// account's name.
type Texts struct {
	// Title is the heading of the page, and LogIn its button, which makes a code.
	Title, LogIn string
	// Scan says what to do with the QR code, and Passcode what to do with the eight characters below it.
	Scan, Passcode string
	// Answer says what to do with the two digits below it, when the code was scanned.
	Answer string
	// Picture describes the QR code for who cannot see it.
	Picture string
	// Again is the button that makes another code, Cancel the one that ends a login, and Continue the one that goes on
	// where the page does not by itself.
	Again, Cancel, Continue string
	// Ends says how long the code can be used; {time} stands for minutes and seconds.
	Ends string
	// Script is for browsers without JavaScript.
	Script string
	// Required is the answer to a script's request without a session.
	Required string
	// Pages are the texts of the page about logins that have ended.
	Pages map[Reason]Text

	// Question is what the phone is asked after a scan; {browser}, {place} and {time} stand for those of the page. It
	// must say that only who sees the page before them should answer, with the page's digits.
	Question string
	// Choose introduces the numbers to tap ([Config.Choices]), and Open is the link to the page for the answer
	// ([Config.WebLogin]).
	Choose, Open string
	// Browser is a browser on a system, with {browser} and {system}; Unknown is what is not known of them.
	Browser, Unknown string
	// Confirmed is the phone's last word of a login that went well.
	Confirmed string
	// TooMany tells the phone that its user has scanned too many codes, or answered wrong too often.
	TooMany string
	// Phone tells the phone why a login has ended.
	Phone map[Reason]string
	// Refusals are the words that refuse a login, the whole text, in any case. Those of every language are understood.
	Refusals []string
	// Enter heads the page for the answer, above the digits' field; Send is its button.
	Enter, Send string
}

var builtin = language.Set[Texts]{
	language.Chinese: {
		Title:    "用微信登录「{name}」",
		LogIn:    "微信扫码登录",
		Scan:     "用微信扫一扫。还没有关注「{name}」的话，请先关注。",
		Passcode: "在微信里搜索并关注公众号「{name}」，然后把这个口令发给它：",
		Answer:   "已扫码。请在手机上确认，并回复这两位数字：",
		Picture:  "登录二维码",
		Again:    "重新获取",
		Cancel:   "取消",
		Continue: "继续",
		Ends:     "{time} 后失效",
		Script:   "请允许浏览器运行 JavaScript，扫码登录需要它。",
		Required: "请先登录：在浏览器中打开或刷新页面",
		Pages: map[Reason]Text{
			ReasonExpired:     {"已失效", "超过两分钟没有完成，请重新获取。"},
			ReasonWrong:       {"数字不对", "手机上回复的数字与网页不一致，这次登录已取消。请重新获取。"},
			ReasonRefused:     {"已取消", "这次登录已取消。"},
			ReasonScanners:    {"有两个人扫了码", "为了安全，这次登录已取消。请重新获取，不要让别人看到二维码。"},
			ReasonReplaced:    {"已在别处重新开始", "这个浏览器在另一个页面重新开始了登录，请在那里继续。"},
			ReasonCollected:   {"已登录", "这次登录已经完成，请打开或刷新原来的页面。"},
			ReasonDenied:      {"不能登录", "这个微信用户不能登录本网站。"},
			ReasonBrowser:     {"登录没有完成", "这次登录不是在这个浏览器里开始的，也可能是浏览器禁用了 Cookie。请允许 Cookie，然后重新获取。"},
			ReasonUser:        {"不是扫码的微信", "请用扫码的那个微信打开。"},
			ReasonTooMany:     {"太频繁了", "这个网络获取的次数太多，请过十分钟再来。"},
			ReasonOrigin:      {"登录没有开始", "请在本网站的页面里点击登录。"},
			ReasonUnavailable: {"暂时连不上微信", "请稍等一会儿，再重新获取。"},
			ReasonConfig:      {"网站的扫码登录没有配置好", "这不是你的问题。请稍后再来，或者告诉网站的管理员。"},
		},
		Question: "登录「{name}」？\n浏览器：{browser}\n地点：{place}\n时间：{time}\n\n" +
			"如果就是你面前的网页，请回复网页上的两位数字。\n" +
			"如果二维码或口令是别人发给你的，请回复“取消”：别人会以你的身份登录。",
		Choose:    "也可以点网页上的数字：",
		Open:      "在网页里回答",
		Browser:   "{browser}（{system}）",
		Unknown:   "未知",
		Confirmed: "已确认，请看网页。",
		TooMany:   "次数太多了，请过十分钟再试。",
		Phone: map[Reason]string{
			ReasonExpired:     "这次登录已失效，请在网页上重新获取。",
			ReasonWrong:       "数字不对，这次登录已取消。如果是你本人，请在网页上重新获取。",
			ReasonRefused:     "已取消，没有登录。",
			ReasonScanners:    "有两个人扫了这个码，为了安全，这次登录已取消。请在网页上重新获取。",
			ReasonReplaced:    "网页已重新开始登录，请扫新的码。",
			ReasonCollected:   "这次登录已经完成。",
			ReasonDenied:      "你不能登录这个网站。",
			ReasonUnavailable: "暂时不能登录，请稍后再试。",
		},
		Refusals: []string{"取消", "不是我", "拒绝"},
		Enter:    "网页上的两位数字",
		Send:     "登录",
	},
	language.English: {
		Title:    "Log in to {name} with WeChat",
		LogIn:    "Log in by QR code",
		Scan:     "Scan this with WeChat. If you do not follow {name} yet, follow it.",
		Passcode: "Search for the account {name} in WeChat, follow it, and send it this code:",
		Answer:   "The code was scanned. Answer on the phone with these two digits:",
		Picture:  "QR code for the login",
		Again:    "Get another code",
		Cancel:   "Cancel",
		Continue: "Continue",
		Ends:     "ends in {time}",
		Script:   "Allow this site to run JavaScript: the login needs it.",
		Required: "log in first: open or reload the page in the browser",
		Pages: map[Reason]Text{
			ReasonExpired: {
				"The code is too old",
				"The login was not finished within two minutes. Get another code.",
			},
			ReasonWrong: {
				"Wrong digits",
				"The digits from the phone were not those of this page, so the login was canceled. Get another code.",
			},
			ReasonRefused: {"Canceled", "The login was canceled."},
			ReasonScanners: {
				"Two people scanned the code",
				"The login was canceled to be safe. Get another code, and do not show it to others.",
			},
			ReasonReplaced: {
				"Another login has begun",
				"This browser has begun another login on another page. Go on there.",
			},
			ReasonCollected: {
				"You are logged in",
				"This login has been finished. Open or reload the page that you came from.",
			},
			ReasonDenied: {"You cannot log in", "This WeChat user may not log in to this site."},
			ReasonBrowser: {
				"The login did not finish",
				"It did not begin in this browser, or the browser blocks cookies. Allow cookies, then get another code.",
			},
			ReasonUser: {"Another WeChat user", "Open this with the WeChat that has scanned the code."},
			ReasonTooMany: {
				"Too many codes",
				"Too many codes were made from this network. Come back in ten minutes.",
			},
			ReasonOrigin:      {"The login did not begin", "Press the button on a page of this site."},
			ReasonUnavailable: {"WeChat cannot be reached", "Wait a moment, then get another code."},
			ReasonConfig: {
				"This site's login is not set up correctly",
				"This is not your fault. Try again later, or tell the site's owner.",
			},
		},
		Question: "Log in to {name}?\nBrowser: {browser}\nPlace: {place}\nTime: {time}\n\n" +
			"If this is the page before you, answer with the two digits on it.\n" +
			"If somebody sent you the code, answer cancel: they would be logged in as you.",
		Choose:    "Or tap the page's digits:",
		Open:      "Answer on a page",
		Browser:   "{browser} on {system}",
		Unknown:   "unknown",
		Confirmed: "Confirmed. Look at the page.",
		TooMany:   "That was too often. Try again in ten minutes.",
		Phone: map[Reason]string{
			ReasonExpired:     "This login is too old. Get another code on the page.",
			ReasonWrong:       "Wrong digits: the login was canceled. If it was you, get another code on the page.",
			ReasonRefused:     "Canceled. Nobody was logged in.",
			ReasonScanners:    "Two people scanned this code, so the login was canceled to be safe. Get another code on the page.",
			ReasonReplaced:    "The page has begun another login. Scan the new code.",
			ReasonCollected:   "This login has been finished.",
			ReasonDenied:      "You may not log in to this site.",
			ReasonUnavailable: "You cannot log in now. Try again later.",
		},
		Refusals: []string{"cancel", "no", "not me"},
		Enter:    "The two digits on the page",
		Send:     "Log in",
	},
}

// texts has the texts of each language.
type texts struct{ language.Set[Texts] }

// newTexts returns the package's own texts with those of a program put over them, for the account of a name.
func newTexts(own map[string]Texts, name string) (texts, error) {
	set, none := maps.Clone(builtin), texts{builtin}
	for _, lang := range slices.Sorted(maps.Keys(own)) {
		if !language.IsTag(lang) {
			return none, refuse.Field("Texts", "has the key "+strconv.Quote(lang)+", which is not a language tag",
				`use one such as "zh-CN", "en" or "ja"`)
		}
		for reason := range own[lang].Pages {
			if _, ok := builtin[language.English].Pages[reason]; !ok {
				return none, unknownReason("Pages", reason)
			}
		}
		for reason := range own[lang].Phone {
			if _, ok := builtin[language.English].Phone[reason]; !ok {
				return none, unknownReason("Phone", reason)
			}
		}
		base := builtin[language.English]
		if tag, ok := builtin.Match(lang); ok {
			base = builtin[tag]
		}
		set[set.Key(lang)] = own[lang].over(base)
	}
	for lang, t := range set {
		set[lang] = t.named(name)
	}
	return texts{set}, nil
}

func unknownReason(field string, reason Reason) error {
	return refuse.Field(
		"Texts",
		"has in "+field+" the reason "+strconv.Quote(string(reason))+", which has no text there",
		"use the constants scanlogin.Reason… that the package's own texts have",
	)
}

// over returns t, with the texts that it lacks taken from base.
func (t Texts) over(base Texts) Texts {
	own, filled := t.lines(), base
	for i, line := range filled.lines() {
		*line = cmp.Or(*own[i], *line)
	}
	filled.Pages, filled.Phone = maps.Clone(base.Pages), maps.Clone(base.Phone)
	for reason, text := range t.Pages {
		filled.Pages[reason] = Text{
			cmp.Or(text.Title, base.Pages[reason].Title),
			cmp.Or(text.Text, base.Pages[reason].Text),
		}
	}
	for reason, text := range t.Phone {
		filled.Phone[reason] = cmp.Or(text, base.Phone[reason])
	}
	if len(t.Refusals) > 0 {
		filled.Refusals = t.Refusals
	}
	return filled
}

// lines returns the texts that stand alone.
func (t *Texts) lines() []*string {
	return []*string{
		&t.Title, &t.LogIn, &t.Scan, &t.Passcode, &t.Answer, &t.Picture, &t.Again, &t.Cancel, &t.Continue, &t.Ends,
		&t.Script, &t.Required, &t.Question, &t.Choose, &t.Open, &t.Browser, &t.Unknown, &t.Confirmed, &t.TooMany,
		&t.Enter, &t.Send,
	}
}

// named returns t with the account's name in its place, for all texts but the question, whose parts are put in at once.
func (t Texts) named(name string) Texts {
	put := strings.NewReplacer("{name}", name)
	for _, line := range t.lines() {
		if line != &t.Question {
			*line = put.Replace(*line)
		}
	}
	t.Pages = maps.Clone(t.Pages)
	for reason, text := range t.Pages {
		t.Pages[reason] = Text{put.Replace(text.Title), put.Replace(text.Text)}
	}
	t.Phone = maps.Clone(t.Phone)
	for reason, text := range t.Phone {
		t.Phone[reason] = put.Replace(text)
	}
	return t
}

// of returns the texts of a language, which a login was begun in.
func (s texts) of(lang string) Texts {
	if t, ok := s.Set[lang]; ok {
		return t
	}
	return s.Set[language.Chinese] // another version of the program has begun the login
}

// isRefusal reports whether a text refuses a login.
func (s texts) isRefusal(text string) bool {
	text = bare(text)
	for _, t := range s.Set {
		if slices.ContainsFunc(t.Refusals, func(word string) bool { return strings.EqualFold(bare(word), text) }) {
			return true
		}
	}
	return false
}

// bare returns a word without the punctuation behind it.
func bare(word string) string { return strings.TrimRight(halfWidth(word), "。.!~ ") }

// phone returns what the phone is told about a login that is confirmed or over.
func (t Texts) phone(a *attempt) string {
	switch {
	case a.State == Confirmed:
		return t.Confirmed
	case t.Phone[a.Reason] != "":
		return t.Phone[a.Reason]
	}
	return t.Phone[ReasonExpired]
}

// browser returns the words for a browser.
func (t Texts) browser(d device) string {
	if d.Browser == "" && d.System == "" {
		return t.Unknown
	}
	return strings.NewReplacer("{browser}", cmp.Or(d.Browser, t.Unknown), "{system}", cmp.Or(d.System, t.Unknown)).
		Replace(t.Browser)
}
