// Package web serves what a browser gets from the sandbox: the page with the phone, the authorize page and the confirm page of subscriptions, articles,
// WeChat's script and the check of its signature, pictures and files, and the stream of events. It also decides who may
// send requests.
package web

import (
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/page"
)

// web serves the pages of a platform.
type web struct{ *core.Platform }

// Mount adds the pages to mux.
func Mount(mux *http.ServeMux, p *core.Platform) {
	w := web{p}
	mux.HandleFunc("GET /connect/oauth2/authorize", w.authorize)
	mux.HandleFunc("GET /mp/subscribemsg", w.subscribeMsg)
	mux.HandleFunc("POST "+decidePath, w.decide)
	mux.HandleFunc("GET /open/js/{script}", serveJWeixin)
	mux.HandleFunc("POST "+bridge.Path, func(rw http.ResponseWriter, r *http.Request) { bridge.Invoke(rw, r, p) })
	mux.HandleFunc("OPTIONS "+bridge.Path, allowJSON)
	mux.HandleFunc("GET "+core.ArticlePath+"{page}", w.article)
	mux.HandleFunc("POST "+core.ArticlePath+"{page}/comment", w.comment)

	files := forbidFrames(http.FileServerFS(page.Files()))
	mux.Handle("GET /{$}", w.redirectToBase(files))
	mux.HandleFunc("GET /favicon.ico", http.NotFound)
	mux.Handle("GET /_sandbox/phone/", http.StripPrefix("/_sandbox/phone", files))
	mux.HandleFunc("GET /_sandbox/media/{id}", w.media)
	mux.HandleFunc("GET /_sandbox/avatar/{file}", Avatar)
	mux.HandleFunc("GET /_sandbox/events", w.events)
	mux.HandleFunc("GET /_sandbox/jssdk/check", w.jssdkCheck)
}

// forbidFrames keeps other sites from showing the page in a frame, where a click could control the sandbox.
func forbidFrames(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", "frame-ancestors 'self'")
		h.ServeHTTP(rw, r)
	})
}

// redirectToBase redirects a browser that uses another loopback name of this machine to the platform's own address,
// because logins need the cookies of one site.
func (w web) redirectToBase(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host := &url.URL{Host: r.Host}
		if r.Host != w.Base().Host && host.Port() == w.Base().Port() && core.IsLoopback(w.Base().Hostname()) {
			http.Redirect(rw, r, w.Base().String()+"/", http.StatusFound)
			return
		}
		h.ServeHTTP(rw, r)
	})
}

// scriptName matches the names under which pages load WeChat's script.
var scriptName = regexp.MustCompile(`^jweixin-1\.[0-6]\.[0-9]\.js$`)

// serveJWeixin answers with the stand-in for WeChat's script.
func serveJWeixin(rw http.ResponseWriter, r *http.Request) {
	if !scriptName.MatchString(r.PathValue("script")) {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	rw.Write(bridge.Standalone())
}

// allowJSON answers a browser that asks whether a page of the account may call the bridge. The guard has added the
// page's origin.
func allowJSON(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Access-Control-Allow-Headers", "Content-Type")
	rw.WriteHeader(http.StatusNoContent)
}

// avatarPicture is the picture of a user: the first letter of the name on a background of its own colour.
var avatarPicture = template.Must(template.New("avatar").Parse(
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132" width="132" height="132">` +
		`<rect width="132" height="132" rx="12" fill="hsl({{.Hue}},45%,55%)"/>` +
		`<text x="66" y="66" dy=".35em" text-anchor="middle" font-family="sans-serif" font-size="64" fill="#fff">{{.Letter}}</text></svg>`))

// Avatar answers GET /_sandbox/avatar/{name}.svg; {file} is a wildcard of its pattern.
func Avatar(rw http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
	if !ok || name == "" {
		http.NotFound(rw, r)
		return
	}
	hue := int32(0)
	for _, c := range name {
		hue = (hue*31 + c) % 360
	}
	rw.Header().Set("Content-Type", "image/svg+xml")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'")
	_ = avatarPicture.Execute(rw, map[string]any{"Hue": hue, "Letter": strings.ToUpper(string([]rune(name)[:1]))})
}

// media answers GET /_sandbox/media/{id}.
func (w web) media(rw http.ResponseWriter, r *http.Request) {
	var f *core.File
	w.Do(func(tx *core.Tx) { f = tx.FindFile("", r.PathValue("id")) })
	if f == nil {
		http.NotFound(rw, r)
		return
	}
	// The browser may show a file that a user sent, but must not run it.
	rw.Header().Set("Content-Type", f.ContentType)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	rw.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
	rw.Write(f.Data)
}
