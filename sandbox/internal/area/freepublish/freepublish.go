// Package freepublish has the endpoints for publishing drafts.
package freepublish

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	api "github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Submit, submit),
		route.Handle(api.Get, get),
		route.Handle(api.GetArticle, getArticle),
		route.Handle(api.BatchGet, list),
		route.Handle(api.Delete, remove),
	}
}

// jobs is the state of this area. What was published is in package core.
type jobs struct {
	last int64
	byID core.Recent[*job]
}

// job is one publication.
type job struct {
	id        api.ID
	dataID    int64
	status    api.Status
	articleID string
	urls      []string
}

// firstID is about what the documents show: a number of nine digits.
const firstID = 100_000_000

// maxJobs is how many publications are remembered.
const maxJobs = 1000

// publishTime is how long a publication takes on the platform's clock.
const publishTime = 3 * time.Second

// submit handles freepublish/submit.
func submit(tx *core.Tx, s *jobs, in api.SubmitIn) (api.SubmitOut, error) {
	set := tx.FindNews(core.Drafts, in.MediaID)
	if set == nil {
		return api.SubmitOut{}, core.Refuse(
			endpoint.ErrInvalidMediaID,
			fmt.Sprintf(
				"There is no draft of the media_id %q: it was deleted, published or never made.",
				core.Short(in.MediaID),
			),
			fmt.Sprintf("没有 media_id 为 %q 的草稿：可能已删除、已发布或从未创建。", core.Short(in.MediaID)),
		)
	}
	s.last++
	j := &job{id: api.ID(strconv.FormatInt(firstID+s.last, 10)), dataID: tx.IDs.DataID(), status: api.StatusUnderWay}
	s.byID.Put(string(j.id), j, maxJobs)
	tx.SetSubject(core.Short(set.Articles[0].Title), nil)
	tx.After(publishTime, publication{j, in.MediaID})
	return api.SubmitOut{PublishID: j.id, MsgDataID: api.DataID(j.dataID)}, nil
}

// publication is what submit puts off.
type publication struct {
	job     *job
	mediaID string
}

// Jobs are the area's jobs, for what saves them.
func Jobs() []core.Job { return []core.Job{publication{}} }

// Run implements [core.Job].
func (p publication) Run(tx *core.Tx) { publish(tx, p.job, p.mediaID) }

// publish ends a publication. A draft that is gone by then cannot be published.
func publish(tx *core.Tx, j *job, mediaID string) {
	e := &message.PublishJobFinishEvent{Common: tx.Common(tx.Helper()), PublishID: string(j.id)}
	set := tx.FindNews(core.Drafts, mediaID)
	if set == nil {
		j.status = api.StatusFailed
	} else {
		released := tx.Release(set, core.Published, j.dataID)
		j.status, j.articleID = api.StatusPublished, released.MediaID
		for i, a := range released.Articles {
			j.urls = append(j.urls, a.URL)
			e.Articles = append(e.Articles, message.PublishedArticle{Idx: int64(i + 1), URL: a.URL})
		}
	}
	e.Status, e.ArticleID, e.ArticleCount = int64(j.status), j.articleID, int64(len(e.Articles))
	tx.PushEvent(tx.Helper(), e)
}

// get handles freepublish/get.
func get(tx *core.Tx, s *jobs, in api.PublishID) (api.Publication, error) {
	j := s.byID.Get(string(in.PublishID))
	if j == nil {
		return api.Publication{}, core.Refuse(
			endpoint.ErrInvalidArgs,
			fmt.Sprintf(
				"freepublish/submit did not answer the publish_id %q. The platform's code for that is not known.",
				core.Short(string(in.PublishID)),
			),
			fmt.Sprintf(
				"publish_id %q 不是 freepublish/submit 返回的值。平台对此的错误码尚不清楚。",
				core.Short(string(in.PublishID)),
			),
		)
	}
	out := api.Publication{PublishID: j.id, Status: j.status, FailIdx: []endpoint.Number{}}
	if j.status != api.StatusPublished {
		return out, nil
	}
	if tx.FindNews(core.Published, j.articleID) == nil {
		out.Status = api.StatusDeleted
		return out, nil
	}
	out.ArticleID, out.Detail = j.articleID, &api.Detail{Count: endpoint.Number(len(j.urls))}
	for i, url := range j.urls {
		out.Detail.Articles = append(out.Detail.Articles, api.PublishedArticle{Idx: endpoint.Number(i + 1), URL: url})
	}
	return out, nil
}

