package sandbox

// JSON returns the state as its file has it.
func (s *State) JSON() string { return string(s.snapshot.JSON) }
