package main_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
)

// seeCard waits until the last card of a type has all the words.
func (p phone) seeCard(kind string, words ...string) {
	p.t.Helper()
	list, err := json.Marshal(words)
	if err != nil {
		p.t.Fatal(err)
	}
	p.see(fmt.Sprint("a card with ", words), fmt.Sprintf(
		`(card => card && %s.every(words => card.innerText.includes(words)))([...document.querySelectorAll('#chat .bubble[data-type=%q]')].at(-1)?.parentElement)`, list, kind))
}

// A user subscribes to notices in a pop-up, gets them and template messages, and refuses both.
func TestPhoneShowsMessagesByTemplates(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, transferring())
	p, wx, ctx := phone{t, browser(t, "http://"+d.page, 390, 844)}, d.client(t), t.Context()
	p.click("#follow")
	p.bring("#send-popup", "#more")
	p.click("#send-popup")
	p.click("#to-templates")
	add := func(kind, id, title, content string) {
		t.Helper()
		p.choose("#template-kind", kind)
		p.write("#template-title", title)
		p.write("#template-id", id)
		p.write("#template-content", content)
		p.click("#add-template")
		p.see("the template", fmt.Sprintf(`document.querySelector('.template[data-id=%q]')?.innerText.includes(%q)`, id, title))
	}
	add("one-time", "N1", "上课提醒", "课程:{{thing1.DATA}}\n时间:{{time2.DATA}}")
	add("long-term", "N2", "故障提醒", "位置:{{thing1.DATA}}")
	add("template", "T1", "支付成功", "订单:{{character_string1.DATA}}\n商品:{{thing2.DATA}}")
	p.fits(".templates")

	p.click("#tab-phone")
	p.bring("#send-popup", "#more")
	p.click("#send-popup")
	p.fits("#offer-sheet")
	p.choose("#popup-scene", "2")
	p.click("#show-popup")
	p.see("the two notices, and no template message", `[...document.querySelectorAll('#popup-sheet .notice strong')].map(one => one.firstChild.data).join() === '上课提醒,故障提醒'`)
	p.see("the tick of one taken away", `(document.querySelector('#popup-sheet [value="N2"]').click(), true)`)
	p.click("#popup-allow")
	p.click("#tab-inspector")
	p.see("what was chosen", `fetch('/_sandbox/exchanges').then(r => r.text()).then(all => ['N1', 'N2', 'accept', 'reject', 'PopupScene>2<'].every(words => all.includes(words)))`)
	p.click("#tab-phone")

	user := d.openID(t)
	lesson := subscribe.Message{TemplateID: "N1", Page: "http://" + d.page + "/s/none", Data: keyword.Data{"thing1": keyword.Text("钢琴课"), "time2": keyword.Text("2026年11月27日 19:30")}}
	if err := wx.Subscribe.Send(ctx, user, lesson); err != nil {
		t.Fatal(err)
	}
	p.seeCard("template", "订阅通知", "上课提醒", "课程:钢琴课\n时间:2026年11月27日 19:30", "详情")

	order := template.Message{TemplateID: "T1", Data: keyword.Data{"character_string1": keyword.Text("A1"), "thing2": keyword.Text("手表")}}
	pay := func() {
		t.Helper()
		if _, err := wx.Template.Send(ctx, user, order); err != nil {
			t.Fatal(err)
		}
	}
	pay()
	p.seeCard("template", "模板消息", "支付成功", "订单:A1\n商品:手表")
	p.see("nothing to open", `![...document.querySelectorAll('#chat .bubble[data-type="template"]')].at(-1).querySelector('.details')`)
	order.MiniProgram = &template.MiniProgram{AppID: "wx9", PagePath: "pages/order"}
	pay()
	p.seeCard("template", "详情")
	p.click(`.row:last-child .details`)
	p.see("the mini program", `document.querySelector('.toast').innerText.includes('wx9')`)

	// The notice is used up, and the other one was rejected.
	d.control(t, "users/alice/popup", `{"accept":["N1","N2"]}`)
	p.click("#profile")
	p.see("two subscriptions", `document.querySelectorAll('#subscriptions .weui-cell').length === 2`)
	p.see("one cancelled", `(document.querySelector('#subscriptions [data-template="N1"] button').click(), true)`)
	p.see("the other one", `[...document.querySelectorAll('#subscriptions .weui-cell')].map(one => one.dataset.template).join() === 'N2'`)
	p.see("the user refuse template messages", `(document.querySelector('#refusing-templates').click(), true)`)
	p.see("it in the state", `fetch('/_sandbox/state').then(r => r.json()).then(s => s.users[0].refusingTemplates)`)
	p.do("leave the sheet", chromedp.KeyEvent("\x1b"))
	d.control(t, "users/alice/refuse-templates", `{}`)

	p.click("#tab-inspector")
	p.click("#faults > summary")
	p.click("#fail-template")
	p.see("the fault", `[...document.querySelectorAll('.badge')].some(b => b.innerText === '模板消息失败 × 1')`)
	pay()
	p.see("that it struck", `![...document.querySelectorAll('.badge')].some(b => b.innerText.includes('模板消息失败'))`)
}

