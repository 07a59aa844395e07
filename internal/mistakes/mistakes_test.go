package mistakes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9/logging"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// fewest is how many mistakes the table has at least.
const fewest = 190

func TestMistakesAreAnsweredWithTheirCure(t *testing.T) {
	logging.Disable() // that of go-redis, which has a log of its own
	for _, name := range []string{
		account.EnvAppID, account.EnvSecret, account.EnvToken, account.EnvEncodingAESKey,
		account.EnvPreviousEncodingAESKey, account.EnvMode, "WECHAT_API_BASE",
	} {
		t.Setenv(name, "")
	}
	t.Setenv(operator.EnvConfig, t.TempDir()+"/none.yaml")
	table := slices.Concat(
		accountMistakes, addressMistakes, modeMistakes, answerMistakes, routeMistakes, handlerMistakes, menuMistakes,
		callMistakes, loginMistakes, scanMistakes, shareMistakes, testMistakes, commandMistakes, storeMistakes,
	)
	if len(table) < fewest {
		t.Errorf("the table has %d mistakes", len(table))
	}
	for _, m := range table {
		t.Run(m.name, func(t *testing.T) {
			s := newScene(t)
			m.make(s)
			if len(m.says) == 0 {
				t.Error("the row expects nothing")
			}
			for where, parts := range m.says {
				text := s.text(where)
				for _, part := range parts {
					if !strings.Contains(text, part) {
						t.Errorf("%s lacks %q", where, part)
					}
				}
			}
			for _, where := range []place{inError, inLog, inAnswer} {
				for _, secret := range []string{sandbox.DefaultSecret, sandbox.DefaultEncodingAESKey} {
					if strings.Contains(s.text(where), secret) {
						t.Errorf("%s shows a secret", where)
					}
				}
			}
			if t.Failed() || testing.Verbose() {
				for where, text := range s.texts {
					t.Logf("%s:\n%s", where, text)
				}
			}
		})
	}
}
