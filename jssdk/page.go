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
	const want = "give location.href.split('#')[0], encoded with encodeURIComponent in a query or a form"
	if page == "" {
		return "", &URLError{"is missing", want}
	}
	for i := range len(page) {
		if page[i] <= ' ' || page[i] == 0x7f {
			return "", &URLError{
				"has a space or a control character, so it was not encoded or was decoded twice",
				want,
			}
		}
	}
	scheme, rest, ok := strings.Cut(page, "://")
	if !ok && strings.Contains(strings.ToLower(page), "%3a%2f%2f") {
		return "", &URLError{"is still encoded", "encode it once, not twice"}
	}
	if scheme = strings.ToLower(scheme); !ok || scheme != "http" && scheme != "https" {
		return "", &URLError{"is not an http or https address", want}
	}
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	// With any of these characters, the host could differ from the one that a browser opens: the browser uses the text
	// after an @ as the host and treats a \ as a /. A host in location.href is always ASCII, and some other letters
	// become ASCII in strings.ToLower.
	if host == "" || strings.ContainsFunc(host, func(r rune) bool { return r == '@' || r == '\\' || r > '~' }) {
		return "", &URLError{"has no host, or one with an @, a \\ or a letter that is not ASCII", want}
	}
	return host, nil
}
