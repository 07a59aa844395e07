package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// errNotSent ends a dry run.
var errNotSent = errors.New("a dry run sends nothing")

// show prints the request that a call would send.
func (c *apiCall) show(cmd *cobra.Command, r *request) error {
	appID, base := os.Getenv(account.EnvAppID), os.Getenv(wechatgo.EnvAPIBase)
	if c.Name != "" || appID == "" {
		p, _, _, err := c.Profile()
		if err != nil {
			return err
		}
		appID, base = p.AppID, cmp.Or(p.APIBase, base)
	}
	client := &endpoint.Client{
		HTTP:   &http.Client{Transport: showRequest{cmd.OutOrStdout()}},
		Tokens: placeholderToken{},
	}
	if base != "" {
		hosts, err := endpoint.OneHost(base)
		if err != nil {
			return fmt.Errorf("the platform's address: %w", err)
		}
		client.Hosts = hosts
	}
	r.hideSecrets()
	r.fillAccount(account.Account{AppID: cmp.Or(appID, "APPID"), Secret: "SECRET"})
	_, err := endpoint.CallAny(cmd.Context(), client, r.endpoint, r.in, append(r.options, endpoint.WithTries(1))...)
	if errors.Is(err, errNotSent) {
		return nil
	}
	return err
}

// hideSecrets puts placeholders in place of the secrets that the input has.
func (r *request) hideSecrets() {
	in := reflect.New(reflect.TypeOf(r.in))
	in.Elem().Set(reflect.ValueOf(r.in))
	for f := range endpoint.Fields(in.Type()) {
		if v := in.Elem().
			FieldByIndex(f.Index); mayBeArgument(f.Name) != nil && v.Kind() == reflect.String &&
			v.Len() > 0 {
			v.SetString(strings.ToUpper(f.Name))
		}
	}
	r.in = in.Elem().Interface()
}

// placeholderToken stands for the account's token.
type placeholderToken struct{}

func (placeholderToken) Token(context.Context) (string, error)         { return "ACCESS_TOKEN", nil }
func (placeholderToken) Renew(context.Context, string) (string, error) { return "", errNotSent }

// showRequest prints a request in place of sending it.
type showRequest struct{ w io.Writer }

func (s showRequest) RoundTrip(r *http.Request) (*http.Response, error) {
	fmt.Fprintf(s.w, "%s %s\n", r.Method, r.URL)
	if r.Body == nil {
		return nil, errNotSent
	}
	defer r.Body.Close()
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	fmt.Fprintf(s.w, "Content-Type: %s\n\n", kind)
	if kind == "multipart/form-data" {
		return nil, errors.Join(s.showForm(multipart.NewReader(r.Body, params["boundary"])), errNotSent)
	}
	body, err := io.ReadAll(r.Body)
	if err == nil && json.Valid(body) {
		err = operator.PrintJSON(s.w, body)
	} else {
		fmt.Fprintf(s.w, "%s\n", body)
	}
	return nil, errors.Join(err, errNotSent)
}

// showForm prints the parts of a form, a file by its name and size.
func (s showRequest) showForm(form *multipart.Reader) error {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			n, err := io.Copy(io.Discard, part)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.w, "%s: the file %s, %d bytes\n", part.FormName(), part.FileName(), n)
			continue
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.w, "%s: %s\n", part.FormName(), value)
	}
}
