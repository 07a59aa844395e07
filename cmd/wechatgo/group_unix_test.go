//go:build unix

package main_test

import (
	"os/exec"
	"syscall"
)

// ownGroup gives the command a process group, as a shell does.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
