package ai_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/api/ai"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func voice() endpoint.File {
	return endpoint.File{Name: "voice.mp3", Content: strings.NewReader("MP3")}
}

func TestService(t *testing.T) {
	t.Parallel()
	const asked = "查一下明天从北京到上海的南航机票"
	apitest.Run(t, ai.Endpoints(), []apitest.Case{
		{Sample: "addvoicetorecofortext", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return ai.New(c).AddVoice(ctx, "xxxxxx", voice(), ai.ZhCN)
		})},
		{
			Sample: "queryrecoresultfortext", Want: "xxxxxxxxxxxxxxxxxx",
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return ai.New(c).Result(ctx, "xxxxxx", ai.ZhCN)
			},
		},
		{Sample: "translatecontent", Want: "Hello", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return ai.New(c).Translate(ctx, "你好", ai.ZhCN, ai.EnUS)
		}},
		{
			Sample: "semantic",
			Want: ai.SemanticOut{
				Query: asked, Type: "flight",
				Semantic: ai.Semantics{Intent: "SEARCH", Details: json.RawMessage(`{
        "answer": "",
        "context_info": {},
        "hit_str": "查 一下 明天 从 北京 到 上海 南航 机票",
        "start_loc": {
          "loc_ori": "北京市",
          "city": "北京市"
        }
      }`)},
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return ai.New(c).Semantic(ctx, ai.SemanticIn{
					Query: asked, City: "北京", Category: "flight,hotel", AppID: "wxaaaaaaaaaaaaaaaa", UID: "123456",
				})
			},
		},
	})
}

// platform answers the results in turn and repeats the last one. An upload has an answer of its own.
type platform struct {
	results []string
	asked   []time.Duration // since the start
	start   time.Time
	voices  []string // the ids of the uploads and of the questions
}

func (p *platform) RoundTrip(r *http.Request) (*http.Response, error) {
	body := `{"errcode":"0","errmsg":"ok"}`
	p.voices = append(p.voices, r.URL.Query().Get("voice_id"))
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	if strings.HasSuffix(r.URL.Path, "/queryrecoresultfortext") {
		p.asked = append(p.asked, time.Since(p.start))
		body = p.results[min(len(p.asked), len(p.results))-1]
	}
	status := http.StatusOK
	switch body {
	case broken:
		return nil, io.ErrUnexpectedEOF
	case hangs:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case badGateway:
		status = http.StatusBadGateway
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// The results of a platform that does not answer.
const broken, hangs, badGateway = "broken", "hangs", "<html>502 Bad Gateway</html>"

type token struct{}

func (token) Token(context.Context) (string, error)         { return "T", nil }
func (token) Renew(context.Context, string) (string, error) { return "T", nil }

// on starts the time of p and returns a service that calls it.
func on(p *platform) *ai.Service {
	p.start = time.Now()
	return ai.New(&endpoint.Client{HTTP: &http.Client{Transport: p}, Tokens: token{}})
}

func TestWait(t *testing.T) {
	t.Parallel()
	const busy, empty, text = `{"errcode":-1,"errmsg":"system error"}`, `{"result":""}`, `{"result":"你好"}`
	for name, tt := range map[string]struct {
		results []string
		want    string
		err     error
		asked   int
	}{
		"at once":                   {[]string{text}, "你好", nil, 1},
		"after a while":             {[]string{busy, empty, text}, "你好", nil, 3},
		"in the end":                {[]string{busy, busy, busy, busy, busy, busy, busy, busy, busy, text}, "你好", nil, 10},
		"busy throughout":           {[]string{busy}, "", endpoint.ErrSystemBusy, 10},
		"no words":                  {[]string{empty}, "", ai.ErrNoResult, 10},
		"after a broken connection": {[]string{broken, badGateway, text}, "你好", nil, 3},
		"broken throughout":         {[]string{broken}, "", io.ErrUnexpectedEOF, 10},
		"refused":                   {[]string{empty, `{"errcode":48001,"errmsg":"api unauthorized"}`}, "", endpoint.ErrAPIUnauthorized, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{results: tt.results}
			got, err := on(p).Wait(t.Context(), "id", ai.EnUS)
			if got != tt.want || !errors.Is(err, tt.err) || len(p.asked) != tt.asked {
				t.Errorf("%s: got %q, %v after %d questions", name, got, err, len(p.asked))
			}
			if late := tt.asked == 10 && tt.want == ""; late != errors.Is(err, ai.ErrNoResult) {
				t.Errorf("%s: got %v", name, err)
			}
			for i, at := range p.asked {
				if at != time.Duration(i)*time.Second {
					t.Errorf("%s: question %d was asked after %v", name, i, at)
				}
			}
		})
	}
}

// A question that hangs leaves time for others.
func TestWaitOnAHangingConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{results: []string{hangs, `{"result":"你好"}`}}
		if got, err := on(p).Wait(t.Context(), "id", ""); got != "你好" || err != nil || p.asked[1] != 4*time.Second {
			t.Errorf("got %q, %v after %v", got, err, p.asked)
		}
		p = &platform{results: []string{hangs}}
		if _, err := on(p).Wait(t.Context(), "id", ""); !errors.Is(err, ai.ErrNoResult) || len(p.asked) != 3 {
			t.Errorf("got %v after %v", err, p.asked)
		}
	})
}

func TestWaitIsCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{results: []string{`{"result":""}`}}
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		if _, err := on(p).Wait(ctx, "id", ""); !errors.Is(err, context.DeadlineExceeded) || len(p.asked) != 3 {
			t.Errorf("got %v after %d questions", err, len(p.asked))
		}
		p = &platform{results: []string{hangs}}
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := on(p).Wait(ctx, "id", ""); !errors.Is(err, context.DeadlineExceeded) || time.Since(p.start) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(p.start))
		}
	})
}

// Each voice gets an id of its own, which the question has too.
func TestRecognize(t *testing.T) {
	t.Parallel()
	p := &platform{results: []string{`{"result":"你好"}`}}
	s := on(p)
	for range 2 {
		if got, err := s.Recognize(t.Context(), voice(), ""); got != "你好" || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if v := p.voices; len(v) != 4 || v[0] == "" || v[0] != v[1] || v[2] != v[3] || v[0] == v[2] {
		t.Errorf("the ids are %q", v)
	}
	if _, err := s.Recognize(t.Context(), endpoint.File{}, ""); !errors.Is(err, endpoint.ErrNoFile) || len(p.voices) != 4 {
		t.Errorf("without a voice: %v after %d calls", err, len(p.voices)-4)
	}
}

func TestCheckVoice(t *testing.T) {
	t.Parallel()
	sized := func(name string, size int64) endpoint.File {
		return endpoint.File{Name: name, Content: strings.NewReader("x"), Size: size}
	}
	for name, tt := range map[string]struct {
		id   string
		file endpoint.File
		lang ai.Lang
		code error // nil for a voice that is allowed
		text string
	}{
		"largest":     {"id", sized("a.MP3", 1<<20), ai.EnUS, nil, ""},
		"no language": {"id", sized("a.mp3", 1), "", nil, ""},
		"no id":       {"", sized("a.mp3", 1), "", endpoint.ErrInvalidParameter, "ai: voice_id is empty: give each voice an id of its own"},
		"no name":     {"id", sized("", 1), "", endpoint.ErrNoFile, "ai: media has no name or no content: give an endpoint.File with both"},
		"no content":  {"id", endpoint.File{Name: "a.mp3"}, "", endpoint.ErrNoFile, "ai: media has no name or no content: give an endpoint.File with both"},
		"AMR":         {"id", sized("a.amr", 1), "", endpoint.ErrInvalidFileType, `ai: media has the ending ".amr": give a file with .mp3`},
		"empty":       {"id", endpoint.File{Name: "a.mp3", Content: strings.NewReader("")}, "", endpoint.ErrEmptyMedia, "ai: media is empty: give a file that is not empty"},
		"too large":   {"id", sized("a.mp3", 1<<20+1), "", endpoint.ErrInvalidVoiceSize, "ai: media has 1048577 bytes: give 1 to 1048576"},
		"French":      {"id", sized("a.mp3", 1), "fr_FR", endpoint.ErrInvalidParameter, `ai: lang is "fr_FR": use ZhCN or EnUS`},
	} {
		p := &platform{}
		err := on(p).AddVoice(t.Context(), tt.id, tt.file, tt.lang)
		if tt.code == nil {
			if in := (ai.VoiceIn{Format: ai.MP3, VoiceID: tt.id, Media: tt.file, Lang: tt.lang}); in.Check() != nil {
				t.Errorf("%s: %v", name, in.Check())
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text || len(p.voices) != 0 {
			t.Errorf("%s: got %v after %d calls, want %s", name, err, len(p.voices), tt.text)
		}
	}
	if err := (ai.VoiceIn{Format: "amr", VoiceID: "id", Media: voice()}).Check(); err == nil || err.Error() != `ai: format is "amr": use MP3` {
		t.Errorf("AMR: %v", err)
	}
}

func TestCheckTranslation(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text     string
		from, to ai.Lang
		want     string // empty for a text that is sent
	}{
		"longest":     {strings.Repeat("歌", 200), ai.ZhCN, ai.EnUS, ""},
		"too long":    {strings.Repeat("歌", 200) + "a", ai.ZhCN, ai.EnUS, "ai: content has 601 bytes: give at most 600: 200 Chinese characters"},
		"empty":       {"", ai.ZhCN, ai.EnUS, "ai: content is empty: give the text to translate"},
		"from French": {"oui", "fr_FR", ai.EnUS, `ai: lfrom is "fr_FR": use ZhCN or EnUS`},
		"to nothing":  {"yes", ai.EnUS, "", `ai: lto is "": use ZhCN or EnUS`},
	} {
		var query url.Values
		var sent string
		client, requests := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
			query, sent = r.URL.Query(), string(body)
			return []byte(`{"from_content":"x","to_content":"y"}`)
		})
		got, err := ai.New(client).Translate(t.Context(), tt.text, tt.from, tt.to)
		if tt.want == "" {
			if err != nil || got != "y" || sent != tt.text || query.Get("lfrom") != string(tt.from) || query.Get("lto") != string(tt.to) {
				t.Errorf("%s: got %q, %v for %q by %v", name, got, err, sent, query)
			}
			continue
		}
		if !errors.Is(err, endpoint.ErrInvalidParameter) || err.Error() != tt.want || requests() != 0 {
			t.Errorf("%s: got %v after %d requests, want %s", name, err, requests(), tt.want)
		}
	}
}
