package cli

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgramAt(t *testing.T) {
	t.Parallel()
	for callback, want := range map[string]string{
		"":                               "",
		"http://127.0.0.1:3000/wx":       "127.0.0.1:3000",
		"http://localhost/wx":            "localhost:80",
		"https://www.example.com/wx?a=b": "www.example.com:443",
		"http://[::1]/wx":                "[::1]:80",
	} {
		if got, err := programAt(callback); got != want || err != nil {
			t.Errorf("%s: got %q, %v", callback, got, err)
		}
	}
	for _, callback := range []string{"extra", "localhost:3000", "127.0.0.1:3000/wx", "ftp://127.0.0.1/wx", "http:///wx", "http://:3000/wx"} {
		if got, err := programAt(callback); err == nil {
			t.Errorf("%s: got %q", callback, got)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if connectionRefused(t.Context(), l.Addr().String()) {
		t.Error("somebody listens")
	}
	l.Close()
	if !connectionRefused(t.Context(), l.Addr().String()) {
		t.Error("nobody listens")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if connectionRefused(ended, l.Addr().String()) {
		t.Error("an end is no refusal")
	}
}

func TestAwaitProgram(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const start, patience = 90 * time.Second, time.Hour
		began, tries := time.Now(), 0
		refused := func() bool { tries++; return time.Since(began) < start }
		if !awaitProgram(t.Context(), refused) {
			t.Error("the program was missed")
		}
		if took := time.Since(began); took < start || took > start+2*time.Second || tries < 30 || tries > 100 {
			t.Errorf("seen after %s and %d tries", took, tries)
		}

		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		began = time.Now()
		if awaitProgram(ctx, func() bool { return true }) {
			t.Error("there is no program")
		}
		if took := time.Since(began); took != patience {
			t.Errorf("ended after %s", took)
		}
	})
}
