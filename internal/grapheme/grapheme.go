// Package grapheme finds the boundaries between the characters that a reader sees: a letter with its combining marks, a
// Hangul syllable, a flag, an emoji with its skin tone, a family of emoji.
//
// It follows the extended grapheme clusters of https://www.unicode.org/reports/tr29/ with the standard library's tables.
// Those do not tell which characters are pictures or Indic consonants. Therefore the package joins more than the rules
// do, and never less: what follows a zero width joiner is a picture unless it is a letter, half a flag, white space or
// in ASCII, and any letter is a consonant unless it is Chinese, Japanese, Korean or Yi.
package grapheme

import "unicode"

// Last returns the last boundary of text that is not beyond limit, as an offset in bytes. It is 0 if the first cluster
// is longer than limit. The text begins at a boundary.
func Last(text string, limit int) int {
	if len(text) <= limit {
		return len(text)
	}
	last := 0
	var s state
	for i, r := range text {
		if i > limit {
			break
		}
		if s.boundaryBefore(r) {
			last = i
		}
	}
	return last
}

// Extends reports whether r never begins a cluster after a visible character: combining marks, variation selectors, skin
// tones, the zero width joiner.
func Extends(r rune) bool {
	return r >= firstExtending && (classOf(r) == extend || classOf(r) == spacingMark)
}

// JoinsNext reports whether there is no boundary between r and what may be a letter or a picture behind it: the zero
// width joiner, and signs that are written before the character that they belong to.
func JoinsNext(r rune) bool {
	return r == zeroWidthJoiner || r >= firstExtending && classOf(r) == prepend
}

// firstExtending is the first character that extends a cluster, COMBINING GRAVE ACCENT.
const firstExtending = 0x300

// class is what the rules know of a character: its Grapheme_Cluster_Break.
type class uint8

const (
	other class = iota
	start       // before the text
	cr
	lf
	control
	extend
	spacingMark
	prepend
	regional
	hangulL
	hangulV
	hangulT
	hangulLV
	hangulLVT
)

// state is what the rules know of the text so far.
type state struct {
	class        class // of the last character
	begun        bool
	joiner       bool // the last character is a zero width joiner
	letter       bool // the last cluster is a letter with what extends it
	linked       bool // it also has the sign that joins it with the next
	oddRegionals bool // the last characters are an odd number of regional indicators
}

// boundaryBefore reports whether a cluster begins with r, and moves on to it.
func (s *state) boundaryBefore(r rune) bool {
	before := *s
	if !s.begun {
		before.class = start
	}
	c := classOf(r)
	s.begun, s.class, s.joiner = true, c, r == zeroWidthJoiner
	isLetter := c == other && unicode.Is(unicode.Lo, r) && !isIdeographic(r)
	s.letter = isLetter || before.letter && c == extend
	s.linked = c == extend && (before.linked || before.letter && unicode.Is(linkers, r))
	s.oddRegionals = c == regional && !before.oddRegionals
	switch {
	case before.class == start:
		return true // GB1
	case before.class == cr && c == lf:
		return false // GB3
	case before.class <= control && before.class >= cr, c >= cr && c <= control:
		return true // GB4, GB5
	case before.class == hangulL && (c == hangulL || c == hangulV || c == hangulLV || c == hangulLVT),
		(before.class == hangulLV || before.class == hangulV) && (c == hangulV || c == hangulT),
		(before.class == hangulLVT || before.class == hangulT) && c == hangulT:
		return false // GB6, GB7, GB8
	case c == extend, c == spacingMark, before.class == prepend:
		return false // GB9, GB9a, GB9b
	case before.linked && isLetter:
		return false // GB9c
	case before.joiner && c != regional && r > unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsSpace(r):
		return false // GB11
	}
	return c != regional || !before.oddRegionals // GB12, GB13
}

const zeroWidthJoiner = '\u200d'

