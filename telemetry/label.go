package telemetry

// The values of the label "type" for pushes whose message has no known type.
const (
	// Unread is the type of a push that was refused before its message was read, and of a probe of WeChat cloud hosting.
	Unread = "unread"
	// Unknown is the type of a message or an event that package message does not know. The type's name from the push is
	// not used as a label, since in plain mode the sender of a forged push can choose it.
	Unknown = "unknown"
)

// Outcome is how something ended, for the label "outcome".
type Outcome string

// The outcomes of a push.
const (
	// Handled means that the handler ran for this push and its answer, which may be empty, was sent.
	Handled Outcome = "handled"
	// Joined means that the push waited for a handler that was already running, and was answered with its reply.
	Joined Outcome = "joined"
	// Replayed means that the handler had finished before, and its cached answer was sent again.
	Replayed Outcome = "replayed"
	// Acknowledged means that the push was answered before the handler finished: because the program chose to, because
	// the last push was about to end, or because too many messages were in flight.
	Acknowledged Outcome = "acknowledged"
	// Abandoned means that the platform hung up before there was an answer. The platform's next push of the message
	// joins the handler.
	Abandoned Outcome = "abandoned"
	// Refused means that the request was not accepted: it was not genuine, not readable in the account's mode, or too
	// long.
	Refused Outcome = "refused"
	// Panicked means that the handler panicked. The user saw no reply.
	Panicked Outcome = "panicked"
)

// Failed is an outcome of a push (the handler returned an error, or a reply that the platform would not accept), of a
// late reply (the sender returned an error) and of a renewal.
const Failed Outcome = "failed"

// The states of [Handlers].
const (
	// Running is a handler that runs.
	Running = "running"
	// Waiting is a message that waits for its turn.
	Waiting = "waiting"
	// Stuck is a handler that has not returned at its limit. It counts for callback.WithMaxConcurrent.
	Stuck = "stuck"
)

// The outcomes of a late reply, which is a reply for which no push was waiting any more.
const (
	// Sent means that the reply was sent as a customer-service message.
	Sent Outcome = "sent"
	// Unsupported means that no customer-service message has the same content.
	Unsupported Outcome = "unsupported"
	// Kept means that it was not sent, and the user can ask for it.
	Kept Outcome = "kept"
)

// The outcomes of a renewal of the access_token or a ticket.
const (
	// Issued means that this instance requested the value and got it.
	Issued Outcome = "issued"
	// Adopted means that another instance had renewed the value, and this one took it from the store.
	Adopted Outcome = "adopted"
)

// The values of the label "code", which says how a call ended. The others are the documented errcodes ("40001") and the
// HTTP statuses of gateways ("http_502").
const (
	// OK is the errcode of success.
	OK = "0"
	// OtherCode replaces an errcode that has no name in package endpoint.
	OtherCode = "other"
	// Unreadable means that the answer is not what the endpoint documents.
	Unreadable = "unreadable"
	// Timeout means that no answer came in time.
	Timeout = "timeout"
	// Transport is any other failure of the network.
	Transport = "transport"
	// Canceled means that the caller canceled the call.
	Canceled = "canceled"
	// NotSent means that nothing was sent: there was no token, or the input cannot be sent.
	NotSent = "not_sent"
)
