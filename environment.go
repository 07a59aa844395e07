package wechatgo

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
)

// variables are the environment variables that set the fields of an account.
var variables = map[string]string{
	"AppID":                  account.EnvAppID,
	"Secret":                 account.EnvSecret,
	"Token":                  account.EnvToken,
	"EncodingAESKey":         account.EnvEncodingAESKey,
	"PreviousEncodingAESKey": account.EnvPreviousEncodingAESKey,
	"Mode":                   account.EnvMode,
}

// withEnvNames adds to an error about a field of the account which environment variable sets the field, and why it may
// not have done so.
func withEnvNames(a Account, err error) error {
	wrong, ok := errors.AsType[*field.Error](err)
	if !ok || variables[wrong.Path] == "" {
		return err
	}
	if !isEmpty(a, wrong.Path) { // it is there, from the code or the environment, so no name is misspelt
		return fmt.Errorf("%w; %s sets Account.%s where that is empty", err, variables[wrong.Path], wrong.Path)
	}
	if other := os.Getenv(account.EnvAppID); other != "" && a.AppID != "" && other != a.AppID {
		return fmt.Errorf("%w; the environment fills no field, since %s is there the AppID of another account",
			err, account.EnvAppID)
	}
	err = fmt.Errorf("%w; %s sets Account.%s where that is empty", err, variables[wrong.Path], wrong.Path)
	if unknown := unknownVariables(); len(unknown) > 0 {
		err = fmt.Errorf("%w; nothing reads %s: is the name misspelt?", err, strings.Join(unknown, ", "))
	}
	return err
}

// isEmpty reports whether the field of an account is empty.
func isEmpty(a Account, name string) bool {
	switch name {
	case "AppID":
		return a.AppID == ""
	case "Secret":
		return a.Secret == ""
	case "Token":
		return a.Token == ""
	case "EncodingAESKey":
		return a.EncodingAESKey == ""
	}
	return false
}

// unknownVariables returns the names in the environment that look like those of an account's variables and are none, such
// as WECHAT_APP_ID.
func unknownVariables() (names []string) {
	const most = 5
	for _, line := range os.Environ() {
		name, value, _ := strings.Cut(line, "=")
		if value == "" || !strings.HasPrefix(strings.ToUpper(name), "WECHAT_") || name == EnvAPIBase {
			continue
		}
		if len(names) < most && !slices.Contains(slices.Collect(maps.Values(variables)), name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
