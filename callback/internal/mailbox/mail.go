package mailbox

import (
	"cmp"
	"reflect"
	"slices"
	"time"
)

// mail is what is kept for one user, the oldest answer first.
type mail struct {
	Answers []kept `json:"answers,omitempty"`
	// Cleared says that the answers to messages that were sent until then are gone, and Until how long that is kept in
	// mind; in milliseconds since 1970.
	Cleared int64 `json:"cleared,omitempty"`
	Until   int64 `json:"until,omitempty"`
}

// kept is one answer. Where nothing of it is left, it stays until Until and Due are over: another copy of the mail may
// have it unread.
type kept struct {
	Message  string   `json:"message"`
	Question string   `json:"question,omitempty"`
	At       int64    `json:"at"`               // when the message was sent, in milliseconds since 1970
	Since    int64    `json:"since"`            // when its first push came, the same; 0 for an answer that leads
	Until    int64    `json:"until,omitempty"`  // when its parts expire, the same; 0 where there never were any
	Parts    [][]byte `json:"parts,omitempty"`  // a part that was read is empty
	Read     int      `json:"read,omitempty"`   // how many parts were read
	Due      int64    `json:"due"`              // when it is not under way any more, whatever has become of its instance
	Done     bool     `json:"done,omitempty"`   // no more parts come
	Full     bool     `json:"full,omitempty"`   // a part was left out, since the answer is too long
	Failed   bool     `json:"failed,omitempty"` // it was dropped
}

// unread tells whether there is a part to read.
func (k *kept) unread(now time.Time) bool {
	return !k.Failed && k.Read < len(k.Parts) && now.UnixMilli() < k.Until
}

// coming tells whether a further part may come.
func (k *kept) coming(now time.Time) bool { return !k.Failed && !k.Done && now.UnixMilli() < k.Due }

// pending tells whether a part is to read, or may come.
func (k *kept) pending(now time.Time) bool { return k.unread(now) || k.coming(now) }

func (k *kept) answer(user string) Answer {
	return Answer{User: user, Message: k.Message, Question: k.Question, At: k.At}
}

func (k *kept) bytes() (n int) {
	for _, p := range k.Parts {
		n += len(p)
	}
	return n
}

// drop ends an answer without its being read.
func (k *kept) drop() {
	k.Failed, k.Done, k.Parts = true, true, nil
}

func (m *mail) of(message string) *kept {
	for i := range m.Answers {
		if m.Answers[i].Message == message {
			return &m.Answers[i]
		}
	}
	return nil
}

// begin notes an answer that is under way, until due at most, unless it is known already.
func (m *mail) begin(a Answer, due time.Time) *kept {
	if k := m.of(a.Message); k != nil {
		return k
	}
	since := a.Since.UnixMilli()
	switch {
	case a.Leads:
		since = 0
	case a.Since.IsZero():
		since = time.Now().UnixMilli()
	}
	m.Answers = append(m.Answers, kept{
		Message: a.Message, Question: a.Question, At: a.At, Since: since, Due: due.UnixMilli(),
	})
	return m.of(a.Message)
}

// keep adds a part, which expires at until, of an answer that is under way until due. The parts after one that has no
// room are left out, so that no hole is read over.
func (m *mail) keep(a Answer, part []byte, due, until time.Time) (cut bool) {
	k := m.begin(a, due)
	if k.Failed || k.Full {
		return false
	}
	k.Until = max(k.Until, until.UnixMilli())
	if k.bytes()+len(part) > MaxBytes {
		k.Full = true
		return true
	}
	k.Parts = append(k.Parts, part)
	k.forgetRead()
	return false
}

// bound drops the oldest unread answers where there are too many.
func (m *mail) bound(now time.Time) (dropped bool) {
	n := 0
	for i := range m.Answers {
		if m.Answers[i].unread(now) {
			n++
		}
	}
	for i := range m.Answers {
		if k := &m.Answers[i]; n > MaxAnswers && k.unread(now) {
			k.drop()
			n--
			dropped = true
		}
	}
	return dropped
}

// repair makes right what no instance has written.
func (m *mail) repair() {
	for i := range m.Answers {
		m.Answers[i].Read = max(m.Answers[i].Read, 0)
	}
}

// pending tells whether there is anything to ask for.
func (m *mail) pending(now time.Time) bool {
	return slices.ContainsFunc(m.Answers, func(k kept) bool { return k.pending(now) })
}

func (m *mail) bytes() (n int) {
	for i := range m.Answers {
		n += m.Answers[i].bytes()
	}
	return n
}

