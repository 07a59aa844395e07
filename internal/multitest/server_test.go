package multitest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// runServer is an instance of a program as our users write it: it receives pushes while its goroutines call the API. It
// ends on SIGTERM, or when in is closed.
func runServer(s setting, in io.Reader, out io.Writer) error {
	journal := os.NewFile(journalFile, "journal")
	storeFailed := func() { note(journal, line{what: storeFails, instance: s.Name}) }
	recorder := onStoreFailure("callback", storeFailed)
	shared, closeStore := openStore(s, storeFailed)
	defer closeStore()
	wx, err := wechatgo.New(wechatgo.Account{
		AppID: sandbox.DefaultAppID, Secret: sandbox.DefaultSecret,
		Token: sandbox.DefaultToken, EncodingAESKey: sandbox.DefaultEncodingAESKey,
	}, wechatgo.WithBaseURL(s.Platform), wechatgo.WithStore(shared), wechatgo.WithTelemetry(recorder))
	if err != nil {
		return err
	}
	mux := callback.NewMux()
	callback.On(mux, handle(s.Name, journal))

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: wx.Callback(mux)}
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(l) }()
	fmt.Fprintf(out, "http://%s/wx\n", l.Addr())

	p := newProgram(wx.Base, s)
	p.begin()
	go func() { ended <- answerRounds(p, in, out) }()
	sigterm := make(chan os.Signal, 1)
	signal.Notify(sigterm, syscall.SIGTERM)
	select {
	case <-sigterm:
	case err = <-ended:
	}
	return errors.Join(err, shutDown(server, wx))
}

// grace is the time limit for an instance to end.
const grace = 30 * time.Second

// shutDown is what a program does on SIGTERM.
func shutDown(server *http.Server, wx *wechatgo.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	return errors.Join(server.Shutdown(ctx), wx.Shutdown(ctx))
}

// handle works as long as the text says, "6s now alice" or "6s later alice", and answers with the text.
func handle(instance string, journal *os.File) func(context.Context, *message.Text) (reply.Reply, error) {
	return func(_ context.Context, m *message.Text) (reply.Reply, error) {
		span, rest, _ := strings.Cut(m.Content, " ")
		takes, err := time.ParseDuration(span)
		if err != nil {
			return nil, err
		}
		note(journal, line{what: begins, instance: instance, user: m.FromUserName, id: m.MsgID})
		work := func(context.Context) (reply.Reply, error) {
			time.Sleep(takes)
			note(journal, line{what: ends, instance: instance, user: m.FromUserName, id: m.MsgID})
			return answerTo(m), nil
		}
		if strings.HasPrefix(rest, "later ") {
			return callback.Later(work), nil
		}
		return work(context.Background())
	}
}

func answerTo(m *message.Text) reply.Text { return reply.Text("done: " + m.Content) }

// startServer starts an instance that receives pushes, and waits until it is ready.
func startServer(t *testing.T, s setting, j *journal) *instance {
	t.Helper()
	s.Handles = true
	i := startInstance(t, s, j.in)
	if !i.reports.Scan() {
		t.Fatalf("%s has not begun: %s", i.name, i.stop())
	}
	i.callback = i.reports.Text()
	return i
}

// terminate sends SIGTERM and waits until the process has ended without an error.
func (i *instance) terminate() {
	i.leaving.Store(true)
	if err := i.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		i.t.Errorf("%s: %v", i.name, err)
	}
	_ = i.end()
	i.stop()
}
