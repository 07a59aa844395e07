package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

const (
	kb = 1 << 10
	mb = 1 << 20
)

// The beginnings of files of each format.
const (
	asPNG  = "\x89PNG\r\n\x1a\n"
	asJPEG = "\xff\xd8\xff\xe0"
	asGIF  = "GIF89a"
	asBMP  = "BM"
	asWEBP = "RIFF\x00\x00\x00\x00WEBPVP8 "
	asAMR  = "#!AMR\n"
	asMP3  = "ID3\x03"
	asWAV  = "RIFF\x00\x00\x00\x00WAVEfmt "
	asWMA  = "\x30\x26\xb2\x75\x8e\x66\xcf\x11"
	asMP4  = "\x00\x00\x00\x18ftypisom"
	asMOV  = "\x00\x00\x00\x14ftypqt  "
)

// fileOf returns a file of that many bytes. Neighbouring bytes differ.
func fileOf(begin string, size int) []byte {
	data := make([]byte, size)
	rand.NewChaCha8([32]byte{}).Read(data)
	copy(data, begin)
	return data
}

// upload sends a file as curl -F media=@name does; fields are alternating names and values.
func (c *caller) upload(path, name string, data []byte, fields ...string) map[string]any {
	c.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		w.WriteField(fields[i], fields[i+1])
	}
	part, _ := w.CreateFormFile("media", name)
	part.Write(data)
	w.Close()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	r, err := http.NewRequest(http.MethodPost, "https://api.weixin.qq.com"+path+separator+"access_token="+c.token, &body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := c.p.Client().Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || resp.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: HTTP %d, %v", path, resp.StatusCode, err)
	}
	return out
}

// uploadID uploads a file and returns its media_id.
func (c *caller) uploadID(path, name string, data []byte, fields ...string) string {
	c.t.Helper()
	out := c.upload(path, name, data, fields...)
	id, _ := out["media_id"].(string)
	if id == "" {
		id, _ = out["thumb_media_id"].(string)
	}
	if id == "" {
		c.t.Fatalf("%s %s: %v", path, name, out)
	}
	return id
}

// download calls a path that answers with a file.
func (c *caller) download(method, path, body string) (*http.Response, string) {
	c.t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return c.raw(method, "https://api.weixin.qq.com"+path+separator+"access_token="+c.token, body)
}

// problem returns the problem that the inspector shows for the last call.
func (c *caller) problem() sandbox.Problem {
	c.t.Helper()
	list := c.p.Exchanges()
	if p := list[len(list)-1].Problem; p != nil {
		return *p
	}
	return sandbox.Problem{}
}

const (
	uploadPath = "/cgi-bin/media/upload?type="
	addPath    = "/cgi-bin/material/add_material?type="
	imgPath    = "/cgi-bin/media/uploadimg"
)