// A mass message is previewed, sent, read and commented on, and deleted.
func TestPhoneShowsMassMessages(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, transferring())
	p, wx, ctx := phone{t, browser(t, "http://"+d.page, 1280, 900, "status of 404")}, d.client(t), t.Context()
	p.click("#follow")
	p.see("the follow", `!document.querySelector('#foot').hidden`)
	user := d.openID(t)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	picture, err := wx.Material.Add(ctx, material.KindImage, cover(t))
	check(err)
	news, err := wx.Draft.Add(ctx,
		draft.Article{Title: "第一篇", Content: "<p>一</p>", ThumbMediaID: picture.MediaID, NeedOpenComment: true},
		draft.Article{Title: "第二篇", Content: "<p>二</p>", ThumbMediaID: picture.MediaID})
	check(err)
	_, err = wx.Mass.Preview(ctx, user, mass.MPNews{MediaID: news})
	check(err)
	p.seeCard("mpnews", "群发预览", "第一篇", "第二篇")
	sent, err := wx.Mass.ToAll(ctx, mass.MPNews{MediaID: news})
	check(err)
	film := endpoint.File{Name: "film.mp4", Content: strings.NewReader("\x00\x00\x00\x18ftypisom")}
	video, err := wx.Material.AddVideo(ctx, film, material.Description{Title: "影片", Introduction: "介绍"})
	check(err)
	sentVideo, err := wx.Mass.ToAll(ctx, mass.MPVideo{MediaID: video.MediaID})
	check(err)
	d.control(t, "clock/advance", `{"seconds":3}`)
	p.see("the message, which is no preview", `[...document.querySelectorAll('#chat .bubble[data-type="mpnews"]')].map(one => one.parentElement.querySelectorAll('.writer').length).join() === '1,0'`)
	p.seeCard("video", "影片")

	p.see("the first article", `([...document.querySelectorAll('#chat .news-first')].at(-1).click(), true)`)
	p.seeInWebView("the form", `(form => form && (form.content.value = '写得很好', form.querySelector('button').click(), true))(document.querySelector('.comments form'))`)
	p.seeInWebView("the user's own comment", `document.querySelector('.comment')?.innerText.includes('仅自己可见')`)
	first := comment.Article{MsgDataID: sent.MsgDataID}
	check(wx.Comment.Elect(ctx, first, 1))
	check(wx.Comment.Reply(ctx, first, 1, "谢谢"))
	p.click("#webview-reload")
	p.seeInWebView("the answer", `(words => words?.includes('谢谢') && !words.includes('仅自己可见'))(document.querySelector('.comment')?.innerText)`)

	check(wx.Mass.Delete(ctx, int64(sent.MsgID)))
	check(wx.Mass.Delete(ctx, int64(sentVideo.MsgID)))
	p.click("#webview-reload")
	p.seeInWebView("that it is gone", `document.body.innerText.includes('该内容已被发布者删除')`)
	p.see("its title", `document.querySelector('#webview-title').textContent === '该内容已被发布者删除'`)
	p.click("#webview-close")
	p.seeCard("video", "该视频已被发布者删除")
}

