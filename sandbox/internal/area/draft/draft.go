// Package draft has the endpoints for drafts and for product cards.
package draft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	api "github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// maxBody is enough for eight articles of 1 MB, in bytes.
const maxBody = 9 << 20

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Add, add, route.LargeBody(maxBody), route.KeepsEscapes, route.Checks(articlesAreList)),
		route.Handle(api.Update, update, route.LargeBody(maxBody), route.KeepsEscapes),
		route.Handle(api.Get, get),
		route.Handle(api.Delete, remove),
		route.Handle(api.Count, count),
		route.Handle(api.BatchGet, list),
		route.Handle(api.Switch, switchDrafts),
		route.Handle(api.ProductGetCardInfo, productCard),
	}
}

// products is the state of this area. The drafts themselves are in package core.
type products struct {
	cards core.Recent[bool] // the cards that were made, by product_key
}

// maxProducts is how many product cards are remembered.
const maxProducts = 1000

// articlesAreList refuses articles that are not a list, such as JSON in a string.
func articlesAreList(body []byte) error {
	var in struct {
		Articles json.RawMessage `json:"articles"`
	}
	if json.Unmarshal(body, &in) != nil || bytes.HasPrefix(in.Articles, []byte("[")) {
		return nil // invalid JSON is refused when the body is decoded
	}
	return core.Refuse(
		endpoint.ErrEmptyNews,
		"articles is a list of articles, and no string or single article.",
		"articles 须为图文数组，不能是字符串或单个图文。",
	)
}

// checkProduct refuses an article whose product has no card.
func (p *products) checkProduct(a api.Article) error {
	if a.Type != api.NewsPic || a.ProductInfo == nil || a.ProductInfo.Footer.ProductKey == "" ||
		p.cards.Get(a.ProductInfo.Footer.ProductKey) {
		return nil
	}
	return core.Refuse(
		endpoint.ErrInvalidProductInfo,
		fmt.Sprintf(
			"product_key is %q, which channels/ec/service/product/getcardinfo did not answer.",
			core.Short(a.ProductInfo.Footer.ProductKey),
		),
		fmt.Sprintf(
			"product_key 为 %q，不是 channels/ec/service/product/getcardinfo 返回的值。",
			core.Short(a.ProductInfo.Footer.ProductKey),
		),
	)
}

// add handles draft/add.
func add(tx *core.Tx, p *products, in api.AddIn) (api.MediaID, error) {
	for _, a := range in.Articles {
		if err := p.checkProduct(a); err != nil {
			return api.MediaID{}, err
		}
	}
	set, err := tx.AddNews(core.Drafts, in.Articles)
	if err != nil {
		return api.MediaID{}, err
	}
	return api.MediaID{MediaID: set.MediaID}, nil
}

// find returns the draft with that media_id.
func find(tx *core.Tx, mediaID string) (*core.News, error) {
	if set := tx.FindNews(core.Drafts, mediaID); set != nil {
		return set, nil
	}
	return nil, core.Refuse(
		endpoint.ErrInvalidMediaID,
		fmt.Sprintf(
			"There is no draft of the media_id %q: it was deleted, published or never made.",
			core.Short(mediaID),
		),
		fmt.Sprintf("没有 media_id 为 %q 的草稿：可能已删除、已发布或从未创建。", core.Short(mediaID)),
	)
}

// update handles draft/update.
func update(tx *core.Tx, p *products, in api.UpdateIn) (endpoint.None, error) {
	set, err := find(tx, in.MediaID)
	if err != nil {
		return endpoint.None{}, err
	}
	if err := p.checkProduct(in.Article); err != nil {
		return endpoint.None{}, err
	}
	return endpoint.None{}, tx.UpdateNews(set, int(in.Index), in.Article)
}

