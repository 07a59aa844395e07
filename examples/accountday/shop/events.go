package shop

import (
	"context"
	"net/http"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// Callback returns the handler of the account's server address.
func (s *Shop) Callback() http.Handler { return s.wx.Callback(s.mux()) }

// mux answers users, and takes the events with which the platform says how something ended that the program began. The
// platform repeats a push that is not answered within five seconds, so a handler of an event only notes it.
func (s *Shop) mux() *callback.Mux {
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("欢迎光临。发送“人工”，店员来答。\nWelcome. Send 人工 to talk to a person."), nil
	})
	// The reply hands the user over to customer service: the next agent who is free takes the session.
	mux.Text("人工", func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Transfer{}, nil
	})

	// With Finished the event ends the Wait for its job at once; without it, Wait would end with its next question.
	callback.On(mux, func(_ context.Context, e *message.PublishJobFinishEvent) (reply.Reply, error) {
		s.sayf("Event PUBLISHJOBFINISH: status %d.", "事件 PUBLISHJOBFINISH：状态 %d。", e.Status)
		s.wx.FreePublish.Finished(e)
		return nil, nil
	})
	callback.On(mux, func(_ context.Context, e *message.MassSendJobFinishEvent) (reply.Reply, error) {
		s.sayf("Event MASSSENDJOBFINISH: %s.", "事件 MASSSENDJOBFINISH：%s。", e.Status)
		s.wx.Mass.Finished(e)
		return nil, nil
	})

	// A program with a database notes these beside the order or the visit that the message was about.
	callback.On(mux, func(_ context.Context, e *message.TemplateSendJobFinishEvent) (reply.Reply, error) {
		s.sayf("Event TEMPLATESENDJOBFINISH for %s: %s.", "事件 TEMPLATESENDJOBFINISH（%s）：%s。",
			short(e.FromUserName), e.Status)
		return nil, nil
	})
	callback.On(mux, func(_ context.Context, e *message.SubscribeMsgPopupEvent) (reply.Reply, error) {
		for _, choice := range e.List {
			s.sayf("Event subscribe_msg_popup_event: %s chose %s.", "事件 subscribe_msg_popup_event：%s 选择了 %s。",
				short(e.FromUserName), choice.Status)
		}
		return nil, nil
	})
	callback.On(mux, func(_ context.Context, e *message.SubscribeMsgSentEvent) (reply.Reply, error) {
		for _, sent := range e.List {
			s.sayf("Event subscribe_msg_sent_event for %s: %s.", "事件 subscribe_msg_sent_event（%s）：%s。",
				short(e.FromUserName), sent.ErrorStatus)
		}
		return nil, nil
	})

	callback.On(mux, func(_ context.Context, e *message.KfCreateSessionEvent) (reply.Reply, error) {
		s.sayf("Event kf_create_session: %s serves %s.", "事件 kf_create_session：%s 接待 %s。",
			e.KfAccount, short(e.FromUserName))
		return nil, nil
	})
	callback.On(mux, func(_ context.Context, e *message.KfCloseSessionEvent) (reply.Reply, error) {
		s.sayf("Event kf_close_session: %s and %s are done.", "事件 kf_close_session：%s 与 %s 的会话结束。",
			e.KfAccount, short(e.FromUserName))
		return nil, nil
	})
	return mux
}
