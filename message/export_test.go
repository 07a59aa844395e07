package message

// Kinds makes one empty message of each kind, users' messages first.
func Kinds() []Message {
	var all []Message
	for _, kinds := range []map[string]func() Message{ordinary, events} {
		for _, create := range kinds {
			all = append(all, create())
		}
	}
	return all
}
