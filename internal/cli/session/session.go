// Package session has the commands that act on the phones of a running sandbox: trigger makes a push, and record keeps
// a session as a scenario.
package session

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// defaultSandbox is where the sandbox listens unless told otherwise.
const defaultSandbox = "http://127.0.0.1:8088"

// client bounds every request. A push takes 15 seconds at most, and its answer is waited for.
var client = &http.Client{
	Timeout:       time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// maxAnswer bounds an answer: a scenario with pictures has some megabytes.
const maxAnswer = 256 << 20

// target is the flag that names the sandbox.
type target struct{ address string }

func (t *target) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.address, "sandbox", "",
		"the sandbox's address (default "+wechatgo.EnvAPIBase+", or "+defaultSandbox+")")
}

// do calls an operation of the control API. Without in it is a GET.
func (t *target) do(ctx context.Context, path string, in, out any) error {
	base, err := url.Parse(cmp.Or(t.address, os.Getenv(wechatgo.EnvAPIBase), defaultSandbox))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return errors.New("--sandbox is no address: give one such as " + defaultSandbox)
	}
	base.RawQuery, base.Fragment = "", ""
	method, body := http.MethodGet, []byte(nil)
	if in != nil {
		method = http.MethodPost
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(
		ctx,
		method,
		strings.TrimSuffix(base.String(), "/")+"/_sandbox/"+path,
		bytes.NewReader(body),
	)
	if err != nil {
		return err
	}
	resp, err := client.Do(r)
	if err != nil {
		return fmt.Errorf(
			"no sandbox at %s: %w; start one with wechatgo dev, or name its address with --sandbox",
			base.Redacted(),
			err,
		)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	var refused struct {
		Error *record.Problem `json:"error"`
	}
	if json.Unmarshal(raw, &refused) == nil && refused.Error != nil {
		return errors.New(refused.Error.EN)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s: it is no sandbox of this version", base.Redacted(), resp.Status)
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s answers no JSON: it is no sandbox: %w", base.Redacted(), err)
	}
	return nil
}
