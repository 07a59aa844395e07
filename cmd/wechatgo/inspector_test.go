package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/format"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/goccy/go-yaml"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// echoing answers a text with the same text, except for "quiet", which it answers with success.
func echoing() callback.Handler {
	mux := callback.NewMux()
	mux.Text("quiet", func(context.Context, *message.Text) (reply.Reply, error) { return nil, nil })
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("echo " + m.Content), nil
	})
	return mux
}

// listed is an expression for the titles of the exchanges that the inspector lists, newest first.
const listed = `[...document.querySelectorAll('.exchange')].filter(x => !x.hidden).map(x => x.querySelector('.title').textContent)`

// interceptCopies keeps what the page copies, in place of the clipboard, which has no permission here.
const interceptCopies = `(navigator.clipboard.writeText = async text => { window.copied = text; }, window.copied = '', true)`

// value returns what a JavaScript expression is in the page.
func (p phone) value(expression string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		p.giveUp("evaluate "+expression, err)
	}
	return text
}

// open opens an exchange by its title and waits for its details.
func (p phone) open(title string) {
	p.t.Helper()
	p.see("the opened exchange "+title, fmt.Sprintf(`(() => {
		const found = [...document.querySelectorAll('.exchange')].find(x => x.querySelector('.title').textContent === %q);
		if (found && !found.open) found.querySelector('summary').click();
		return Boolean(found?.querySelector('.exchange-details'));
	})()`, title))
}

// copy presses a button of the opened exchange that copies it as something, and returns the text.
func (p phone) copy(as string) string {
	p.t.Helper()
	p.see("the copy as "+as, fmt.Sprintf(`(window.copied = '', document.querySelector('.exchange[open] [data-as=%q]').click(), true)`, as))
	p.see("a text", `window.copied !== ''`)
	return p.value(`window.copied`)
}

