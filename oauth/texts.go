package oauth

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/wechatgo/wechatgo/internal/language"
)

// textSet has the texts of each language by its tag, such as "zh-CN".
type textSet = language.Set[Texts]

// newTextSet returns the package's own texts with those of a program put over them.
func newTextSet(own map[string]Texts) (textSet, error) {
	set := maps.Clone(builtin)
	for _, lang := range slices.Sorted(maps.Keys(own)) {
		if !language.IsTag(lang) {
			return builtin, refuse.Field(
				"Texts",
				"has the key "+strconv.Quote(lang)+", which is not a language tag of 35 bytes at most",
				`use one such as "zh-CN", "en" or "ja"`,
			)
		}
		for reason := range own[lang].Pages {
			if _, ok := builtin[language.English].Pages[reason]; !ok {
				return builtin, refuse.Field(
					"Texts",
					"has a page for the reason "+strconv.Quote(string(reason))+", which does not exist",
					"use one of the constants oauth.Reason…",
				)
			}
		}
		// A language that the package does not have gets what it lacks in English.
		base := builtin[language.English]
		if tag, ok := builtin.Match(lang); ok {
			base = builtin[tag]
		}
		set[set.Key(lang)] = own[lang].over(base)
	}
	return set, nil
}

// textsFor returns the language of the reader of the answer to r, and the texts in it. The fallback is the language of a
// request that names none.
func (l *Login) textsFor(r *http.Request, fallback string) (lang string, t Texts) {
	if l.texts == nil {
		return builtin.Choose(r, fallback) // the zero Login
	}
	return l.texts.Choose(r, fallback)
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
