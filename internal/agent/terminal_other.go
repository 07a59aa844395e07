//go:build !unix

package agent

// ignoreBackground does nothing: there is no /dev/tty.
func ignoreBackground() {}
