package main_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/wechatgo/wechatgo/internal/programtest"
	"github.com/wechatgo/wechatgo/sandbox"
)

// browser opens a page in Chromium, in a window of the given size, or skips the test if there is no Chromium. An error
// in the console fails the test, unless it contains one of the expected words. Each of these words must be in an error, but for those behind "perhaps ".
func browser(t *testing.T, address string, width, height int64, expected ...string) context.Context {
	t.Helper()
	ctx := programtest.Chromium(t,
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"))
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	console := chromedp.Console(ctx)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	var missing []string
	for i, words := range expected {
		var perhaps bool
		if expected[i], perhaps = strings.CutPrefix(words, "perhaps "); !perhaps {
			missing = append(missing, words)
		}
	}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for m, err := range console {
			if err != nil {
				return // the browser is closed
			}
			if m.Type != chromedp.ConsoleError && !m.IsException() {
				continue
			}
			has := func(words string) bool { return strings.Contains(fmt.Sprint(m), words) }
			missing = slices.DeleteFunc(missing, has)
			if !slices.ContainsFunc(expected, has) {
				t.Errorf("the console says: %s (%s:%d)", m, m.URL, m.Line+1)
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-heard
		if len(missing) > 0 {
			t.Errorf("the console has no error with %q", missing)
		}
	})
	return ctx
}

// phone is the page as its user sees it.
type phone struct {
	t   *testing.T
	ctx context.Context
}

// patience is the time limit of one step in the browser.
const patience = time.Minute

func (p phone) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.giveUp(what, err)
	}
}

