// Package multitest holds the tests that need several processes: the test binary, run again as instances of one
// program, a redis-server that they share, and a sandbox over HTTP. Without a redis-server they are skipped, unless
// WECHATGO_REQUIRE names redis; with -short they are left out.
package multitest
