package scanlogin

import (
	"net/http"
	"strings"
	"sync/atomic"
)

// notices remembers which warnings about the program were logged. Each is logged once.
type notices struct{ events, path, streams atomic.Bool }

func isFirst(logged *atomic.Bool) bool { return logged.CompareAndSwap(false, true) }

// warnAboutEvents logs that a code is made whose scan this program does not hear of.
func (l *Login) warnAboutEvents(r *http.Request) {
	if !l.hears.Load() && isFirst(&l.notices.events) {
		l.logger.WarnContext(
			r.Context(),
			"scanlogin: a code is made, and this program's callback does not hear of scans",
			"cure",
			"mux.Use(scan.Events) on the callback's mux, unless that is in another program with the same store",
		)
	}
}

// warnAboutPath logs that users reach the Login elsewhere than the pages say.
func (l *Login) warnAboutPath(r *http.Request) {
	if path := l.config.Login.Address(r).Path; !strings.HasPrefix(path, l.config.Path) && isFirst(&l.notices.path) {
		l.logger.WarnContext(r.Context(), "scanlogin: the Login is reached at another path than its pages ask for",
			"path", path, "Config.Path", l.config.Path,
			"cure", "set Config.Path to the path with which it is registered, such as /login/, as users see it")
	}
}

// warnAboutStreams logs that more browsers wait than get server-sent events.
func (l *Login) warnAboutStreams(r *http.Request) {
	if isFirst(&l.notices.streams) {
		l.logger.WarnContext(
			r.Context(),
			"scanlogin: more browsers wait than get server-sent events: the others ask every two seconds",
			"limit",
			maxStreams,
		)
	}
}