// answerDraft returns a draft as the platform answers it: each ' is escaped.
func answerDraft(set *core.News) api.Draft {
	d := api.Draft{
		Articles:   slices.Clone(set.Articles),
		CreateTime: endpoint.At(set.Created),
		UpdateTime: endpoint.At(set.Updated),
	}
	for i := range d.Articles {
		d.Articles[i].Content = strings.ReplaceAll(d.Articles[i].Content, "'", "&#39;")
	}
	return d
}

// get handles draft/get.
func get(tx *core.Tx, _ *products, in api.MediaID) (api.Draft, error) {
	set, err := find(tx, in.MediaID)
	if err != nil {
		return api.Draft{}, err
	}
	return answerDraft(set), nil
}

// remove handles draft/delete.
func remove(tx *core.Tx, _ *products, in api.MediaID) (endpoint.None, error) {
	set, err := find(tx, in.MediaID)
	if err == nil {
		tx.RemoveNews(set)
	}
	return endpoint.None{}, err
}

// count handles draft/count.
func count(tx *core.Tx, _ *products, _ endpoint.None) (api.CountOut, error) {
	return api.CountOut{Total: endpoint.Number(len(tx.News(core.Drafts)))}, nil
}

// list handles draft/batchget.
func list(tx *core.Tx, _ *products, in api.BatchGetIn) (endpoint.Batch[api.Item], error) {
	return route.Page(tx.News(core.Drafts), in.Window, api.MaxBatch, func(set *core.News) api.Item {
		d := answerDraft(set)
		for i := range d.Articles {
			if in.NoContent {
				d.Articles[i].Content = ""
			}
		}
		return api.Item{MediaID: set.MediaID, Draft: d, UpdateTime: endpoint.At(set.Updated)}
	})
}

// switchDrafts handles draft/switch. Drafts are always switched on, as they are for every new account.
func switchDrafts(_ *core.Tx, _ *products, in api.SwitchIn) (out api.SwitchOut, err error) {
	if in.CheckOnly {
		out.IsOpen = endpoint.Some(endpoint.Flag(true))
	}
	return out, nil
}

// productCard handles channels/ec/service/product/getcardinfo. Every product id is taken as that of a product of the
// account.
func productCard(tx *core.Tx, p *products, in api.ProductIn) (api.Product, error) {
	cards := map[api.ArticleType][]api.CardType{
		api.News:    {api.CardBig, api.CardSmall, api.CardText},
		api.NewsPic: {api.CardSmall, api.CardText, api.CardBar},
	}
	switch {
	case in.ProductID == "" || strings.Trim(in.ProductID, core.Digits) != "":
		return api.Product{}, core.Refuse(endpoint.ErrProductCardInvalidID,
			fmt.Sprintf("product_id is %q; it is a number, in a string.", core.Short(in.ProductID)),
			fmt.Sprintf("product_id 为 %q，须为数字组成的字符串。", core.Short(in.ProductID)))
	case cards[in.ArticleType] == nil:
		return api.Product{}, core.Refuse(endpoint.ErrProductCardArticleType,
			fmt.Sprintf("article_type is %q; it is news or newspic.", in.ArticleType),
			fmt.Sprintf("article_type 为 %q，须为 news 或 newspic。", in.ArticleType))
	case !slices.Contains(cards[in.ArticleType], in.CardType):
		return api.Product{}, core.Refuse(endpoint.ErrProductCardType,
			fmt.Sprintf("card_type is %d; for %s it is one of %v.", in.CardType, in.ArticleType, cards[in.ArticleType]),
			fmt.Sprintf("card_type 为 %d，%s 须为 %v 之一。", in.CardType, in.ArticleType, cards[in.ArticleType]))
	}
	key := tx.IDs.Word(core.URLSafe, 32)
	p.cards.Put(key, true, maxProducts)
	return api.Product{
		ProductKey: key,
		DOM: fmt.Sprintf(
			`<mp-common-product data-cardtype="%d" data-productid="%s" data-productkey="%s"></mp-common-product>`,
			in.CardType,
			in.ProductID,
			key,
		),
	}, nil
}