// The operator takes a user who waits, writes to the user, and hands the user over.
func TestAgentsOnThePage(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{1280, 390} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			d := startSandbox(t, transferring())
			p, wx, ctx := phone{t, browser(t, "http://"+d.page, width, 844)}, d.client(t), t.Context()
			p.click("#follow")
			p.send("有人吗")
			p.see("that the user waits", `document.querySelector('#service').innerText === '正在等待客服接入' && document.querySelector('#waiting-count').textContent === '1'`)

			p.click("#tab-console")
			p.write("#new-agent-account", "lily@test")
			p.write("#new-agent-nickname", "莉莉")
			p.click("#add-agent")
			p.see("nobody to take while the agent is offline", `document.querySelector('.take')?.disabled`)
			p.click("#agent-online")
			p.see("that the agent is online", `document.querySelector('.standing').dataset.online === 'true' && !document.querySelector('.take').disabled`)
			p.click(".take")
			p.see("what the user wrote", `document.querySelector('.desk-chat').innerText.includes('有人吗')`)
			p.write("#agent-input", "您好")
			p.click("#agent-send")
			p.see("the agent's words", `document.querySelector('.desk-chat .row:last-child')?.innerText.includes('您好')`)
			p.fits(".desk-chat")

			if width == 390 {
				p.click("#tab-phone")
			}
			p.see("who serves", `document.querySelector('#service').innerText.replace(/\s/g, '') === '莉莉正在为你服务'`)
			p.see("the agent's name and picture", `(row => row?.querySelector('.writer').innerText === '莉莉' && row.querySelector('img.avatar').src.endsWith('/lily@test.svg'))([...document.querySelectorAll('#chat .row-account')].at(-1))`)
			p.send("我要退款")
			p.click("#tab-console")
			p.see("the next message", `document.querySelector('.desk-chat .row:last-child')?.innerText.includes('我要退款')`)

			// Another agent is invited, accepts, and takes over.
			if err := wx.KF.AddAccount(ctx, "tom@test", "汤姆"); err != nil {
				t.Fatal(err)
			}
			if err := wx.KF.InviteWorker(ctx, "tom@test", "tom_wechat"); err != nil {
				t.Fatal(err)
			}
			p.see("the invitation", `(card => card?.innerText.includes('待接受邀请') && (card.click(), true))(document.querySelector('.agent-card[data-account="tom@test"]'))`)
			p.see("it accepted", `(button => button && (button.click(), true))(document.querySelector('.invitation [data-action="accept"]'))`)
			p.see("that the agent may work", `document.querySelector('#agent-online').disabled === false`)
			p.click("#agent-online")
			p.see("who the user's agent is", `document.querySelectorAll('.standing[data-online="true"]').length === 2 && (document.querySelector('.agent-card[data-account="lily@test"]').click(), true)`)
			p.choose("#hand-over", "tom@test")
			p.see("the session with the other", `(card => card.innerText.includes('1 个会话') && (card.click(), true))(document.querySelector('.agent-card[data-account="tom@test"]'))`)
			p.see("the conversation there", `document.querySelector('.desk-chat').checkVisibility() && document.querySelector('.desk-chat').innerText.includes('我要退款')`)
			p.click("#end-session")
			p.see("no conversation, and nobody who serves", `!document.querySelector('.desk-chat').checkVisibility() && document.querySelector('#service').hidden`)
		})
	}
}
