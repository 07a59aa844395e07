package multitest_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// balancer is the common address of several instances. It sends a user's requests to the instances in turn.
type balancer struct {
	*httptest.Server
	proxies []*httputil.ReverseProxy
	names   []string

	mu     sync.Mutex
	served map[string][]string // instances, by user
}

func startBalancer(t *testing.T, instances []*instance) *balancer {
	t.Helper()
	b := &balancer{served: map[string][]string{}}
	for _, i := range instances {
		to, err := url.Parse(i.callback)
		if err != nil {
			t.Fatal(err)
		}
		b.proxies = append(b.proxies, &httputil.ReverseProxy{
			Rewrite:  func(r *httputil.ProxyRequest) { r.Out.URL.Host, r.Out.URL.Scheme = to.Host, to.Scheme },
			ErrorLog: log.New(io.Discard, "", 0), // the platform hangs up, as it should
		})
		b.names = append(b.names, i.name)
	}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user := r.URL.Query().Get("openid")
	b.mu.Lock()
	turn := len(b.served[user]) % len(b.proxies)
	b.served[user] = append(b.served[user], b.names[turn])
	b.mu.Unlock()
	b.proxies[turn].ServeHTTP(w, r)
}

// to returns the instances that received the user's requests.
func (b *balancer) to(user string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.served[user])
}
