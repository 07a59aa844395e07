package promtelemetry_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wechatgo/wechatgo/telemetry"
	"github.com/wechatgo/wechatgo/telemetry/promtelemetry"
)

// The alerts name metrics that the recorder has, labels that they have, and values that docs/telemetry.md documents.
// docs/deployment.md explains each alert, in both languages.
func TestRulesNameWhatIsRecorded(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/prometheus-rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	documented, err := os.ReadFile("../../docs/telemetry.md")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert       string
				Expr        string
				For         string
				Labels      map[string]string
				Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	// Every metric is recorded once, so that the registry has it.
	registry, recorder := prometheus.NewRegistry(), promtelemetry.New()
	registry.MustRegister(recorder)
	for i := range telemetry.Instruments() {
		recorder.Record(t.Context(), i, 1, i.Labels...)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string][]string{}
	for _, f := range families {
		for _, l := range f.GetMetric()[0].GetLabel() {
			labels[f.GetName()] = append(labels[f.GetName()], l.GetName())
		}
	}
	metric := regexp.MustCompile(`(wechatgo_\w+)(?:\{([^}]*)\})?`)
	matcher := regexp.MustCompile(`(\w+)(?:=|!=|=~|!~)"([^"]*)"`)
	var explained []string
	for _, page := range []string{"deployment.md", "deployment.zh-CN.md"} {
		text, err := os.ReadFile("../../docs/" + page)
		if err != nil {
			t.Fatal(err)
		}
		explained = append(explained, string(text))
	}
	alerts := 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			alerts++
			for _, page := range explained {
				if !strings.Contains(page, "\n| `"+r.Alert+"` | ") {
					t.Errorf("a page about deployment does not explain the alert %s", r.Alert)
				}
			}
			found := metric.FindAllStringSubmatch(r.Expr, -1)
			if len(found) == 0 || r.Alert == "" || r.Annotations["summary"] == "" || r.Labels["severity"] == "" {
				t.Errorf("the rule %q lacks a metric, a name, a severity or a summary", r.Alert)
			}
			for _, m := range found {
				known, ok := labels[m[1]]
				if !ok {
					t.Errorf("%s: there is no metric %s", r.Alert, m[1])
				}
				for _, l := range matcher.FindAllStringSubmatch(m[2], -1) {
					if !slices.Contains(known, l[1]) {
						t.Errorf("%s: %s has no label %s", r.Alert, m[1], l[1])
					}
					for value := range strings.SplitSeq(l[2], "|") {
						if l[1] != "code" && !strings.Contains(string(documented), "`"+value+"`") {
							t.Errorf("%s: docs/telemetry.md has no value %s of %s", r.Alert, value, l[1])
						}
					}
				}
			}
		}
	}
	if alerts < 5 {
		t.Errorf("%d alerts", alerts)
	}
}
