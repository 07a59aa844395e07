package multitest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// patience is how long the platform waits for an answer.
const patience = 5 * time.Second

// pusher pushes messages as the platform does, in safe mode, to instances behind a load balancer.
type pusher struct {
	envelope *msgcrypt.Envelope
	client   *http.Client
	made     atomic.Int64 // pushes

	mu        sync.Mutex
	instances []*instance // in rotation
	pushed    map[int64]*message.Text
	replied   map[int64]bool // by MsgId: whether a push got the reply
}

func newPusher(t *testing.T, instances ...*instance) *pusher {
	t.Helper()
	e, err := msgcrypt.New(sandbox.DefaultToken, sandbox.DefaultAppID, sandbox.DefaultEncodingAESKey)
	if err != nil {
		t.Fatal(err)
	}
	// As in the sandbox, each push has its own connection.
	return &pusher{
		envelope: e, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, instances: instances,
		pushed: map[int64]*message.Text{}, replied: map[int64]bool{},
	}
}

// text returns a message whose handler takes the given time. when is "now" or "later".
func text(user string, id int64, takes time.Duration, when string) *message.Text {
	m := &message.Text{Content: fmt.Sprint(takes, " ", when, " ", user, " ", id)}
	m.FromUserName, m.ToUserName = user, sandbox.DefaultOriginalID
	m.CreateTime, m.MsgID = time.Unix(1714112445, 0), id
	return m
}

// push pushes m once and checks the answer: the reply, or "success" if the reply is sent another way. An error means
// that no answer came.
func (p *pusher) push(ctx context.Context, to *instance, m *message.Text) error {
	p.made.Add(1)
	p.mu.Lock()
	p.pushed[m.MsgID] = m
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := p.request(ctx, to, m)
	if err != nil {
		return err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %s", resp.Status, body)
	}
	return p.check(m, body)
}

func (p *pusher) request(ctx context.Context, to *instance, m *message.Text) (*http.Request, error) {
	plain, err := message.Encode(m)
	if err != nil {
		return nil, err
	}
	timestamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), strconv.FormatUint(rand.Uint64(), 10)
	sealed, err := p.envelope.Seal(plain, nil, timestamp, nonce)
	if err != nil {
		return nil, err
	}
	query := url.Values{
		"signature": {msgcrypt.Signature(sandbox.DefaultToken, timestamp, nonce)}, "timestamp": {timestamp}, "nonce": {nonce},
		"openid": {m.FromUserName}, "encrypt_type": {"aes"}, "msg_signature": {sealed.Signature},
	}
	body := bytes.NewReader(msgcrypt.PushXML(m.ToUserName, sealed.Encrypt))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.callback+"?"+query.Encode(), body)
	if err == nil {
		req.Header.Set("Content-Type", "text/xml")
	}
	return req, err
}

// wrongAnswer is an answer that no push of the message may get.
type wrongAnswer struct {
	to  int64 // MsgId
	got string
}

func (e *wrongAnswer) Error() string {
	return fmt.Sprintf("message %d is answered with %q", e.to, e.got)
}

func (p *pusher) check(m *message.Text, body []byte) error {
	if string(body) == "success" {
		return nil
	}
	wrong := &wrongAnswer{m.MsgID, string(body)}
	sealed, err := msgcrypt.ParseReply(body)
	if err != nil {
		return wrong
	}
	opened, err := p.envelope.Open(sealed)
	if err != nil {
		return wrong
	}
	r, head, err := reply.Decode(opened.Message)
	if err != nil || r != reply.Reply(answerTo(m)) || head.To != m.FromUserName {
		wrong.got = string(opened.Message)
		return wrong
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replied[m.MsgID] = true
	return nil
}

// pushes is how often the platform pushes a message that is not answered.
const pushes = 3

// deliver pushes m until it is answered, at most three times. Before that it makes the given number of pushes whose
// connection is cut at a random moment, each followed by a pause.
func (p *pusher) deliver(ctx context.Context, m *message.Text, cuts int) error {
	var failed error
	for n := range cuts + pushes {
		err := p.pushToOne(ctx, m, n < cuts)
		var wrong *wrongAnswer
		if err == nil || errors.As(err, &wrong) {
			return err
		}
		failed = errors.Join(failed, err)
		time.Sleep(rand.N(400 * time.Millisecond))
	}
	return fmt.Errorf("the platform gave up message %d of %s: %w", m.MsgID, m.FromUserName, failed)
}

// pushToOne pushes m to one of the instances, as the balancer chooses. If the instance is shutting down the balancer
// tries another.
func (p *pusher) pushToOne(ctx context.Context, m *message.Text, cut bool) error {
	for {
		to := p.choose()
		try, cancel := ctx, context.CancelFunc(func() {})
		if cut {
			try, cancel = context.WithTimeout(ctx, rand.N(20*time.Millisecond))
		}
		err := p.push(try, to, m)
		cutNow := try.Err() != nil
		cancel()
		if err == nil || cutNow || !to.leaving.Load() {
			return err
		}
		p.remove(to)
	}
}

func (p *pusher) choose() *instance {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.instances[rand.N(len(p.instances))]
}

func (p *pusher) add(i *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instances = append(p.instances, i)
}

func (p *pusher) remove(i *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for at, other := range p.instances {
		if other == i {
			p.instances = append(p.instances[:at:at], p.instances[at+1:]...)
			return
		}
	}
}

// wantReplies checks that each message has its reply, to a push or as a customer-service message. The messages for
// which exactly is true must have exactly one reply.
func (p *pusher) wantReplies(t *testing.T, followers []*sandbox.User, exactly func(id int64) bool) {
	t.Helper()
	sent := map[string]int{}
	for _, u := range followers {
		for _, e := range u.Chat() {
			if e.Via == "kf" {
				sent[e.Text]++
			}
		}
	}
	f, total := newViolations(t), 0
	for id, m := range p.pushed {
		n := sent[string(answerTo(m))]
		total += n
		if p.replied[id] {
			n++
		}
		switch {
		case n == 0:
			f.add("its reply is lost", id)
		case n > 1 && exactly(id):
			f.add("its reply came again", id)
		}
	}
	f.log()
	t.Logf("%d replies came as customer-service messages", total)
}
