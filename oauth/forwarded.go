package oauth

import (
	"cmp"
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
// user (RFC 7239, section 4). Forwarded counts only if there is none of the older headers, not even an unreadable one: a
// proxy that sets those usually passes a Forwarded header of the client on.
func readForwarded(h http.Header) (scheme, host string) {
	older := false
	for _, name := range schemeHeaders {
		value, there := list(h, name)
		older = older || there
		scheme = cmp.Or(scheme, schemeOf(first(value)))
	}
	value, there := list(h, "X-Forwarded-Host")
	if older || there {
		return scheme, hostOf(first(value))
	}
	value, _ = list(h, "Forwarded")
	proto, host := parseForwarded(value)
	return schemeOf(proto), hostOf(host)
}

// maxForwarded bounds what is read of a header of proxies, in bytes. A longer one is as malformed.
const maxForwarded = 4096

// list returns the value of a header that is a list, and whether the header is there.
func list(h http.Header, name string) (value string, there bool) {
	lines := h.Values(name)
	if value = strings.Join(lines, ","); len(value) > maxForwarded {
		value = ""
	}
	return value, len(lines) > 0
}

// first returns the first value of a list that is not empty, or "".
func first(list string) string {
	for value := range strings.SplitSeq(list, ",") {
		if value = strings.TrimSpace(value); value != "" {
			return value
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

// hostOf returns the host that a proxy names, or "" for a malformed one. The ports of http and https are dropped: with
// their own scheme they say nothing, and with the other one they are those of an inner proxy, whose scheme the outer one
// has corrected.
func hostOf(value string) string {
	if !isHost(value) {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(value, ":80"), ":443")
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