// The inspector is searched and filtered, its addresses lead back to what they name, and what is shown is exported.
func TestInspectorFindsExchanges(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, echoing())
	p, wx := phone{t, browser(t, "http://"+d.page, 1280, 900)}, d.client(t)
	p.click("#follow")
	p.send("apple")
	p.seeAnswer(1, "echo apple")
	p.send("pear")
	p.seeAnswer(1, "echo pear")
	if err := wx.User.UpdateRemark(t.Context(), d.openID(t), "梨子"); err != nil {
		t.Fatal(err)
	}
	if err := wx.User.UpdateRemark(t.Context(), "nobody", "x"); err == nil {
		t.Fatal("nobody has a remark")
	}
	shows := func(what, titles string) {
		t.Helper()
		p.see(what, fmt.Sprintf(`%s.join() === %q`, listed, titles))
	}
	search := func(words string) {
		t.Helper()
		p.see("the field", fmt.Sprintf(`(field => { field.value = %q; field.dispatchEvent(new Event('input')); return true; })(document.querySelector('#exchange-search'))`, words))
	}
	search("ECHO Pear")
	shows("what has both words, in any case", "text pear")
	search("梨子")
	shows("a word of a body", "user.updateremark")
	search("nothing has this")
	p.see("that nothing matches", listed+`.length === 0 && document.querySelector('.empty').innerText === '没有符合条件的记录。'`)
	search("")
	p.choose("#filter-user", "alice")
	shows("what is about the user", "text pear,text apple,event subscribe")
	p.choose("#filter-user", "")
	p.click("#filter-problems")
	p.see("the refused call alone", listed+`.length === 1 && document.querySelector('.exchange:not([hidden])').dataset.ok === 'false'`)

	p.see("what is exported", `(URL.createObjectURL = blob => { blob.text().then(text => { window.exported = text; }); return '#'; }, true)`)
	p.choose("#export", "har")
	p.see("the file", `Boolean(window.exported)`)
	var har struct {
		Log struct {
			Version string
			Creator struct{ Name, Version string }
			Entries []struct {
				StartedDateTime, Comment string
				Request                  struct {
					Method, URL string
					PostData    struct{ MimeType, Text string }
				}
				Response struct {
					Status  int
					Content struct{ Size int }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(p.value(`window.exported`)), &har); err != nil {
		t.Fatal(err)
	}
	if e := har.Log.Entries; har.Log.Version != "1.2" || har.Log.Creator.Name == "" || len(e) != 1 || e[0].Request.Method != http.MethodPost ||
		!strings.HasPrefix(e[0].Request.URL, "http://"+d.page+"/cgi-bin/user/info/updateremark?") || e[0].Response.Status != 200 || e[0].Response.Content.Size == 0 {
		t.Errorf("the archive: %+v", har)
	}

	// The address of an opened exchange leads to it, whatever the filters were.
	p.see("everything again", `(document.querySelector('#filter-problems').click(), true)`)
	p.open("text apple")
	link := p.value(`location.href`)
	if u, err := url.Parse(link); err != nil || !strings.HasPrefix(u.Fragment, "exchange=") {
		t.Fatalf("the address: %s", link)
	}
	p.do("open the address elsewhere", chromedp.Navigate("about:blank"), chromedp.Navigate(link))
	p.see("the exchange, opened", `document.querySelector('.exchange[open] .title')?.textContent === 'text apple'`)
	p.do("take bob's phone", chromedp.Navigate("about:blank"), chromedp.Navigate("http://"+d.page+"/#user=bob"))
	p.see("bob's phone", `document.querySelector('#user-select').value === 'bob' && document.querySelector('#follow')?.checkVisibility()`)
	p.see("an exchange that is gone", `(location.hash = "#exchange=99999", true)`)
	p.see("words about it", `document.querySelector('.toast')?.innerText === '该记录已不再保留。'`)
}

// A push is edited by its fields and as XML, and pushed again; an answer without a reply is explained.
func TestInspectorEditsAPush(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, echoing())
	p := phone{t, browser(t, "http://"+d.page, 390, 844, "status of 422", "not a push")}
	p.click("#follow")
	p.send("quiet")
	p.click("#tab-inspector")
	p.see("success in words", `[...document.querySelectorAll('.exchange')].some(x => x.querySelector('.title').textContent === 'text quiet' && x.querySelector('.result').textContent === 'success · 不回复')`)
	p.open("text quiet")
	p.see("why the phone shows nothing", `document.querySelector('.exchange[open] .outcome-why').innerText.includes('手机上不会显示任何内容')`)
	p.click(".exchange[open] .edit-open")
	p.see("the fields", `(field => field?.value === 'quiet' && (field.value = '<loud> & ]]>', field.dispatchEvent(new Event('input')), true))(document.querySelector('[data-path="Content"]'))`)
	p.fits(".edit-push")
	p.click(`.edit-push [type="submit"]`)
	p.see("the new push", listed+`[0] === 'text <loud> & ]]>'`)
	p.click(".edit-mode")
	p.see("another text, as XML", `(area => area.checkVisibility() && (area.value = area.value.replace(/<Content>.*<.Content>/, '<Content>xml</Content>'), true))(document.querySelector('.edit-xml'))`)
	p.click(`.edit-push [type="submit"]`)
	p.see("the second push", listed+`[0] === 'text xml'`)
	p.see("three messages with three ids", `fetch('/_sandbox/exchanges').then(r => r.json()).then(({ exchanges }) =>
		new Set(exchanges.filter(x => x.title.startsWith('text')).map(x => x.request.body.match(/<MsgId>(\d+)/)[1])).size === 3)`)
	p.see("no XML", `(document.querySelector('.edit-xml').value = 'words', true)`)
	p.click(`.edit-push [type="submit"]`)
	p.see("a refusal that says the cure", `document.querySelector('.toast')?.innerText.includes('MsgType')`)
	p.do("leave the form", chromedp.KeyEvent("\x1b"))
	p.see("no form, and the focus on its button", `!document.querySelector('.edit-push') && document.activeElement.className === 'edit-open'`)
	p.click("#tab-phone")
	p.seeAnswer(1, "echo <loud> & ]]>")
	p.seeAnswer(1, "echo xml")
}

// What is copied runs: the command, the Go test and the step of a scenario.
func TestInspectorCopies(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, echoing())
	p, wx := phone{t, browser(t, "http://"+d.page, 1280, 900)}, d.client(t)
	p.see("the clipboard", interceptCopies)
	p.click("#follow")
	p.send(`it's "so"`)
	p.seeAnswer(1, `echo it's "so"`)
	p.open(`text it's "so"`)
	code := p.copy("go")
	if tidy, err := format.Source([]byte(code)); err != nil || string(tidy) != code {
		t.Errorf("the Go test: %v\n%s", err, code)
	}
	for _, part := range []string{`alice.Send("it's \"so\"")`, `"[account: echo it's \"so\"]"`} {
		if !strings.Contains(code, part) {
			t.Errorf("the Go test lacks %s:\n%s", part, code)
		}
	}
	var steps []struct {
		User string
		Do   struct {
			Push struct {
				Push string
				Set  map[string]string
			}
		}
	}
	if step := p.copy("step"); yaml.Unmarshal([]byte(step), &steps) != nil || len(steps) != 1 ||
		steps[0].User != "alice" || steps[0].Do.Push.Push != "text" || len(steps[0].Do.Push.Set) != 1 || steps[0].Do.Push.Set["Content"] != `it's "so"` {
		t.Errorf("the step: %+v\n%s", steps, step)
	}
	if link := p.copy("link"); link != p.value(`location.href`) {
		t.Errorf("the link: %s", link)
	}
	p.see("it closed", `(document.querySelector('.exchange[open] > summary').click(), true)`)

	if err := wx.User.UpdateRemark(t.Context(), d.openID(t), "it's"); err != nil {
		t.Fatal(err)
	}
	p.open("user.updateremark")
	command := p.copy("curl")
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl here: install it to run the copied command")
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-c", command).Output()
	if err != nil || !strings.Contains(string(out), `"errcode":0`) {
		t.Errorf("%v: %s\n%s", err, out, command)
	}
}
