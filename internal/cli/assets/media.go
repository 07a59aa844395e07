package assets

import "github.com/spf13/cobra"

// NewMedia returns the command media.
func NewMedia() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "media",
		Short: "Upload and download files: pictures, voices, videos",
		Long: `Upload and download the account's files (素材): temporary ones, which the platform keeps
for 3 days, and with --permanent those of the permanent material.`,
		Example: `  wechatgo media upload cover.jpg --permanent
  wechatgo media download MEDIA_ID -o cover.jpg --permanent`,
	}
	cmd.AddCommand(newUpload(), newDownload())
	return cmd
}
