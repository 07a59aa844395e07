package main_test

import (
	"fmt"
	"testing"
)

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
