package agent

import "testing"

// A short Token is hidden where it is a text, and does not break the JSON of an answer.
func TestHiddenValuesLeaveJSON(t *testing.T) {
	t.Parallel()
	s := &secrets{}
	for _, value := range []string{"2026", "true", "data", `a"b<c`} {
		s.learn(value)
	}
	got := s.replaceInJSON(`{"data":{"at":20261127,"ok":true,"text":"2026 a\"b<c"}}`)
	if want := `{"data":{"at":20261127,"ok":true,"text":"[redacted] [redacted]"}}`; got != want {
		t.Errorf("%s", got)
	}
	if got := s.replaceInJSON("no JSON: 2026"); got != "no JSON: [redacted]" {
		t.Errorf("%s", got)
	}
}
