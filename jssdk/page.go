package jssdk

import "strings"

// beforeFragment returns a URL without its fragment and otherwise unchanged, since WeChat hashes the exact bytes of the
// browser's address.
func beforeFragment(pageURL string) string {
	page, _, _ := strings.Cut(pageURL, "#")
	return page
}

// pageHost returns the host and port of a page's URL. It does not use net/url, which refuses URLs that browsers open.
func pageHost(page string) (string, error) {
	const want = "give location.href.split('#')[0], through encodeURIComponent in a query or a form"
	if page == "" {
		return "", &URLError{"is missing", want}
	}
	for i := range len(page) {
		if page[i] <= ' ' || page[i] == 0x7f {
			return "", &URLError{
				"holds a space or a control character, so it was not encoded on its way or decoded twice",
				want,
			}
		}
	}
	scheme, rest, ok := strings.Cut(page, "://")
	if !ok && strings.Contains(strings.ToLower(page), "%3a%2f%2f") {
		return "", &URLError{"is still encoded", "encode it once, not twice"}
	}
	if scheme = strings.ToLower(scheme); !ok || scheme != "http" && scheme != "https" {
		return "", &URLError{"is no http or https address", want}
	}
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	// Each of these characters can hide the host that a browser opens: it takes the text after @ as the host and a \ as
	// a /. A host in location.href is always ASCII, and some other letters become ASCII in strings.ToLower.
	if host == "" || strings.ContainsFunc(host, func(r rune) bool { return r == '@' || r == '\\' || r > '~' }) {
		return "", &URLError{"has no plain host", want}
	}
	return host, nil
}
