package api_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api"
)

// What is left out is not declared, is listed once, and has a reason in both languages.
func TestLeft(t *testing.T) {
	t.Parallel()
	known := map[string]string{}
	for e := range api.All() {
		known[e.Describe().Path] = "declared as " + e.Name()
	}
	for _, l := range api.Left() {
		if l.Group == "" || len(l.Paths) == 0 || l.Reason == "" || !regexp.MustCompile(`\p{Han}.*。$`).MatchString(l.ReasonZH) {
			t.Errorf("%+v: want a group, paths, and a reason in both languages", l)
		}
		for _, path := range l.Paths {
			if !strings.HasPrefix(path, "/") || strings.Contains(strings.TrimSuffix(path, "/*"), "*") {
				t.Errorf("%s: %q is not a path", l.Group, path)
			}
			if known[path] != "" {
				t.Errorf("%s is left out, and also %s", path, known[path])
			}
			known[path] = "left out of " + l.Group
		}
	}
}
