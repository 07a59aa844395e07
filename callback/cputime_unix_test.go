//go:build unix

package callback_test

import (
	"syscall"
	"time"
)

// processorTime is what this process has used so far, in its own code and in the kernel's.
func processorTime() (d time.Duration, ok bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
