package scanlogin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/scanlogin"
)

// A program that forgets a line hears of it in its log, once.
func TestNotices(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.browser().begin()
	if f.log.Len() > 0 {
		t.Errorf("the log has %s", f.log)
	}

	scan, err := scanlogin.New(f.config)
	if err != nil {
		t.Fatal(err)
	}
	site := http.NewServeMux()
	site.Handle("/scan/", scan)
	b := f.browser()
	b.site = site
	for range 2 {
		if got := b.post("/scan/begin", nil); got.StatusCode != http.StatusOK {
			t.Errorf("%d %s", got.StatusCode, got.body)
		}
	}
	for _, cure := range []string{"mux.Use(scan.Events)", "set Config.Path"} {
		if n := strings.Count(f.log.String(), cure); n != 1 {
			t.Errorf("%d lines with %s in\n%s", n, cure, f.log)
		}
	}
}
