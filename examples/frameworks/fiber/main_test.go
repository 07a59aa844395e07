package main

import (
	"testing"

	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/sitetest"
)

func newServer(s site.Site) site.Server { return server{newApp(s)} }

func TestSite(t *testing.T) { sitetest.Check(t, newServer) }
