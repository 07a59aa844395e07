// Package core is what two areas of the sandbox read: the world with its
// people, files, tokens and counts, its clock and jobs, and what is kept of
// every exchange.
//
// All state is changed in a transaction ([Platform.Do]), one at a time. What a
// transaction causes outside of the state (pushes, events of the page, jobs) are
// its effects: they happen in order once it is over, without a lock.
package core
