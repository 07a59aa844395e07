// Package page holds the files of the sandbox's page, which shows a phone and an inspector beside it.
//
// The page consists of plain ES modules, one for each topic, and of WeUI's CSS. There is no bundler and no request to
// any other host, so the browser runs exactly what is embedded here.
package page

import (
	"embed"
	"io/fs"
)

//go:embed assets
var assets embed.FS

// Files returns the files of the page: index.html, its modules, its styles and WeUI's licence, all in the root
// directory. index.html loads the others from /_sandbox/phone/.
func Files() fs.FS {
	page, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // "assets" is a constant and embedded above
	}
	return page
}
