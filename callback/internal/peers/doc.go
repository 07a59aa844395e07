// Package peers lets the instances of an account execute each message once: it is [once.Peers] through a store that
// they share. Four kinds of keys are in the store, each of which expires by itself:
//
//	push:<message>    who has the message, and once there is an answer its fate  record.go, claim.go, remote.go
//	queue:<user>      the user's queue: which message comes after which          queue.go
//	alive:<instance>  the heartbeat of an instance that has messages             heartbeat.go
//	epoch             a name for the life of the store's data                    epoch.go
//
// A message's record is written by comparison with what was read, so that one instance alone wins each step:
//
//	fate              next step
//	there is none     an instance creates the record, and has the message
//	""                its owner executes the message; where the owner's heartbeat has stopped, whoever comes next
//	                  takes the message over
//	"open"            nobody has the answer: the next push takes it, or the owner retracts it
//	"taken"           the end: a push has the answer, and all others get the same
//	"settling"        the answer goes out without a push, once the owner has confirmed that it decides
//
// HTTP does not confirm that an answer was read, and a store may forget who has taken one. So an instance sends nothing
// unless the record says that it decides, and has said so for a lease since the store lost data or failed last: until
// then all instances have written again what they know (epoch.go). What stays uncertain is kept for the user to ask
// for, and never sent. An answer that was written to a push counts, whoever has the message: it is written over a
// record that says less.
package peers
