package assets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/qrpicture"
)

// codeMaker has the flags of qrcode.
type codeMaker struct {
	operator.Accounts
	temporary time.Duration
	output    string
	url       bool
}

// NewQRCode returns the command qrcode.
func NewQRCode() *cobra.Command {
	var c codeMaker
	cmd := &cobra.Command{
		Use:   "qrcode SCENE",
		Short: "Make a QR code with a scene: in the terminal, or as a PNG",
		Long: `Make a QR code on the account. A user who scans it gets to the account, whose callback
gets an event with the scene. SCENE is a number, or a text of up to 64 characters.

The code is permanent, and counts among the account's 100,000, or temporary with
--temporary. It is drawn in the terminal, or into the PNG file of -o; --url prints
what the code contains.`,
		Example: `  wechatgo qrcode 123 --temporary 24h
  wechatgo qrcode spring-poster -o poster.png
  wechatgo qrcode 123 --temporary 10m --url`,
		Args: operator.OneArgument,
		RunE: c.run,
	}
	c.Register(cmd)
	f := cmd.Flags()
	f.SortFlags = false
	f.DurationVar(&c.temporary, "temporary", 0, "how long the code is valid, such as 10m or 720h, which is the most")
	f.StringVarP(&c.output, "output", "o", "", "the file for a PNG of 430 pixels; - is the standard output")
	f.BoolVar(&c.url, "url", false, "print the code's content alone")
	return cmd
}

func (c *codeMaker) run(cmd *cobra.Command, args []string) error {
	if cmd.Flags().Changed("temporary") && (c.temporary < time.Second || c.temporary > qrcode.MaxLife) {
		return fmt.Errorf("--temporary is %s: give 1s to 720h", short(c.temporary))
	}
	if c.url && c.output != "" {
		return errors.New("--url and -o are both given: give one")
	}
	wx, err := c.Client()
	if err != nil {
		return err
	}
	code, err := c.make(cmd.Context(), wx.QRCode, args[0])
	if err != nil {
		return failed(err)
	}
	errs := cmd.ErrOrStderr()
	if c.url {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), code.URL)
		return err
	}
	if c.output != "" {
		err = c.write(cmd, code)
	} else {
		err = draw(cmd.OutOrStdout(), code.URL)
	}
	if err != nil {
		return err
	}
	if life := code.Life(); life > 0 {
		fmt.Fprintf(errs, "scene %s, valid for %s: %s\n", args[0], short(life), code.URL)
	} else {
		fmt.Fprintf(errs, "scene %s, permanent: %s\n", args[0], code.URL)
	}
	return nil
}

// short returns a duration without the units that are zero at its end: 24h, not 24h0m0s.
func short(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// make makes the code on the account. Digits are a number, unless they begin with 0, which a number would lose.
func (c *codeMaker) make(ctx context.Context, s *qrcode.Service, scene string) (qrcode.Code, error) {
	number, err := strconv.Atoi(scene)
	isNumber := err == nil && strconv.Itoa(number) == scene
	switch {
	case isNumber && c.temporary > 0:
		return s.Temporary(ctx, number, c.temporary)
	case isNumber:
		return s.Permanent(ctx, number)
	case c.temporary > 0:
		return s.TemporaryString(ctx, scene, c.temporary)
	}
	return s.PermanentString(ctx, scene)
}

// width is that of the platform's own pictures, in pixels.
const width = 430

// write writes the code as a PNG.
func (c *codeMaker) write(cmd *cobra.Command, code qrcode.Code) error {
	picture, err := qrpicture.PNG(code.URL, width)
	if err != nil {
		return err
	}
	out, err := operator.OpenTarget(cmd.OutOrStdout(), c.output)
	if err != nil {
		return err
	}
	if _, err := out.Write(picture); err != nil {
		return errors.Join(err, out.Discard())
	}
	return out.Keep(cmd.ErrOrStderr())
}

// draw draws the code. On a terminal it has colors of its own, so that it is right on a light ground, too.
func draw(w io.Writer, text string) error {
	drawn, err := qrpicture.Terminal(text)
	if err != nil {
		return err
	}
	if operator.IsTerminal(w) {
		const lightOnDark, reset = "\x1b[97;40m", "\x1b[0m"
		drawn = lightOnDark + strings.ReplaceAll(
			strings.TrimSuffix(drawn, "\n"),
			"\n",
			reset+"\n"+lightOnDark,
		) + reset + "\n"
	}
	_, err = io.WriteString(w, drawn)
	return err
}
