// Package sandbox is a stand-in for WeChat as an Official Account sees it: the platform's API with its state, the
// pushes with their rules, the web login, and virtual users with a phone each. A program that runs against it needs no
// account, no public address and no network.
//
// In a Go test it runs in process, without a listener:
//
//	platform := sandbox.Start(t)
//	platform.Connect(app)               // the app's http.Handler: callback and pages
//	alice := platform.User("alice")
//	alice.Follow()
//	got := alice.Send("hello")          // what her phone shows because of it
//
// As an http.Handler it serves the platform's real paths, a control API under /_sandbox/ and a page with a phone. The
// command "wechatgo sandbox" listens for HTTP requests and serves them with it.
//
// Everything but the order of concurrent goroutines is deterministic: ids come from a seed, and [Clock] can be set
// ahead. Where the platform's behaviour is not documented, docs/sandbox.md names the choice that was made.
//
// The guides are [docs/testing.md], and [docs/sandbox.md], which has the control API as well.
//
// [docs/testing.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/testing.md
// [docs/sandbox.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/sandbox.md
package sandbox
