package hostproxy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

//go:embed preload.cjs
var preload string

// nodePreload is the file that Node loads first.
func nodePreload(directPort int) []byte {
	names, _ := json.Marshal(Names) // texts cannot fail
	return []byte(strings.NewReplacer("NAMES", string(names), "PORT", strconv.Itoa(directPort)).Replace(preload))
}

// phpIni points PHP's curl and OpenSSL to the roots, and PHP itself to the file that it runs first.
func phpIni(roots, prepend string) []byte {
	return fmt.Appendf(
		nil,
		"curl.cainfo=%s\nopenssl.cafile=%[1]s\nauto_prepend_file=%[2]s\n",
		iniText(roots),
		iniText(prepend),
	)
}

func iniText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// phpPrepend gives the proxy to PHP's streams (file_get_contents), which read no variable. A program that passes a
// context of its own has to give it the proxy itself. PHP's curl reads HTTPS_PROXY.
func phpPrepend(proxyAddr, roots string) []byte {
	return fmt.Appendf(nil, `<?php
stream_context_set_default([
    'http' => ['proxy' => 'tcp://%s', 'request_fulluri' => false],
    'ssl' => ['cafile' => %s],
]);
`, proxyAddr, phpText(roots))
}

func phpText(s string) string {
	return `'` + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + `'`
}
