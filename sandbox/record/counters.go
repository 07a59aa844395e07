package record

// Counters are the counts since the start or the last reset. Unlike the exchanges, they are complete.
type Counters struct {
	// Calls has the number of calls of each endpoint, such as "base.stable_token". Calls of paths that the sandbox does
	// not have are counted together under "".
	Calls map[string]int64 `json:"calls"`
	// Refused has the number of those calls that were answered with an errcode, by endpoint.
	Refused map[string]int64 `json:"refused"`
	// Pushes has the counts of the pushes by user.
	Pushes map[string]PushCount `json:"pushes"`
}

// PushCount has the counts of one user's pushes.
type PushCount struct {
	Messages int64 `json:"messages"` // messages and events
	Attempts int64 `json:"attempts"` // attempts to push them, which include repeated ones
}
