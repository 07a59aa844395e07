package publish

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// show writes the HTML of an article, or the text of a newspic, and says what a push would send.
func (c *push) show(cmd *cobra.Command, ready *article.Prepared) error {
	content, kind := ready.HTML(nil), "HTML"
	if ready.Type == draft.NewsPic {
		content, kind = ready.Text(), "text"
	}
	out, err := operator.OpenTarget(cmd.OutOrStdout(), c.output)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, content+"\n"); err != nil {
		return errors.Join(err, out.Discard())
	}
	errs := cmd.ErrOrStderr()
	if err := out.Keep(errs); err != nil {
		return err
	}
	fmt.Fprintf(
		errs,
		"title: %q, %d of %d characters\n",
		ready.Title,
		utf8.RuneCountInString(ready.Title),
		draft.MaxTitle,
	)
	fmt.Fprintf(errs, "%s: %d characters, %s of %s\n", kind, utf8.RuneCountInString(content), sizeOf(len(content)),
		sizeOf(draft.MaxContentBytes))
	for _, p := range ready.InText {
		fmt.Fprintf(errs, "picture: %s, %s\n", p.Address, sizeOf(len(p.Data)))
	}
	if ready.Type != draft.NewsPic {
		fmt.Fprintf(errs, "cover: %s, %s\n", ready.Cover.Address, sizeOf(len(ready.Cover.Data)))
	}
	printWarnings(errs, ready)
	fmt.Fprintln(errs, "nothing was sent")
	return nil
}

// printWarnings prints what is lost of the article, and what the platform may refuse.
func printWarnings(w io.Writer, ready *article.Prepared) {
	for _, text := range ready.Warnings() {
		fmt.Fprintln(w, "warning:", text)
	}
	for _, p := range ready.InText {
		if ready.Type != draft.NewsPic && len(p.Data) > pagePictureBytes {
			fmt.Fprintf(w, "warning: the picture %q has %s, and the platform's page says at most 1 MB: "+
				"up to 10 MB have been accepted in practice\n", p.Address, sizeOf(len(p.Data)))
		}
	}
}

// pagePictureBytes is how large a picture of a text may be by the platform's page.
const pagePictureBytes = 1 << 20
