package multitest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// setting is the configuration of an instance.
type setting struct {
	Name       string
	Platform   string // base URL
	Redis      string // host and port
	Classic    bool
	Timeout    time.Duration // of credential.Config
	Goroutines int           // the number of goroutines that call the API
	Pace       time.Duration // between one goroutine's calls
	Handles    bool          // receive pushes; then Classic and Timeout are not used
	Patient    bool          // use the store without a time limit
}

// report has the instance's calls since the last report.
type report struct {
	Calls         int
	Slowest       time.Duration
	Errors        []string
	StoreFailures int // of package credential
}

// program is a running instance: its goroutines call the API without pause.
type program struct {
	service *base.Service
	pace    time.Duration

	mu     sync.Mutex
	called sync.Cond
	done   []int // calls, by goroutine
	report report
}

// runInstance runs an instance with the setting in raw.
func runInstance(raw string, in io.Reader, out io.Writer) error {
	var s setting
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		return err
	}
	if s.Handles {
		return runServer(s, in, out)
	}
	return runCaller(s, in, out)
}

// runCaller calls the API until in is closed.
func runCaller(s setting, in io.Reader, out io.Writer) error {
	hosts, err := endpoint.OneHost(s.Platform)
	if err != nil {
		return err
	}
	client := &endpoint.Client{
		HTTP:  &http.Client{Transport: named{s.Name, &http.Transport{MaxIdleConnsPerHost: s.Goroutines + 1}}},
		Hosts: hosts,
	}
	p := newProgram(base.New(client), s)
	client.Telemetry = onStoreFailure("credential", p.storeFailed)
	shared, closeStore := openStore(s, func() {})
	defer closeStore()
	source, err := credential.New(credential.Config{
		Account: account.Account{AppID: sandbox.DefaultAppID, Secret: sandbox.DefaultSecret},
		Client:  client,
		Store:   shared,
		Classic: s.Classic,
		Timeout: s.Timeout,
		Logger:  slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	client.Tokens = source
	p.begin()
	return answerRounds(p, in, out)
}

// answerRounds writes a report to out for each line of in, when every goroutine has made a complete call since then.
func answerRounds(p *program, in io.Reader, out io.Writer) error {
	answers := json.NewEncoder(out)
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if err := answers.Encode(p.round()); err != nil {
			return err
		}
	}
	return nil
}

func newProgram(service *base.Service, s setting) *program {
	p := &program{service: service, pace: s.Pace, done: make([]int, s.Goroutines)}
	p.called.L = &p.mu
	return p
}

func (p *program) begin() {
	for i := range p.done {
		go p.work(i)
	}
}

func (p *program) storeFailed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report.StoreFailures++
}

func (p *program) work(i int) {
	for {
		start := time.Now()
		_, err := p.service.CallbackIPs(context.Background())
		took := time.Since(start)
		p.mu.Lock()
		p.done[i]++
		p.report.Calls++
		p.report.Slowest = max(p.report.Slowest, took)
		if err != nil {
			p.report.Errors = append(p.report.Errors, err.Error())
		}
		p.called.Broadcast()
		p.mu.Unlock()
		time.Sleep(p.pace)
	}
}

// round waits until every goroutine has finished its current call and a further one.
func (p *program) round() report {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := slices.Clone(p.done)
	for i := range before {
		for p.done[i] < before[i]+2 {
			p.called.Wait()
		}
	}
	r := p.report
	p.report = report{}
	return r
}

// named adds the instance's name to its requests.
type named struct {
	name string
	next http.RoundTripper
}

const nameHeader = "X-Instance"

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(nameHeader, n.name)
	return n.next.RoundTrip(r)
}
