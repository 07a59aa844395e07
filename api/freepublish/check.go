package freepublish

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that the platform would refuse.
const refuse = field.In("freepublish")

// Check refuses an empty media_id, with an [*endpoint.FieldError].
func (in SubmitIn) Check() error {
	if in.MediaID == "" {
		return refuse.Empty("media_id", "give the media_id of a draft, as draft.Add returns it").
			With(endpoint.ErrInvalidMediaID)
	}
	return nil
}

// Check refuses an empty publish_id, with an [*endpoint.FieldError].
func (in PublishID) Check() error {
	if in.PublishID == "" {
		return refuse.Empty("publish_id", "give the publish_id that Submit returned")
	}
	return nil
}

// Check refuses an empty article_id, with an [*endpoint.FieldError].
func (in ArticleID) Check() error { return checkArticleID(in.ArticleID) }

// Check refuses an empty article_id and an index below 0, with an [*endpoint.FieldError].
func (in DeleteIn) Check() error {
	if in.Index < 0 {
		return errIndex(int(in.Index))
	}
	return checkArticleID(in.ArticleID)
}

func errIndex(index int) error {
	return refuse.Field("index", fmt.Sprintf("is %d", index), "count from 1, or delete all articles with DeleteAll")
}

func checkArticleID(id string) error {
	if id == "" {
		return refuse.Empty("article_id", "give the article_id of a publication that succeeded").
			With(endpoint.ErrInvalidArticleID)
	}
	return nil
}
