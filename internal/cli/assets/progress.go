package assets

import (
	"io"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// progress shows how far the transfer of a file is: a bar on a terminal, else a line for each quarter of a large file.
type progress struct {
	report func(done, total int64)
	// stop ends a bar, also one of a transfer that failed.
	stop func()
}

// newProgress shows the transfer of the file with a name on errs.
func newProgress(errs io.Writer, name string) progress {
	if operator.IsTerminal(errs) {
		return newBar(mpb.New(mpb.WithOutput(errs), mpb.WithWidth(60)), name)
	}
	return progress{operator.Progress(errs, name), func() {}}
}

// newBar shows the transfer as a bar, which appears once the file's size is known.
func newBar(container *mpb.Progress, name string) progress {
	var bar *mpb.Bar
	return progress{
		report: func(done, total int64) {
			switch {
			case total <= 0:
				return
			case bar == nil:
				bar = container.AddBar(total, mpb.PrependDecorators(decor.Name(name+" ")),
					mpb.AppendDecorators(decor.Percentage(), decor.CountersKibiByte(" % .1f / % .1f")))
			}
			bar.SetCurrent(done)
		},
		stop: func() {
			if bar != nil {
				bar.Abort(false) // nothing happens to a bar that is complete
			}
			container.Wait()
		},
	}
}

// reader reports how much of a file was read.
type reader struct {
	io.Reader
	done, total int64
	report      func(done, total int64)
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.done += int64(n)
	if n > 0 {
		r.report(r.done, r.total)
	}
	return n, err
}
