package telemetry

// Outcome is how something ended, as a label has it.
type Outcome string

// The outcomes of a [Push].
const (
	// Handled means that the push's own handler ran and its answer went out,
	// if only to say nothing.
	Handled Outcome = "handled"
	// Joined means that the push waited for a handler that ran already, and was
	// answered with its reply.
	Joined Outcome = "joined"
	// Replayed means that the message was done, and its kept answer went out
	// again.
	Replayed Outcome = "replayed"
	// Acknowledged means that the push was answered before the handler was done:
	// by choice, because the last push was about to end, or because too much
	// was in hand.
	Acknowledged Outcome = "acknowledged"
	// Abandoned means that the platform hung up before there was an answer. Its
	// next push joins.
	Abandoned Outcome = "abandoned"
	// Refused means that the request was not let in: not genuine, not readable
	// in the account's mode, or too long.
	Refused Outcome = "refused"
	// Panicked means that the handler panicked. The user was shown nothing.
	Panicked Outcome = "panicked"
)

// Failed is an outcome of a [Push] (the handler returned an error, or a reply
// that the platform would not take), a [LateReply] (the sender returned an
// error) and a [Renewal].
const Failed Outcome = "failed"

// The outcomes of a [LateReply].
const (
	// Sent means that it went out as a customer-service message.
	Sent Outcome = "sent"
	// Unsupported means that no customer-service message can say the same.
	Unsupported Outcome = "unsupported"
	// Dropped means that the program gave no sender.
	Dropped Outcome = "dropped"
)

// The outcomes of a [Renewal].
const (
	// Issued means that this instance asked for the value and got it.
	Issued Outcome = "issued"
	// Adopted means that another instance had got it, and it was taken from the
	// store.
	Adopted Outcome = "adopted"
)