func (p phone) giveUp(what string, err error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	chat, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('#chat')?.innerText ?? 'no chat'`))
	p.t.Fatalf("%s: %v\nthe chat shows:\n%s", what, err, chat)
}

func (p phone) click(selector string) {
	p.t.Helper()
	p.do("press "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// bring makes an element visible with the button that switches between the menu and the keyboard, as a user would.
func (p phone) bring(selector, button string) {
	p.t.Helper()
	p.see(selector, fmt.Sprintf(`(() => {
		const seen = e => e && e.offsetParent !== null;
		const button = document.querySelector(%q);
		if (!seen(document.querySelector(%q)) && seen(button)) button.click();
		return seen(document.querySelector(%q));
	})()`, button, selector, selector))
}

func (p phone) press(path string) {
	p.t.Helper()
	button := `.menu-button[data-path="` + path + `"]`
	p.bring(button, "#show-menu")
	p.click(button)
}

// see waits until an expression holds in the page.
func (p phone) see(what, expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[any](expression, chromedp.WithPollingTimeout(patience)))
		switch {
		case err == nil:
			return
		case strings.Contains(err.Error(), "navigated or closed") || strings.Contains(err.Error(), "Cannot find context"):
			continue // the page was left meanwhile
		}
		p.giveUp("see "+what, err)
	}
}

// seeAnswer waits for the n-th bubble, from 1, in which the account says text.
func (p phone) seeAnswer(n int, text string) {
	p.t.Helper()
	p.see("the account's answer "+text, fmt.Sprintf(
		`[...document.querySelectorAll('#chat .bubble[data-from="account"]')].filter(b => b.innerText.includes(%q)).length >= %d`, text, n))
}

func (p phone) send(text string) {
	p.t.Helper()
	p.bring("#message-input", "#show-keyboard")
	p.do("type "+text, chromedp.SendKeys(chromedp.CSS("#message-input"), text, chromedp.NodeVisible))
	p.click("#send")
}

func (p phone) write(selector, text string) {
	p.t.Helper()
	p.do("write "+text, chromedp.SendKeys(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

// choose chooses the option of a select.
func (p phone) choose(selector, value string) {
	p.t.Helper()
	p.see(value+" in "+selector, fmt.Sprintf(`(() => {
		const select = document.querySelector(%q);
		if (![...select?.options ?? []].some(option => option.value === %q)) return false;
		select.value = %[2]q;
		select.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`, selector, value))
}

// fits waits until an element is seen, and the page is not wider than the window.
func (p phone) fits(selector string) {
	p.t.Helper()
	p.see(selector+", not wider than the screen", fmt.Sprintf(
		`document.querySelector(%q)?.checkVisibility() && document.documentElement.scrollWidth <= innerWidth`, selector))
}

// seeInWebView waits until an expression holds in the page that the web view shows.
func (p phone) seeInWebView(what, expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		holds, err := frameHolds(ctx, expression)
		if err != nil {
			p.giveUp("see "+what+" in the web view", err)
		}
		if holds {
			return
		}
		if err := chromedp.Do(ctx, chromedp.Sleep(100*time.Millisecond)); err != nil {
			p.giveUp("see "+what+" in the web view", err)
		}
	}
}

// The whole tour of the phone, as a user would try it.
func TestPhoneInTheBrowser(t *testing.T) {
	t.Parallel()
	d := startDev(t, "--mode", "plain")
	// The demo is started anew with the mode. A picture that the page loads meanwhile breaks off.
	p := phone{t, browser(t, "http://"+d.page, 1280, 900, "perhaps net::ERR_CONNECTION_")}

	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	p.tryEverything(1)

	p.see("the choice of a mode", `(() => {
		const select = document.querySelector('#mode-select');
		select.value = 'safe';
		select.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`)
	d.out.wait(t, `demo in safe mode`)
	p.tryEverything(2)

	d.stopDemo(t)
	p.send("anybody there?")
	p.see("the platform's error line", `[...document.querySelectorAll('#chat .hint')].some(h => h.innerText.includes('该公众号提供的服务出现故障'))`)
}

// On a narrow screen only the phone or the inspector is visible.
func TestPhoneOnANarrowScreen(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	p := phone{t, browser(t, "http://"+d.page, 390, 844)}
	const seen = `(selector => document.querySelector(selector).checkVisibility())`

	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	p.send("hello")
	p.seeAnswer(1, "hello")
	p.press("0")
	p.seeAnswer(1, "茉莉花")
	p.see("the phone alone, not wider than the screen", seen+`('#screen') && !`+seen+`('#inspector') && document.documentElement.scrollWidth <= 390`)
	p.click("#tab-inspector")
	p.see("the inspector alone, not wider than the screen", seen+`('#inspector') && !`+seen+`('#screen') && document.documentElement.scrollWidth <= 390`)
	p.see("the pushes in it", `['subscribe', 'text', 'CLICK'].every(title => document.querySelector('#inspector').innerText.includes(title))`)
	p.see("a head that leaves the screen to the exchanges", `document.querySelector('.exchange-scroll').getBoundingClientRect().top < 844 / 5`)
	p.click(`.exchange:last-child > summary`)
	p.see("the opened exchange, from its beginning", inView(`.exchange:last-child`))
	p.click("#tab-phone")
	p.click("#chat .trace")
	p.see("the welcome's exchange, from its beginning", inView(`.exchange.pointed`))
	p.click("#faults > summary")
	p.click("#expire-token")
	p.see("what that did, though the phone is out of sight", `document.querySelector('.toast')?.checkVisibility()`)
	p.click("#tab-phone")
	p.do("have a keyboard's room", chromedp.EmulateViewport(390, 420))
	p.see("the voice's sheet", `(document.querySelector('#send-voice').click(), true)`)
	p.see("a field with an outline, to write in at once", `(() => {
		const field = document.querySelector('.sheet input'), box = field.getBoundingClientRect();
		return field === document.activeElement && getComputedStyle(field).borderTopStyle === 'solid' && box.width > 300
			&& document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === field;
	})()`)
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"), chromedp.EmulateViewport(390, 844))
	p.see("the chat again", seen+`('#chat') && document.querySelector('#chat').innerText.includes('茉莉花')`)

	// After a reset there are no followers, and the demo makes its menu again.
	p.see("the reset", `(() => { window.confirm = () => true; document.querySelector('#reset').click(); return true; })()`)
	p.see("no conversation, whose end would move the button", `document.querySelector('#chat .entries').childElementCount === 0`)
	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	p.press("0")
	p.seeAnswer(1, "茉莉花")
}

// oneBackground is true if everything in a page has the window's background, however large the window is.
const oneBackground = `[...document.querySelectorAll('body, main')].every(e => ['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(e).backgroundColor))`

// inView is true if an opened exchange is visible as a whole, or from its first line.
func inView(selector string) string {
	return fmt.Sprintf(`(() => {
		const exchange = document.querySelector(%q), box = exchange.getBoundingClientRect();
		const list = document.querySelector('.exchange-scroll').getBoundingClientRect();
		const first = box.top - list.top;
		return exchange.open && exchange.querySelector('.exchange-details') && first >= -1 && (first < 20 || box.bottom <= list.bottom + 1);
	})()`, selector)
}

// The server signs for one of two names of this machine, and the page is opened under the other name.
func TestPhoneShowsARefusedSignature(t *testing.T) {
	t.Parallel()
	addr := freePort(t)
	_, port, _ := strings.Cut(addr, ":")
	d := startDev(t, "--app-addr", "localhost:"+port)
	p := phone{t, browser(t, "http://"+d.page, 1280, 900, "status of 403", "请将该域名加入 jssdk.Config.Hosts")}
	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	p.send("http://" + addr + "/share")
	p.click(`#chat .bubble[data-from="user"] a`)
	p.see("who refused what, and why", `['/wx/jssdk', 'HTTP 403', 'jssdk.Config.Hosts'].every(word => document.querySelector('#webview-note').textContent.includes(word))`)
	p.click("#webview-share")
	p.see("the same on the sheet", `document.querySelector('#share-sheet .share-problem')?.textContent.includes('HTTP 403')`)
	p.see("it in the inspector", `[...document.querySelectorAll('.exchange')].some(x => x.innerText.includes('没有签名'))`)
}

// A user agrees on the confirm page in the web view, returns to the account's page, and reads the one message.
func TestPhoneConfirmsASubscription(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	p := phone{t, browser(t, "http://"+d.page, 1280, 900)}
	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	p.send("http://" + d.page + "/mp/subscribemsg?action=get_confirm&appid=" + sandbox.DefaultAppID +
		"&scene=7&template_id=T1&redirect_url=" + url.QueryEscape("http://"+d.web+"/search") + "&reserved=abc")
	p.click(`#chat .bubble[data-from="user"] a`)
	p.seeInWebView("what the user is asked", `['申请给你发送', '一条消息', '取消'].every(words => document.body.innerText.includes(words))`)
	p.seeInWebView("the button", `document.querySelector('#allow') && (document.querySelector('#allow').click(), true)`)
	p.seeInWebView("the account's page, with the answer", `location.pathname === '/search' && ['action=confirm', 'scene=7', 'reserved=abc', 'openid='].every(part => location.search.includes(part))`)
	p.click("#webview-close")
	p.see("it in the inspector", `[...document.querySelectorAll('.exchange')].some(x => x.innerText.includes('订阅') && x.innerText.includes('scene 7'))`)

	const send = `(async () => {
		const token = await (await fetch('/cgi-bin/token?grant_type=client_credential&appid=%s&secret=%s')).json();
		const { users } = await (await fetch('/_sandbox/state')).json();
		const answer = await fetch('/cgi-bin/message/template/subscribe?access_token=' + token.access_token, { method: 'POST', body: JSON.stringify({
			touser: users[0].openid, template_id: 'T1', scene: '7', title: '发货提醒', url: 'http://%s/search', data: { content: { value: '您的订单已发货' } },
		}) });
		return [0, 43101].includes((await answer.json()).errcode);
	})()`
	p.see("that the account may send", fmt.Sprintf(send, sandbox.DefaultAppID, sandbox.DefaultSecret, d.web))
	p.see("one message", `(() => {
		const cards = [...document.querySelectorAll('#chat .bubble[data-type="template"]')];
		return cards.length === 1 && ['发货提醒', '您的订单已发货'].every(words => cards[0].innerText.includes(words));
	})()`)
	p.click(`#chat .bubble[data-type="template"] .tappable`)
	p.see("the message's page", `document.querySelector('#webview-title').textContent === '搜索'`)
}

// The rules for the account, and the faults on request.
func TestRulesOnThePage(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	p := phone{t, browser(t, "http://"+d.page, 1280, 900)}
	p.click("#follow")
	p.seeAnswer(1, "欢迎关注")
	const set = `((selector, value) => {
		const field = document.querySelector(selector);
		if (field.type === 'checkbox') field.checked = value; else field.value = value;
		field.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})`
	shows := func(what, words string) {
		p.t.Helper()
		p.see(what, fmt.Sprintf(`[...document.querySelectorAll('.badge')].some(b => b.innerText.includes(%q))`, words))
	}
	p.click("#rules > summary")
	p.see("the kinds", set+`('#kind-select', 'personal')`)
	shows("the kind", "个人 / 未认证公众号")
	p.see("the quotas", set+`('#rule-quotas', true)`)
	shows("that quotas refuse", "额度限制")
	p.see("the whitelist", `(() => { document.querySelector('#whitelist').value = '1.2.3.4，10.0.0.0/8'; document.querySelector('.whitelist').requestSubmit(); return true; })()`)
	shows("the whitelist", "IP 白名单")
	p.see("it in the field", `document.querySelector('#whitelist').value === '1.2.3.4/32, 10.0.0.0/8'`)
	p.click("#change-key")
	d.out.wait(t, `(?s)demo in safe mode.*demo in safe mode`)

	p.click("#faults > summary")
	p.see("the field for an endpoint", `(() => { document.querySelector('#fail-endpoint').value = 'menu.*'; document.querySelector('.fail-calls').requestSubmit(); return true; })()`)
	shows("what fails", "menu.*: 45009 × 1")
	p.click("#clear-failures")
	p.see("nothing that fails", `![...document.querySelectorAll('.badge')].some(b => b.innerText.includes('menu.*'))`)
}

func (p phone) tryEverything(round int) {
	p.t.Helper()
	p.send("hello")
	p.seeAnswer(round, "hello")
	p.press("0")
	p.seeAnswer(round, "茉莉花")

	p.press("2")
	p.click(`.menu-item[data-path="2-1"]`)
	if round == 1 { // in the second round the user is still logged in
		p.seeInWebView("the consent page", `document.querySelector('#allow') && (document.querySelector('#allow').click(), true)`)
	}
	p.seeInWebView("the nickname", `document.querySelector('#nickname')?.innerText.length > 0`)
	p.see("the page's own address above it, not the login's", `document.querySelector('#webview-url').textContent.endsWith('/me')`)
	p.see("the page's title", `document.querySelector('#webview-title').textContent === '我的资料'`)
	p.seeInWebView("one background", oneBackground)
	p.click("#webview-close")

	p.press("2")
	p.click(`.menu-item[data-path="2-0"]`)
	p.see("the title of a page without a login", `document.querySelector('#webview-title').textContent === '搜索'`)
	p.seeInWebView("one background", oneBackground)
	p.click("#webview-close")

	p.press("2")
	p.click(`.menu-item[data-path="2-2"]`)
	p.seeInWebView("that the card is ready", `document.querySelector('#state')?.innerText.includes('分享卡片已就绪')`)
	p.seeInWebView("one background", oneBackground)
	p.click("#webview-share")
	p.see("the share card", `document.querySelector('#share-sheet .share-card-title')?.innerText.includes('茉莉花')`)
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
	p.click("#webview-close")
}

// stopDemo kills the demo but not the sandbox.
func (d *dev) stopDemo(t *testing.T) {
	t.Helper()
	demo, err := os.FindProcess(d.demoID(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Kill(); err != nil {
		t.Fatal(err)
	}
	d.out.wait(t, `demo stopped`)
}

// demoID returns the process id of the last demo that was started.
func (d *dev) demoID(t *testing.T) int {
	t.Helper()
	started := regexp.MustCompile(`process (\d+)`).FindAllStringSubmatch(d.out.text(), -1)
	id, err := strconv.Atoi(started[len(started)-1][1])
	if err != nil {
		t.Fatal(err)
	}
	return id
}
