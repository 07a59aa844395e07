package main

import (
	"testing"

	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/sitetest"
)

func TestSite(t *testing.T) {
	sitetest.Check(t, func(s site.Site) site.Server { return site.HTTP(routes(s)) })
}