// Each kind accepts some files and refuses others with an errcode. Every refusal has an explanation in two languages.
func TestUploadLimits(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	for _, test := range []struct {
		path, name string
		data       []byte
		want       int // noCode for a file that is accepted
	}{
		{uploadPath + "image", "a.png", fileOf(asPNG, 100), noCode},
		{uploadPath + "image", "a.JPEG", fileOf(asJPEG, 100), noCode},
		{uploadPath + "image", "a.gif", fileOf(asGIF, 100), noCode},
		{uploadPath + "image", "named.png", fileOf(asJPEG, 100), noCode}, // the content decides
		{uploadPath + "image", "a.bmp", fileOf(asBMP, 100), 40005},
		{uploadPath + "image", "a.png", fileOf(asWEBP, 100), 40005},
		{uploadPath + "image", "a.png", []byte("<html>"), 40005},
		{uploadPath + "image", "picture", fileOf(asPNG, 100), 40005},
		{uploadPath + "image", "a.png", nil, 44001},
		{uploadPath + "image", "a.png", fileOf(asPNG, 10*mb), noCode},
		{uploadPath + "image", "a.png", fileOf(asPNG, 10*mb+1), 45001},
		{uploadPath + "voice", "a.amr", fileOf(asAMR, 100), noCode},
		{uploadPath + "voice", "a.mp3", fileOf(asMP3, 2*mb), noCode},
		{uploadPath + "voice", "a.mp3", fileOf("\xff\xfb\x90", 100), noCode},
		{uploadPath + "voice", "a.mp3", fileOf(asMP3, 2*mb+1), 45001},
		{uploadPath + "voice", "a.wav", fileOf(asWAV, 100), 40005},
		{uploadPath + "voice", "60s.amr", append([]byte(asAMR), bytes.Repeat([]byte("\x04............"), 60*50)...), noCode},
		{uploadPath + "voice", "61s.amr", append([]byte(asAMR), bytes.Repeat([]byte("\x04............"), 61*50)...), 45007},
		{uploadPath + "video", "a.mp4", fileOf(asMP4, 10*mb), noCode},
		{uploadPath + "video", "a.mp4", fileOf(asMP4, 10*mb+1), 45001},
		{uploadPath + "video", "a.mp4", fileOf(asMOV, 100), 40005},
		{uploadPath + "thumb", "a.jpg", fileOf(asJPEG, 64*kb), noCode},
		{uploadPath + "thumb", "a.jpg", fileOf(asJPEG, 64*kb+1), 45001},
		{uploadPath + "thumb", "a.jpg", fileOf(asPNG, 100), 40005},
		{uploadPath + "news", "a.jpg", fileOf(asJPEG, 100), 40004},
		{uploadPath, "a.jpg", fileOf(asJPEG, 100), 40004},
		{addPath + "image", "a.bmp", fileOf(asBMP, 100), noCode},
		{addPath + "voice", "a.wav", fileOf(asWAV, 100), noCode},
		{addPath + "voice", "a.wma", fileOf(asWMA, 100), noCode},
		{addPath + "voice", "a.mp3", fileOf(asWAV, 100), noCode},
		{addPath + "voice", "a.mp4", fileOf(asMP4, 100), 40005},
		{addPath + "video", "a.mp4", fileOf(asMP4, 100), 41005}, // no description
		{addPath + "thumb", "a.jpg", fileOf(asJPEG, 64*kb+1), 45001},
		{addPath + "file", "a.jpg", fileOf(asJPEG, 100), 40004},
		{imgPath, "a.png", fileOf(asPNG, 100), 0},
		{imgPath, "a.gif", fileOf(asGIF, 2*mb), 0},
		{imgPath, "a.bmp", fileOf(asBMP, 100), 40005},
		{imgPath, "a.png", fileOf(asPNG, 10*mb+1), 40009},
	} {
		out := c.upload(test.path, test.name, test.data)
		if code(out) != test.want {
			t.Errorf("%s %s of %d bytes: %v, want errcode %d", test.path, test.name, len(test.data), out, test.want)
		}
		if said := c.problem(); test.want > 0 && (said.EN == "" || said.ZH == "" || said.EN == said.ZH) {
			t.Errorf("%s %s: said %+v", test.path, test.name, said)
		}
	}
	c.upload(imgPath, "a.png", fileOf(asPNG, mb))
	if said := c.problem().EN; !strings.Contains(said, "below 1 MB") {
		t.Errorf("a picture of 1 MB for an article: said %q", said)
	}
	c.wantCode(41005, uploadPath+"image", "no form")
}

