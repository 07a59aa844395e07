package assets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// downloader has the flags of media download.
type downloader struct {
	operator.Accounts
	permanent bool
	output    string
}

func newDownload() *cobra.Command {
	var d downloader
	cmd := &cobra.Command{
		Use:   "download MEDIA_ID",
		Short: "Download a file by its media_id",
		Long: `Download a temporary file, or with --permanent one of the permanent material, also a
video. Without -o the file gets the name that the platform gives, in the working
directory; a file that is there is never replaced so.`,
		Example: `  wechatgo media download MEDIA_ID
  wechatgo media download MEDIA_ID --permanent -o cover.jpg`,
		Args: operator.OneArgument,
		RunE: d.run,
	}
	d.Register(cmd)
	f := cmd.Flags()
	f.BoolVar(&d.permanent, "permanent", false, "download from the permanent material")
	f.StringVarP(&d.output, "output", "o", "", "the file; - is the standard output")
	return cmd
}

func (d *downloader) run(cmd *cobra.Command, args []string) error {
	if args[0] == "" {
		return errors.New("MEDIA_ID is empty: give the id that media upload printed")
	}
	wx, err := d.Client()
	if err != nil {
		return err
	}
	file, err := d.open(cmd.Context(), wx, args[0])
	if err != nil {
		return failed(err)
	}
	defer file.Body.Close()
	path := d.output
	if path == "" {
		path = nameOf(file)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s exists: say where the file goes with -o FILE", path)
		}
	}
	out, err := operator.OpenTarget(cmd.OutOrStdout(), path)
	if err != nil {
		return err
	}
	shown := newProgress(cmd.ErrOrStderr(), cmp.Or(filepath.Base(path), args[0]))
	_, err = io.Copy(out, &reader{Reader: file.Body, total: file.Size, report: shown.report})
	shown.stop()
	if err != nil {
		return errors.Join(failed(fmt.Errorf("the file is not whole: %w", err)), out.Discard())
	}
	return out.Keep(cmd.ErrOrStderr())
}

// open begins the download.
func (d *downloader) open(ctx context.Context, wx *wechatgo.Client, mediaID string) (*endpoint.Download, error) {
	if !d.permanent {
		got, err := wx.Material.Get(ctx, mediaID)
		if err != nil {
			return nil, err
		}
		if got.File != nil {
			return got.File, nil
		}
		return fetch(ctx, got.VideoURL)
	}
	got, err := wx.Material.Content(ctx, mediaID)
	switch {
	case err != nil:
		return nil, err
	case got.File != nil:
		return got.File, nil
	case got.DownURL != "":
		return fetch(ctx, got.DownURL)
	}
	return nil, errors.New(
		"these are articles and no file: wechatgo api material.get_material media_id=" + mediaID + " prints them",
	)
}

// videoClient downloads videos from the addresses that the platform gives.
var videoClient = &http.Client{Timeout: 10 * time.Minute}

// maxVideo bounds the download of a video, of which the platform takes 10 MB: a wrong host does not fill the disk.
const maxVideo = 1 << 30 // bytes

// fetch begins the download of a video.
func fetch(ctx context.Context, address string) (*endpoint.Download, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("the platform's address of the video: %w", err)
	}
	answer, err := videoClient.Do(request)
	if failure, ok := errors.AsType[*url.Error](err); ok {
		err = failure.Err // without the address, whose query may open the video to others
	}
	if err != nil {
		return nil, fmt.Errorf("the video's host %s: %w", request.URL.Host, err)
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("the video's host %s answers %s", request.URL.Host, answer.Status)
	}
	return &endpoint.Download{
		ContentType: answer.Header.Get("Content-Type"),
		Filename:    filepath.Base(request.URL.Path),
		Size:        answer.ContentLength,
		Body:        http.MaxBytesReader(nil, answer.Body, maxVideo),
	}, nil
}

// nameOf returns the name of a downloaded file: the platform's, if it is the plain name of a file, or one by its type.
func nameOf(file *endpoint.Download) string {
	name := filepath.Base(filepath.Clean(file.Filename))
	if filepath.Ext(name) != "" && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\:`) &&
		terminal.Visible(name) == name && !strings.ContainsAny(name, "\n\t") {
		return name
	}
	ending := ".bin"
	if endings, err := mime.ExtensionsByType(file.ContentType); err == nil && len(endings) > 0 {
		ending = endings[0]
	}
	if strings.HasPrefix(file.ContentType, "image/jpeg") {
		ending = ".jpg" // the first in the alphabet is .jfif
	}
	return "media" + ending
}
