package draft

import (
	"fmt"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an article that exceeds a limit of the platform.
const refuse = field.In("draft")

// Limits of the platform, in characters unless the name says bytes.
const (
	MaxTitle        = 32
	MaxAuthor       = 16
	MaxDigest       = 128
	MaxContentBytes = 1 << 20 // the platform's page also says 20,000 characters, which it does not enforce in practice
	MaxSourceBytes  = 1 << 10
	MaxPictures     = 20
)

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError]. errors.Is finds the
// platform's code for the refusal if the documents name one.
func (in AddIn) Check() error {
	if len(in.Articles) == 0 {
		return refuse.Empty("articles", "give at least one article")
	}
	for i, a := range in.Articles {
		if err := a.check(fmt.Sprintf("articles[%d].", i)); err != nil {
			return err
		}
	}
	return nil
}

// Check reports the first field beyond the platform's limits, as [AddIn.Check] does.
func (in UpdateIn) Check() error {
	if in.Index < 0 {
		return refuse.Field("index", fmt.Sprintf("is %d", in.Index), "count from 0").With(endpoint.ErrInvalidIndex)
	}
	return in.Article.check("articles.")
}

// Check refuses a type of card that the type of article does not have, with an [*endpoint.FieldError] in which
// errors.Is finds the platform's code.
func (in ProductIn) Check() error {
	least, most := CardBig, CardText
	switch in.ArticleType {
	case News:
	case NewsPic:
		least, most = CardSmall, CardBar
	default:
		return refuse.Field("article_type", fmt.Sprintf("is %q", in.ArticleType), "use News or NewsPic").
			With(endpoint.ErrProductCardArticleType)
	}
	if in.CardType < least || in.CardType > most {
		return refuse.Field("card_type", fmt.Sprintf("is %d for %s", in.CardType, in.ArticleType),
			fmt.Sprintf("give %d to %d", least, most)).With(endpoint.ErrProductCardType)
	}
	return nil
}

// Check reports the first field beyond the platform's limits, as [AddIn.Check] does.
func (a Article) Check() error { return a.check("") }

func (a Article) check(path string) error {
	if err := field.First(
		checkCharacters(path+"title", a.Title, 1, MaxTitle, endpoint.ErrTitleTooLong),
		checkCharacters(path+"author", a.Author, 0, MaxAuthor, nil),
		checkCharacters(path+"digest", a.Digest, 0, MaxDigest, endpoint.ErrDescriptionTooLong),
		checkBytes(path+"content", a.Content, 1, MaxContentBytes, endpoint.ErrInvalidContent),
		checkBytes(
			path+"content_source_url",
			a.ContentSourceURL,
			0,
			MaxSourceBytes,
			endpoint.ErrInvalidContentSourceURL,
		),
	); err != nil {
		return err
	}
	switch a.Type {
	case "", News:
		return a.checkNews(path)
	case NewsPic:
		return a.checkPictures(path)
	}
	return refuse.Field(path+"article_type", fmt.Sprintf("is %q", a.Type), "use News or NewsPic")
}

func (a Article) checkNews(path string) error {
	switch {
	case a.ThumbMediaID == "":
		return refuse.Empty(path+"thumb_media_id", "give the media_id of a picture of the permanent material").
			With(endpoint.ErrInvalidMediaID)
	case a.ImageInfo != nil && len(a.ImageInfo.Images) > 0:
		return refuse.Field(
			path+"image_info",
			"is only for the type newspic",
			"make the article with Pictures, or put the pictures into its content",
		)
	}
	return nil
}

func (a Article) checkPictures(path string) error {
	n := 0
	if a.ImageInfo != nil {
		n = len(a.ImageInfo.Images)
	}
	if n < 1 || n > MaxPictures {
		return refuse.Amount(path+"image_info.image_list", n, 1, MaxPictures, "pictures")
	}
	for i, picture := range a.ImageInfo.Images {
		if picture.MediaID == "" {
			return refuse.Empty(fmt.Sprintf("%simage_info.image_list[%d].image_media_id", path, i),
				"give the media_id of a picture of the permanent material").With(endpoint.ErrInvalidMediaID)
		}
	}
	return nil
}

func checkCharacters(path, text string, least, most int, code error) error {
	if n := utf8.RuneCountInString(text); n < least || n > most {
		return refuse.Amount(path, n, least, most, "characters").With(code)
	}
	return nil
}

func checkBytes(path, text string, least, most int, code error) error {
	if n := len(text); n < least || n > most {
		return refuse.Amount(path, n, least, most, "bytes").With(code)
	}
	return nil
}