// For three days, a temporary file can be downloaded as it was sent.
func TestTemporaryMedia(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	picture := fileOf(asJPEG, 5*mb)
	before := p.Clock.Now().Unix()
	out := c.upload(uploadPath+"image", "test.jpg", picture)
	after := p.Clock.Now().Unix()
	if keys := keysOf(out); keys != "created_at media_id type" || out["type"] != "image" {
		t.Errorf("media/upload: %v", out)
	}
	if at := int64(out["created_at"].(float64)); at < before || at > after {
		t.Errorf("media/upload: created at %d, want %d to %d", at, before, after)
	}
	image := out["media_id"].(string)
	if out := c.upload(uploadPath+"thumb", "test.jpg", fileOf(asJPEG, 1000)); keysOf(out) != "created_at thumb_media_id type" {
		t.Errorf("a thumb: %v", out)
	}
	// Rule 44: reads that take only a query can also be called by POST.
	for _, method := range []string{"GET", "POST"} {
		resp, body := c.download(method, "/cgi-bin/media/get?media_id="+image, "")
		if body != string(picture) || resp.Header.Get("Content-Type") != "image/jpeg" || resp.Header.Get("Content-Disposition") != `attachment; filename="`+image+`.jpg"` {
			t.Errorf("%s media/get: %d bytes, %v", method, len(body), resp.Header)
		}
	}
	list := p.Exchanges()
	if x := list[len(list)-1]; len(x.Response.Body) > 100 || strings.Contains(list[1].Request.Body, asJPEG) {
		t.Errorf("the inspector keeps bytes of files: %.200s", x.Response.Body)
	}

	movie := fileOf(asMP4, 10*mb)
	video := c.uploadID(uploadPath+"video", "test.mp4", movie)
	out = c.call("/cgi-bin/media/get?media_id="+video, "")
	address, _ := out["video_url"].(string)
	if resp, body := c.raw("GET", address, ""); keysOf(out) != "video_url" || body != string(movie) || resp.Header.Get("Content-Type") != "video/mp4" {
		t.Errorf("video_url %v: %d bytes, %v", out, len(body), resp.Header)
	}

	voice := c.uploadID(uploadPath+"voice", "录音.amr", fileOf(asAMR, 100))
	resp, body := c.download("GET", "/cgi-bin/media/get/jssdk?media_id="+voice, "")
	if body != string(fileOf(asAMR, 100)) || resp.Header.Get("Content-Type") != "audio/amr" || resp.Header.Get("Content-Disposition") != `attachment; filename="`+voice+`.amr"` {
		t.Errorf("media/get/jssdk: %q, %v", body, resp.Header)
	}
	c.wantCode(40007, "/cgi-bin/media/get/jssdk?media_id="+image, "")
	c.wantCode(40007, "/cgi-bin/media/get?media_id=MEDIA_ID", "")
	c.wantCode(40007, "/cgi-bin/media/get?media_id="+p.AddMedia("image", "image/png", []byte(asPNG)), "")
	c.wantCode(40007, "/cgi-bin/material/get_material", `{"media_id":"`+image+`"}`)

	p.Clock.Advance(3*24*time.Hour - time.Minute)
	c.token = c.stable(false)["access_token"].(string)
	if _, body := c.download("GET", "/cgi-bin/media/get?media_id="+image, ""); len(body) != len(picture) {
		t.Errorf("a minute before its end: %.100s", body)
	}
	p.Clock.Advance(time.Minute)
	c.wantCode(40007, "/cgi-bin/media/get?media_id="+image, "")
	c.wantCode(40007, "/cgi-bin/media/get/jssdk?media_id="+voice, "")
}

// keysOf returns the names of an answer's members, sorted.
func keysOf(out map[string]any) string {
	return strings.Join(slices.Sorted(maps.Keys(out)), " ")
}

