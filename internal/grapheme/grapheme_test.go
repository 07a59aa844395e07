package grapheme_test

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/internal/grapheme"
)

// boundaries returns what Last finds in text, without 0.
func boundaries(text string) (all []int) {
	for limit := 1; limit <= len(text); limit++ {
		if n := grapheme.Last(text, limit); n > 0 && (len(all) == 0 || all[len(all)-1] != n) {
			all = append(all, n)
		}
	}
	return all
}

// zwjAlone is what the package joins on purpose where Unicode does not: what follows a zero width joiner.
const zwjAlone = '\u200d'

func TestGraphemeBreakTest(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/GraphemeBreakTest.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		cases++
		var text []rune
		want := map[int]bool{}
		ends := []int{}
		var runesAt []int
		size := 0
		for _, token := range strings.Fields(lines.Text())[1:] {
			switch token {
			case "÷":
				want[size] = true
				ends, runesAt = append(ends, size), append(runesAt, len(text))
			case "×":
			default:
				n, err := strconv.ParseUint(token, 16, 32)
				if err != nil {
					t.Fatal(err)
				}
				text = append(text, rune(n))
				size += len(string(rune(n)))
			}
		}
		got := map[int]bool{}
		for _, n := range boundaries(string(text)) {
			got[n] = true
			if !want[n] {
				t.Errorf("%s: boundary at byte %d", lines.Text(), n)
			}
		}
		for i, n := range ends {
			if !got[n] && text[runesAt[i]-1] != zwjAlone {
				t.Errorf("%s: no boundary at byte %d", lines.Text(), n)
			}
		}
	}
	if cases != 766 {
		t.Errorf("read %d cases, want 766", cases)
	}
}
