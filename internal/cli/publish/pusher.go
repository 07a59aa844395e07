package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// pusher puts an article on an account.
type pusher struct {
	wx        *wechatgo.Client
	state     *state
	known     *onAccount
	key       string    // of the article's draft
	out, errs io.Writer // results, and what happens on the way

	reused int // pictures of this push that were on the platform
	sent   int // pictures of this push that were uploaded
}

// newPusher returns a pusher of the article at a path.
func newPusher(wx *wechatgo.Client, s *state, path string, out, errs io.Writer) *pusher {
	key := wx.Account().AppID
	if host := wx.Endpoint().Hosts.API; host != "" && !strings.HasSuffix(host, ".weixin.qq.com") {
		key += " at " + host // a sandbox has pictures and drafts of its own
	}
	return &pusher{wx: wx, state: s, known: s.account(key), key: s.keyOf(path), out: out, errs: errs}
}

// mayPush finds out whether the account may make drafts, and publish or send previews if that is asked for, by reads that
// change nothing.
func (p *pusher) mayPush(ctx context.Context, publish, preview bool) error {
	if _, err := p.wx.Draft.Count(ctx); err != nil {
		if errors.Is(err, endpoint.ErrAPIUnauthorized) {
			return fmt.Errorf(
				"nothing was uploaded: this account may make no drafts by the API. --dry-run -o FILE writes "+
					"the HTML, which can be pasted into the editor of https://mp.weixin.qq.com\n"+
					"未上传任何内容：该账号没有草稿接口权限。可用 --dry-run -o FILE 生成 HTML，粘贴到公众平台的编辑器中。\n%w",
				operator.InChinese(err),
			)
		}
		return operator.InChinese(err)
	}
	if preview {
		if _, err := p.wx.Mass.Speed(ctx); errors.Is(err, endpoint.ErrAPIUnauthorized) {
			return fmt.Errorf("nothing was uploaded: this account may send no previews by the API; only certified "+
				"accounts may. Push without --preview, and preview the draft at https://mp.weixin.qq.com\n"+
				"未上传任何内容：该账号不能通过接口发送预览（仅限已认证的账号）。请去掉 --preview，"+
				"再登录 https://mp.weixin.qq.com 预览草稿。\n%w", operator.InChinese(err))
		} else if err != nil {
			return operator.InChinese(err)
		}
	}
	if !publish {
		return nil
	}
	for _, err := range p.wx.FreePublish.AllWithoutContent(ctx) {
		if errors.Is(err, endpoint.ErrAPIUnauthorized) {
			return fmt.Errorf(
				"nothing was uploaded: this account may not publish by the API; since July 2025 only certified "+
					"accounts may. Push without --publish, and then publish the draft at "+
					"https://mp.weixin.qq.com: 内容管理, 草稿箱, 发表\n"+
					"未上传任何内容：该账号不能通过接口发布（2025 年 7 月起仅限已认证的账号）。请去掉 --publish，"+
					"再登录 https://mp.weixin.qq.com，在“内容管理 > 草稿箱”中点“发表”。\n%w",
				operator.InChinese(err),
			)
		}
		if err != nil {
			return operator.InChinese(err)
		}
		break // the first item is answer enough
	}
	return nil
}

// push uploads the pictures that are not on the platform yet, and makes the draft, or updates the one of an earlier push.
// It returns its media_id.
func (p *pusher) push(ctx context.Context, ready *article.Prepared) (mediaID string, err error) {
	for {
		p.reused, p.sent = 0, 0
		d, err := ready.Draft(ctx, p.upload())
		if err != nil {
			return "", operator.InChinese(err)
		}
		mediaID, err = p.save(ctx, d)
		if err == nil {
			return mediaID, nil
		}
		if !errors.Is(err, endpoint.ErrInvalidMediaID) {
			return "", operator.InChinese(err)
		}
		again, err2 := p.forgetGone(ctx)
		if err2 != nil || !again {
			return "", operator.InChinese(errors.Join(err, err2))
		}
	}
}

// upload uploads what is not remembered. Each picture is remembered at once, so that a push that is interrupted uploads
// nothing twice.
func (p *pusher) upload() article.Upload {
	to := article.UploadTo(p.wx.Material)
	type uploader = func(context.Context, draft.Picture) (string, error)
	once := func(what string, list map[string]string, upload uploader) uploader {
		return func(ctx context.Context, picture draft.Picture) (string, error) {
			key := keyOf(picture)
			if at, ok := list[key]; ok {
				p.reused++
				return at, nil
			}
			at, err := upload(ctx, picture)
			if err != nil {
				return "", err
			}
			p.sent++
			list[key] = at
			fmt.Fprintf(p.errs, "uploaded the %s %s, %s\n", what, picture.Name, sizeOf(len(picture.Data)))
			return at, p.state.write()
		}
	}
	return article.Upload{
		Image:    once("picture", p.known.Images, to.Image),
		Material: once("permanent material", p.known.Materials, to.Material),
	}
}

