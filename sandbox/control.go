package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/menu"
)

// control mounts the control API: all that the phone page does, for tests in
// any language.
func (p *Platform) control(mux *http.ServeMux) {
	mux.HandleFunc("/_sandbox/", func(rw http.ResponseWriter, r *http.Request) {
		writeProblem(rw, http.StatusNotFound, Problem{EN: "The control API has no " + r.Method + " " + r.URL.Path + ".", ZH: "控制接口没有 " + r.Method + " " + r.URL.Path + "。"})
	})
	get := func(path string, f func(*http.Request) (any, error)) {
		mux.HandleFunc("GET /_sandbox/"+path, func(rw http.ResponseWriter, r *http.Request) {
			out, err := f(r)
			writeResult(rw, http.StatusOK, out, err)
		})
	}
	get("healthz", func(*http.Request) (any, error) { return map[string]bool{"ok": true}, nil })
	get("state", func(*http.Request) (any, error) { return p.state(), nil })
	get("menu", p.controlMenu)
	get("exchanges", p.controlExchanges)
	get("exchanges/{id}", p.controlExchange)
	get("users/{name}/chat", p.controlChat)
	get("counters", func(*http.Request) (any, error) { return p.Counters(), nil })

	mux.HandleFunc("DELETE /_sandbox/exchanges", func(rw http.ResponseWriter, _ *http.Request) {
		p.do(func(w *world) { w.exchanges.list = nil })
		p.hub.publish("state", nil)
		writeResult(rw, http.StatusOK, struct{}{}, nil)
	})
	post(mux, "users", http.StatusCreated, p.controlNewUser)
	post(mux, "mode", http.StatusOK, p.controlMode)
	post(mux, "callback", http.StatusOK, p.controlCallback)
	post(mux, "clock/advance", http.StatusOK, p.controlAdvance)
	post(mux, "reset", http.StatusOK, func(*http.Request, struct{}) (any, error) {
		return struct{}{}, p.Reset()
	})
	p.controlUsers(mux)
	p.controlFaults(mux)
}

// maxControlBody bounds a control request, in bytes: a picture in base64.
const maxControlBody = 14 << 20

// post mounts an action whose input is JSON; an empty body is an empty object.
func post[In any](mux *http.ServeMux, path string, status int, f func(*http.Request, In) (any, error)) {
	mux.HandleFunc("POST /_sandbox/"+path, func(rw http.ResponseWriter, r *http.Request) {
		var in In
		d := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxControlBody))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			writeProblem(rw, http.StatusBadRequest, Problem{EN: "The body is not the JSON of this action: " + err.Error() + ".", ZH: "请求体不是该操作的 JSON：" + err.Error() + "。"})
			return
		}
		out, err := f(r, in)
		if out == later {
			writeResult(rw, http.StatusAccepted, struct{}{}, err)
			return
		}
		writeResult(rw, status, out, err)
	})
}

// controlError is a control error with its status.
type controlError struct {
	status int
	Problem
}

func (e *controlError) Error() string { return "sandbox: " + e.EN }

func notFound(en, zh string) error {
	return &controlError{http.StatusNotFound, Problem{EN: en, ZH: zh}}
}

