// Package core holds the state that more than one area of the sandbox uses: the world with its people, files, tokens
// and counts, its clock and jobs, and the record of every exchange.
//
// Only a transaction ([Platform.Do]) changes the state, and transactions run one at a time. What a transaction causes
// outside of the state (pushes, events of the page, jobs) are its effects. They run in order when the transaction is
// over, and no lock is held while they run.
package core
