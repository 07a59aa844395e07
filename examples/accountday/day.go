package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/examples/accountday/shop"
	"github.com/wechatgo/wechatgo/sandbox"
)

// day is what a part of the day leaves for a later one.
type day struct {
	*town
	shop     *shop.Shop
	article  shop.Published
	readers  []string // the OpenIDs of those who commented
	regulars int64    // the tag
}

// live lives the day, and the morning after it.
func live(ctx context.Context, t *town, s *shop.Shop) error {
	d := &day{town: t, shop: s}
	for _, part := range []struct {
		hour   int
		en, zh string
		do     func(context.Context) error
	}{
		{8, "The shop opens", "开门", d.open},
		{9, "An article", "发文章", d.publish},
		{10, "Comments", "留言", d.comments},
		{11, "Tags", "打标签", d.tags},
		{12, "A mass message", "群发", d.offer},
		{14, "A template message", "模板消息", d.order},
		{15, "A subscription notice", "订阅通知", d.table},
		{16, "Customer service", "客服", d.service},
		{20, "The list of followers", "导出粉丝", d.export},
		{24 + 8, "The figures, next morning", "次日早上的数据", d.figures},
	} {
		t.wait(part.hour, 0)
		s.Heading(part.en, part.zh)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s · %s: %w", part.en, part.zh, err)
		}
	}
	return nil
}

func (d *day) open(ctx context.Context) error {
	if err := d.shop.InviteAgent(ctx, "xiaoye_1998"); err != nil {
		return err
	}
	agent := d.wechat.Agent(shop.Agent)
	if err := errors.Join(agent.Accept(), agent.SetOnline(true)); err != nil {
		return err
	}
	return errors.Join(did(d.alice.Follow()), did(d.bob.FollowByScene("door")), did(d.carol.Follow()))
}

func (d *day) publish(ctx context.Context) (err error) {
	stop := d.hurry()
	defer stop()
	if d.article, err = d.shop.PublishArticle(ctx); err != nil {
		return err
	}
	if err := reads(d.alice, d.article.URL, "秋茶上市"); err != nil {
		return err
	}
	pictures, err := d.shop.PublishPictures(ctx)
	if err != nil {
		return err
	}
	return reads(d.bob, pictures.URL, "今日茶席")
}

func (d *day) comments(ctx context.Context) (err error) {
	if err := did(d.alice.Comment(d.article.URL, "等了一年的茶！")); err != nil {
		return err
	}
	if err := did(d.bob.Comment(d.article.URL, "周末来喝。")); err != nil {
		return err
	}
	if d.readers, err = d.shop.AnswerComments(ctx, d.article.Article); err != nil {
		return err
	}
	return reads(d.carol, d.article.URL, "谢谢，店里见！")
}

func (d *day) tags(ctx context.Context) (err error) {
	d.regulars, err = d.shop.TagRegulars(ctx, d.readers)
	return err
}

func (d *day) offer(ctx context.Context) error {
	stop := d.hurry()
	defer stop()
	const id = "offer-autumn"
	first, err := d.shop.SendOffer(ctx, d.regulars, id)
	if err != nil {
		return err
	}
	d.wait(12, 30) // a program that is started once more
	again, err := d.shop.SendOffer(ctx, d.regulars, id)
	if err == nil && again.MsgID != first.MsgID {
		err = fmt.Errorf("the offer was sent twice, as %d and %d", first.MsgID, again.MsgID)
	}
	return err
}

func (d *day) order(ctx context.Context) error {
	d.bob.SetRefusingTemplates(true) // 拒收: the event says so, the call does not
	o := shop.Order{Number: "T20261201", Tea: "凤凰单丛", Fen: 12800, At: d.wechat.Clock.Now()}
	if err := d.shop.TellOfOrder(ctx, d.alice.OpenID(), o); err != nil {
		return err
	}
	if err := d.shop.TellOfOrder(ctx, d.bob.OpenID(), o); err != nil {
		return err
	}
	d.wait(14, 5) // the deliveries end, and their events come
	return nil
}

func (d *day) table(ctx context.Context) error {
	if err := did(d.alice.AnswerPopup([]string{d.notice}, nil)); err != nil {
		return err
	}
	for _, u := range []*sandbox.User{d.alice, d.bob} { // bob has not seen the pop-up
		sent, err := d.shop.ConfirmTable(ctx, u.OpenID(), d.midnight.Add(19*time.Hour))
		if err != nil {
			return err
		}
		if sent != (u == d.alice) {
			return fmt.Errorf("the notice to %s: sent %t", u.Name(), sent)
		}
	}
	d.wait(15, 5)
	return nil
}

func (d *day) service(ctx context.Context) error {
	begin, alice, agent := d.wechat.Clock.Now(), d.alice, d.wechat.Agent(shop.Agent)
	if err := did(alice.Send("人工")); err != nil {
		return err
	}
	if err := d.shop.CheckSession(ctx, alice.OpenID()); err != nil {
		return err
	}
	if _, err := agent.Take(); err != nil {
		return err
	}
	if err := d.shop.CheckSession(ctx, alice.OpenID()); err != nil {
		return err
	}
	if err := errors.Join(did(alice.Send("单丛用什么水温？")), agent.Write(alice, "九十五度，快出汤。")); err != nil {
		return err
	}
	d.wait(16, 10)
	if err := agent.Close(alice); err != nil {
		return err
	}
	if err := d.shop.ThankAfterService(ctx, alice.OpenID()); err != nil {
		return err
	}
	return d.shop.Records(ctx, begin)
}

func (d *day) export(ctx context.Context) error {
	full := errors.New("the disk is full")
	var list []user.User
	cursor, err := d.shop.ExportFollowers(ctx, user.Cursor{}, func(u user.User) error {
		if len(list) == 2 {
			return full
		}
		list = append(list, u)
		return nil
	})
	if !errors.Is(err, full) {
		return fmt.Errorf("the export was not interrupted: %w", err)
	}
	// The next run goes on behind the last follower who was written.
	_, err = d.shop.ExportFollowers(ctx, cursor, func(u user.User) error {
		list = append(list, u)
		return nil
	})
	if err == nil && len(list) != 3 {
		err = fmt.Errorf("%d followers were exported, want 3", len(list))
	}
	return err
}

func (d *day) figures(ctx context.Context) error { return d.shop.Report(ctx) }