// save updates the draft of the article, or makes one.
func (p *pusher) save(ctx context.Context, d draft.Article) (mediaID string, err error) {
	if err := p.state.refresh(); err != nil {
		return "", err
	}
	mediaID = p.known.Drafts[p.key]
	did := "updated"
	if mediaID != "" {
		err = p.wx.Draft.Update(ctx, mediaID, 0, d)
	} else {
		did = "made"
		mediaID, err = p.wx.Draft.Add(ctx, d)
		if err != nil && endpoint.Transient(err) {
			err = fmt.Errorf("it is not known whether a draft was made; look with wechatgo draft list: %w", err)
		}
	}
	if err != nil {
		return "", err
	}
	p.known.Drafts[p.key] = mediaID
	fmt.Fprintf(p.out, "%s the draft %q: %s\n", did, d.Title, mediaID)
	return mediaID, p.state.write()
}

// forgetGone finds out what of the remembered is gone from the platform, after it did not know a media_id, and forgets
// that. again is false if nothing of it is.
func (p *pusher) forgetGone(ctx context.Context) (again bool, err error) {
	if mediaID := p.known.Drafts[p.key]; mediaID != "" {
		_, err := p.wx.Draft.Get(ctx, mediaID)
		switch {
		case errors.Is(err, endpoint.ErrInvalidMediaID):
			fmt.Fprintf(p.errs, "the draft %s is gone: it was deleted, or published. A new one is made\n", mediaID)
			delete(p.known.Drafts, p.key)
			return true, p.state.write()
		case err != nil:
			return false, err
		}
	}
	if p.reused == 0 {
		return false, nil
	}
	fmt.Fprintln(p.errs, "a picture of an earlier push is gone: all are uploaded again")
	p.known.forgetPictures()
	return true, p.state.write()
}

// openID matches the OpenIDs of followers; a WeChat ID is shorter.
var openID = regexp.MustCompile(`^o[\w-]{27}$`)

// preview sends a draft to one follower, who is named by the OpenID or the WeChat ID.
func (p *pusher) preview(ctx context.Context, mediaID, to string) error {
	send := p.wx.Mass.PreviewToName
	if openID.MatchString(to) {
		send = p.wx.Mass.Preview
	}
	if _, err := send(ctx, to, mass.MPNews{MediaID: mediaID}); err != nil {
		return fmt.Errorf("the preview was not sent; the draft is %s: %w", mediaID, operator.InChinese(err))
	}
	fmt.Fprintf(p.out, "sent a preview to %s\n", to)
	return nil
}

// printAddress prints where the draft can be looked at. For a moment after it was made it may have no address.
func (p *pusher) printAddress(ctx context.Context, mediaID string) {
	d, err := p.wx.Draft.Get(ctx, mediaID)
	if err == nil && len(d.Articles) > 0 && d.Articles[0].URL != "" {
		fmt.Fprintf(p.out, "preview: %s\n", d.Articles[0].URL)
	}
}

// saysEvery is how often a wait for a publication says that it waits.
const saysEvery = 10 * time.Second

// publish publishes a draft and waits for the end of that.
func (p *pusher) publish(ctx context.Context, mediaID, title string) error {
	job, err := p.wx.FreePublish.Submit(ctx, mediaID)
	switch {
	case err != nil && endpoint.Transient(err):
		return fmt.Errorf("it is not known whether the draft %s was published; look with wechatgo publish list: %w",
			mediaID, operator.InChinese(err))
	case err != nil:
		return fmt.Errorf("not published, it is still the draft %s: %w", mediaID, operator.InChinese(err))
	}
	fmt.Fprintf(p.errs, "publication %s is under way\n", job.PublishID)
	result, err := p.wait(ctx, job.PublishID)
	if failed, ok := errors.AsType[*freepublish.PublishError](err); ok {
		_, zh := failed.Status.Meaning()
		if failed.Status == freepublish.StatusDeleted || failed.Status == freepublish.StatusBanned {
			return fmt.Errorf("the draft %s was published, and can no longer be read: %w\n%s", mediaID, err, zh)
		}
		return fmt.Errorf("not published, the draft was %s: %w\n未发布：%s", mediaID, err, zh)
	}
	if err != nil {
		return fmt.Errorf("it is not known whether the draft %s was published; ask with "+
			"wechatgo api freepublish.get publish_id=%s: %w", mediaID, job.PublishID, operator.InChinese(err))
	}
	delete(p.known.Drafts, p.key) // the platform removes a draft that it publishes
	for _, a := range result.Articles() {
		fmt.Fprintf(p.out, "published %q: %s\n", title, a.URL)
	}
	return p.state.write()
}

// wait waits for a publication, and says from time to time that it does.
func (p *pusher) wait(ctx context.Context, id freepublish.ID) (freepublish.Publication, error) {
	ended, said := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(said)
		tick := time.NewTicker(saysEvery)
		defer tick.Stop()
		for begin := time.Now(); ; {
			select {
			case <-ended:
				return
			case now := <-tick.C:
				fmt.Fprintf(
					p.errs,
					"publication %s is still under way after %v\n",
					id,
					now.Sub(begin).Round(time.Second),
				)
			}
		}
	}()
	result, err := p.wx.FreePublish.Wait(ctx, id)
	close(ended)
	<-said
	return result, err
}

// sizeOf returns a size in words.
func sizeOf(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%.1f KB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}
