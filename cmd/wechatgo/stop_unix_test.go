//go:build unix

package main_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStop(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(process int) error{
		"Ctrl-C":  func(p int) error { return syscall.Kill(-p, syscall.SIGINT) }, // a terminal signals the whole process group
		"SIGINT":  func(p int) error { return syscall.Kill(p, syscall.SIGINT) },
		"SIGTERM": func(p int) error { return syscall.Kill(p, syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startDev(t)
			stream, err := http.Get("http://" + d.page + "/_sandbox/events") // the page is open
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Body.Close()
			before := d.out.text()
			if err := stop(d.cmd.Process.Pid); err != nil {
				t.Fatal(err)
			}
			<-d.ended
			if d.end != nil {
				t.Errorf("ended with %v", d.end)
			}
			if said := strings.TrimPrefix(d.out.text(), before); said != "" {
				t.Errorf("said at the end: %s", said)
			}
			if err := syscall.Kill(d.demoID(t), 0); !errors.Is(err, syscall.ESRCH) {
				t.Errorf("the demo is still there: %v", err)
			}
		})
	}
}

// The demo ends with dev, however dev ends.
func TestDemoEndsWithDev(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	conn, err := net.Dial("tcp", d.app)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(conn, "GET /search HTTP/1.1\r\nHost: "+d.app+"\r\n\r\n")
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadByte(); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the demo goes on without dev")
	}
}

// Choosing a mode on the page restarts a demo that has died.
func TestModeStartsTheDemoAnew(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	d.stopDemo(t)
	resp, err := http.Post("http://"+d.page+"/_sandbox/mode", "application/json", strings.NewReader(`{"mode": "plain"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	d.out.wait(t, `demo in plain mode`)
}
