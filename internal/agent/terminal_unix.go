//go:build unix

package agent

import (
	"os/signal"
	"syscall"
)

// ignoreBackground makes a read of the terminal fail where the process is in the background of it. The terminal would
// stop the process otherwise, and the client would wait forever.
func ignoreBackground() { signal.Ignore(syscall.SIGTTIN, syscall.SIGTTOU) }
