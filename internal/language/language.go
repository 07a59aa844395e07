// Package language chooses the language of what a reader gets, by the Accept-Language of the request.
package language

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The languages that the module has texts in.
const (
	Chinese = "zh-CN"
	English = "en"
)

// Set has what is said in each language, by the language's tag, such as "zh-CN". It has Chinese and English at least.
type Set[T any] map[string]T

// Key returns the key of s that is the same language tag in upper or lower case, or tag itself.
func (s Set[T]) Key(tag string) string {
	for key := range s {
		if strings.EqualFold(key, tag) {
			return key
		}
	}
	return tag
}

// MaxTag is the length of tags that the standard asks programs to take, in bytes (RFC 5646, section 4.4.1).
const MaxTag = 35

// IsTag reports whether tag has the form of a language tag.
func IsTag(tag string) bool {
	if len(tag) > MaxTag {
		return false
	}
	for part := range strings.SplitSeq(tag, "-") {
		if part == "" || len(part) > 8 || strings.ContainsFunc(part, notAlphanumeric) {
			return false
		}
	}
	return true
}

// maxLanguages bounds how many languages of a request are looked at.
const maxLanguages = 16

// Choose returns the language that the reader of the answer to r prefers, and what s says in it. It returns fallback if the
// request names no language, and English if it names only languages that s does not have.
func (s Set[T]) Choose(r *http.Request, fallback string) (lang string, t T) {
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
		if (IsTag(p.tag) || p.tag == "*") && p.quality > 0 {
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
		if tag, ok := s.Match(p.tag); ok {
			lang = tag
			break
		}
		lang = English
	}
	return lang, s[lang]
}

// Match returns the key of s for a language tag: the tag itself, the tag with fewer parts, or another tag of the same
// language. The package's own tags come first.
func (s Set[T]) Match(tag string) (string, bool) {
	for part := tag; part != ""; {
		if key := s.Key(part); s.has(key) {
			return key, true
		}
		i := strings.LastIndexByte(part, '-')
		part = part[:max(i, 0)]
	}
	language, _, _ := strings.Cut(tag, "-")
	for _, key := range append([]string{Chinese, English}, slices.Sorted(maps.Keys(s))...) {
		if own, _, _ := strings.Cut(key, "-"); s.has(key) && strings.EqualFold(own, language) {
			return key, true
		}
	}
	return "", false
}

func (s Set[T]) has(tag string) bool { _, ok := s[tag]; return ok }

func notAlphanumeric(c rune) bool {
	return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
}
