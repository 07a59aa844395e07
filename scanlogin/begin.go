package scanlogin

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/hostcookie"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// Begun is the answer to a POST of begin, as JSON, for pages that are not the package's own. The digits come with the
// [Progress].
type Begun struct {
	// Login is the login's id, which the other requests name. It is no secret: the cookie beside it is.
	Login string `json:"login"`
	// Picture is the address of the QR code's picture, and Content what the code says, for pages that draw it
	// themselves. Both are empty if there is a Passcode.
	Picture string `json:"picture,omitempty"`
	Content string `json:"content,omitempty"`
	// Passcode is what the visitor sends to the account Name as a text. It is empty if there is a QR code.
	Passcode string `json:"passcode,omitempty"`
	// Name is the account's.
	Name string `json:"name"`
	// ExpiresIn is how long the code can be used, in seconds.
	ExpiresIn int `json:"expires_in"`
}

// begin makes a code, which only a POST can, so that visits do not spend the account's quota.
func (l *Login) begin(w http.ResponseWriter, r *http.Request) {
	l.warnAboutEvents(r)
	address := l.addressOf(r)
	within, err := l.spend(l.codesPerAddress(), neighbourhood(address))
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	if !within {
		l.refuseTooMany(w, r, neighbourhood(address))
		return
	}
	now, err := l.now()
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	secret := rand.Text()
	lang, _ := l.textsFor(r)
	a := &attempt{
		ID: rand.Text(), State: Waiting, Browser: hashOf(secret), Digits: newDigits(), Device: l.deviceOf(r, address),
		Lang: lang, Target: targetOf(r), Begun: now.UnixMilli(),
	}
	code, err := l.code(r.Context(), a)
	if err != nil {
		l.fail(w, r, reasonOf(err), err)
		return
	}
	if _, err := l.save(a, nil, now); err != nil { // no other login has the id
		l.failOwn(w, r, err)
		return
	}
	l.endFormer(r)
	l.setCookie(w, r, a.ID+"."+secret, int((life+grace)/time.Second))
	begun := Begun{
		Login: a.ID, Content: code.URL, Passcode: a.Code, Name: l.config.Name,
		ExpiresIn: int(life / time.Second),
	}
	if code.Ticket != "" {
		begun.Picture = qrcode.PictureURL(l.config.Client.Hosts, code.Ticket)
	}
	if webpage.WantsJSON(r) {
		writeJSON(w, http.StatusOK, begun)
		return
	}
	l.writeCode(w, r, begun, a.Target)
}

// refuseTooMany answers an address that has made too many codes, which the log has once.
func (l *Login) refuseTooMany(w http.ResponseWriter, r *http.Request, address string) {
	if first, _ := l.tooMany.First(address); first {
		l.logger.WarnContext(r.Context(), "scanlogin: an address has made too many codes", "address", address,
			"cure", "if it is that of a proxy, set Config.Address; if many people share it, set Config.CodesPerAddress")
	}
	l.writeFailure(w, r, ReasonTooMany)
}

// code makes the QR code of a login, or gives it a passcode.
func (l *Login) code(ctx context.Context, a *attempt) (code qrcode.Code, err error) {
	if !l.config.Passcode && time.Now().Unix() >= l.noCodes.Load() {
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		code, err = qrcode.New(l.config.Client).TemporaryString(ctx, scenePrefix+a.ID, life)
		if !errors.Is(err, endpoint.ErrAPIUnauthorized) {
			return code, err
		}
		l.noCodes.Store(time.Now().Add(passcodesFor).Unix())
		l.logger.WarnContext(
			ctx,
			"scanlogin: the account may not make QR codes: for a day visitors get a code to send as a text",
			"err",
			err,
			"cure",
			"set Config.Passcode if that is how it should be",
		)
	}
	return qrcode.Code{}, l.reserve(a)
}

// callTimeout bounds a call to the platform, for which a visitor waits.
const callTimeout = 5 * time.Second

// reasonOf returns why a code could not be made.
func reasonOf(err error) Reason {
	for _, code := range []endpoint.Code{
		endpoint.ErrInvalidAppID, endpoint.ErrInvalidAppSecret, endpoint.ErrAppIDMissing, endpoint.ErrAppSecretMissing,
		endpoint.ErrInvalidCredential, endpoint.ErrIPNotWhitelisted,
	} {
		if errors.Is(err, code) {
			return ReasonConfig
		}
	}
	return ReasonUnavailable // busy, or its quota is spent
}

// endFormer ends the login that the browser of r began before: its page says that there is another one.
func (l *Login) endFormer(r *http.Request) {
	id, secret := l.cookie(r)
	if id == "" {
		return
	}
	// If this fails, it expires by itself.
	_, _ = l.change(id, func(a *attempt, _ time.Time) error {
		if !equal(a.Browser, hashOf(secret)) || a.State == Ended {
			return errUnchanged
		}
		a.end(ReasonReplaced)
		return nil
	})
}

// cookieName returns the name of the cookie that binds a login to the browser that began it.
func (l *Login) cookieName(r *http.Request) string {
	return hostcookie.Name("wechatgo_scanlogin_"+l.config.AppID, l.isSecure(r))
}

func (l *Login) setCookie(w http.ResponseWriter, r *http.Request, value string, maxAge int) {
	hostcookie.Write(w, l.cookieName(r), value, maxAge, l.isSecure(r))
}

// cookie returns the id and the secret of the login that the browser of r has begun, or nothing.
func (l *Login) cookie(r *http.Request) (id, secret string) {
	for _, c := range r.CookiesNamed(l.cookieName(r)) {
		if id, secret, ok := strings.Cut(c.Value, "."); ok && isID(id) && isID(secret) {
			return id, secret
		}
	}
	return "", ""
}

// errBrowser says that a request is not from the browser that began the login that it names.
var errBrowser = errors.New("scanlogin: not the browser that began")

// own returns the login that r names, if the browser of r has begun it: r has its cookie, and names the login itself. A
// cookie that somebody has planted is that of another login than the page's.
func (l *Login) own(r *http.Request) (*attempt, error) {
	id, secret := l.cookie(r)
	if id == "" || !equal(id, r.FormValue("login")) {
		return nil, errBrowser
	}
	a, _, err := l.load(id)
	if err == nil && !equal(a.Browser, hashOf(secret)) {
		err = errBrowser
	}
	return a, err
}

// failOwn answers a request about a login that it cannot have.
func (l *Login) failOwn(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, errBrowser):
		l.fail(w, r, ReasonBrowser, nil)
	case errors.Is(err, errGone):
		l.fail(w, r, ReasonExpired, nil)
	default: // the store's failure was logged
		l.fail(w, r, ReasonUnavailable, nil)
	}
}
