package reply

import (
	"regexp"
	"strings"
)

var (
	// link matches a whole <a ...> tag; its group is the attributes.
	link = regexp.MustCompile(`(?i)<a\s((?:[^>"']|"[^"]*"|'[^']*')*)>`)
	// attribute matches one attribute; its groups are the name and the value.
	attribute = regexp.MustCompile(`([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)`)
)

// checkLinks refuses a link without a usable target. An <a> without href is not a link: it is shown as text.
func checkLinks(text string) error {
	if strings.IndexByte(text, '<') < 0 {
		return nil // the usual case, without running the patterns
	}
	for _, tag := range link.FindAllStringSubmatch(text, -1) {
		if err := checkLink(attributes(tag[1])); err != nil {
			return err
		}
	}
	return nil
}

// attributes returns a tag's attributes by their names in lower case.
func attributes(tag string) map[string]string {
	values := map[string]string{}
	for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
		values[strings.ToLower(a[1])] = strings.Trim(a[2], `"'`)
	}
	return values
}

func checkLink(attr map[string]string) error {
	appID, hasAppID := attr["data-miniprogram-appid"]
	path, hasPath := attr["data-miniprogram-path"]
	if (hasAppID || hasPath) && (appID == "" || path == "") {
		return refuse.Field("Content", "has a mini-program link without its AppID or its path",
			"give data-miniprogram-appid and data-miniprogram-path both")
	}
	if href, ok := attr["href"]; ok && !isTarget(href) {
		return refuse.Field("Content", "has a link that leads nowhere",
			"let href begin with http://, https:// or weixin://bizmsgmenu?")
	}
	return nil
}

func isTarget(href string) bool {
	href = strings.ToLower(strings.TrimSpace(href))
	for _, scheme := range []string{"http://", "https://", "weixin://bizmsgmenu?"} {
		if strings.HasPrefix(href, scheme) {
			return true
		}
	}
	return false
}
