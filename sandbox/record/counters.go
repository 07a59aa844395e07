package record

// Counters counts what happened since the start or the last reset. Unlike the
// exchanges it forgets nothing.
type Counters struct {
	// Calls are the calls of the API by endpoint, such as "base.stable_token";
	// those of paths that the sandbox lacks are together under "".
	Calls map[string]int64 `json:"calls"`
	// Refused are those of them that were answered with an errcode.
	Refused map[string]int64 `json:"refused"`
	// Pushes are by user.
	Pushes map[string]PushCount `json:"pushes"`
}

// PushCount counts one user's pushes.
type PushCount struct {
	Messages int64 `json:"messages"` // messages and events
	Attempts int64 `json:"attempts"` // pushes of them: more where some were repeated
}
