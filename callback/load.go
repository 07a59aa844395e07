package callback

// Load says how busy a callback is at a moment.
type Load struct {
	// Running is how many handlers run that have not passed their limit ([WithLateLimit]).
	Running int
	// Waiting is how many messages wait for their turn.
	Waiting int
	// Stuck is how many handlers have not returned at their limit. Each keeps its place until it returns. A handler
	// counts within a second of its limit.
	Stuck int
	// MaxRunning bounds Running and Stuck together ([WithMaxConcurrent]), and MaxWaiting bounds Waiting
	// ([WithMaxWaiting]). At Stuck = MaxRunning, or Waiting = MaxWaiting, messages are refused with 503.
	MaxRunning, MaxWaiting int
}

// Load returns how busy the server is, for a health check such as that of package health. It costs a lock and changes
// nothing. That of a server that is not set up is zero.
func (s *Server) Load() Load {
	if s.broken != nil {
		return Load{}
	}
	h := s.group.Load()
	return Load{
		Running: h.Running, Waiting: h.Waiting, Stuck: h.Stuck,
		MaxRunning: s.config.MaxConcurrent, MaxWaiting: s.config.MaxWaiting,
	}
}
