package operator

import (
	"context"
	"fmt"
	"io"
)

// ReadAll reads r to its end, or until ctx ends: a terminal may have nobody who ends the input.
func ReadAll(ctx context.Context, r io.Reader) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(r)
		read <- result{data, err}
	}()
	select {
	case got := <-read:
		return got.data, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// LargeFile is the size from which an upload says how far it is.
const LargeFile = 1 << 20

// Progress prints each quarter of the upload of a large file.
func Progress(w io.Writer, name string) func(sent, total int64) {
	var printed int64
	return func(sent, total int64) {
		if total < LargeFile {
			return
		}
		if quarter := 4 * sent / total; quarter != printed {
			printed = quarter
			fmt.Fprintf(w, "%s: %d%% of %.1f MB\n", name, 25*quarter, float64(total)/(1<<20))
		}
	}
}
