package main_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// What the profile shows of a user: what conditional menus match, the remark, and that the user is blacklisted.
func TestProfileOnThePage(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, transferring())
	p := phone{t, browser(t, "http://"+d.page, 390, 844)}
	p.click("#follow")
	p.click("#profile")
	p.choose("#platform-select", "1")
	p.click(`#tags [data-tag="2"]`)
	p.see("the tag", `document.querySelector('#tags [data-tag="2"]').getAttribute('aria-pressed') === 'true'`)
	p.click("#new-tag")
	p.do("name another one", chromedp.SendKeys(chromedp.CSS(".sheet input[name=id]"), "100\r", chromedp.NodeVisible))
	p.see("both", `[...document.querySelectorAll('#tags [aria-pressed="true"]')].map(one => one.dataset.tag).join() === '2,100'`)
	p.see("the user as they stand", `fetch('/_sandbox/state').then(r => r.json()).then(s => s.users[0].platform === 1 && s.users[0].tags.join() === '2,100')`)
	p.click(`#tags [data-tag="2"]`)
	p.see("one tag", `[...document.querySelectorAll('#tags [aria-pressed="true"]')].map(one => one.dataset.tag).join() === '100'`)
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
	p.see("no sheet", `!document.querySelector('.sheet')`)

	wx, user := d.client(t), d.openID(t)
	if err := wx.User.UpdateRemark(t.Context(), user, "重要客户"); err != nil {
		t.Fatal(err)
	}
	if err := wx.User.Blacklist(t.Context(), []string{user}); err != nil {
		t.Fatal(err)
	}
	p.see("that the user is blacklisted", `document.querySelector('#blacklisted').checkVisibility()`)
	p.click("#profile")
	p.see("that and the remark", `['已拉黑', '重要客户'].every(words => document.querySelector('#profile-sheet').innerText.includes(words))`)
	p.fits("#profile-sheet")
}
