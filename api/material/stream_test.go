package material_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
)

const videoSize = 10 * mb

// zeros is an endless video.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// An upload begins before its file has been read completely: here the second half of the file is written when the
// platform has received the first.
func TestUploadIsStreamed(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength < videoSize {
			t.Errorf("Content-Length %d", r.ContentLength)
		}
		if _, err := io.CopyN(io.Discard, r.Body, videoSize/2); err != nil {
			t.Error(err)
		}
		close(arrived)
		rest, err := io.Copy(io.Discard, r.Body)
		if err != nil || rest < videoSize/2 {
			t.Errorf("%d bytes more, %v", rest, err)
		}
		fmt.Fprint(w, `{"media_id":"M"}`)
	}))
	defer platform.Close()
	content, file := io.Pipe()
	go func() {
		half := make([]byte, videoSize/2)
		_, err := file.Write(half)
		<-arrived
		if err == nil {
			_, err = file.Write(half)
		}
		file.CloseWithError(err)
	}()
	c := &endpoint.Client{Hosts: endpoint.Hosts{API: platform.URL}, Tokens: fixedTokens{}}
	video := endpoint.File{Name: "视频.mp4", Content: content, Size: videoSize}
	added, err := material.New(c).AddVideo(t.Context(), video, material.Description{Title: "t"})
	if err != nil || added.MediaID != "M" {
		t.Errorf("got %+v, %v", added, err)
	}
}

// BenchmarkUpload uploads a video of 10 MB over loopback. BenchmarkUploadBare does the same with only package http.
// Compare the allocated bytes: neither has the whole video in memory.
func BenchmarkUpload(b *testing.B) {
	platform := acceptAll(b)
	c := &endpoint.Client{Hosts: endpoint.Hosts{API: platform.URL}, Tokens: fixedTokens{}}
	b.ReportAllocs()
	b.SetBytes(videoSize)
	for b.Loop() {
		video := endpoint.File{Name: "a.mp4", Content: io.LimitReader(zeros{}, videoSize), Size: videoSize}
		if _, err := material.New(c).AddVideo(b.Context(), video, material.Description{Title: "t"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUploadBare(b *testing.B) {
	platform := acceptAll(b)
	b.ReportAllocs()
	b.SetBytes(videoSize)
	for b.Loop() {
		var head bytes.Buffer
		form := multipart.NewWriter(&head)
		if _, err := form.CreateFormFile("media", "a.mp4"); err != nil {
			b.Fatal(err)
		}
		tail := "\r\n--" + form.Boundary() + "--\r\n"
		body := io.MultiReader(bytes.NewReader(head.Bytes()), io.LimitReader(zeros{}, videoSize), bytes.NewReader([]byte(tail)))
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, platform.URL, body)
		if err != nil {
			b.Fatal(err)
		}
		req.ContentLength = int64(head.Len()) + videoSize + int64(len(tail))
		req.Header.Set("Content-Type", form.FormDataContentType())
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// acceptAll starts a platform that accepts any upload.
func acceptAll(b *testing.B) *httptest.Server {
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || n < videoSize {
			b.Errorf("%d bytes arrived, %v", n, err)
		}
		fmt.Fprint(w, `{"media_id":"M"}`)
	}))
	b.Cleanup(platform.Close)
	return platform
}
