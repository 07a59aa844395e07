package datacube_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/api/datacube"
)

// The numbers are those of the platform's tables, which have no message type 5.
func TestMeaning(t *testing.T) {
	t.Parallel()
	meanings := map[string]func(n int64) (en, zh string){
		"user_source":    func(n int64) (en, zh string) { return datacube.UserSource(n).Meaning() },
		"msg_type":       func(n int64) (en, zh string) { return datacube.MsgType(n).Meaning() },
		"count_interval": func(n int64) (en, zh string) { return datacube.CountInterval(n).Meaning() },
	}
	for field, numbers := range map[string][]int64{
		"user_source":    {0, 1, 17, 30, 57, 100, 149, 161, 200, 201},
		"msg_type":       {1, 2, 3, 4, 6},
		"count_interval": {0, 1, 2, 3},
	} {
		for _, n := range numbers {
			if en, zh := meanings[field](n); en == "" || zh == "" {
				t.Errorf("%s %d has no meaning: %q, %q", field, n, en, zh)
			}
		}
		for _, n := range []int64{-1, 5, 99_999_999} {
			if en, zh := meanings[field](n); en != "" || zh != "" {
				t.Errorf("%s %d means %q, %q, and is not documented", field, n, en, zh)
			}
		}
	}
}
