package endpoint_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The tests of this file declare the platform's unusual endpoints as the package of an area does, and use the
// documented values.

// A permanent video is uploaded with its description, a form field that contains JSON.
func TestUploadWithAJSONPart(t *testing.T) {
	t.Parallel()
	type description struct {
		Title        string `json:"title"`
		Introduction string `json:"introduction"`
	}
	type in struct {
		Type        string        `query:"type"`
		Media       endpoint.File `form:"media"`
		Description description   `form:"description,omitempty"`
	}
	e := endpoint.Upload[in, mediaOut]("material.add_material", "/cgi-bin/material/add_material", "")
	for kind, tt := range map[string]struct {
		description description
		want        []part
	}{
		"image": {description{}, []part{{"media", "a.jpg", "image/jpeg", "content"}}},
		"video": {description{"A&B", "<汉>"}, []part{
			{"description", "", "", `{"title":"A&B","introduction":"<汉>"}`},
			{"media", "a.jpg", "image/jpeg", "content"},
		}},
	} {
		rec, c := record(t, 200, `{"media_id":"MEDIA_ID_654321"}`)
		in := in{kind, endpoint.File{Name: "a.jpg", Content: strings.NewReader("content")}, tt.description}
		if _, err := endpoint.Call(t.Context(), c, e, in); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(tt.want, parts(t, rec.one(t))); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

// Pictures are recognised from a file or from their address.
func TestUploadOrAddress(t *testing.T) {
	t.Parallel()
	type in struct {
		ImgURL string        `query:"img_url,omitempty"`
		Img    endpoint.File `form:"img,omitempty"`
		Ratios string        `form:"ratios,omitempty"`
	}
	e := endpoint.Upload[in, endpoint.None]("img.aicrop", "/cv/img/aicrop", "", endpoint.Idempotent())
	file := endpoint.File{Name: "test.jpg", Content: strings.NewReader("content")}
	for name, tt := range map[string]struct {
		in    in
		query url.Values
		parts []part // nil if the body is empty
	}{
		"file":                {in{Img: file}, url.Values{}, []part{{"img", "test.jpg", "image/jpeg", "content"}}},
		"address":             {in{ImgURL: "http://x?a=1&b=2"}, url.Values{"img_url": {"http://x?a=1&b=2"}}, nil},
		"address and a field": {in{ImgURL: "u", Ratios: "1,2.35"}, url.Values{"img_url": {"u"}}, []part{{"ratios", "", "", "1,2.35"}}},
	} {
		rec, c := record(t, 200, ok)
		if _, err := endpoint.Call(t.Context(), c, e, tt.in); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := rec.one(t)
		if s.Length != int64(len(s.Body)) {
			t.Errorf("%s: Content-Length %d of %d", name, s.Length, len(s.Body))
		}
		tt.query.Set("access_token", "T0")
		if diff := gocmp.Diff(tt.query, s.Query); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if tt.parts == nil {
			if s.Method != http.MethodPost || s.Body != "" || s.ContentType != "" {
				t.Errorf("%s: sent %+v, want an empty POST", name, s)
			}
		} else if diff := gocmp.Diff(tt.parts, parts(t, s)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	_, c := record(t, 200, ok)
	if _, err := endpoint.Call(t.Context(), c, e, in{Img: endpoint.File{Name: "test.jpg"}}); !errors.Is(err, endpoint.ErrNoFile) {
		t.Errorf("a truncated file: got %v", err)
	}
}

// The body of this endpoint is the text to translate.
func TestPlainText(t *testing.T) {
	t.Parallel()
	type in struct {
		From string `query:"lfrom"`
		To   string `query:"lto"`
		Text string `body:"text"`
	}
	type out struct {
		Text string `json:"to_content"`
	}
	e := endpoint.Post[in, out]("ai.translatecontent", "/cgi-bin/media/voice/translatecontent", "", endpoint.PlainText(), endpoint.Idempotent())
	const text = `"汉" & <字>`
	rec, c := record(t, 200, `{"from_content":"xxxxxxxx","to_content":"yyyyyyyy"}`)
	got, err := endpoint.Call(t.Context(), c, e, in{"zh_CN", "en_US", text})
	if err != nil || got.Text != "yyyyyyyy" {
		t.Errorf("got %+v, %v", got, err)
	}
	want := sent{
		Method: "POST", Path: "/cgi-bin/media/voice/translatecontent",
		Query:       url.Values{"access_token": {"T0"}, "lfrom": {"zh_CN"}, "lto": {"en_US"}},
		ContentType: "text/plain; charset=utf-8", Length: int64(len(text)), Body: text,
	}
	if diff := gocmp.Diff(want, rec.one(t)); diff != "" {
		t.Error(diff)
	}
}

// video is the JSON form of material.
type video struct {
	File    *endpoint.Download `json:"-"`
	Title   string             `json:"title"`
	DownURL string             `json:"down_url"`
}

// fetchVideo calls an endpoint that answers with a file or with the JSON of a video.
func fetchVideo(t *testing.T, status int, header http.Header, body io.ReadCloser, length int64) (video, error) {
	t.Helper()
	c := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: body, ContentLength: length}, nil
	}).client()
	e := endpoint.Post[mediaID, video]("material.get_material", "/cgi-bin/material/get_material", "")
	if body := e.Describe().Body; body != endpoint.Binary {
		t.Errorf("declared as %v", body)
	}
	return endpoint.Call(t.Context(), c, e, mediaID{MediaID: "M"})
}

// Material is a file, or JSON for a video or an article.
func TestFileOrJSON(t *testing.T) {
	t.Parallel()
	named := http.Header{"Content-Disposition": {`attachment; filename="MEDIA_ID.json"`}}
	long := strings.Repeat("x", 100<<10)
	for name, tt := range map[string]struct {
		header http.Header
		body   string
		json   bool
		want   video
	}{
		"video":                {nil, `{"title":"TITLE","down_url":"DOWN_URL"}`, true, video{Title: "TITLE", DownURL: "DOWN_URL"}},
		"video with errcode 0": {nil, `{"errcode":0,"title":"TITLE","down_url":"DOWN_URL"}`, true, video{Title: "TITLE", DownURL: "DOWN_URL"}},
		"long":                 {nil, ` {"title":"` + long + `"}`, true, video{Title: long}},
		"control":              {nil, "{\"title\":\"a\x01b\"}", true, video{Title: "ab"}},
		"picture":              {nil, "\xff\xd8\xff\xe0{}", false, video{}},
		"binary":               {nil, "\x00\x01{}", false, video{}},
		"empty":                {nil, "", false, video{}},
		"an array":             {nil, "[1]", false, video{}},
		"a named file":         {named, `{"title":"mine"}`, false, video{}},
	} {
		body := &closeTracker{Reader: strings.NewReader(tt.body)}
		got, err := fetchVideo(t, 200, tt.header, body, int64(len(tt.body)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		file, ok := endpoint.FileIn(got)
		if !ok || file != got.File {
			t.Errorf("%s: FileIn returns %v, %t", name, file, ok)
		}
		if tt.json {
			if got != tt.want || !body.closed {
				t.Errorf("%s: got %+v, the body closed: %t", name, got, body.closed)
			}
			continue
		}
		if got.File == nil || got.Title != "" {
			t.Errorf("%s: got %+v, want a file", name, got)
			continue
		}
		if rest, err := io.ReadAll(got.File.Body); string(rest) != tt.body || err != nil || body.closed {
			t.Errorf("%s: left %q, %v", name, rest, err)
		}
	}
}

func TestErrorInsteadOfMaterial(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		want   endpoint.Error
	}{
		"JSON": {200, `{"errcode":40007,"errmsg":"invalid media_id rid: 1-2-3"}`, endpoint.Error{Code: 40007, Message: "invalid media_id", RID: "1-2-3"}},
		"502":  {502, "<html>", endpoint.Error{Message: "Bad Gateway", HTTPStatus: 502}},
	} {
		body := &closeTracker{Reader: strings.NewReader(tt.body)}
		got, err := fetchVideo(t, tt.status, nil, body, int64(len(tt.body)))
		tt.want.Endpoint = "material.get_material"
		t.Log(name)
		wantError(t, err, tt.want)
		if got != (video{}) || !body.closed {
			t.Errorf("%s: got %+v, the body closed: %t", name, got, body.closed)
		}
	}
}

func TestUnreadableJSONInsteadOfFile(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset by peer")
	for name, tt := range map[string]struct {
		body io.Reader
		text string
	}{
		"broken":     {strings.NewReader(`{"title":`), "material.get_material: the answer is broken: unexpected end of JSON input"},
		"of another": {strings.NewReader(`{"title":7}`), "material.get_material: the answer does not fit its type: json: cannot unmarshal number into Go struct field video.title of type string"},
		"nothing":    {strings.NewReader(`{"errcode":0,"errmsg":"ok"}`), "material.get_material: the answer is neither a file nor what may come in its place"},
		"breaks off": {io.MultiReader(strings.NewReader("{"+strings.Repeat(" ", 20<<10)), errorBody{broken}), "material.get_material: connection reset by peer"},
		"endless":    {io.MultiReader(strings.NewReader("{"), endlessSpaces{}), "material.get_material: the answer is longer than 16 MiB"},
	} {
		got, err := fetchVideo(t, 200, nil, io.NopCloser(tt.body), -1)
		if err == nil || err.Error() != tt.text || got.File != nil {
			t.Errorf("%s: got %+v, %v, want %s", name, got, err, tt.text)
		}
	}
}

// A mass message that was sent before is refused, and the refusal contains its msg_id.
func TestRefusalWithAnAnswer(t *testing.T) {
	t.Parallel()
	type in struct {
		ClientMsgID string `json:"clientmsgid"`
	}
	type out struct {
		MsgID endpoint.Number `json:"msg_id"`
	}
	e := endpoint.Post[in, out]("mass.sendall", "/cgi-bin/message/mass/sendall", "")
	f, _ := answering(`{"errcode":45065,"errmsg":"same clientmsgid exist","msg_id":34182}`)
	got, err := endpoint.Call(t.Context(), f.client(), e, in{"send_tag_2"})
	if !errors.Is(err, endpoint.ErrClientMsgIDExists) || got.MsgID != 34182 {
		t.Errorf("got %+v, %v", got, err)
	}
	// The members of a refused try are not in the output of the next try.
	f, _ = answering(`{"errcode":42001,"errmsg":"access_token expired","msg_id":34182}`, ok)
	got, err = endpoint.Call(t.Context(), f.client(), e, in{"send_tag_2"})
	if err != nil || got.MsgID != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}
