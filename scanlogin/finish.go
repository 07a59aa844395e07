package scanlogin

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/webpage"
	"github.com/wechatgo/wechatgo/oauth"
)

// Finished is the answer to a POST of finish, as JSON: the browser is logged in.
type Finished struct {
	// To is the path of the page to which the login leads.
	To string `json:"to"`
}

// finish gives the session of a confirmed login to the browser that began it, once.
func (l *Login) finish(w http.ResponseWriter, r *http.Request) {
	a, err := l.own(r)
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	now, err := l.now()
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	if p := l.progressOf(r, a, now); p.State != Confirmed {
		if p.Failure == nil {
			l.fail(w, r, ReasonBrowser, errNotConfirmed)
			return
		}
		l.fail(w, r, p.Error, nil)
		return
	}
	id, err := l.identity(r.Context(), a.OpenID)
	if err != nil { // the login stays confirmed: the browser may come again
		l.fail(w, r, ReasonUnavailable, err)
		return
	}
	a, err = l.change(a.ID, func(a *attempt, _ time.Time) error {
		if a.State != Confirmed {
			return errUnchanged
		}
		a.end(ReasonCollected)
		return nil
	})
	if errors.Is(err, errUnchanged) { // another request or the phone was faster
		l.fail(w, r, a.Reason, nil)
		return
	}
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	l.setCookie(w, r, "", -1)
	if err := l.accept(r, id); err != nil {
		l.fail(w, r, ReasonDenied, err)
		return
	}
	if err := l.config.Login.SetSession(w, r, id); err != nil {
		l.fail(w, r, ReasonUnavailable, err)
		return
	}
	if webpage.WantsJSON(r) {
		writeJSON(w, http.StatusOK, Finished{a.Target})
		return
	}
	http.Redirect(w, r, a.Target, http.StatusSeeOther)
}

// errNotConfirmed says that a login is not over on the phone.
var errNotConfirmed = errors.New("scanlogin: the login is not confirmed")

// cancel ends a login.
func (l *Login) cancel(w http.ResponseWriter, r *http.Request) {
	a, err := l.own(r)
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	_, err = l.change(a.ID, func(a *attempt, _ time.Time) error {
		if a.State == Ended {
			return errUnchanged
		}
		a.end(ReasonRefused)
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		l.failOwn(w, r, err)
		return
	}
	l.setCookie(w, r, "", -1)
	if webpage.WantsJSON(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, l.config.Path, http.StatusSeeOther)
}

func (l *Login) accept(r *http.Request, id oauth.Identity) error {
	if l.config.Accept == nil {
		return nil
	}
	return guard.Call(func() error { return l.config.Accept(r, id) })
}

// identity returns the identity of a user who has logged in.
func (l *Login) identity(ctx context.Context, openID string) (id oauth.Identity, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err = guard.Call(func() error {
		id, err = l.config.User(ctx, openID)
		return err
	})
	id.OpenID = openID // whatever a program's look-up has put there
	return id, err
}

// unionIDsAgain is how long nobody asks for UnionIDs after the platform has refused it for lack of the permission.
const unionIDsAgain = 24 * time.Hour

// follower is the default of [Config.User].
func (l *Login) follower(ctx context.Context, openID string) (oauth.Identity, error) {
	id := oauth.Identity{OpenID: openID, Scope: oauth.Base}
	if time.Now().Unix() < l.noUnionIDs.Load() {
		return id, nil
	}
	u, err := user.New(l.config.Client).Info(ctx, openID, "")
	if errors.Is(err, endpoint.ErrAPIUnauthorized) {
		l.noUnionIDs.Store(time.Now().Add(unionIDsAgain).Unix())
		return id, nil
	}
	id.UnionID = u.UnionID
	return id, err
}
