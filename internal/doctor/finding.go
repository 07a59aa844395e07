package doctor

import (
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// Level says how much a finding matters.
type Level string

// The levels, from the best to the worst.
const (
	OK      Level = "ok"      // examined, and as it should be
	Skipped Level = "skipped" // not examined: something is missing, which the finding names
	Note    Level = "note"    // worth knowing, and no mistake
	Warning Level = "warning" // works now, and will cause trouble
	Error   Level = "error"   // does not work
)

// rank orders the levels.
var rank = map[Level]int{OK: 0, Skipped: 1, Note: 2, Warning: 3, Error: 4}

// Finding is what a check has found.
type Finding struct {
	// Check is the finding's id: the name of the check, a dot, and what it is, such as "callback.quotes".
	Check string `json:"check"`
	Level Level  `json:"level"`
	// Title says what was found, Cure what to do about it. The cure is empty if there is nothing to do.
	Title   string `json:"title"`
	TitleZH string `json:"title_zh"`
	Cure    string `json:"cure,omitempty"`
	CureZH  string `json:"cure_zh,omitempty"`
	// Evidence is what the check saw, such as an address or a status. It holds no secret.
	Evidence string `json:"evidence,omitempty"`
}

// text is a sentence in both languages.
type text struct{ en, zh string }

// known is a finding that a check may report, without its evidence.
type known struct {
	id    string
	level Level
	title text
	cure  text
}

// with returns the finding with evidence.
func (k known) with(evidence string) Finding {
	return Finding{
		Check: k.id, Level: k.level,
		Title: k.title.en, TitleZH: k.title.zh, Cure: k.cure.en, CureZH: k.cure.zh,
		Evidence: printable(evidence),
	}
}

// at returns the finding with another level.
func (k known) at(l Level) known {
	k.level = l
	return k
}

// maxEvidence is the longest evidence, in characters.
const maxEvidence = 240

// printable returns a text in one line that is short and does nothing to a terminal: it may come from a foreign server.
func printable(s string) string {
	s = terminal.OneLine(s)
	if r := []rune(s); len(r) > maxEvidence {
		return string(r[:maxEvidence-1]) + "…"
	}
	return s
}
