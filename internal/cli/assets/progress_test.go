package assets //nolint:testpackage // a terminal cannot be made here

import (
	"bytes"
	"testing"

	"github.com/vbauerster/mpb/v8"
)

// A bar ends whole, broken off, and where nothing was known about the file.
func TestBar(t *testing.T) {
	t.Parallel()
	for want, transfer := range map[string]func(progress){
		"100 %": func(p progress) { p.report(512, 2048); p.report(2048, 2048) },
		"25 %":  func(p progress) { p.report(512, 2048) },
		"":      func(p progress) { p.report(512, -1) },
	} {
		var out bytes.Buffer
		p := newBar(mpb.New(mpb.WithOutput(&out), mpb.ForceAutoRefresh(), mpb.WithWidth(60)), "film.mp4")
		transfer(p)
		p.stop()
		if !bytes.Contains(out.Bytes(), []byte(want)) || (want == "") != (out.Len() == 0) {
			t.Errorf("the bar lacks %q: %q", want, out.String())
		}
	}
}