func classOf(r rune) class {
	if r < firstExtending {
		switch {
		case r == '\r':
			return cr
		case r == '\n':
			return lf
		case r < ' ', r >= 0x7f && r < 0xa0, r == 0xad:
			return control
		}
		return other
	}
	if isEastAsian(r) && !unicode.Is(unicode.Mn, r) {
		return other // without a look into the other tables
	}
	if c := hangulClass(r); c != other {
		return c
	}
	switch {
	case unicode.Is(unicode.Regional_Indicator, r):
		return regional
	case isExtend(r):
		return extend
	case unicode.Is(prepended, r), unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return prepend
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), r >= 0xe0000 && r <= 0xe0fff:
		return control
	case unicode.Is(unicode.Mc, r) && !unicode.Is(notSpacing, r), unicode.Is(spacingLetters, r):
		return spacingMark
	}
	return other
}

// isEastAsian reports whether r is in the blocks of Chinese and Japanese, of which only a few marks extend a cluster.
func isEastAsian(r rune) bool { return r >= 0x3041 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff }

// isIdeographic reports whether r is in a block of Chinese, Japanese, Korean or Yi, none of whose letters is a consonant
// that is joined with the one before.
func isIdeographic(r rune) bool {
	return r >= 0x2e80 && r <= 0xa4cf || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xffef ||
		r >= 0x20000 && r <= 0x3ffff
}

func isExtend(r rune) bool {
	return r == zeroWidthJoiner || r >= 0x1f3fb && r <= 0x1f3ff || // skin tones
		unicode.In(r, unicode.Mn, unicode.Me, unicode.Other_Grapheme_Extend, signs)
}

func hangulClass(r rune) class {
	switch {
	case r < 0x1100:
		return other
	case r <= 0x115f, r >= 0xa960 && r <= 0xa97c:
		return hangulL
	case r <= 0x11a7, r >= 0xd7b0 && r <= 0xd7c6:
		return hangulV
	case r <= 0x11ff, r >= 0xd7cb && r <= 0xd7fb:
		return hangulT
	case r >= 0xac00 && r <= 0xd7a3:
		if (r-0xac00)%28 == 0 {
			return hangulLV
		}
		return hangulLVT
	}
	return other
}

// The characters whose properties the standard library's tables do not have.
var (
	// linkers join the consonant before them with the one behind (InCB=Linker).
	linkers = table(0x94d, 0x9cd, 0xacd, 0xb4d, 0xc4d, 0xd4d, 0x1039, 0x17d2, 0x1a60, 0x1b44, 0x1bab, 0xa9c0, 0xaaf6,
		0x10a3f, 0x11133, 0x113d0, 0x1193e, 0x11a47, 0x11a99, 0x11f42)
	// signs are spacing marks that count as extending since Unicode 16.
	signs = table(0x1b44, 0x1baa, 0x1bab, 0x1bf2, 0x1bf3, 0xa953, 0xa9c0, 0x111c0, 0x11235, 0x1134d, 0x116b6, 0x1193d)
	// prepended are the signs of a repha and other consonants that belong to the next letter.
	prepended = table(0xd4e, 0x111c2, 0x111c3, 0x113d1, 0x1193f, 0x11941, 0x11a3a, 0x11a84, 0x11a85, 0x11a86, 0x11a87,
		0x11a88, 0x11a89, 0x11d46, 0x11f02)
	// spacingLetters are letters that belong to the one before them.
	spacingLetters = table(0xe33, 0xeb3)
	// notSpacing are spacing marks that stand alone.
	notSpacing = table(
		0x102b,
		0x102c,
		0x1038,
		0x1062,
		0x1063,
		0x1064,
		0x1067,
		0x1068,
		0x1069,
		0x106a,
		0x106b,
		0x106c,
		0x106d,
		0x1083,
		0x1087,
		0x1088,
		0x1089,
		0x108a,
		0x108b,
		0x108c,
		0x108f,
		0x109a,
		0x109b,
		0x109c,
		0x1a61,
		0x1a63,
		0x1a64,
		0xaa7b,
		0xaa7d,
		0x11720,
		0x11721,
	)
)

func table(runes ...rune) *unicode.RangeTable {
	t := &unicode.RangeTable{}
	for _, r := range runes {
		if r <= 0xffff {
			t.R16 = append(t.R16, unicode.Range16{Lo: uint16(r), Hi: uint16(r), Stride: 1})
		} else {
			t.R32 = append(t.R32, unicode.Range32{Lo: uint32(r), Hi: uint32(r), Stride: 1})
		}
	}
	return t
}
