package web

import (
	"bytes"
	"html/template"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// articlePage has the content of an article's page.
type articlePage struct {
	draft.Article
	HTML     template.HTML // the content of a news article
	Pictures []string      // the paths of a newspic's pictures
	Account  string
	Date     string
	ZH       bool
}

var articleTemplate = template.Must(template.New("article").Parse(`<!DOCTYPE html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<meta name="author" content="{{.Author}}">
<meta name="description" content="{{.Digest}}">
<style>
body{margin:0;background:#fff;color:#191919;font:17px/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:677px;margin:0 auto;padding:20px 16px 40px} h1{margin:0 0 14px;font-size:22px;line-height:1.4;font-weight:500}
.meta{margin:0 0 22px;font-size:15px;color:#7a7a7a} .meta span{margin-right:10px} .account{color:#576b95}
.content img,.pictures img{max-width:100%;height:auto} .pictures img{display:block;margin:0 0 8px} .plain{white-space:pre-wrap}
.source{margin-top:28px;font-size:15px} a{color:#576b95}
</style>
<main>
{{range .Pictures}}<div class="pictures"><img src="{{.}}" alt=""></div>
{{end}}<h1>{{.Title}}</h1>
<p class="meta">{{with .Author}}<span class="author">{{.}}</span>{{end}}<span class="account">{{.Account}}</span><span>{{.Date}}</span></p>
{{if .Pictures}}<div class="plain">{{.Content}}</div>{{else}}<div class="content">{{.HTML}}</div>{{end}}
{{with .ContentSourceURL}}<p class="source"><a href="{{.}}">{{if $.ZH}}阅读原文{{else}}Read the source{{end}}</a></p>{{end}}
</main>
</html>
`))

// article answers GET /s/{page}. The account wrote the HTML, and the page has the origin of the sandbox. Its
// Content-Security-Policy keeps scripts from running that the cleaning of the HTML may have missed.
func (w web) article(rw http.ResponseWriter, r *http.Request) {
	var page *articlePage
	w.Do(func(tx *core.Tx) {
		a, set := tx.FindArticle(r.PathValue("page"))
		if a == nil {
			return
		}
		page = &articlePage{
			Article: *a,
			HTML:    template.HTML(a.Content),
			Account: tx.Config().Nickname,
			Date:    set.Updated.In(core.China).Format(time.DateOnly),
			ZH:      prefersChinese(r),
		}
		if source := &page.ContentSourceURL; *source != "" && !core.IsPage(*source) {
			*source = "http://" + *source // such as www.qq.com
		}
		if a.Type == draft.NewsPic {
			for _, picture := range a.ImageInfo.Images {
				page.Pictures = append(page.Pictures, core.MediaPath(picture.MediaID))
			}
		}
	})
	if page == nil {
		http.NotFound(rw, r)
		return
	}
	var b bytes.Buffer
	if err := articleTemplate.Execute(&b, page); err != nil {
		http.Error(rw, "sandbox: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set(
		"Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
	)
	rw.Write(b.Bytes())
}
