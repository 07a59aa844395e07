package app

import (
	"testing"

	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
)

// The demo ends as docs/deployment.md says: first the server, then the client.
func TestServeEndsServerFirst(t *testing.T) {
	t.Parallel()
	exampletest.EndsServerFirst(t, serve)
}
