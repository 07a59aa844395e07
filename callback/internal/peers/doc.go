// Package peers lets the instances of an account execute each message once: it is [once.Peers] through a store that
// they share. Three kinds of keys are in the store, each of which expires by itself:
//
//	push:<message>    who has the message, and once there is an answer its fate  record.go, claim.go, remote.go
//	queue:<user>      the user's queue: which message comes after which          queue.go
//	alive:<instance>  the heartbeat of an instance that has messages             heartbeat.go
//
// A message's record is written by comparison with what was read, so that one instance alone wins each step:
//
//	fate              next step
//	there is none     an instance creates the record, and has the message
//	""                its owner executes the message; where the owner's heartbeat has stopped, whoever comes next
//	                  takes the message over
//	"open"            nobody has the answer: the next push takes it, or the owner retracts it
//	"taken"           the end: the answer is left to the pushes, and all get the same
//	"settling"        the end: the answer goes out without a push
package peers
