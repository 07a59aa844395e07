package account

import "os"

// The environment variables that hold an account's values.
const (
	EnvAppID                  = "WECHAT_APPID"
	EnvSecret                 = "WECHAT_SECRET"
	EnvToken                  = "WECHAT_TOKEN"
	EnvEncodingAESKey         = "WECHAT_ENCODING_AES_KEY"
	EnvPreviousEncodingAESKey = "WECHAT_PREVIOUS_ENCODING_AES_KEY" // needed while the key is being changed
	EnvMode                   = "WECHAT_MODE"                      // plain, compatible, safe or cloud, in upper or lower case
)

// WithEnv returns a with its empty fields filled from the environment: WECHAT_APPID, WECHAT_SECRET, WECHAT_TOKEN,
// WECHAT_ENCODING_AES_KEY, WECHAT_PREVIOUS_ENCODING_AES_KEY and WECHAT_MODE. Where a has an AppID and the environment
// describes another account, a stays as it is, so that the values of two accounts never mix. If WECHAT_MODE is not the
// name of a mode, [Account.Validate] of the result fails.
func (a Account) WithEnv() Account {
	if other := os.Getenv(EnvAppID); a.AppID != "" && other != "" && other != a.AppID {
		return a
	}
	for name, field := range map[string]*string{
		EnvAppID:                  &a.AppID,
		EnvSecret:                 &a.Secret,
		EnvToken:                  &a.Token,
		EnvEncodingAESKey:         &a.EncodingAESKey,
		EnvPreviousEncodingAESKey: &a.PreviousEncodingAESKey,
	} {
		if *field == "" {
			*field = os.Getenv(name)
		}
	}
	if a.Mode == ModeDefault {
		mode, err := ParseMode(os.Getenv(EnvMode))
		if err != nil {
			mode = Mode(-1)
		}
		a.Mode = mode
	}
	return a
}
