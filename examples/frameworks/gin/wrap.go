package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// wrap makes a gin handler of net/http middleware, such as the Require of a login. The handlers after it run where the
// middleware calls its next handler, with the request that it passes on; where it answers by itself, they do not run.
//
// What the middleware does to the writer is lost: they write to gin's. Require leaves the writer as it is.
func wrap(middleware func(next http.Handler) http.Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		passed := false
		next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			passed = true
			c.Request = r // its context has the user
			c.Next()
		})
		middleware(next).ServeHTTP(c.Writer, c.Request)
		if !passed {
			c.Abort()
		}
	}
}
