//go:build !race

package multitest_test

// chaosMessages is how many messages [TestRedisInChaos] pushes.
const chaosMessages = 3000