// find returns the publication with that article_id.
func find(tx *core.Tx, articleID string) (*core.News, error) {
	if set := tx.FindNews(core.Published, articleID); set != nil {
		return set, nil
	}
	return nil, core.Refuse(
		endpoint.ErrInvalidArticleID,
		fmt.Sprintf(
			"Nothing is published under the article_id %q: all of it was deleted, or it never was.",
			core.Short(articleID),
		),
		fmt.Sprintf("没有 article_id 为 %q 的已发布文章：可能已全部删除或从未发布。", core.Short(articleID)),
	)
}

// getArticle handles freepublish/getarticle.
func getArticle(tx *core.Tx, _ *jobs, in api.ArticleID) (api.News, error) {
	set, err := find(tx, in.ArticleID)
	if err != nil {
		return api.News{}, err
	}
	return newsOf(set, false), nil
}

// newsOf returns the articles as the platform answers them: each ' is escaped, and a deleted article has no content.
func newsOf(set *core.News, noContent bool) (n api.News) {
	for i, a := range set.Articles {
		out := api.Article{
			Title:            a.Title,
			Author:           a.Author,
			Digest:           a.Digest,
			Content:          strings.ReplaceAll(a.Content, "'", "&#39;"),
			ContentSourceURL: a.ContentSourceURL,
			ThumbMediaID:     a.ThumbMediaID,
			ThumbURL:         a.ThumbURL,
			NeedOpenComment: endpoint.Flag(
				set.Threads[i].Open,
			),
			OnlyFansCanComment: endpoint.Flag(set.Threads[i].FansOnly),
			URL:                a.URL,
			IsDeleted:          set.Threads[i].Deleted,
		}
		if noContent || out.IsDeleted {
			out.Content = ""
		}
		n.Articles = append(n.Articles, out)
	}
	return n
}

// list handles freepublish/batchget. The newest publication comes first.
func list(tx *core.Tx, _ *jobs, in api.BatchGetIn) (endpoint.Batch[api.Item], error) {
	return route.Page(tx.News(core.Published), in.Window, api.MaxBatch, func(set *core.News) api.Item {
		return api.Item{
			ArticleID: set.MediaID, News: newsOf(set, bool(in.NoContent)), UpdateTime: endpoint.At(set.Updated),
		}
	})
}

// remove handles freepublish/delete.
func remove(tx *core.Tx, _ *jobs, in api.DeleteIn) (endpoint.None, error) {
	set, err := find(tx, in.ArticleID)
	if err != nil {
		return endpoint.None{}, err
	}
	first, last := int(in.Index)-1, int(in.Index)-1
	if in.Index == 0 {
		first, last = 0, len(set.Articles)-1
	}
	if first < 0 || last >= len(set.Articles) || in.Index != 0 && set.Threads[first].Deleted {
		return endpoint.None{}, core.Refuse(
			endpoint.ErrInvalidIndex,
			fmt.Sprintf(
				"index is %d; the publication has %d articles, counted from 1, and that one must exist.",
				in.Index,
				len(set.Articles),
			),
			fmt.Sprintf("index 为 %d，而该次发布共 %d 篇，从 1 开始计数，且该篇须未删除。", in.Index, len(set.Articles)),
		)
	}
	for i := first; i <= last; i++ {
		if !set.Threads[i].Deleted {
			tx.DeleteArticle(set, i)
		}
	}
	return endpoint.None{}, nil
}
