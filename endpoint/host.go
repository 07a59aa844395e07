package endpoint

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Host is one of the platform's hosts.
type Host int

// The platform's hosts.
const (
	// API serves nearly everything: api.weixin.qq.com.
	API Host = iota
	// Open serves the web login's page: open.weixin.qq.com.
	Open
	// MP serves QR pictures: mp.weixin.qq.com.
	MP

	hosts = iota
)

// Hosts holds the base URL of each host, such as "https://api.weixin.qq.com". An empty one means the platform's own.
// Another API host may be one of the platform's mirrors (api2.weixin.qq.com, sh.api.weixin.qq.com), a proxy or the
// sandbox.
type Hosts struct {
	API, Open, MP string
	// From says where the addresses were configured, such as "WECHAT_API_BASE". It appears in the errors of calls that
	// get no answer.
	From string
}

// OneHost returns Hosts with one base URL for all hosts, as the sandbox needs it. The base must be an http or https
// address with at most a path, which is not that of a call (/cgi-bin); else the error is a [*FieldError].
func OneHost(base string) (Hosts, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" ||
		strings.ContainsAny(base, "@?#") {
		return Hosts{}, badBase(base)
	}
	base = strings.TrimRight(base, "/")
	for _, path := range []string{"/cgi-bin", "/_sandbox"} {
		if u.Path == path || strings.HasPrefix(u.Path, path+"/") {
			return Hosts{}, refuse.Field(
				"base URL",
				"ends with the path of a call, "+path,
				"leave the path out: calls bring their own",
			)
		}
	}
	return Hosts{API: base, Open: base, MP: base}, nil
}

// plainBase matches a refused base that an error may quote: it cannot contain a password.
var plainBase = regexp.MustCompile(`^[\w.:/\[\]-]{1,200}$`)

// badBase returns the error for a refused base. It quotes the base only if that cannot contain a password.
func badBase(base string) error {
	const cure = "give http:// or https:// and a host, without a user, a query or a fragment, such as http://127.0.0.1:8088"
	switch {
	case base == "":
		return refuse.Empty("base URL", cure)
	case !plainBase.MatchString(base):
		return refuse.Field("base URL", "is not an address of a platform", cure)
	case !strings.Contains(base, "://"):
		return refuse.Field("base URL", strconv.Quote(base)+" has no scheme", cure)
	}
	return refuse.Field("base URL", strconv.Quote(base)+" is not an address of a platform", cure)
}

// defaultBases holds the platform's own addresses.
var defaultBases = [hosts]string{
	API:  "https://api.weixin.qq.com",
	Open: "https://open.weixin.qq.com",
	MP:   "https://mp.weixin.qq.com",
}

// Base returns the base URL of host h, without a slash at the end.
func (hs Hosts) Base(h Host) string {
	if base := hs.configured(h); base != "" {
		return strings.TrimRight(base, "/")
	}
	if h < 0 || h >= hosts {
		h = API
	}
	return defaultBases[h]
}

// configured returns the caller's base URL for host h, or "".
func (hs Hosts) configured(h Host) string {
	switch h {
	case Open:
		return hs.Open
	case MP:
		return hs.MP
	}
	return hs.API
}

// base is a host's parsed address.
type base struct {
	url   url.URL
	shown string // for errors: the address and where it was configured; "" for the platform's own
	err   error  // set if the address is invalid
}

func (hs Hosts) parse(h Host) base {
	given := hs.configured(h)
	one, err := OneHost(hs.Base(h))
	if err != nil {
		return base{err: fmt.Errorf("%s: %w", hs.from(), err)}
	}
	u, err := url.Parse(one.API)
	if err != nil {
		return base{err: fmt.Errorf("%s: %w", hs.from(), badBase(given))}
	}
	b := base{url: *u}
	if given != "" && one.API != defaultBases[h] {
		b.shown = one.API + " (" + hs.from() + ")"
	}
	return b
}

func (hs Hosts) from() string { return cmp.Or(hs.From, "the client's Hosts") }
