package shop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Agent is the account of the shop's agent: a name, and the account's WeChat ID behind the @.
const Agent = "xiaoye@teashop"

// InviteAgent makes the agent's account and invites a WeChat user to it, who has a day to accept.
func (s *Shop) InviteAgent(ctx context.Context, weChatID string) error {
	err := s.wx.KF.AddAccount(ctx, Agent, "小叶")
	if err != nil && !errors.Is(err, endpoint.ErrKFAccountExists) {
		return err
	}
	if err := s.wx.KF.InviteWorker(ctx, Agent, weChatID); err != nil {
		return err
	}
	s.sayf("%s is invited as the agent %s.", "已邀请 %s 担任客服 %s。", weChatID, Agent)
	return nil
}

// CheckSession tells who waits for an agent, and who serves a user. While an agent serves a user, what the user writes
// goes to the agent and not to the callback.
func (s *Shop) CheckSession(ctx context.Context, openID string) error {
	waiting, err := s.wx.KF.Waiting(ctx)
	if err != nil {
		return err
	}
	session, err := s.wx.KF.Session(ctx, openID)
	if err != nil {
		return err
	}
	if session.KfAccount == "" {
		s.sayf("Waiting: %d; nobody serves %s.", "等待接入：%d 人；%s 没有客服接待。", waiting.Count, short(openID))
		return nil
	}
	s.sayf("Waiting: %d; %s has been served by %s since %s.", "等待接入：%d 人；%s 由 %s 接待，始于 %s。",
		waiting.Count, short(openID), session.KfAccount, session.CreateTime.In(endpoint.China).Format("15:04"))
	return nil
}

// ThankAfterService sends a customer-service message, which an account may do for 48 hours after a user wrote to it.
func (s *Shop) ThankAfterService(ctx context.Context, openID string) error {
	return s.wx.KF.Send(ctx, openID, kf.From(Agent, kf.Text("感谢咨询，欢迎再来。\nThank you for asking.")))
}

// Records prints what agents and users wrote to each other since a time.
func (s *Shop) Records(ctx context.Context, since time.Time) error {
	for r, err := range s.wx.KF.Records(ctx, since, s.now()) {
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		switch r.OperCode {
		case kf.OperSent:
			s.sayf("Record: %s wrote: %s", "记录：%s 说：%s", r.Worker, r.Text)
		case kf.OperReceived:
			s.sayf("Record: %s wrote: %s", "记录：%s 说：%s", short(r.OpenID), r.Text)
		}
	}
	return nil
}
