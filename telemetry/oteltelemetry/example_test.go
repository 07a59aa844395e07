package oteltelemetry_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/telemetry/oteltelemetry"
)

func Example() {
	ctx := context.Background()

	// At the start, make a provider with a reader that exports (here one that is called by hand), and a recorder.
	reader := metric.NewManualReader() // or metric.NewPeriodicReader(exporter)
	provider := metric.NewMeterProvider(metric.WithReader(reader))
	defer provider.Shutdown(ctx)
	rec, err := oteltelemetry.New(provider) // or otel.GetMeterProvider()
	if err != nil {
		log.Fatal(err)
	}

	// Give the recorder to a client. The platform of this example answers that there is no menu.
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"errcode":46003,"errmsg":"menu no exist rid: 617682e0-09059ac5-34a8e2ea"}`)
	}))
	defer platform.Close()
	client := &endpoint.Client{Hosts: endpoint.Hosts{API: platform.URL}, Telemetry: rec}
	getMenu := endpoint.Get[endpoint.None, endpoint.None]("menu.get", "/cgi-bin/menu/get", "", endpoint.NoToken())
	_, err = endpoint.Call(ctx, client, getMenu, endpoint.None{})
	fmt.Println(err)

	// Print a metric that an exporter receives.
	var export metricdata.ResourceMetrics
	if err := reader.Collect(ctx, &export); err != nil {
		log.Fatal(err)
	}
	for _, m := range export.ScopeMetrics[0].Metrics {
		if sum, ok := m.Data.(metricdata.Sum[float64]); ok {
			point := sum.DataPoints[0]
			code, _ := point.Attributes.Value("code")
			fmt.Println(m.Name, code.AsString(), point.Value)
		}
	}
	// Output:
	// menu.get: 46003 menu no exist (rid 617682e0-09059ac5-34a8e2ea): Create one with menu/create; to see a console menu call get_current_selfmenu_info.
	// wechatgo.api.calls 46003 1
}