// end ends an answer that is under way; with create also one that this copy does not know.
func (m *mail) end(a Answer, create bool, due time.Time) {
	if k := m.of(a.Message); k != nil {
		k.Done = true
	} else if create {
		m.begin(a, due).Done = true
	}
}

// read notes that a part was read, and forgets its text.
func (m *mail) read(a Answer, index int) {
	k := m.of(a.Message)
	if k == nil {
		return
	}
	k.Read = max(k.Read, index+1)
	k.forgetRead()
}

func (k *kept) forgetRead() {
	for i := range min(k.Read, len(k.Parts)) {
		k.Parts[i] = nil
	}
}

func (m *mail) clear(at int64, until time.Time) {
	m.Cleared, m.Until = max(m.Cleared, at), max(m.Until, until.UnixMilli())
}

func (m *mail) empty() bool { return len(m.Answers) == 0 && m.Cleared == 0 }

// find returns what a user finds at now who asks with a message for the answer to a question, or with "" for any.
func (m *mail) find(user, question, message string, now time.Time) (f Found) {
	unread, coming := 0, false
	for i := range m.Answers {
		k := &m.Answers[i]
		if k.Message == message || !k.pending(now) {
			continue
		}
		if k.unread(now) {
			unread += len(k.Parts) - k.Read
		}
		if f.State == Ready || question != "" && k.Question != question {
			continue
		}
		if k.unread(now) {
			f = Found{
				State: Ready, Of: k.answer(user),
				Part: k.Parts[k.Read], Index: k.Read,
			}
			coming = k.coming(now)
		} else if f.State == None {
			f.State, f.Of = UnderWay, k.answer(user)
			f.Since = time.UnixMilli(k.Since)
		}
	}
	f.More = f.State == Ready && (unread > 1 || coming)
	return f
}

// merge adds what another copy of the mail knows.
func (m *mail) merge(other mail) {
	m.Cleared, m.Until = max(m.Cleared, other.Cleared), max(m.Until, other.Until)
	for _, theirs := range other.Answers {
		k := m.of(theirs.Message)
		if k == nil {
			theirs = theirs.clone()
			theirs.forgetRead()
			m.Answers = append(m.Answers, theirs)
			continue
		}
		for i := len(k.Parts); i < len(theirs.Parts); i++ {
			k.Parts = append(k.Parts, theirs.Parts[i])
		}
		k.Since, k.Until = min(k.Since, theirs.Since), max(k.Until, theirs.Until)
		k.Read = max(k.Read, theirs.Read)
		k.Due = max(k.Due, theirs.Due)
		k.Done, k.Full = k.Done || theirs.Done, k.Full || theirs.Full
		if k.Failed || theirs.Failed {
			k.drop()
		}
		k.forgetRead()
	}
	slices.SortFunc(m.Answers, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Since, b.Since), cmp.Compare(a.Message, b.Message))
	})
	m.tidy(time.Now())
}

// tidy drops what has expired or was cleared, and tells whether there was too much to keep.
func (m *mail) tidy(now time.Time) (dropped bool) {
	at := now.UnixMilli()
	m.Answers = slices.DeleteFunc(m.Answers, func(k kept) bool {
		return at >= max(k.Until, k.Due) || k.At <= m.Cleared
	})
	for i := range m.Answers {
		if k := &m.Answers[i]; at >= k.Until {
			k.Read = max(k.Read, len(k.Parts))
			k.forgetRead()
		}
	}
	if at >= m.Until {
		m.Cleared, m.Until = 0, 0
	}
	dropped = m.bound(now)
	m.forget(now)
	return dropped
}

// forget bounds what a mail notes of answers: first those go of which nothing is left, the oldest first.
func (m *mail) forget(now time.Time) {
	for _, pending := range []bool{false, true} {
		more := len(m.Answers) - maxNoted
		m.Answers = slices.DeleteFunc(m.Answers, func(k kept) bool {
			forget := more > 0 && k.pending(now) == pending
			if forget {
				more--
			}
			return forget
		})
	}
}

func (k kept) clone() kept {
	k.Parts = slices.Clone(k.Parts)
	return k
}

func (m mail) clone() mail {
	answers := m.Answers
	m.Answers = make([]kept, 0, len(answers))
	for _, k := range answers {
		m.Answers = append(m.Answers, k.clone())
	}
	return m
}

func (m mail) equal(other mail) bool {
	return m.Cleared == other.Cleared && m.Until == other.Until && len(m.Answers) == len(other.Answers) &&
		slices.EqualFunc(m.Answers, other.Answers, func(a, b kept) bool { return reflect.DeepEqual(a, b) })
}
