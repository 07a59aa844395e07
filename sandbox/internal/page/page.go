// Package page holds the sandbox's page: a phone in the browser with an inspector beside it,
// and the stand-in for WeChat's own page script (jweixin).
//
// Plain ES modules, one idea each, and WeUI's CSS; no bundler and no request to any other host,
// so what is embedded here is what the browser runs.
package page

import (
	"embed"
	"io/fs"
)

//go:embed assets
var assets embed.FS

//go:embed jweixin.js
var jweixin []byte

// Files returns the page: index.html, its modules, its styles and WeUI's licence, all at the root.
// index.html asks for the rest under /_sandbox/phone/.
func Files() fs.FS {
	page, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // "assets" is a constant and embedded above
	}
	return page
}

// JWeixin returns the stand-in for https://res.wx.qq.com/open/js/jweixin-1.6.0.js, a classic script that
// sets window.wx and window.jWeixin. It asks the sandbox that it was loaded from whether a config is right.
func JWeixin() []byte { return jweixin }
