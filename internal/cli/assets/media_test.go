package assets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/internal/cli/assets"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// picture returns a PNG.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// film returns the beginning of an MP4, by which the sandbox knows it.
func film() []byte {
	return append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, 2<<20)...)
}

// What is uploaded comes back as it was: temporary and permanent, pictures and videos.
func TestUploadAndDownload(t *testing.T) {
	withSandbox(t, sandbox.Config{})
	write(t, "封面.png", append(picture(t), make([]byte, 2<<20)...))
	write(t, "film.mp4", film())
	for _, args := range [][]string{{"封面.png"}, {"封面.png", "--permanent"}, {"film.mp4"}, {"film.mp4", "--permanent", "--title", "春天", "--introduction", "花"}} {
		got := run(assets.NewMedia(), "", append([]string{"upload"}, args...)...)
		id := strings.TrimSuffix(got.out, "\n")
		if got.status != 0 || id == "" || strings.ContainsAny(id, " \n") {
			t.Errorf("upload %v: %+v", args, got)
			continue
		}
		if !strings.Contains(got.err, args[0]+": 100% of 2.0 MB\n") {
			t.Errorf("upload %v does not say how far it is: %q", args, got.err)
		}
		download := []string{"download", id, "-o", "copy"}
		if len(args) > 1 {
			download = append(download, "--permanent")
		}
		got = run(assets.NewMedia(), "", download...)
		if got.status != 0 || !bytes.Equal(read(t, "copy"), read(t, args[0])) {
			t.Errorf("download of %v: %+v", args, got)
		}
		if !strings.Contains(got.err, "copy: 100% of 2.0 MB\n") {
			t.Errorf("download of %v does not say how far it is: %q", args, got.err)
		}
	}
	var answer struct {
		MediaID string `json:"media_id"`
		URL     string `json:"url"`
	}
	got := run(assets.NewMedia(), "", "upload", "封面.png", "--permanent", "--json")
	if err := json.Unmarshal([]byte(got.out), &answer); err != nil || answer.MediaID == "" || !strings.HasPrefix(answer.URL, "http") {
		t.Errorf("upload --json: %v, %+v", err, got)
	}
	if got := run(assets.NewMedia(), "", "download", answer.MediaID, "--permanent", "-o", "-"); got.out != string(read(t, "封面.png")) {
		t.Errorf("download to the standard output: %d bytes, %+v", len(got.out), got.end)
	}
}

// A video whose host does not answer with it leaves no file, and its address is not shown.
func TestDownloadOfAVideoFails(t *testing.T) {
	p := withSandbox(t, sandbox.Config{})
	for answer, want := range map[string]string{
		`{"video_url":"http://127.0.0.1:1/v?key=SECRET"}`:                                       "the video's host 127.0.0.1:1: ",
		`{"video_url":"` + os.Getenv(wechatgo.EnvAPIBase) + `/_sandbox/media/gone?key=SECRET"}`: "answers 404 Not Found",
		`{"video_url":"::"}`: "the platform's address of the video",
	} {
		if err := p.AnswerNext("material.media_get", answer); err != nil {
			t.Fatal(err)
		}
		got := run(assets.NewMedia(), "", "download", "ID", "-o", "film.mp4")
		if got.status != operator.StatusFailed || !strings.Contains(got.end, want) || strings.Contains(got.end, "SECRET") {
			t.Errorf("%s: %+v", answer, got)
		}
	}
	if files, _ := os.ReadDir("."); len(files) != 0 {
		t.Errorf("files are left: %v", files)
	}
}

// A download without -o gets a name, and replaces nothing.
func TestDownloadNamesTheFile(t *testing.T) {
	withSandbox(t, sandbox.Config{})
	write(t, "a.png", picture(t))
	id := strings.TrimSpace(run(assets.NewMedia(), "", "upload", "a.png").out)
	if err := os.Mkdir("to", 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir("to")
	if got := run(assets.NewMedia(), "", "download", id); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	files, _ := os.ReadDir(".")
	if len(files) != 1 || !strings.HasSuffix(files[0].Name(), ".png") {
		t.Errorf("files %v", files)
	}
	if got := run(assets.NewMedia(), "", "download", id); got.status != operator.StatusFailed || !strings.Contains(got.end, "exists: say where the file goes with -o FILE") {
		t.Errorf("a second download: %+v", got)
	}
}

// A download replaces the file of -o when it is whole, and says which target it cannot write.
func TestDownloadTargets(t *testing.T) {
	withSandbox(t, sandbox.Config{})
	write(t, "a.png", picture(t))
	id := strings.TrimSpace(run(assets.NewMedia(), "", "upload", "a.png").out)
	write(t, "old.png", []byte("old"))
	if got := run(assets.NewMedia(), "", "download", id, "-o", "old.png"); got.status != 0 || !bytes.Equal(read(t, "old.png"), picture(t)) {
		t.Errorf("to an existing file: %+v", got)
	}
	if err := errors.Join(os.Mkdir("to", 0o700), os.Mkdir("sealed", 0o500)); err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{"to": "to: is a directory", "missing/a.png": "no such file or directory", "sealed/a.png": "permission denied"} {
		if target == "sealed/a.png" && os.Getuid() == 0 {
			continue // root may write everywhere
		}
		got := run(assets.NewMedia(), "", "download", id, "-o", target)
		if got.status != operator.StatusFailed || !strings.Contains(got.end, want) {
			t.Errorf("to %s: %+v", target, got)
		}
	}
	if files, _ := os.ReadDir("."); len(files) != 4 {
		t.Errorf("files are left: %v", files)
	}
}

func TestMediaRefusals(t *testing.T) {
	p := withSandbox(t, sandbox.Config{})
	write(t, "a.png", picture(t))
	write(t, "a.txt", []byte("x"))
	write(t, "a.mp4", film())
	for _, tt := range []struct {
		args   string
		status int
		want   string
	}{
		{"upload a.txt", operator.StatusFailed, "give --type image, voice, video or thumb"},
		{"upload a.txt --type image", operator.StatusArgument, ".png"},
		{"upload a.png --type picture", operator.StatusFailed, `--type is "picture": give image, voice, video or thumb`},
		{"upload a.png --title x --permanent", operator.StatusFailed, "--title and --introduction are for a permanent video"},
		{"upload a.mp4 --permanent", operator.StatusFailed, "a permanent video needs a title: give --title"},
		{"upload missing.png", operator.StatusFailed, "no such file"},
		{"upload .", operator.StatusFailed, ". is a directory: give a file"},
		{"download nothing", operator.StatusNotFound, "40007"},
		{"download nothing --permanent -o x", operator.StatusNotFound, "40007"},
	} {
		got := run(assets.NewMedia(), "", strings.Fields(tt.args)...)
		if got.status != tt.status || !strings.Contains(got.end, tt.want) || got.out != "" {
			t.Errorf("%s: %+v", tt.args, got)
		}
	}
	if got := run(assets.NewMedia(), "", "download", ""); got.status != operator.StatusFailed || !strings.Contains(got.end, "MEDIA_ID is empty") {
		t.Errorf("download of nothing: %+v", got)
	}
	if files, _ := os.ReadDir("."); len(files) != 3 {
		t.Errorf("files are left: %v", files)
	}
	if n := p.Counters().Calls["material.media_upload"]; n != 0 {
		t.Errorf("%d uploads were made", n)
	}
}
