package promtelemetry_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/telemetry/promtelemetry"
)

func Example() {
	// At the start, make a recorder, register it, and serve the metrics.
	rec := promtelemetry.New()
	registry := prometheus.NewRegistry() // or prometheus.DefaultRegisterer
	registry.MustRegister(rec)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))

	// Give the recorder to a client. The platform of this example answers that there is no menu.
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"errcode":46003,"errmsg":"menu no exist rid: 617682e0-09059ac5-34a8e2ea"}`)
	}))
	defer platform.Close()
	client := &endpoint.Client{Hosts: endpoint.Hosts{API: platform.URL}, Telemetry: rec}
	getMenu := endpoint.Get[endpoint.None, endpoint.None]("menu.get", "/cgi-bin/menu/get", "", endpoint.NoToken())
	_, err := endpoint.Call(context.Background(), client, getMenu, endpoint.None{})
	fmt.Println(err)

	// Print a metric that Prometheus reads.
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if strings.Contains(line, "wechatgo_api_calls_total") {
			fmt.Print(line)
		}
	}
	// Output:
	// menu.get: 46003 menu no exist (rid 617682e0-09059ac5-34a8e2ea): Create one with menu/create; to see a console menu call get_current_selfmenu_info.
	// # HELP wechatgo_api_calls_total Calls of the platform's API, by how they ended.
	// # TYPE wechatgo_api_calls_total counter
	// wechatgo_api_calls_total{code="46003",endpoint="menu.get"} 1
}
