package jssdk

import "strings"

// beforeFragment returns a URL without its fragment and otherwise unchanged, since WeChat hashes the exact bytes of the
// browser's address.
func beforeFragment(pageURL string) string {
	page, _, _ := strings.Cut(pageURL, "#")
	return page
}

const (
	wantPage   = "give location.href.split('#')[0], encoded with encodeURIComponent in a query or a form"
	wantPageZH = "请传入 location.href.split('#')[0]，放在查询参数或表单中时用 encodeURIComponent 编码"
)

// badPage returns the error for a text that is not a page's URL, if the cure is to give the browser's address.
func badPage(problem, problemZH string) *URLError {
	return &URLError{problem, wantPage, "jssdk：页面的 url " + problemZH + "：" + wantPageZH}
}

// pageHost returns the host and port of a page's URL, as they are written there. It does not use net/url, which refuses
// URLs that browsers open.
func pageHost(page string) (string, error) {
	_, host, err := splitPage(page)
	return host, err
}

// listedHost returns the host of a page's URL as a [hostList] has it: in lower case, and without the scheme's default
// port.
func listedHost(page string) (string, error) {
	scheme, host, err := splitPage(page)
	if err != nil {
		return "", err
	}
	host = strings.ToLower(host)
	if scheme == "https" {
		return strings.TrimSuffix(host, ":443"), nil
	}
	return strings.TrimSuffix(host, ":80"), nil
}

// maxHost is above the length of every host name with its port, in bytes. Errors and the log quote hosts.
const maxHost = 300

// splitPage returns the scheme of a page's URL, in lower case, and its host and port.
func splitPage(page string) (scheme, host string, err error) {
	if page == "" {
		return "", "", badPage("is missing", "缺失")
	}
	for i := range len(page) {
		if page[i] <= ' ' || page[i] == 0x7f {
			return "", "", badPage(
				"has a space or a control character, so it was not encoded or was decoded twice",
				"含有空格或控制字符，说明没有编码或被解码了两次",
			)
		}
	}
	scheme, rest, ok := strings.Cut(page, "://")
	if !ok && strings.Contains(strings.ToLower(page), "%3a%2f%2f") {
		return "", "", &URLError{
			"is still encoded", "encode it once, not twice", "jssdk：页面的 url 仍是编码后的形式：只编码一次，不要编码两次",
		}
	}
	if scheme = strings.ToLower(scheme); !ok || scheme != "http" && scheme != "https" {
		return "", "", badPage("is not an http or https address", "不是 http 或 https 地址")
	}
	host = rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	// With any of these characters, the host could differ from the one that a browser opens: the browser uses the text
	// after an @ as the host and treats a \ as a /. A host in location.href is always ASCII, and some other letters
	// become ASCII in strings.ToLower.
	if host == "" || len(host) > maxHost ||
		strings.ContainsFunc(host, func(r rune) bool { return r == '@' || r == '\\' || r > '~' }) {
		return "", "", badPage(
			"has no host, or one that is too long or has an @, a \\ or a letter that is not ASCII",
			"没有域名，或域名过长，或含有 @、\\ 或非 ASCII 字符",
		)
	}
	return scheme, host, nil
}
