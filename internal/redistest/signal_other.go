//go:build !unix

package redistest

const pause, resume = 0, 0

func (s *Server) signal(int) {
	s.t.Helper()
	s.t.Skip("a process cannot be paused here")
}
