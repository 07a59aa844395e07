// Package page holds the files of the sandbox's page, which shows a phone and an inspector beside it, and the stand-in
// for WeChat's own page script (jweixin).
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

//go:embed jweixin.js
var jweixin []byte

// Files returns the files of the page: index.html, its modules, its styles and WeUI's licence, all in the root
// directory. index.html loads the others from /_sandbox/phone/.
func Files() fs.FS {
	page, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // "assets" is a constant and embedded above
	}
	return page
}

// JWeixin returns the stand-in for https://res.wx.qq.com/open/js/jweixin-1.6.0.js. It is a classic script that sets
// window.wx and window.jWeixin, and it asks the sandbox from which it was loaded whether a config is right.
func JWeixin() []byte { return jweixin }
