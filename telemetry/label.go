package telemetry

// The types of pushes that have no name of their own, for the label "type".
const (
	// Unread is the type of a push that was refused before its message was read.
	Unread = "unread"
	// Unknown is the type of a message or an event that package message does not know. The name that the push gives is
	// no label: in plain mode anybody can choose it.
	Unknown = "unknown"
)

// Outcome is how something ended, for the label "outcome".
type Outcome string

// The outcomes of a push.
const (
	// Handled means that the push's own handler ran and its answer went out, even if the answer is empty.
	Handled Outcome = "handled"
	// Joined means that the push waited for a handler that ran already, and was answered with its reply.
	Joined Outcome = "joined"
	// Replayed means that the handler had finished before, and its cached answer went out again.
	Replayed Outcome = "replayed"
	// Acknowledged means that the push was answered before the handler finished: because the program chose to, because
	// the last push was about to end, or because too many messages were in flight.
	Acknowledged Outcome = "acknowledged"
	// Abandoned means that the platform hung up before there was an answer. Its next push joins.
	Abandoned Outcome = "abandoned"
	// Refused means that the request was not accepted: not genuine, not readable in the account's mode, or too long.
	Refused Outcome = "refused"
	// Panicked means that the handler panicked. The user was shown nothing.
	Panicked Outcome = "panicked"
)

// Failed is an outcome of a push (the handler returned an error, or a reply that the platform would not accept), of a
// late reply (the sender returned an error) and of a renewal.
const Failed Outcome = "failed"

// The outcomes of a late reply, which is one that no push waited for any more.
const (
	// Sent means that it went out as a customer-service message.
	Sent Outcome = "sent"
	// Unsupported means that no customer-service message can say the same.
	Unsupported Outcome = "unsupported"
	// Dropped means that the program gave no sender.
	Dropped Outcome = "dropped"
)

// The outcomes of a renewal of the access_token or a ticket.
const (
	// Issued means that this instance asked for the value and got it.
	Issued Outcome = "issued"
	// Adopted means that another instance had renewed the value, and it was taken from the store.
	Adopted Outcome = "adopted"
)

// How a call ended, for the label "code", beside the errcodes that are documented ("40001") and the HTTP statuses of
// gateways ("http_502").
const (
	// OK is the errcode of success.
	OK = "0"
	// OtherCode stands for an errcode without a name in package endpoint.
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
