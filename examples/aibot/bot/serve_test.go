package bot

import (
	"context"
	"net"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
)

// The bot ends as docs/deployment.md says: first the server, then the client.
func TestServeEndsServerFirst(t *testing.T) {
	t.Parallel()
	exampletest.EndsServerFirst(t, func(
		ctx context.Context, l net.Listener, wx *wechatgo.Client, server *http.Server,
	) error {
		return serve(ctx, l, wx, server, DefaultGrace)
	})
}
