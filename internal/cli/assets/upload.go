package assets

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// uploader has the flags of media upload.
type uploader struct {
	operator.Accounts
	permanent, json     bool
	kind                string
	title, introduction string
}

func newUpload() *cobra.Command {
	var u uploader
	cmd := &cobra.Command{
		Use:   "upload FILE",
		Short: "Upload a file and print its media_id",
		Long: `Upload a file and print its media_id; what else the platform answers is on the standard
error, or in JSON with --json. A temporary file lives for 3 days. The type follows from
the ending: a thumb (a JPEG of at most 64 KB, for music and videos) needs --type.`,
		Example: `  wechatgo media upload cover.jpg
  wechatgo media upload cover.jpg --permanent
  wechatgo media upload film.mp4 --permanent --title 春天 --introduction 花开的一分钟`,
		Args: operator.OneArgument,
		RunE: u.run,
	}
	u.Register(cmd)
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&u.permanent, "permanent", false, "add the file to the permanent material")
	f.StringVar(&u.kind, "type", "", "image, voice, video or thumb (default by the file's ending)")
	f.StringVar(&u.title, "title", "", "the title of a permanent video")
	f.StringVar(&u.introduction, "introduction", "", "the introduction of a permanent video")
	f.BoolVar(&u.json, "json", false, "print the answer as JSON")
	_ = cmd.RegisterFlagCompletionFunc(
		"type",
		cobra.FixedCompletions(kindNames, cobra.ShellCompDirectiveNoFileComp),
	)
	return cmd
}

// kindNames are the types.
var kindNames = []string{"image", "voice", "video", "thumb"}

// kinds has the type of each ending.
var kinds = map[string]material.Kind{
	".png": material.KindImage, ".jpg": material.KindImage, ".jpeg": material.KindImage, ".gif": material.KindImage,
	".bmp": material.KindImage,
	".amr": material.KindVoice, ".mp3": material.KindVoice, ".wma": material.KindVoice, ".wav": material.KindVoice,
	".mp4": material.KindVideo,
}

func (u *uploader) run(cmd *cobra.Command, args []string) error {
	path := args[0]
	if u.kind != "" && !slices.Contains(kindNames, u.kind) {
		return fmt.Errorf("--type is %q: give image, voice, video or thumb", u.kind)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory: give a file", path)
	}
	kind := cmp.Or(material.Kind(u.kind), kinds[strings.ToLower(filepath.Ext(path))])
	if kind == "" {
		return fmt.Errorf("the ending of %s does not say what it is: give --type image, voice, video or thumb", path)
	}
	description := material.Description{Title: u.title, Introduction: u.introduction}
	if description != (material.Description{}) && (!u.permanent || kind != material.KindVideo) {
		return errors.New(
			"--title and --introduction are for a permanent video: leave them out, or give --permanent and a video",
		)
	}
	if u.permanent && kind == material.KindVideo && u.title == "" {
		return errors.New("a permanent video needs a title: give --title, and --introduction if it has one")
	}
	wx, err := u.Client()
	if err != nil {
		return err
	}
	name := filepath.Base(path)
	shown := newProgress(cmd.ErrOrStderr(), name)
	file := endpoint.File{Name: name, Content: f, Progress: shown.report}
	answer, err := u.upload(cmd, wx, kind, file, description)
	shown.stop()
	if err != nil {
		return failed(err)
	}
	return u.print(cmd, answer)
}

// uploaded is what media upload prints.
type uploaded struct {
	MediaID string `json:"media_id"`
	// URL is the address of a permanent picture.
	URL string `json:"url,omitempty"`
	// Until is when the platform removes a temporary file, as the pages say it: after 3 days.
	Until *time.Time `json:"until,omitempty"`
}

// life is how long the platform keeps a temporary file.
const life = 3 * 24 * time.Hour

func (u *uploader) upload(
	cmd *cobra.Command,
	wx *wechatgo.Client,
	kind material.Kind,
	file endpoint.File,
	description material.Description,
) (uploaded, error) {
	ctx := cmd.Context()
	if !u.permanent {
		got, err := wx.Material.Upload(ctx, kind, file)
		until := got.CreatedAt.Add(life)
		return uploaded{MediaID: got.ID(), Until: &until}, err
	}
	var got material.Added
	var err error
	if kind == material.KindVideo {
		got, err = wx.Material.AddVideo(ctx, file, description)
	} else {
		got, err = wx.Material.Add(ctx, kind, file)
	}
	return uploaded{MediaID: got.MediaID, URL: got.URL}, err
}

func (u *uploader) print(cmd *cobra.Command, answer uploaded) error {
	if u.json {
		return operator.WriteJSON(cmd.OutOrStdout(), answer)
	}
	if answer.URL != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), answer.URL)
	}
	if answer.Until != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "kept until %s\n", answer.Until.Local().Format("2006-01-02 15:04"))
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), answer.MediaID)
	return err
}
