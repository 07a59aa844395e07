package oauth

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	chinese = "zh-CN"
	english = "en"
)

// textSet has the texts of each language by its tag, such as "zh-CN".
type textSet map[string]Texts

// newTextSet returns the package's own texts with those of a program put over them.
func newTextSet(own map[string]Texts) (textSet, error) {
	set := maps.Clone(builtin)
	for _, lang := range slices.Sorted(maps.Keys(own)) {
		if !isLanguage(lang) {
			return builtin, refuse.Field(
				"Texts",
				"has the key "+strconv.Quote(lang)+", which is not a language tag of 35 bytes at most",
				`use one such as "zh-CN", "en" or "ja"`,
			)
		}
		for reason := range own[lang].Pages {
			if _, ok := builtin[english].Pages[reason]; !ok {
				return builtin, refuse.Field(
					"Texts",
					"has a page for the reason "+strconv.Quote(string(reason))+", which does not exist",
					"use one of the constants oauth.Reason…",
				)
			}
		}
		// A language that the package does not have gets what it lacks in English.
		base := builtin[english]
		if tag, ok := builtin.match(lang); ok {
			base = builtin[tag]
		}
		set[set.key(lang)] = own[lang].over(base)
	}
	return set, nil
}

// key returns the key of s that is the same language tag in upper or lower case, or tag itself.
func (s textSet) key(tag string) string {
	for key := range s {
		if strings.EqualFold(key, tag) {
			return key
		}
	}
	return tag
}

// maxLanguageTag is the length of tags that the standard asks programs to take, in bytes (RFC 5646, section 4.4.1).
const maxLanguageTag = 35

// isLanguage reports whether tag has the form of a language tag.
func isLanguage(tag string) bool {
	if len(tag) > maxLanguageTag {
		return false
	}
	for part := range strings.SplitSeq(tag, "-") {
		if part == "" || len(part) > 8 || !alphanumeric(part) {
			return false
		}
	}
	return true
}

// over returns t, with the texts that it lacks taken from base.
func (t Texts) over(base Texts) Texts {
	pages := maps.Clone(base.Pages)
	for reason, text := range t.Pages {
		pages[reason] = Text{cmp.Or(text.Title, pages[reason].Title), cmp.Or(text.Text, pages[reason].Text)}
	}
	return Texts{
		Pages:    pages,
		Again:    cmp.Or(t.Again, base.Again),
		Leaving:  cmp.Or(t.Leaving, base.Leaving),
		Continue: cmp.Or(t.Continue, base.Continue),
		LogIn:    cmp.Or(t.LogIn, base.LogIn),
	}
}

// maxLanguages bounds how many languages of a request are looked at.
const maxLanguages = 16

// choose returns the language that the reader of the answer to r prefers, and its texts. It returns fallback if the
// request names no language, and English if it names only languages that s does not have.
func (s textSet) choose(r *http.Request, fallback string) (lang string, t Texts) {
	if s == nil {
		s = builtin
	}
	type preference struct {
		tag     string
		quality float64
	}
	var preferred []preference
	looked := 0
	for item := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Language"), ","), ",") {
		tag, parameter, _ := strings.Cut(item, ";")
		p := preference{strings.TrimSpace(tag), 1}
		if q, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			p.quality, _ = strconv.ParseFloat(q, 64) // what is not a number counts as 0, not acceptable
		}
		if (isLanguage(p.tag) || p.tag == "*") && p.quality > 0 {
			preferred = append(preferred, p)
		}
		if looked++; looked == maxLanguages {
			break
		}
	}
	slices.SortStableFunc(preferred, func(a, b preference) int { return cmp.Compare(b.quality, a.quality) })
	lang = fallback
	for _, p := range preferred {
		if p.tag == "*" {
			break
		}
		if tag, ok := s.match(p.tag); ok {
			lang = tag
			break
		}
		lang = english
	}
	return lang, s[lang]
}

// match returns the key of s for a language tag: the tag itself, the tag with fewer parts, or another tag of the same
// language. The package's own tags come first.
func (s textSet) match(tag string) (string, bool) {
	for part := tag; part != ""; {
		if key := s.key(part); s.has(key) {
			return key, true
		}
		i := strings.LastIndexByte(part, '-')
		part = part[:max(i, 0)]
	}
	language, _, _ := strings.Cut(tag, "-")
	for _, key := range append([]string{chinese, english}, slices.Sorted(maps.Keys(s))...) {
		if own, _, _ := strings.Cut(key, "-"); s.has(key) && strings.EqualFold(own, language) {
			return key, true
		}
	}
	return "", false
}

func (s textSet) has(tag string) bool { _, ok := s[tag]; return ok }
