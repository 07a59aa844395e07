package main_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/material"
)

// Names, texts and articles are shown as they are: nothing in them runs, makes the page wider, or stops it.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	const hostile = `<img src=x onerror="top.ran=1"><script>top.ran=1</script>"'>{{7*7}}` + "\u202e"
	d := startSandbox(t, transferring())
	p, wx, ctx := phone{t, browser(t, "http://"+d.page, 390, 844)}, d.client(t), t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d.control(t, "users", fmt.Sprintf(`{"name":"mallory","nickname":%s}`, quote(t, hostile)))
	d.control(t, "users/mallory/follow", `{}`)
	d.control(t, "users/mallory/text", fmt.Sprintf(`{"content":%s}`, quote(t, hostile)))
	d.control(t, "agents", `{"account":"lily@<b>\"'test","nickname":"<b>\"'WWWWWWWWWWW"}`)
	d.control(t, "templates", fmt.Sprintf(`{"kind":"one-time","id":%q,"title":%q,"content":"a{{thing1.DATA}}"}`, strings.Repeat("M", 64), strings.Repeat("W", 100)))
	d.control(t, "templates", fmt.Sprintf(`{"kind":"one-time","id":"T1","title":%s,"content":%s}`, quote(t, hostile), quote(t, "a"+hostile+"{{thing1.DATA}}")))
	p.click("#follow")
	p.see("the follow", `!document.querySelector('#foot').hidden`)
	check(wx.KF.Send(ctx, d.openID(t), kf.Text(`<a href="javascript:top.ran=1">a</a> <a href="http://a/"onclick=top.ran=1>b</a>`+strings.Repeat("W", 300))))
	picture, err := wx.Material.Add(ctx, material.KindImage, cover(t))
	check(err)
	news, err := wx.Draft.Add(ctx, draft.Article{
		Title: "<b>" + strings.Repeat("W", 29), Content: "<p>" + strings.Repeat("W", 300) + "</p></main><svg onload=top.ran=1><textarea>", ThumbMediaID: picture.MediaID, NeedOpenComment: true,
	})
	check(err)
	_, err = wx.Mass.ToAll(ctx, mass.MPNews{MediaID: news})
	check(err)
	d.control(t, "clock/advance", `{"seconds":3}`)
	p.seeCard("mpnews", "<b>WW")
	p.see("one link in the text, which runs nothing", `[...document.querySelectorAll('#chat .words a')].map(a => a.getAttribute('href') + a.getAttribute('onclick')).join() === 'http://a/null'`)
	p.see("the article", `([...document.querySelectorAll('#chat .news-single')].at(-1).click(), true)`)
	p.seeInWebView("the comments below it", `document.querySelector('main > .comments form') && document.documentElement.scrollWidth <= innerWidth`)
	p.click("#webview-close")
	p.fits("#chat")

	p.click("#tab-console")
	p.see("the names", `document.querySelector('.agent-card strong')?.innerText === '<b>"\'WWWWWWWWWWW' && document.querySelector('.desk-person strong')?.innerText.startsWith('<img')`)
	p.fits(".agents")
	p.click(`[data-section="templates"]`)
	p.fits(".template")
	p.see("no template wider than the list", `(list => list.scrollWidth <= list.clientWidth)(document.querySelector('.templates'))`)
	for _, text := range []string{
		`'<a '.repeat(30_000)`, `'<a >'.repeat(30_000)`, `'<a ' + 'a'.repeat(100_000) + '>a</a>'`,
	} {
		p.see("that a long text is soon shown: "+text, `import('/_sandbox/phone/richtext.js').then(({ richText }) => {
			const from = performance.now();
			richText(`+text+`, {});
			return performance.now() - from < 300;
		})`)
	}
	p.see("that nothing ran", `!('ran' in window)`)
}

// A double click adds one template, and Escape closes a sheet, wherever the focus is.
func TestDoubleClicksAndEscape(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, transferring())
	p := phone{t, browser(t, "http://"+d.page, 390, 844)}
	p.click("#follow")
	p.bring("#send-popup", "#more")
	p.click("#send-popup")
	p.see("the sheet, which offers nothing", `document.querySelector('#offer-sheet .note')`)
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
	p.see("no sheet", `!document.querySelector('.sheet')`)

	p.click("#tab-console")
	p.click(`[data-section="templates"]`)
	p.choose("#template-kind", "one-time")
	p.write("#template-title", "上课提醒")
	p.write("#template-content", "课程:{{thing1.DATA}}")
	p.see("a double click", `(document.querySelector('#add-template').click(), document.querySelector('#add-template').click(), true)`)
	p.see("the template", `document.querySelector('.template') && document.querySelector('#template-title').value === ''`)
	p.see("no second one", `fetch('/_sandbox/templates').then(r => r.json()).then(({ templates }) => templates.length === 1)`)

	p.click("#tab-phone")
	id := `fetch('/_sandbox/templates').then(r => r.json()).then(({ templates }) => fetch('/_sandbox/users/alice/popup', { method: 'POST', body: JSON.stringify({ accept: [templates[0].id] }) })).then(r => r.ok)`
	p.see("the subscription", id)
	p.click("#profile")
	p.click("#subscriptions button")
	p.see("it cancelled, with its button", `document.querySelector('#subscriptions').hidden`)
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
	p.see("no sheet, and the focus where it was", `!document.querySelector('.sheet') && document.activeElement.id === 'profile'`)
}

// quote writes a string in JSON.
func quote(t *testing.T, s string) string {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
