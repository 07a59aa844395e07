package tail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// event is a server-sent event.
type event struct {
	name string
	data []byte
}

const (
	// maxEvent bounds an event: an exchange has two bodies and their opened texts, each of 64 KiB at most.
	maxEvent = 16 << 20
	// silence is how long the stream may be silent. The sandbox sends a comment every 15 s.
	silence = time.Minute
)

var errTooLong = fmt.Errorf("an event of the sandbox is longer than %d bytes", maxEvent)

// events reads server-sent events until the stream ends. Where it is silent for too long, it calls cancel, which has to
// end the read.
func events(r io.Reader, cancel func()) iter.Seq2[event, error] {
	return func(yield func(event, error) bool) {
		watch := time.AfterFunc(silence, cancel)
		defer watch.Stop()
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, maxEvent)
		var e event
		for lines.Scan() {
			watch.Reset(silence)
			name, value, _ := bytes.Cut(lines.Bytes(), []byte(":"))
			value = bytes.TrimPrefix(value, []byte(" "))
			switch {
			case len(lines.Bytes()) == 0:
				if e.name != "" && !yield(e, nil) {
					return
				}
				e = event{}
			case string(name) == "event":
				e.name = string(value)
			case string(name) == "data":
				if len(e.data)+len(value) > maxEvent {
					yield(event{}, errTooLong)
					return
				}
				e.data = append(e.data, value...)
			}
		}
		err := lines.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = errTooLong
		}
		if err != nil {
			yield(event{}, err)
		}
	}
}
