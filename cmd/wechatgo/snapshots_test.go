package main_test

import "testing"

// The page keeps a state under a name, goes back to it and forgets it.
func TestSnapshotsOnThePage(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, echoing())
	p := phone{t, browser(t, "http://"+d.page, 1280, 900)}
	p.click("#follow")
	p.send("before")
	p.seeAnswer(1, "echo before")
	p.click("#snapshots summary")
	p.write("#snapshot-name", "asked")
	p.click("#keep-snapshot")
	p.see("the kept state", `document.querySelector('.snapshots li code')?.textContent === 'asked'`)
	p.send("after")
	p.seeAnswer(1, "echo after")
	p.click(".snapshots li button")
	p.see("the chat as it was", `document.body.innerText.includes('echo before') && !document.body.innerText.includes('echo after')`)
	p.send("again")
	p.seeAnswer(1, "echo again")
	p.fits("#snapshots")
	p.click(".snapshots li button:last-child")
	p.see("no state any more", `document.querySelectorAll('.snapshots li').length === 0`)
}
