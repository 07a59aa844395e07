//go:build race

package multitest_test

// chaosMessages is how many messages [TestRedisInChaos] pushes. With the race detector a small machine does no more in
// the time that the platform leaves.
const chaosMessages = 300
