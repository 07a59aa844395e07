package main_test

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// frameHolds reports whether a JavaScript expression is true in the web view's frame at the moment. The page in the
// frame has another origin, so the phone's own scripts cannot read it.
func frameHolds(ctx context.Context, expression string) (bool, error) {
	return chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (bool, error) {
		tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return false, err
		}
		for _, child := range tree.FrameTree.ChildFrames {
			world, err := cdp.Call(ctx, t, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: child.Frame.ID})
			if err != nil {
				continue // the frame is loading another page
			}
			result, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{
				Expression: "!!(" + expression + ")", ContextID: world.ExecutionContextID,
			})
			if err == nil && string(result.Result.Value) == "true" {
				return true, nil
			}
		}
		return false, nil
	})
}
