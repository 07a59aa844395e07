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
//	claimed     the peers are asked              fetching: the message asks for a kept answer      peers.go, alone.go
//	                                             queued: no instance has it, or a gone one had it
//	                                             following: another instance has it
//	fetching    the kept answer is read          taken, or open: as from running                   execution.go, lead
//	queued      waits for its user's messages    running: its turn has come                        queue.go
//	            before it, then for a slot       settling: its time is over (NotRun)
//	following   waits for the answer             taken: the answer is there in time                delivery.go
//	                                             unanswered: the last push's time is over
//	                                             abandoned: the platform has hung up
//	                                             admitted: the executing instance is gone
//	running     the handler works                taken: its push is listening                      execution.go, conclude
//	                                             open: no push is listening, before 14.7 s
//	                                             settling: after that, or the rest goes out later
//	                                             stuck: it has not returned at its limit           stuck.go
//	open        the next push takes the answer   taken: a push has come for it                     owed.go
//	                                             confirming: none has by 15.5 s, or a shutdown
//	taken       a push was answered              confirming: something follows the answer          owed.go, written
//	                                             the end, where nothing does
//	settling    no push gets the answer          confirming                                        execution.go, conclude
//	confirming  the peers are asked              sent or kept: the answer is this instance's       owed.go,
//	                                             kept: the peers cannot be asked                   confirmAndSettle
//	                                             taken: a push took it elsewhere
//	                                             the end: another instance has taken the message
//	                                             over
//	sent, kept  nothing is left for the user     the end; or stuck, where the program's code goes  group.go,
//	                                             on apart from Run: a stream, what was put off     departLocked
//	stuck       the program's code goes on       the end: it has returned, and that is dropped     stuck.go
//
// The user's queue in this process is entered with the claim, before the peers have answered. Unanswered means: the
// push is answered with the placeholder; a handler that has begun runs on, and an instance that follows another one
// watches it for a while, since no other push would find it gone. A detached delivery, behind which no HTTP request
// waits, is never open: its message stays in hand until the answer has reached the user, and is forgotten where that
// fails, so that it may be tried again. The limits stand in times.go.
package once
