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
	Message  string `json:"message"`
	Question string `json:"question,omitempty"`
	At       int64  `json:"at"`               // when the message was sent, in milliseconds since 1970
	Since    int64  `json:"since"`            // when its first push came, the same
	Until    int64  `json:"until,omitempty"`  // when its parts expire, the same; 0 where there never were any
	Parts    []part `json:"parts,omitempty"`  // by their keys
	Due      int64  `json:"due"`              // when it is not under way any more, whatever has become of its instance
	Done     bool   `json:"done,omitempty"`   // no more parts come
	Full     bool   `json:"full,omitempty"`   // a part was left out, since the answer is too long
	Failed   bool   `json:"failed,omitempty"` // it was dropped
}

// part is what a user reads as one message.
type part struct {
	Key  PartKey `json:"key"`
	Body []byte  `json:"body,omitempty"` // forgotten once it was read
	Read bool    `json:"read,omitempty"`
}

// unread tells whether there is a part to read.
func (k *kept) unread(now time.Time) bool { return k.next(now) != nil }

// next is the part to read next, or nil.
func (k *kept) next(now time.Time) *part {
	if i := k.firstUnread(); i >= 0 && !k.Failed && now.UnixMilli() < k.Until {
		return &k.Parts[i]
	}
	return nil
}

func (k *kept) firstUnread() int {
	return slices.IndexFunc(k.Parts, func(p part) bool { return !p.Read })
}

// unreadParts counts the parts to read.
func (k *kept) unreadParts(now time.Time) (n int) {
	if k.unread(now) {
		for _, p := range k.Parts {
			if !p.Read {
				n++
			}
		}
	}
	return n
}

// put adds a part, or what another copy knows of one.
func (k *kept) put(p part) {
	i, known := slices.BinarySearchFunc(k.Parts, p.Key, func(p part, key PartKey) int { return p.Key.compare(key) })
	if !known {
		k.Parts = slices.Insert(k.Parts, i, p)
	}
	if there := &k.Parts[i]; p.Read {
		there.read()
	}
}

// read notes that a part was read, and forgets its text.
func (p *part) read() { p.Read, p.Body = true, nil }

// coming tells whether a further part may come.
func (k *kept) coming(now time.Time) bool { return !k.Failed && !k.Done && now.UnixMilli() < k.Due }

// pending tells whether a part is to read, or may come.
func (k *kept) pending(now time.Time) bool { return k.unread(now) || k.coming(now) }

func (k *kept) answer(user string) Answer {
	return Answer{User: user, Message: k.Message, Question: k.Question, At: k.At}
}

func (k *kept) bytes() (n int) {
	for _, p := range k.Parts {
		n += len(p.Body)
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
	if a.Since.IsZero() {
		since = time.Now().UnixMilli()
	}
	m.Answers = append(m.Answers, kept{
		Message: a.Message, Question: a.Question, At: a.At, Since: since, Due: due.UnixMilli(),
	})
	return m.of(a.Message)
}

// keep adds a part, which expires at until, of an answer that is under way until due. The parts after one that has no
// room are left out, so that no hole is read over.
func (m *mail) keep(a Answer, key PartKey, body []byte, due, until time.Time) (cut bool) {
	k := m.begin(a, due)
	if k.Failed || k.Full {
		return false
	}
	k.Until = max(k.Until, until.UnixMilli())
	if k.bytes()+len(body) > MaxBytes {
		k.Full = true
		return true
	}
	k.put(part{Key: key, Body: body})
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

// read notes that a part was read. It is false where this copy does not know the answer.
func (m *mail) read(message string, key PartKey) (known bool) {
	k := m.of(message)
	if k != nil {
		k.put(part{Key: key, Read: true})
	}
	return k != nil
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
		unread += k.unreadParts(now)
		if f.State == Ready || question != "" && k.Question != question {
			continue
		}
		if p := k.next(now); p != nil {
			f = Found{State: Ready, Of: k.answer(user), Part: p.Body, Key: p.Key}
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
			m.Answers = append(m.Answers, theirs.clone())
			continue
		}
		for _, p := range theirs.Parts {
			k.put(p)
		}
		k.Since, k.Until = min(k.Since, theirs.Since), max(k.Until, theirs.Until)
		k.Due = max(k.Due, theirs.Due)
		k.Done, k.Full = k.Done || theirs.Done, k.Full || theirs.Full
		if k.Failed || theirs.Failed {
			k.drop()
		}
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
			for j := range k.Parts {
				k.Parts[j].read()
			}
		}
	}
	if at >= m.Until {
		m.Cleared, m.Until = 0, 0
	}
	dropped = m.bound(now)
	m.forget(now)
	return dropped
}

// forget bounds what a mail notes of answers: the oldest go first of which nothing is left, then of those that are
// under way. Unread ones stay: there are fewer of them.
func (m *mail) forget(now time.Time) {
	for _, forgettable := range []func(k *kept) bool{
		func(k *kept) bool { return !k.pending(now) },
		func(k *kept) bool { return !k.unread(now) },
	} {
		more := len(m.Answers) - maxNoted
		m.Answers = slices.DeleteFunc(m.Answers, func(k kept) bool {
			forget := more > 0 && forgettable(&k)
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
