package multitest_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

// chaosFor is how long Redis is in trouble in [TestRedisInChaos].
const chaosFor = 20 * time.Second

// Redis is killed every three seconds and comes back empty, and 30 % of the connections to it are cut. Two instances
// share it. No answer is lost: each was written to a push that was listening, or sent, or is kept for its user. None is
// sent twice, and none that a push was answered with.
//
// It is not parallel: it has the whole machine to do, and what it starves would fail.
func TestRedisInChaos(t *testing.T) {
	server := redistest.Start(t)
	var trouble atomic.Bool
	trouble.Store(true)
	var fates [chaosMessages]struct{ runs, shown, sent, kept atomic.Int32 }
	number := func(text string) (i int, ok bool) {
		_, err := fmt.Sscanf(strings.TrimPrefix(text, "answer "), "%d", &i)
		return i, err == nil
	}
	handler := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
		i, ok := number(m.(*message.Text).Content)
		if !ok {
			return nil, nil
		}
		fates[i].runs.Add(1)
		time.Sleep(time.Duration(rand.IntN(16_000)) * time.Millisecond)
		return reply.Text(fmt.Sprint("answer ", i)), nil
	})
	send := func(_ context.Context, _ string, r reply.Reply) error {
		if i, ok := number(string(r.(reply.Text))); ok {
			fates[i].sent.Add(1)
		}
		return nil
	}
	var instances [2]*callback.Server
	for n := range instances {
		client := redis.NewUniversalClient(&redis.UniversalOptions{
			Addrs: []string{server.Addr}, ContextTimeoutEnabled: true, PoolSize: 200,
			Dialer: func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, addr)
				if err != nil || !trouble.Load() || rand.IntN(10) >= 3 {
					return conn, err
				}
				return &cutConn{Conn: conn, after: rand.Int64N(20)}, nil
			},
		})
		defer client.Close()
		s, err := callback.New(
			account.Account{AppID: chaosAppID, Token: chaosToken, Mode: account.Plain}, handler,
			callback.WithStore(redisstore.New(client)), callback.WithSender(send), callback.WithMaxConcurrent(2*chaosMessages),
			callback.WithLogger(slog.New(slog.DiscardHandler)), callback.WithStillWorking(reply.Text("wait")),
		)
		if err != nil {
			t.Fatal(err)
		}
		instances[n] = s
	}
	var all sync.WaitGroup
	for i := range chaosMessages {
		all.Go(func() {
			time.Sleep(time.Duration(rand.IntN(8_000)) * time.Millisecond)
			xml := chaosText(i, fmt.Sprint(i), int64(i+1))
			for range 3 {
				if text, answered := chaosPush(t.Context(), instances[rand.IntN(2)], xml); answered {
					if _, ok := number(text); ok {
						fates[i].shown.Add(1)
					}
					return
				}
			}
		})
	}
	for began := time.Now(); time.Since(began) < chaosFor; {
		time.Sleep(3 * time.Second)
		server.Restart()
	}
	trouble.Store(false)
	all.Wait()
	time.Sleep(18 * time.Second) // until the instances have told each other, and the late answers have their fates
	for i := range chaosMessages {
		if fates[i].shown.Load()+fates[i].sent.Load() > 0 {
			continue
		}
		all.Go(func() {
			for n := range 6 { // an overloaded machine may not answer in time
				text, _ := chaosPush(t.Context(), instances[n%2], chaosText(i, "继续", int64(1_000_000+10*i+n)))
				if _, ok := number(text); ok {
					fates[i].kept.Add(1)
					return
				}
			}
		})
	}
	all.Wait()
	var lost, twice int
	var sum [4]int32
	for i := range fates {
		f := &fates[i]
		runs, shown, sent, kept := f.runs.Load(), f.shown.Load(), f.sent.Load(), f.kept.Load()
		if runs == 0 || shown+sent+kept == 0 {
			lost++
			t.Logf("lost: message %d, %d runs", i, runs)
		}
		if sent > 1 || sent == 1 && shown > 0 {
			twice++
			t.Logf("twice: message %d, %d runs, shown %d times, sent %d times", i, runs, shown, sent)
		}
		for n, v := range []int32{runs, shown, sent, kept} {
			sum[n] += v
		}
	}
	t.Logf("%d messages: %d runs, %d shown, %d sent, %d kept", chaosMessages, sum[0], sum[1], sum[2], sum[3])
	if lost > 0 || twice > 0 {
		t.Errorf("%d lost, %d twice", lost, twice)
	}
}

const (
	chaosAppID = "wxba5fad812f8e6fb9"
	chaosToken = "AAAAA"
)

func chaosText(user int, content string, id int64) string {
	return fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>user%d</FromUserName><CreateTime>1714112445</CreateTime>"+
		"<MsgType>text</MsgType><Content>%s</Content><MsgId>%d</MsgId></xml>", user, content, id)
}

// chaosPush pushes as the platform does, which hangs up after five seconds.
func chaosPush(ctx context.Context, to *callback.Server, xml string) (text string, answered bool) {
	ctx, hangUp := context.WithTimeout(ctx, 5*time.Second)
	defer hangUp()
	const timestamp, nonce = "1714112445", "415670741"
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/wx?timestamp="+timestamp+"&nonce="+nonce+
		"&signature="+msgcrypt.Signature(chaosToken, timestamp, nonce), strings.NewReader(xml))
	w := &pushing{ResponseRecorder: httptest.NewRecorder(), waits: ctx}
	to.ServeHTTP(w, r)
	if !w.heard || w.Code != http.StatusOK {
		return "", false
	}
	answer, _, err := reply.Decode(w.Body.Bytes())
	if err != nil {
		return "", false
	}
	if t, ok := answer.(reply.Text); ok {
		text = string(t)
	}
	return text, true
}

// pushing reads an answer, unless it has hung up when that is written.
type pushing struct {
	*httptest.ResponseRecorder
	waits context.Context
	heard bool
}

func (p *pushing) Write(b []byte) (int, error) {
	p.heard = p.waits.Err() == nil
	return p.ResponseRecorder.Write(b)
}

// cutConn is a connection that is cut after a number of reads, so that what was written last may have arrived.
type cutConn struct {
	net.Conn
	after int64
	reads atomic.Int64
}

func (c *cutConn) Read(p []byte) (int, error) {
	if c.reads.Add(1) > c.after {
		_ = c.Close()
	}
	return c.Conn.Read(p)
}
