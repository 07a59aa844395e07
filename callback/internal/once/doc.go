// Package once makes "one message, one run, one answer" true. The platform pushes a message up to three times; a
// [Group] lets its first push execute the handler, and gives every push of it the same answer. Where several instances
// serve an account, [Peers] decide which of them executes.
//
// A push is a [Delivery]. The one run of a message is an [Execution], which begins as the delivery that leads it and
// carries the handler's [Context]. These are the states of a message, and what ends each:
//
//	state       meaning                          goes on to                                        where
//	admitted    a push has come                  claimed: it is the first here                     group.go, admit
//	                                             following: an execution in this process has it    delivery.go
//	                                             repeated: the finished answer again               cache.go
//	                                             refused: too many wait, or a shutdown             queue.go, drain.go
//	claimed     the peers are asked              queued: no instance has it, or a gone one had it  peers.go, alone.go
//	                                             following: another instance has it
//	queued      waits for its user's messages    running: its turn has come                        queue.go
//	            before it, then for a slot       unanswered: not by the handler's deadline
//	following   waits for the answer             taken: the answer is there in time                delivery.go
//	                                             unanswered: the last push's time is over
//	                                             abandoned: the platform has hung up
//	                                             admitted: the executing instance is gone
//	running     the handler works                taken: its push is listening                      execution.go, conclude
//	                                             open: no push is listening, before 14.7 s
//	                                             settling: after that, or a detached delivery
//	                                             dropped: the same, where nothing can be settled
//	                                             postponed: the handler left the rest for later
//	open        the next push takes the answer   taken: a push has come for it                     owed.go
//	                                             retracting: none has by 15.5 s, or a shutdown
//	retracting  the peers are asked              settling: the answer is this instance's, or the   owed.go, settleOwed
//	                                             peers cannot be asked
//	                                             taken: a push took it elsewhere
//	                                             theirs: another instance has taken the message over
//	postponed   the push got nothing; the rest   settling: there is an answer                      execution.go, settleRest
//	            of the handler runs
//	settling    the answer goes out without a    sent, or failed, as the Settle function says      execution.go
//	            push, and no push gets it
//
// The user's queue in this process is entered with the claim, before the peers have answered. Unanswered means: the
// push is answered with the placeholder; a handler that has begun runs on. A detached delivery, behind which no HTTP
// request waits, is never open, since its answer is settled at once; where it fails, its message is forgotten and may
// be tried again. Every time constant stands in times.go.
package once
