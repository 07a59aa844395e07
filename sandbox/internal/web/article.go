package web

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// articlePage has the content of an article's page.
type articlePage struct {
	draft.Article
	HTML     template.HTML // the content of a news article
	Pictures []string      // the paths of a newspic's pictures
	Account  string
	Date     string
	ZH       bool

	Comments   []shownComment // the ones that the user of the phone sees
	MayComment bool           // the user of the phone may write one
	Page       string         // the page's path
}

// shownComment is a comment as the page shows it.
type shownComment struct {
	Avatar, Nickname, Content, Reply string
	Elected                          bool
}

// show copies the comments that the user of the phone sees, since others may change them while the page is written.
func (page *articlePage) show(t *core.Thread, u *core.Person) {
	for _, c := range t.Shown(u) {
		shown := shownComment{c.User.Avatar(), c.User.Nickname, c.Content, "", c.Elected}
		if c.Reply != nil {
			shown.Reply = c.Reply.Content
		}
		page.Comments = append(page.Comments, shown)
	}
	page.MayComment = u != nil && t.MayComment(u) == nil
}

var articleTemplate = template.Must(template.New("article").Funcs(template.FuncMap{
	"maxComment": func() int { return phone.MaxComment },
}).Parse(`<!DOCTYPE html>
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
.comments{margin-top:32px;padding-top:20px;border-top:1px solid #ededed;font-size:15px} .comments h2{margin:0 0 16px;font-size:15px;font-weight:500;color:#7a7a7a}
.comment{display:flex;gap:10px;margin:0 0 18px} .comment img{width:30px;height:30px;border-radius:4px}
.comment div{flex:1;min-width:0} .comment p{margin:0} .who{color:#7a7a7a;font-size:13px} .reply{margin-top:8px!important;padding-left:8px;border-left:3px solid #07c160}
textarea{box-sizing:border-box;width:100%;min-height:72px;padding:10px;border:1px solid #e5e5e5;border-radius:6px;font:inherit;resize:vertical}
button{margin-top:8px;padding:6px 18px;border:0;border-radius:6px;background:#07c160;color:#fff;font:inherit;cursor:pointer}
</style>
<main>
{{range .Pictures}}<div class="pictures"><img src="{{.}}" alt=""></div>
{{end}}<h1>{{.Title}}</h1>
<p class="meta">{{with .Author}}<span class="author">{{.}}</span>{{end}}<span class="account">{{.Account}}</span><span>{{.Date}}</span></p>
{{if .Pictures}}<div class="plain">{{.Content}}</div>{{else}}<div class="content">{{.HTML}}</div>{{end}}
{{with .ContentSourceURL}}<p class="source"><a href="{{.}}">{{if $.ZH}}阅读原文{{else}}Read the source{{end}}</a></p>{{end}}
{{if or .Comments .MayComment}}<section class="comments"><h2>{{if .ZH}}留言{{else}}Comments{{end}}</h2>
{{range .Comments}}<div class="comment"><img src="{{.Avatar}}" alt=""><div>
<p class="who"><bdi>{{.Nickname}}</bdi>{{if not .Elected}} · {{if $.ZH}}仅自己可见{{else}}only you see it{{end}}{{end}}</p>
<p class="plain">{{.Content}}</p>
{{with .Reply}}<p class="plain reply"><span class="who">{{if $.ZH}}作者{{else}}Author{{end}}</span><br>{{.}}</p>{{end}}
</div></div>
{{end}}{{if .MayComment}}<form method="post" action="{{.Page}}/comment"><textarea name="content" maxlength="{{maxComment}}" required aria-label="{{if .ZH}}写留言{{else}}Write a comment{{end}}" placeholder="{{if .ZH}}写留言{{else}}Write a comment{{end}}"></textarea>
<button>{{if .ZH}}留言{{else}}Comment{{end}}</button></form>{{end}}
</section>{{end}}
</main>
</html>
`))

// note is a page with a few words in place of an article.
type note struct {
	Title, Text string
	ZH          bool
}

