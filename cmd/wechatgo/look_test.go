package main_test

import (
	"context"
	_ "embed"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// contrast is a function that returns the texts in sight whose contrast is below that of WCAG 2.2 AA, 1.4.3.
//
//go:embed testdata/contrast.js
var contrast string

// prefer sets the colour scheme that the browser asks for.
func (p phone) prefer(scheme string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
	})
	if err != nil {
		p.giveUp("prefer "+scheme, err)
	}
}

// Every text of the page can be read, and fits, in both colour schemes, on a wide and on a narrow screen.
func TestPageIsReadable(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{1280, 390} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			d := startSandbox(t, echoing())
			p := phone{t, browser(t, "http://"+d.page, width, 844)}
			p.click("#follow")
			p.send("hi")
			p.seeAnswer(1, "echo hi")
			readable := func(what string) {
				t.Helper()
				for _, scheme := range []string{"dark", "light"} {
					p.prefer(scheme)
					if bad := p.value(`(` + contrast + `)()`); bad != "" {
						t.Errorf("%s, %s:\n%s", what, scheme, bad)
					}
				}
				if wide := p.value(`String(document.documentElement.scrollWidth > innerWidth)`); wide == "true" {
					t.Errorf("%s is wider than the screen", what)
				}
			}
			readable("the chat")
			p.prefer("dark")
			p.see("a dark phone", `matchMedia('(prefers-color-scheme: dark)').matches && getComputedStyle(document.querySelector('#screen')).backgroundColor === 'rgb(17, 17, 17)'`)
			p.click("#profile")
			readable("the profile")
			p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
			p.click("#tab-inspector")
			p.open("text hi")
			p.click(".edit-open")
			readable("an exchange")
			p.click("#faults > summary")
			p.click("#rules > summary")
			readable("the faults and rules")
			p.click("#tab-console")
			readable("the console")
		})
	}
}

// The phone is used without a pointer: a sheet takes the focus, keeps it, and gives it back.
func TestPhoneByKeyboard(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, echoing())
	p := phone{t, browser(t, "http://"+d.page, 1280, 900)}
	p.click("#follow")
	p.see("⊕, and no button to send", `document.querySelector('#more').checkVisibility() && !document.querySelector('#send').checkVisibility()`)
	p.write("#message-input", "hi")
	p.see("a button to send in its place", `!document.querySelector('#more').checkVisibility() && document.querySelector('#send').checkVisibility()`)
	p.do("send it", chromedp.KeyEvent("\r"))
	p.seeAnswer(1, "echo hi")
	p.see("the focus on the message", `document.activeElement.id === 'message-input' && document.querySelector('#more').checkVisibility()`)

	p.click("#send-voice")
	p.see("the sheet with the focus", `document.querySelector('.sheet [role="dialog"][aria-modal="true"]')?.contains(document.activeElement)`)
	for range 5 {
		p.do("go on", chromedp.KeyEvent("\t"))
		p.see("the focus in the sheet", `document.querySelector('.sheet').contains(document.activeElement)`)
	}
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
	p.see("the focus where it was", `!document.querySelector('.sheet') && document.activeElement.id === 'send-voice'`)
	p.see("a name on every control", `[...document.querySelectorAll('button, input, select, textarea')].filter(e => e.checkVisibility())
		.every(e => e.innerText?.trim() || e.ariaLabel || e.labels?.length || e.title)`)

	p.click("#back")
	p.see("the chats", `document.activeElement.className === 'chat-row' && document.activeElement.innerText.includes('echo hi')`)
	d.control(t, "users/alice/text", `{"content":"more"}`)
	p.see("an unread message", `(row => row.innerText.includes('echo more') && row.querySelector('.count').firstChild.data === '1')(document.querySelector('.chat-row'))`)
	p.do("open the chat", chromedp.KeyEvent("\r"))
	p.see("the chat", `!document.querySelector('#chats').checkVisibility() && document.activeElement.id === 'back'`)
}

// The web view leaves the status bar, goes back by its button, and a login asks in a sheet at the bottom.
func TestWebViewGoesBack(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	p := phone{t, browser(t, "http://"+d.page, 390, 844)}
	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	p.press("2")
	p.click(`.menu-item[data-path="2-1"]`)
	p.seeInWebView("the question in a sheet at the bottom", `(sheet => sheet && Math.abs(sheet.bottom - innerHeight) < 1 && sheet.top > innerHeight / 3)(document.querySelector('form.sheet')?.getBoundingClientRect())`)
	p.see("the status bar above it", `document.elementFromPoint(20, document.querySelector('.status-bar').getBoundingClientRect().top + 10).closest('.status-bar') !== null`)
	p.see("nothing to go back to", `!document.querySelector('#webview-back').checkVisibility()`)
	p.seeInWebView("the button", `document.querySelector('#allow') && (document.querySelector('#allow').click(), true)`)
	p.see("the page behind it", `document.querySelector('#webview-title').textContent === '我的资料'`)
	p.click("#webview-back")
	p.see("the page before it", `document.querySelector('#webview-url').textContent.includes('/connect/oauth2/authorize')`)
	p.see("nothing to go back to", `!document.querySelector('#webview-back').checkVisibility() && location.pathname === '/'`)
	p.choose("#user-select", "bob")
	p.see("no page on the other user's phone", `!document.querySelector('#webview-layer').checkVisibility()`)
}
