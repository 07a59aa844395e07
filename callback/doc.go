// Package callback is the webhook of an Official Account: the address that the console calls 服务器地址(URL). [New]
// makes it, an [http.Handler] that answers the handshake (GET) and takes the pushes (POST); a [Mux] sends each push to
// the function that handles it.
//
//	mux := callback.NewMux()
//	mux.Text("hello", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
//		return reply.Text("hello"), nil
//	})
//	server, err := callback.New(account, mux)
//	http.Handle("/wx", server)
//
// A push goes this way: signature, body within its bound, opened and decoded as the account's mode says, joined with
// the pushes of the same message, handled once, its reply checked, written and sealed.
//
// The mode is the account's and never the request's. The query's signature does not cover the body: whoever has seen
// one request can send its query again with a body of their own. So with an EncodingAESKey only the sealed part of a
// push is read, and msg_signature, which covers it, is checked too.
//
// In WeChat cloud hosting (微信云托管) pushes have neither a signature nor encryption. [account.CloudHosting] takes
// them: by POST, as XML, with the header x-wx-source, which WeChat's gateway adds to what comes through it and, by the
// platform's page, takes from everything else; nobody has tried that. A page or a mini program that may call the
// container comes through the gateway as well. The header x-wx-openid then names its user, and must be the push's
// sender where it is there. [WithPrivateContainer] is for containers without public access. No request and no default
// leads to this mode.
//
// The platform waits five seconds for an answer, then hangs up and pushes the same message again, three pushes in all.
// The handler runs once; the later pushes join it and get its reply, so a reply may take up to 14 seconds. What takes
// longer, and what a message does not hold, has three ways: it is sent as a customer-service message ([WithKF],
// [WithSender]), or kept until the user asks for it, where the account may not send any ([WithoutKF], [WithPickup],
// [WithStillWorking]), or the fallback stands for it ([WithFallback]). A handler may choose that at once, with [Later],
// and answer piece by piece, with [Parts]. With [WithStore] all this holds across instances: one run, one answer.
// [Server.Parse] and [Server.Do] handle pushes that came by a queue.
//
// The messages of one user are handled one after another, those of different users at the same time, up to a bound.
// [Server.Shutdown] loses none.
//
// Whatever goes wrong behind a genuine push (an error, a panic, a reply that the platform would not take) is logged and
// answered with the fallback ([WithFallback]), or with "success", which shows the user nothing. Anything else would have
// the platform push again and then tell the user that the account is out of order.
//
// The pages this follows: https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/message-push and
// https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption
//
// The guides are [docs/messages.md], and [docs/bot.md] for answers that take long.
//
// [docs/messages.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/messages.md
// [docs/bot.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/bot.md
package callback
