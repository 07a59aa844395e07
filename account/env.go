package account

import "os"

// The environment variables that hold an account's values.
const (
	EnvAppID          = "WECHAT_APPID"
	EnvSecret         = "WECHAT_SECRET"
	EnvToken          = "WECHAT_TOKEN"
	EnvEncodingAESKey = "WECHAT_ENCODING_AES_KEY"
)

// WithEnv returns a with its empty fields filled from the environment:
// WECHAT_APPID, WECHAT_SECRET, WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY.
func (a Account) WithEnv() Account {
	for name, field := range map[string]*string{
		EnvAppID:          &a.AppID,
		EnvSecret:         &a.Secret,
		EnvToken:          &a.Token,
		EnvEncodingAESKey: &a.EncodingAESKey,
	} {
		if *field == "" {
			*field = os.Getenv(name)
		}
	}
	return a
}
