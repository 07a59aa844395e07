package sandbox

import (
	"net/http"
	"strings"
)

// later stands for the output of an action that nobody waits for.
var later any = new(byte)

// act does an action of the user in the path. It waits for the delivery unless
// the query says wait=false.
func (p *Platform) act(r *http.Request, a action) (any, error) {
	name := r.PathValue("name")
	p.mu.Lock()
	_, err := p.world.known(name)
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	run, err := p.start(name, a)
	if err != nil {
		return nil, err
	}
	if r.URL.Query().Get("wait") == "false" {
		p.background.Go(func() { run() })
		return later, nil
	}
	return entries(run()), nil
}

func entries(list []Entry) any {
	if list == nil {
		list = []Entry{}
	}
	return map[string][]Entry{"entries": list}
}

// controlUsers mounts what users do.
func (p *Platform) controlUsers(mux *http.ServeMux) {
	do(p, mux, "follow", func(in struct {
		Scene string `json:"scene"`
	},
	) action {
		return follow(in.Scene)
	})
	do(p, mux, "unfollow", func(struct{}) action { return unfollow })
	do(p, mux, "text", func(in struct {
		Content string `json:"content"`
		MenuID  string `json:"menuId"`
	},
	) action {
		return sendText(in.Content, in.MenuID)
	})
	do(p, mux, "image", func(in upload) action { return checked(in, "image/", sendImage(in.file())) })
	do(p, mux, "voice", func(in struct {
		Recognition string `json:"recognition"`
		upload
	},
	) action {
		return checked(in.upload, "audio/", sendVoice(in.file(), in.Recognition))
	})
	do(p, mux, "video", func(struct{}) action { return sendVideo })
	do(p, mux, "location", func(in EntryLocation) action { return sendLocation(in.scaled()) })
	do(p, mux, "link", func(in struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		URL         string `json:"url"`
	},
	) action {
		return sendLink(in.Title, in.Description, in.URL)
	})
	do(p, mux, "click", clickInput.action)
	do(p, mux, "scan", func(in struct {
		Scene  string `json:"scene"`
		Ticket string `json:"ticket"`
	},
	) action {
		if in.Ticket != "" {
			return scanTicket(in.Ticket)
		}
		return scan(in.Scene)
	})
	do(p, mux, "snapshot", func(in toggle) action { return in.set(func(u *person) *bool { return &u.snapshot }) })
	do(p, mux, "refuse", func(in toggle) action { return in.set(func(u *person) *bool { return &u.refusing }) })
	post(mux, "users/{name}/view", http.StatusOK, p.controlView)
}

// toggle switches something about a user.
type toggle struct {
	Enabled bool `json:"enabled"`
}

func (in toggle) set(which func(*person) *bool) action {
	return func(w *world, u *person) ([]*push, error) {
		*which(u) = in.Enabled
		w.p.hub.publish("state", nil)
		return nil, nil
	}
}

// do mounts one action of a user.
func do[In any](p *Platform, mux *http.ServeMux, verb string, make func(In) action) {
	post(mux, "users/{name}/"+verb, http.StatusOK, func(r *http.Request, in In) (any, error) {
		return p.act(r, make(in))
	})
}

// upload is a file in JSON; without data the sandbox makes one.
type upload struct {
	Data        []byte `json:"data"` // base64
	ContentType string `json:"contentType"`
}

func (u upload) file() file { return file{u.ContentType, u.Data} }

// check refuses a file of another kind or beyond 10 MB.
func (u upload) check(kind string) error {
	switch {
	case len(u.Data) > 0 && !strings.HasPrefix(u.ContentType, kind):
		return cannot("the file's contentType does not begin with "+kind, "文件的 contentType 须以 "+kind+" 开头")
	case len(u.Data) > maxMediaBytes:
		return cannot("the file is larger than 10 MB", "文件超过 10 MB")
	}
	return nil
}

func checked(in upload, kind string, a action) action {
	if err := in.check(kind); err != nil {
		return impossible(err)
	}
	return a
}

// impossible is an action whose input already forbids it.
func impossible(err error) action {
	return func(*world, *person) ([]*push, error) { return nil, err }
}

// scaled is the place with a scale.
func (l EntryLocation) scaled() EntryLocation {
	if l.Scale == 0 {
		l.Scale = somewhere.Scale
	}
	return l
}

// clickInput is a press of a menu button and what the user does once it asks.
// One picture may stand at the top, more of them in pictures.
type clickInput struct {
	Key    string `json:"key"`
	Path   []int  `json:"path"`
	Result string `json:"result"`
	upload
	Pictures  []upload `json:"pictures"`
	Latitude  *float64 `json:"latitude"`
	Longitude *float64 `json:"longitude"`
	Scale     int64    `json:"scale"`
	Label     string   `json:"label"`
}

func (c clickInput) action() action {
	in := pressInput{result: c.Result}
	if len(c.Data) > 0 {
		c.Pictures = append([]upload{c.upload}, c.Pictures...)
	}
	for _, one := range c.Pictures {
		if err := one.check("image/"); err != nil {
			return impossible(err)
		}
		in.pictures = append(in.pictures, one.file())
	}
	if c.Latitude != nil && c.Longitude != nil {
		at := EntryLocation{Latitude: *c.Latitude, Longitude: *c.Longitude, Scale: c.Scale, Label: c.Label}.scaled()
		in.place = &at
	}
	if c.Path != nil {
		return pressPath(c.Path, in)
	}
	return pressKey(c.Key, in)
}

// controlView presses a view button, or opens a link, and says what to open.
func (p *Platform) controlView(r *http.Request, in struct {
	URL  string `json:"url"`
	Path []int  `json:"path"`
},
) (any, error) {
	target, a := in.URL, viewURL(in.URL)
	if in.Path != nil {
		a = viewPath(in.Path, &target)
	}
	if _, err := p.act(r, a); err != nil {
		return nil, err
	}
	return map[string]string{"url": target}, nil
}

// controlChat answers with a user's conversation.
func (p *Platform) controlChat(r *http.Request) (any, error) {
	p.mu.Lock()
	_, err := p.world.known(r.PathValue("name"))
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return entries(p.User(r.PathValue("name")).Chat()), nil
}
