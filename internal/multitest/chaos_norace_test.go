//go:build !race

package multitest_test

// chaosMessages is how many messages [TestRedisInChaos] pushes: as many as a small or busy machine handles in time.
const chaosMessages = 600