// The words of an article that readers cannot find. The sandbox does not remember which pages there were.
var (
	goneTitle = record.Problem{EN: "This content was deleted by its publisher", ZH: "该内容已被发布者删除"}
	goneText  = record.Problem{EN: "Or the address is wrong, or the sandbox was reset.", ZH: "也可能是地址有误，或沙箱已重置。"}
)

var noteTemplate = template.Must(template.New("note").Parse(`<!DOCTYPE html>
<html lang="{{if .ZH}}zh-CN{{else}}en{{end}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{margin:0;background:#fff;color:#191919;font:17px/1.6 system-ui,sans-serif;text-align:center}
main{max-width:420px;margin:0 auto;padding:96px 32px 40px} h1{margin:28px 0 12px;font-size:20px;font-weight:500} p{margin:0;font-size:15px;color:#7a7a7a}
svg{width:72px;height:72px;fill:none;stroke:#b2b2b2;stroke-width:1.2;stroke-linecap:round;stroke-linejoin:round}
</style>
<main>
<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 100 18 9 9 0 000-18zM12 7.500v5.500M12 16.200h.01"/></svg>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
</main>
</html>
`))

// writeNote writes a note in the language of the reader.
func writeNote(rw http.ResponseWriter, r *http.Request, status int, title, text record.Problem) {
	n := note{title.EN, text.EN, false}
	if prefersChinese(r) {
		n = note{title.ZH, text.ZH, true}
	}
	writeArticle(rw, status, noteTemplate, n)
}

// article answers GET /s/{page}. The account wrote the HTML, and the page has the origin of the sandbox. Its
// Content-Security-Policy keeps scripts from running that the cleaning of the HTML may have missed.
func (w web) article(rw http.ResponseWriter, r *http.Request) {
	var page *articlePage
	id := r.PathValue("page")
	w.Do(func(tx *core.Tx) {
		a, set := tx.FindArticle(id)
		if a == nil {
			return
		}
		page = &articlePage{
			Article: *a,
			HTML:    whole(a.Content),
			Account: tx.Config().Nickname,
			Date:    set.Updated.In(core.China).Format(time.DateOnly),
			ZH:      prefersChinese(r),
		}
		if t := tx.ThreadAt(id); t != nil {
			page.Page = core.ArticlePath + id
			u := tx.PhoneUser(r)
			page.show(t, u)
			if u != nil {
				tx.CountArticle(core.Read, u, id)
			}
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
		writeNote(rw, r, http.StatusNotFound, goneTitle, goneText)
		return
	}
	writeArticle(rw, http.StatusOK, articleTemplate, page)
}

// writeArticle writes a page below [core.ArticlePath].
func writeArticle(rw http.ResponseWriter, status int, t *template.Template, data any) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		http.Error(rw, "sandbox: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set(
		"Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
	)
	rw.WriteHeader(status)
	rw.Write(b.Bytes())
}

// comment answers POST /s/{page}/comment, the form below an article.
func (w web) comment(rw http.ResponseWriter, r *http.Request) {
	refuse := func(status int, why record.Problem) {
		writeNote(rw, r, status, record.Problem{EN: "The comment was not sent", ZH: "留言未发送"}, why)
	}
	r.Body = http.MaxBytesReader(rw, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		refuse(http.StatusBadRequest, record.Problem{EN: "The form cannot be read.", ZH: "无法解析表单。"})
		return
	}
	id := r.PathValue("page")
	content := strings.ReplaceAll(r.PostForm.Get("content"), "\r\n", "\n") // browsers send the ends of lines so
	var err error
	w.Do(func(tx *core.Tx) {
		u := tx.PhoneUser(r)
		if u == nil {
			err = core.RefuseAction("no user holds the phone: open the article on a phone", "不知道是哪位用户：请在手机中打开文章")
			return
		}
		err = phone.Comment(core.ArticlePath+id, content)(tx, u)
	})
	var refused *core.ActionError
	switch {
	case errors.As(err, &refused):
		refuse(http.StatusUnprocessableEntity, refused.Problem)
	case err != nil:
		WriteResult(rw, 0, nil, err)
	default:
		http.Redirect(rw, r, core.ArticlePath+url.PathEscape(id), http.StatusSeeOther)
	}
}
