package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

// NewRecord returns the command record, which belongs below sandbox.
func NewRecord() *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:   "record",
		Short: "Record what the phones of a running sandbox do, as a scenario to replay",
		Example: `  wechatgo sandbox record start
  wechatgo sandbox record stop greeting.yaml`,
	}
	start := &cobra.Command{
		Use:   "start",
		Short: "Begin to record",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var out recording
			if err := t.do(cmd.Context(), "scenario/start", struct{}{}, &out); err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "recording: use the phones, then wechatgo sandbox record stop FILE")
			return nil
		},
	}
	stop := &cobra.Command{
		Use:   "stop [file]",
		Short: "End the recording, and write it to a new file or print it",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				var out recording
				if err := t.do(cmd.Context(), "scenario/stop", struct{}{}, &out); err != nil {
					return err
				}
				fmt.Fprint(cmd.OutOrStdout(), out.YAML)
				return nil
			}
			return stopInto(cmd, &t, args[0])
		},
	}
	for _, one := range []*cobra.Command{start, stop} {
		t.register(one)
		cmd.AddCommand(one)
	}
	return cmd
}

// recording is the answer of the operations that record.
type recording struct {
	Steps int    `json:"steps"`
	YAML  string `json:"yaml"`
}

// stopInto ends the recording and writes it to a new file. The recording goes on if the file cannot be made.
func stopInto(cmd *cobra.Command, t *target, name string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // it is for a repository
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists: give the name of a new file", name)
	}
	if err != nil {
		return err
	}
	var out recording
	err = t.do(cmd.Context(), "scenario/stop", struct{}{}, &out)
	if err == nil {
		_, err = file.WriteString(out.YAML)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s has %d steps\n", name, out.Steps)
	return nil
}
