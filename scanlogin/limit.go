package scanlogin

import (
	"encoding/json"
	"errors"
	"net/netip"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// A limit bounds how often something is done within a window of time.
type limit struct {
	name   string
	max    int
	window time.Duration
}

var (
	// scansPerUser bounds the codes that one user scans, and the passcodes that one user tries.
	scansPerUser = limit{"scans", 10, 10 * time.Minute}
	// wrongPerUser bounds the wrong answers of one user.
	wrongPerUser = limit{"wrong", 3, 10 * time.Minute}
)

// codesPerAddress bounds the codes that one address makes.
func (l *Login) codesPerAddress() limit {
	return limit{"codes", l.config.CodesPerAddress, 10 * time.Minute}
}

// count is how often something was done in the window that began at Since.
type count struct {
	N     int   `json:"n"`
	Since int64 `json:"t"` // Unix seconds
}

// read returns the count of a limit for whom, and its text in the store, which ends with the window.
func (l *Login) read(m limit, whom string) (c count, text []byte, now time.Time, err error) {
	if now, err = l.now(); err != nil {
		return c, nil, now, err
	}
	text, err = l.store.Get(l.prefix + m.name + ":" + whom)
	if errors.Is(err, store.ErrNotFound) {
		return count{Since: now.Unix()}, nil, now, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	return c, text, now, err
}

// reached reports whether whom has reached the limit.
func (l *Login) reached(m limit, whom string) (bool, error) {
	c, _, _, err := l.read(m, whom)
	return c.N >= m.max, err
}

// spend counts for whom, and reports whether that is within the limit.
func (l *Login) spend(m limit, whom string) (within bool, err error) {
	for range maxTries {
		c, old, now, err := l.read(m, whom)
		if err != nil || c.N >= m.max {
			return false, err
		}
		c.N++
		text, err := json.Marshal(c)
		if err != nil {
			return false, err
		}
		left := max(time.Unix(c.Since, 0).Add(m.window).Sub(now), time.Second)
		swapped, err := l.store.CompareAndSwap(l.prefix+m.name+":"+whom, old, text, left)
		if swapped || err != nil {
			return swapped, err
		}
	}
	return false, errBusy
}

// neighbourhood is what counts as one address: a household gets a whole IPv6 network of 64 bits.
func neighbourhood(a netip.Addr) string {
	if !a.Is4() && !a.Is4In6() && a.IsValid() {
		if network, err := a.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return a.Unmap().String()
}
