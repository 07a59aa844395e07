package main

import (
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/sitetest"
)

func TestSite(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	sitetest.Check(t, func(s site.Site) site.Server { return site.HTTP(routes(s)) })
}
