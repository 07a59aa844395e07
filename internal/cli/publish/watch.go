package publish

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// watchPause is how often --watch looks at the files.
const watchPause = time.Second

// keepPushing pushes the article now and whenever one of its files changes, until the command is stopped.
func (c *push) keepPushing(cmd *cobra.Command) error {
	p, err := c.pusher(cmd)
	if err != nil {
		return err
	}
	if err := p.mayPush(cmd.Context(), false, c.previewTo != ""); err != nil {
		return operator.CallError{Err: err}
	}
	tick := time.NewTicker(watchPause)
	defer tick.Stop()
	return c.watchFiles(cmd.Context(), p, tick.C)
}

// watchFiles pushes the article now and at each tick at which one of its files is not as it was. What goes wrong is
// printed, and the next change is awaited. The error is the context's.
func (c *push) watchFiles(ctx context.Context, p *pusher, tick <-chan time.Time) error {
	previewed := c.previewTo == ""
	for {
		was, mediaID := c.pushWatched(ctx, p)
		if mediaID != "" && !previewed { // the card on the phone opens what the draft is by then
			err := p.preview(ctx, mediaID, c.previewTo)
			if previewed = err == nil; err != nil && ctx.Err() == nil {
				fmt.Fprintln(p.errs, err)
			}
		}
		fmt.Fprintf(p.errs, "waiting for a change of %d files; stop with Ctrl-C\n", len(was))
		for !changed(was) {
			select {
			case <-tick:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// pushWatched pushes the article. It returns how its files were before, and the draft, "" if there is none.
func (c *push) pushWatched(ctx context.Context, p *pusher) (was map[string]version, mediaID string) {
	before := versions([]string{c.path})
	ready, files, err := c.read(ctx)
	was = versions(files)
	maps.Copy(was, before)
	if err == nil {
		printWarnings(p.errs, ready)
		if mediaID, err = p.push(ctx, ready); err == nil {
			p.printAddress(ctx, mediaID)
		}
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(p.errs, err)
	}
	return was, mediaID
}