// writeResult writes an action's output or its error.
func writeResult(rw http.ResponseWriter, status int, out any, err error) {
	var own *controlError
	var phone *actionError
	switch {
	case errors.As(err, &own):
		writeProblem(rw, own.status, own.Problem)
		return
	case errors.As(err, &phone):
		writeProblem(rw, http.StatusUnprocessableEntity, phone.Problem)
		return
	case err != nil:
		writeProblem(rw, http.StatusBadRequest, Problem{EN: err.Error(), ZH: err.Error()})
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	e := json.NewEncoder(rw)
	e.SetEscapeHTML(false)
	_ = e.Encode(out) // the client is gone where it fails
}

func writeProblem(rw http.ResponseWriter, status int, problem Problem) {
	writeResult(rw, status, struct {
		Error Problem `json:"error"`
	}{problem}, nil)
}

// The state as the page reads it.
type (
	state struct {
		Now       time.Time     `json:"now"`
		Account   stateAccount  `json:"account"`
		Mode      string        `json:"mode"`
		Callback  string        `json:"callback"`
		WebHosts  []string      `json:"webHosts"`
		Base      string        `json:"base"`
		Users     []stateUser   `json:"users"`
		Menu      *menu.Menu    `json:"menu"`
		Handshake *Handshake    `json:"handshake"`
		QRCodes   []stateQRCode `json:"qrcodes"`
		Faults    stateFaults   `json:"faults"`
	}
	stateAccount struct {
		AppID          string `json:"appid"`
		Secret         string `json:"secret"`
		Token          string `json:"token"`
		EncodingAESKey string `json:"encodingAESKey"`
		OriginalID     string `json:"originalId"`
		Nickname       string `json:"nickname"`
	}
	stateUser struct {
		Name      string `json:"name"`
		OpenID    string `json:"openid"`
		UnionID   string `json:"unionid"`
		Nickname  string `json:"nickname"`
		Avatar    string `json:"avatar"`
		Following bool   `json:"following"`
		Snapshot  bool   `json:"snapshot"`
		Refusing  bool   `json:"refusing"`
	}
	stateQRCode struct {
		Scene     string `json:"scene"`
		Ticket    string `json:"ticket"`
		Permanent bool   `json:"permanent"`
	}
)

func (u *person) state() stateUser {
	return stateUser{u.name, u.openID, u.unionID, u.nickname, u.avatar(), u.following, u.snapshot, u.refusing}
}

func (p *Platform) state() state {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, a := p.world, p.config.Account
	s := state{
		Now: w.now(), Mode: w.mode.String(), WebHosts: p.webHosts(), Base: p.config.Base, Handshake: p.handshake,
		Account: stateAccount{a.AppID, a.Secret, a.Token, a.EncodingAESKey, p.config.OriginalID, p.config.Nickname},
		Users:   []stateUser{}, QRCodes: []stateQRCode{}, Menu: asMenu(w.menus.buttons),
		Faults: w.faults.state(),
	}
	if s.WebHosts == nil {
		s.WebHosts = []string{}
	}
	if p.app.callback != nil {
		s.Callback = p.app.callback.String()
	}
	for _, u := range w.people {
		s.Users = append(s.Users, u.state())
	}
	for _, c := range w.codes.list {
		if !c.expired(w.now()) {
			s.QRCodes = append(s.QRCodes, stateQRCode{c.scene(), c.ticket, c.expires.IsZero()})
		}
	}
	return s
}

func asMenu(buttons []menu.Button) *menu.Menu {
	if buttons == nil {
		return nil
	}
	return &menu.Menu{Buttons: buttons}
}

// controlMenu answers with the menu that a user sees.
func (p *Platform) controlMenu(r *http.Request) (any, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, err := p.world.known(r.URL.Query().Get("user"))
	if err != nil {
		return nil, err
	}
	return struct {
		Menu *menu.Menu `json:"menu"`
	}{asMenu(p.world.menus.seenBy(u))}, nil
}

// known returns the user called name.
func (w *world) known(name string) (*person, error) {
	if u := w.byName[name]; u != nil {
		return u, nil
	}
	return nil, notFound("There is no user called "+name+".", "没有名为 "+name+" 的用户。")
}

func (p *Platform) controlExchanges(r *http.Request) (any, error) {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit <= 0 {
		limit = maxExchanges
	}
	list := []Exchange{}
	all := p.Exchanges()
	for i := len(all) - 1; i >= 0 && len(list) < limit; i-- {
		if all[i].ID > after {
			list = append(list, all[i])
		}
	}
	return map[string]any{"exchanges": list}, nil
}

func (p *Platform) controlExchange(r *http.Request) (any, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if x := p.world.exchanges.find(exchangeID(r)); x != nil {
		return *x, nil
	}
	return nil, noExchange()
}

// exchangeID is that of the path, 0 for what is no number.
func exchangeID(r *http.Request) int64 {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	return id
}

func (p *Platform) controlNewUser(_ *http.Request, in struct {
	Name     string `json:"name"`
	Nickname string `json:"nickname"`
},
) (any, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	u, err := p.world.newPerson(in.Name, in.Nickname)
	if err != nil {
		return nil, err
	}
	p.hub.publish("state", nil)
	return u.state(), nil
}

func (p *Platform) controlMode(_ *http.Request, in struct {
	Mode string `json:"mode"`
},
) (any, error) {
	m, err := account.ParseMode(in.Mode)
	if err == nil {
		err = p.SetMode(m)
	}
	if err != nil {
		return nil, err
	}
	return map[string]string{"mode": p.Account().Mode.String()}, nil
}

func (p *Platform) controlCallback(_ *http.Request, in struct {
	URL string `json:"url"`
},
) (any, error) {
	return map[string]Handshake{"handshake": p.Callback(in.URL)}, nil
}

func (p *Platform) controlAdvance(_ *http.Request, in struct {
	Seconds float64 `json:"seconds"`
},
) (any, error) {
	const century = 100 * 365 * 24 * 60 * 60
	if in.Seconds < 0 || in.Seconds > century {
		return nil, cannot("the clock only goes ahead, by a century at most", "时钟只能前进，且最多一百年")
	}
	p.Clock.Advance(time.Duration(in.Seconds * float64(time.Second)))
	return map[string]time.Time{"now": p.Clock.Now()}, nil
}
