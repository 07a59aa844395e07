package cli

import (
	"regexp"
	"sync"
	"testing"
	"time"
)

// console collects what the command prints, and lets a test wait for a text.
type console struct {
	mu    sync.Mutex
	bytes []byte
	more  chan struct{} // closed when something is added
}

func newConsole() *console { return &console{more: make(chan struct{})} }

func (c *console) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes = append(c.bytes, b...)
	close(c.more)
	c.more = make(chan struct{})
	return len(b), nil
}

func (c *console) text() (string, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.bytes), c.more
}

// wait returns the first match of pattern in what was printed.
func (c *console) wait(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	late := time.After(time.Minute)
	for {
		text, more := c.text()
		if m := re.FindStringSubmatch(text); m != nil {
			return m
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("nothing printed matches %s", pattern)
		}
	}
}
