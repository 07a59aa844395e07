package callback

import "time"

// The platform waits five seconds for an answer, hangs up and pushes again:
// about 0, 5 and 10 seconds after the first push, which an attempt does not
// say. So a push this long after the first is taken for the last one.
const (
	hangsUp  = 5 * time.Second
	lastFrom = 7500 * time.Millisecond
)

// The last push is answered while somebody listens: this long after it came and
// this long after the first at the latest, whatever the handler does.
const (
	lastPush = 4700 * time.Millisecond
	lastEnd  = 14700 * time.Millisecond
)

// A handler whose reply can only be an answer to a push ends a little earlier.
const inTime = 14500 * time.Millisecond

// By then no push of the message is waited for.
const allOver = 15500 * time.Millisecond

// DefaultLateLimit is how long a handler may take where its reply can be
// delivered late.
const DefaultLateLimit = 10 * time.Minute

// DefaultMaxConcurrent is how many handlers run at once.
const DefaultMaxConcurrent = 1024

// DefaultMaxWaiting is how many messages wait for their turn.
const DefaultMaxWaiting = 1 << 14

// isLast tells whether a push that came at arrived is its message's last, and
// when it must be answered.
func isLast(arrived, first time.Duration) (end time.Duration, last bool) {
	return min(arrived+lastPush, first+lastEnd), arrived-first >= lastFrom
}