// A file that a user sent can be downloaded.
func TestUserMedia(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	c := newCaller(t, p)
	alice.SendImage("image/png", []byte(asPNG+"mine"))
	alice.SendVoice("")
	alice.SendVideo()
	pushes := a.received()
	image, voice, video := pushes[1].MediaID, pushes[2].MediaID, pushes[3].MediaID
	if resp, body := c.download("GET", "/cgi-bin/media/get?media_id="+image, ""); body != asPNG+"mine" || resp.Header.Get("Content-Disposition") != `attachment; filename="`+image+`.png"` {
		t.Errorf("a picture: %q, %v", body, resp.Header)
	}
	if resp, body := c.download("GET", "/cgi-bin/media/get?media_id="+voice, ""); !strings.HasPrefix(body, asAMR) || resp.Header.Get("Content-Disposition") != `attachment; filename="`+voice+`.amr"` {
		t.Errorf("a voice: %.20q, %v", body, resp.Header)
	}
	if out := c.call("/cgi-bin/media/get?media_id="+video, ""); keysOf(out) != "video_url" {
		t.Errorf("a video: %v", out)
	}
	// An uploaded file can be sent to a user.
	sent := c.uploadID(uploadPath+"image", "a.png", []byte(asPNG))
	c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"image","image":{"media_id":"`+sent+`"}}`)
	chat := alice.Chat()
	if last := chat[len(chat)-1]; last.MediaID != sent || alice.Open(p.URL()+last.MediaURL).Body != strings.ToValidUTF8(asPNG, "?") {
		t.Errorf("the phone shows %+v", last)
	}
}

// The permanent material is answered, listed and counted as documented.
func TestPermanentMaterial(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	if out := c.call("/cgi-bin/material/get_materialcount", ""); !cmp.Equal(out, map[string]any{"voice_count": 0.0, "video_count": 0.0, "image_count": 0.0, "news_count": 0.0}) {
		t.Errorf("at the start: %v", out)
	}
	out := c.upload(addPath+"image", "IMAGE.jpg", fileOf(asJPEG, 1000))
	address, _ := out["url"].(string)
	image, _ := out["media_id"].(string)
	if keysOf(out) != "media_id url" {
		t.Errorf("add_material: %v", out)
	}
	if page := p.User("alice").Open(address); page.Status != http.StatusOK || page.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the picture's address: HTTP %d, %v", page.Status, page.Header)
	}
	voice := c.upload(addPath+"voice", "a.mp3", fileOf(asMP3, 1000))
	if keysOf(voice) != "media_id" {
		t.Errorf("a voice: %v", voice)
	}
	video := c.uploadID(addPath+"video", "a.mp4", fileOf(asMP4, 1000), "description", `{"title":"VIDEO_TITLE","introduction":"INTRODUCTION"}`)
	c.uploadID(addPath+"thumb", "a.jpg", fileOf(asJPEG, 1000))
	// A picture for articles is not part of the permanent material.
	if out := c.upload(imgPath, "test.jpg", fileOf(asJPEG, 1000)); keysOf(out) != "errcode errmsg url" || p.User("alice").Open(out["url"].(string)).Status != http.StatusOK {
		t.Errorf("uploadimg: %v", out)
	} else {
		id := out["url"].(string)[strings.LastIndex(out["url"].(string), "/")+1:]
		c.wantCode(40007, "/cgi-bin/material/get_material", `{"media_id":"`+id+`"}`)
		c.wantCode(40007, "/cgi-bin/material/del_material", `{"media_id":"`+id+`"}`)
	}
	counts := func(method string) map[string]any {
		t.Helper()
		_, body := c.download(method, "/cgi-bin/material/get_materialcount", "")
		var out map[string]any
		json.Unmarshal([]byte(body), &out)
		return out
	}
	for _, method := range []string{"GET", "POST"} {
		if diff := cmp.Diff(map[string]any{"voice_count": 1.0, "video_count": 1.0, "image_count": 1.0, "news_count": 0.0}, counts(method)); diff != "" {
			t.Errorf("%s get_materialcount (-want +got):\n%s", method, diff)
		}
	}

	resp, body := c.download("POST", "/cgi-bin/material/get_material", `{"media_id":"`+image+`"}`)
	if body != string(fileOf(asJPEG, 1000)) || resp.Header.Get("Content-Type") != "image/jpeg" || resp.Header.Get("Content-Disposition") != `attachment; filename="IMAGE.jpg"` {
		t.Errorf("get_material: %d bytes, %v", len(body), resp.Header)
	}
	out = c.call("/cgi-bin/material/get_material", `{"media_id":"`+video+`"}`)
	if keysOf(out) != "description down_url title" || out["title"] != "VIDEO_TITLE" || out["description"] != "INTRODUCTION" {
		t.Errorf("a video: %v", out)
	}
	if _, body := c.raw("GET", out["down_url"].(string), ""); body != string(fileOf(asMP4, 1000)) {
		t.Errorf("down_url: %d bytes", len(body))
	}

	// The pages begin with the newest item.
	for i := range 24 {
		p.Clock.Advance(time.Second)
		c.uploadID(addPath+"image", fmt.Sprintf("%d.png", i), []byte(asPNG))
	}
	page := c.call("/cgi-bin/material/batchget_material", `{"type":"image","offset":4,"count":20}`)
	items, _ := page["item"].([]any)
	if len(items) != 20 || page["total_count"] != 25.0 || page["item_count"] != 20.0 {
		t.Fatalf("batchget_material: %v", page)
	}
	first := items[0].(map[string]any)
	if first["name"] != "19.png" || keysOf(first) != "media_id name update_time url" {
		t.Errorf("the first one is %v", first)
	}
	last := c.call("/cgi-bin/material/batchget_material", `{"type":"image","offset":24,"count":20}`)["item"].([]any)
	if len(last) != 1 || last[0].(map[string]any)["name"] != "IMAGE.jpg" {
		t.Errorf("the last page is %v", last)
	}
	if out := c.call("/cgi-bin/material/batchget_material", `{"type":"image","offset":100,"count":1}`); !cmp.Equal(out, map[string]any{"total_count": 25.0, "item_count": 0.0, "item": []any{}}) {
		t.Errorf("beyond the end: %v", out)
	}
	if out := c.call("/cgi-bin/material/batchget_material", `{"type":"voice","offset":0,"count":20}`); keysOf(out["item"].([]any)[0].(map[string]any)) != "media_id name update_time" {
		t.Errorf("voices: %v", out)
	}
	for body, want := range map[string]int{
		`{"type":"image","offset":0,"count":0}`:   40097,
		`{"type":"image","offset":0,"count":21}`:  40097,
		`{"type":"image","offset":-1,"count":20}`: 40097,
		`{"type":"thumb","offset":0,"count":20}`:  40004,
		`{"offset":0,"count":20}`:                 40004,
	} {
		c.wantCode(want, "/cgi-bin/material/batchget_material", body)
	}

	c.wantCode(0, "/cgi-bin/material/del_material", `{"media_id":"`+image+`"}`)
	c.wantCode(40007, "/cgi-bin/material/del_material", `{"media_id":"`+image+`"}`)
	c.wantCode(40007, "/cgi-bin/material/get_material", `{"media_id":"`+image+`"}`)
	if counts("GET")["image_count"] != 24.0 {
		t.Errorf("after a deletion: %v", counts("GET"))
	}
}

// The permanent material can have 1,000 voices.
func TestPermanentMaterialLimits(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	var first string
	for i := range 1000 {
		id := c.uploadID(addPath+"voice", "a.amr", []byte(asAMR))
		if i == 0 {
			first = id
		}
	}
	if out := c.upload(addPath+"voice", "a.amr", []byte(asAMR)); code(out) != 45001 || !strings.Contains(c.problem().EN, "1000") {
		t.Errorf("voice 1001: %v, said %+v", out, c.problem())
	}
	c.wantCode(0, "/cgi-bin/material/del_material", `{"media_id":"`+first+`"}`)
	c.uploadID(addPath+"voice", "a.amr", []byte(asAMR))
}

// The endpoints for articles from before drafts existed still work.
func TestArticlesBeforeDrafts(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	cover := c.uploadID(addPath+"thumb", "a.jpg", fileOf(asJPEG, 1000))
	temporary := c.uploadID(uploadPath+"thumb", "a.jpg", fileOf(asJPEG, 1000))
	article := func(cover, title string) string {
		return `{"title":"` + title + `","thumb_media_id":"` + cover + `","author":"AUTHOR","digest":"DIGEST","show_cover_pic":1,"content":"CONTENT<script>1</script>","content_source_url":"www.qq.com","need_open_comment":1,"only_fans_can_comment":1}`
	}
	added := c.call("/cgi-bin/material/add_news", `{"articles":[`+article(cover, "TITLE")+`,`+article(cover, "SECOND")+`]}`)
	id, _ := added["media_id"].(string)
	if keysOf(added) != "media_id" {
		t.Fatalf("add_news: %v", added)
	}
	out := c.call("/cgi-bin/material/get_material", `{"media_id":"`+id+`"}`)
	got := out["news_item"].([]any)[0].(map[string]any)
	page := p.User("alice").Open(got["url"].(string))
	delete(got, "url")
	delete(got, "thumb_url")
	if diff := cmp.Diff(map[string]any{
		"title": "TITLE", "thumb_media_id": cover, "show_cover_pic": 1.0, "author": "AUTHOR", "digest": "DIGEST", "content": "CONTENT",
		"content_source_url": "www.qq.com", "need_open_comment": 1.0, "only_fans_can_comment": 1.0,
	}, got); diff != "" || page.Status != http.StatusOK || !strings.Contains(page.Body, "TITLE") {
		t.Errorf("get_material (-want +got):\n%s\nits page: HTTP %d", diff, page.Status)
	}
	c.wantCode(0, "/cgi-bin/material/update_news", `{"media_id":"`+id+`","index":1,"articles":`+article(cover, "CHANGED")+`}`)
	c.wantCode(40114, "/cgi-bin/material/update_news", `{"media_id":"`+id+`","index":2,"articles":`+article(cover, "CHANGED")+`}`)
	c.wantCode(40007, "/cgi-bin/material/update_news", `{"media_id":"`+cover+`","index":0,"articles":`+article(cover, "CHANGED")+`}`)
	list := c.call("/cgi-bin/material/batchget_material", `{"type":"news","offset":0,"count":20}`)
	item := list["item"].([]any)[0].(map[string]any)
	if articles := item["content"].(map[string]any)["news_item"].([]any); keysOf(item) != "content media_id update_time" || articles[1].(map[string]any)["title"] != "CHANGED" {
		t.Errorf("batchget_material: %v", list)
	}
	if out := c.call("/cgi-bin/material/get_materialcount", ""); out["news_count"] != 1.0 {
		t.Errorf("get_materialcount: %v", out)
	}
	nine := strings.TrimSuffix(strings.Repeat(article(cover, "T")+",", 9), ",")
	for body, want := range map[string]int{
		`{"articles":[]}`:                                                44003,
		`{"articles":[` + nine + `]}`:                                    45008,
		`{"articles":[` + article(temporary, "TITLE") + `]}`:             40007,
		`{"articles":[` + article("MEDIA_ID", "TITLE") + `]}`:            40007,
		`{"articles":[` + article(cover, strings.Repeat("题", 33)) + `]}`: 45003,
	} {
		c.wantCode(want, "/cgi-bin/material/add_news", body)
	}

	// Articles for a mass message exist for three days, and their covers may be temporary.
	out = c.call("/cgi-bin/media/uploadnews", `{"articles":[`+article(temporary, "TITLE")+`]}`)
	if keysOf(out) != "created_at media_id type" || out["type"] != "news" {
		t.Errorf("uploadnews: %v", out)
	}
	c.wantCode(40007, "/cgi-bin/material/get_material", `{"media_id":"`+out["media_id"].(string)+`"}`)
	c.wantCode(45008, "/cgi-bin/media/uploadnews", `{"articles":[`+nine+`]}`)
	video := c.uploadID(uploadPath+"video", "a.mp4", fileOf(asMP4, 1000))
	out = c.call("/cgi-bin/media/uploadvideo", `{"media_id":"`+video+`","title":"TITLE","description":"Description"}`)
	if keysOf(out) != "created_at media_id type" || out["type"] != "video" || out["media_id"] == video {
		t.Errorf("uploadvideo: %v", out)
	}
	c.wantCode(40007, "/cgi-bin/media/uploadvideo", `{"media_id":"`+cover+`"}`)

	c.wantCode(0, "/cgi-bin/material/del_material", `{"media_id":"`+id+`"}`)
	if page := p.User("alice").Open(page.URL); page.Status != http.StatusNotFound {
		t.Errorf("the page of a deleted article: HTTP %d", page.Status)
	}
}

// staticTokens are the tokens of an SDK: always the stable one.
type staticTokens struct{ c *caller }

func (t staticTokens) Token(context.Context) (string, error)         { return t.c.token, nil }
func (t staticTokens) Renew(context.Context, string) (string, error) { return t.c.token, nil }

func (c *caller) client() *endpoint.Client {
	return (&endpoint.Client{HTTP: c.p.Client(), Hosts: endpoint.Hosts{API: c.p.URL()}}).WithTokens(staticTokens{c})
}

// The service of the SDK works with the platform.
func TestMaterialBySDK(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	s := material.New(c.client())
	upload := func(name string, data []byte) endpoint.File {
		return endpoint.File{Name: name, Content: bytes.NewReader(data)}
	}
	picture := fileOf(asPNG, 5*mb)
	sent, err := s.Upload(t.Context(), material.KindImage, upload("a.png", picture))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Get(t.Context(), sent.ID())
	if err != nil || got.File == nil {
		t.Fatal(got, err)
	}
	defer got.File.Body.Close()
	if back, err := io.ReadAll(got.File.Body); !bytes.Equal(back, picture) || got.File.Filename != sent.ID()+".png" || err != nil {
		t.Errorf("%d bytes came back as %s, %v", len(back), got.File.Filename, err)
	}
	thumb, err := s.Upload(t.Context(), material.KindThumb, upload("a.jpg", []byte(asJPEG)))
	if thumb.ThumbMediaID == "" || err != nil {
		t.Errorf("a thumb: %+v, %v", thumb, err)
	}
	video, err := s.AddVideo(t.Context(), upload("a.mp4", fileOf(asMP4, 10*mb)), material.Description{Title: "VIDEO_TITLE", Introduction: "INTRODUCTION"})
	if err != nil {
		t.Fatal(err)
	}
	if content, err := s.Content(t.Context(), video.MediaID); content.Title != "VIDEO_TITLE" || content.Description != "INTRODUCTION" || content.DownURL == "" || err != nil {
		t.Errorf("a video: %+v, %v", content, err)
	}
	for i := range 41 {
		if added, err := s.Add(t.Context(), material.KindImage, upload(fmt.Sprintf("%d.png", i), []byte(asPNG))); added.URL == "" || err != nil {
			t.Fatal(added, err)
		}
	}
	n := 40
	for item, err := range s.All(t.Context(), material.KindImage) {
		if err != nil || item.Name != fmt.Sprintf("%d.png", n) {
			t.Fatalf("%+v, %v, want %d", item, err, n)
		}
		n--
	}
	if counts, err := s.Count(t.Context()); counts != (material.Counts{Video: 1, Image: 41}) || n != -1 || err != nil {
		t.Errorf("%+v, %v; listed down to %d", counts, err, n)
	}
	if err := s.Delete(t.Context(), video.MediaID); err != nil {
		t.Error(err)
	}
	if _, err := s.Content(t.Context(), video.MediaID); !errors.Is(err, endpoint.ErrInvalidMediaID) {
		t.Errorf("after its deletion: %v", err)
	}
	if url, err := s.UploadImage(t.Context(), upload("a.png", []byte(asPNG))); url == "" || err != nil {
		t.Errorf("uploadimg: %q, %v", url, err)
	}
}
