package jssdk

import (
	"net/url"
	"slices"
	"strings"
)

// variant is a URL that a server may sign by mistake instead of the page's URL.
type variant struct {
	url string
	why string // what is wrong with it and the cure, as a clause after "where"
}

// variants returns the URLs that servers usually sign by mistake instead of pageURL, which may have its fragment.
func variants(pageURL string) []variant {
	page := beforeFragment(pageURL)
	base, query, _ := strings.Cut(page, "?")
	scheme, rest, _ := strings.Cut(page, "://")
	host, _ := pageHost(page)

	list := []variant{
		{pageURL, "the fragment is not removed: cut it off, as in location.href.split('#')[0]"},
		{
			strings.ReplaceAll(page, "&", "&amp;"),
			"each & has become &amp;: an HTML template escaped the URL; pass it to the script as JSON",
		},
		{strings.ReplaceAll(page, "&amp;", "&"), "&amp; has become &: sign the URL that the browser shows"},
		{
			otherScheme(scheme) + "://" + rest,
			"http and https are exchanged: a proxy ends TLS before the server; sign the browser's location.href",
		},
		{
			toggleSlash(base) + page[len(base):],
			"a slash at the path's end is added or missing: sign the browser's location.href",
		},
		{base + joinQuery(sortedQuery(query)), "the query is in another order: sign it as the browser shows it"},
		{
			base + joinQuery(withoutShare(query)),
			"the parameters that WeChat adds on sharing (from, isappinstalled) are missing: sign the browser's location.href",
		},
		{base, "the query is missing: sign the whole location.href"},
		{encodeComponent(page), "the URL is percent-encoded as a whole: decode it once on the server"},
		{scheme + "://" + host + "/", "only the site's root is signed: sign the page's own URL"},
		{scheme + "://" + host, "only the site's root is signed: sign the page's own URL"},
	}
	if decoded, err := url.PathUnescape(page); err == nil {
		list = append(list, variant{decoded, "percent-encoding is decoded: sign the bytes that location.href has"})
	}
	if decoded, err := url.QueryUnescape(page); err == nil {
		list = append(list, variant{decoded, "percent-encoding is decoded: sign the bytes that location.href has"})
	}
	if name, _, ok := strings.Cut(host, ":"); ok {
		list = append(
			list,
			variant{strings.Replace(page, host, name, 1), "the port is missing: sign the browser's location.href"},
		)
	} else {
		port := ":80"
		if strings.EqualFold(scheme, "https") {
			port = ":443"
		}
		list = append(list, variant{
			strings.Replace(page, host, host+port, 1),
			"the scheme's default port is added, which browsers leave out: sign the browser's location.href",
		})
	}
	return slices.DeleteFunc(list, func(v variant) bool { return v.url == page })
}

// urlDifference describes how b differs from the page's URL a.
func urlDifference(a, b string) string {
	if beforeFragment(b) == a {
		return "the fragment is not removed: cut it off, as in location.href.split('#')[0]"
	}
	for _, v := range variants(a) {
		if v.url == b {
			return "in the second " + v.why
		}
	}
	hostA, _ := pageHost(a)
	if hostB, err := pageHost(b); err != nil || !strings.EqualFold(hostA, hostB) {
		return "another host: sign the browser's location.href, not an address from the server"
	}
	if baseA, _, _ := strings.Cut(a, "?"); strings.HasPrefix(b, baseA+"?") || b == baseA {
		return "another query: sign the browser's location.href at the moment of wx.config"
	}
	return "another page: in a single-page app, iOS checks the URL that was opened first, Android the current one; wechatgo.js tries both"
}

func otherScheme(scheme string) string {
	if strings.EqualFold(scheme, "http") {
		return "https"
	}
	return "http"
}

func toggleSlash(base string) string {
	if cut, ok := strings.CutSuffix(base, "/"); ok {
		return cut
	}
	return base + "/"
}

func joinQuery(query string) string {
	if query == "" {
		return ""
	}
	return "?" + query
}

func sortedQuery(query string) string {
	pairs := strings.Split(query, "&")
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

func withoutShare(query string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "from" || name == "isappinstalled"
	}), "&")
}

// encodeComponent does the same as JavaScript's encodeURIComponent, except for some punctuation that URLs rarely have.
func encodeComponent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
