package oauth

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// schemeHeaders are the headers in which proxies say how the user's browser reaches them, in the order in which they are
// read. The last two have the values on and off. X-Client-Scheme is that of Alibaba Cloud's CDN.
var schemeHeaders = []string{
	"X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Url-Scheme", "X-Client-Scheme", "X-Forwarded-Ssl", "Front-End-Https",
}

// readForwarded returns scheme and host of the address that the user's browser asked for, as the headers of proxies
// name it. Each is empty if no header names it or the value is malformed.
//
// Of a list the first value counts: each proxy appends its own, so the first one is that of the proxy nearest to the
// user (RFC 7239, section 4). Forwarded counts only if there is none of the older headers: a proxy that sets those
// usually passes a Forwarded header of the client on.
func readForwarded(h http.Header) (scheme, host string) {
	for _, name := range schemeHeaders {
		if scheme = schemeOf(firstValue(h, name)); scheme != "" {
			break
		}
	}
	if host = firstValue(h, "X-Forwarded-Host"); !isHost(host) {
		host = ""
	}
	if scheme != "" || host != "" {
		return scheme, host
	}
	proto, host := parseForwarded(strings.Join(h.Values("Forwarded"), ","))
	if !isHost(host) {
		host = ""
	}
	return schemeOf(proto), host
}

// firstValue returns the first value of a header that is a list, or "".
func firstValue(h http.Header, name string) string {
	for _, line := range h.Values(name) {
		for value := range strings.SplitSeq(line, ",") {
			if value = strings.TrimSpace(value); value != "" {
				return value
			}
		}
	}
	return ""
}

func schemeOf(value string) string {
	switch strings.ToLower(value) {
	case "https", "on":
		return "https"
	case "http", "off":
		return "http"
	}
	return ""
}

// hostPattern matches a name, an IPv4 address or an IPv6 address in brackets, with or without a port.
var hostPattern = regexp.MustCompile(`^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

// isHost reports whether s is a host name or an IP address, with or without a port.
func isHost(s string) bool {
	if !hostPattern.MatchString(s) {
		return false
	}
	u, err := url.Parse("//" + s)
	return err == nil && u.Host == s
}

// parseForwarded returns the parameters proto and host of the first element of a Forwarded header (RFC 7239). Both are
// empty if the element is malformed.
func parseForwarded(value string) (proto, host string) {
	seen := make(map[string]string)
	for {
		value = strings.TrimLeft(value, " \t,;")
		name, rest, ok := strings.Cut(value, "=")
		if !ok || !isToken(name) {
			return "", ""
		}
		text, rest, ok := cutForwardedValue(rest)
		name = strings.ToLower(name)
		if _, twice := seen[name]; !ok || twice {
			return "", ""
		}
		seen[name] = text
		value = strings.TrimLeft(rest, " \t")
		switch {
		case value == "" || value[0] == ',':
			return seen["proto"], seen["host"]
		case value[0] != ';':
			return "", ""
		}
		if value = strings.TrimLeft(value, " \t;"); value == "" || value[0] == ',' {
			return seen["proto"], seen["host"]
		}
	}
}

// cutForwardedValue returns the token or the quoted string at the beginning of s, and what follows it.
func cutForwardedValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, " \t;,")
		if end < 0 {
			end = len(s)
		}
		// Proxies send a host with a port, and an IPv6 address, without the quotes that the standard asks for.
		return s[:end], s[end:], end > 0 && !strings.ContainsAny(s[:end], `"\`)
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], true
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}

// isToken reports whether s is a token (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if !isAlphanumeric(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}
