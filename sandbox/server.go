package sandbox

import (
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/phone"
)

// ServeHTTP serves the platform's paths, the control API under /_sandbox/ and
// the phone page. It refuses requests for a host other than its own and the
// loopback ones, and requests of web pages of another origin.
func (p *Platform) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if p.guard(rw, r) {
		p.mux.ServeHTTP(rw, r)
	}
}

// paths lists what is served. Whatever is not listed is a call of the
// platform's API.
func (p *Platform) paths() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/", p.serveAPI)
	mux.HandleFunc("GET /connect/oauth2/authorize", p.serveAuthorize)
	mux.HandleFunc("POST /connect/oauth2/authorize/decide", p.serveDecision)
	mux.HandleFunc("GET /open/js/{script}", serveJWeixin)

	files := framedByItself(http.FileServerFS(phone.Files()))
	mux.Handle("GET /{$}", p.underItsName(files))
	mux.HandleFunc("GET /favicon.ico", http.NotFound)
	mux.Handle("GET /_sandbox/phone/", http.StripPrefix("/_sandbox/phone", files))
	mux.HandleFunc("GET /_sandbox/media/{id}", p.serveMedia)
	mux.HandleFunc("GET /_sandbox/avatar/{file}", p.serveAvatar)
	mux.HandleFunc("GET /_sandbox/events", p.serveEvents)
	mux.HandleFunc("GET /_sandbox/jssdk/check", p.serveJSSDKCheck)
	p.control(mux)
	return mux
}

// framedByItself keeps other sites from showing the page in a frame of theirs,
// where a click would drive the sandbox.
func framedByItself(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", "frame-ancestors 'self'")
		h.ServeHTTP(rw, r)
	})
}

// underItsName leads a browser that found the page by another loopback name of
// this machine to the platform's own: logins need the cookies of one site.
func (p *Platform) underItsName(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked := &url.URL{Host: r.Host}
		if r.Host != p.base.Host && asked.Port() == p.base.Port() && isLoopback(p.base.Hostname()) {
			http.Redirect(rw, r, p.base.String()+"/", http.StatusFound)
			return
		}
		h.ServeHTTP(rw, r)
	})
}

// script matches the names under which pages load WeChat's script.
var script = regexp.MustCompile(`^jweixin-1\.[0-6]\.[0-9]\.js$`)

// serveJWeixin answers with the stand-in of WeChat's script.
func serveJWeixin(rw http.ResponseWriter, r *http.Request) {
	if !script.MatchString(r.PathValue("script")) {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	rw.Write(phone.JWeixin())
}

// avatarPicture is a user's picture: the first letter on a colour of its own.
var avatarPicture = template.Must(template.New("avatar").Parse(
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132" width="132" height="132">` +
		`<rect width="132" height="132" rx="12" fill="hsl({{.Hue}},45%,55%)"/>` +
		`<text x="66" y="66" dy=".35em" text-anchor="middle" font-family="sans-serif" font-size="64" fill="#fff">{{.Letter}}</text></svg>`))

// serveAvatar answers GET /_sandbox/avatar/{name}.svg.
func (p *Platform) serveAvatar(rw http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
	if !ok || !isUserName(name) {
		http.NotFound(rw, r)
		return
	}
	hue := 0
	for _, c := range name {
		hue = (hue*31 + int(c)) % 360
	}
	rw.Header().Set("Content-Type", "image/svg+xml")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'")
	_ = avatarPicture.Execute(rw, map[string]any{"Hue": hue, "Letter": strings.ToUpper(name[:1])})
}
