package mailbox

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// Copies of a mail that were changed apart are the same when each has been merged with the others, in whatever order:
// what one has read or cleared is read or cleared in all.
func TestMergeInAnyOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ rapid.TB }{t}, func(r *rapid.T) {
			var copies [3]mail
			sent := time.Now().UnixMilli()
			answers := rapid.SampledFrom([]Answer{{Message: "a", At: sent}, {Message: "b", At: sent + 2000}, {Message: "c", At: sent + 1000}})
			parts := map[string]int{} // of each maker
			for range rapid.IntRange(0, 30).Draw(r, "steps") {
				m := &copies[rapid.IntRange(0, 2).Draw(r, "copy")]
				a := answers.Draw(r, "answer")
				switch rapid.IntRange(0, 5).Draw(r, "what") {
				case 0:
					m.begin(a, time.Now().Add(time.Hour))
				case 1:
					by := rapid.SampledFrom([]string{"x", "y"}).Draw(r, "by")
					key := PartKey{by, parts[a.Message+by]}
					m.keep(a, key, fmt.Append(nil, a.Message, key), time.Now().Add(time.Hour), time.Now().Add(time.Hour))
					parts[a.Message+by]++
				case 2:
					m.read(a.Message, PartKey{rapid.SampledFrom([]string{"x", "y"}).Draw(r, "by"), rapid.IntRange(0, 2).Draw(r, "part")})
				case 3:
					m.end(a, true, time.Now().Add(time.Hour))
				case 4:
					m.clear(sent+int64(rapid.IntRange(-1, 3).Draw(r, "cleared"))*1000, time.Now().Add(time.Hour))
				case 5:
					m.merge(copies[rapid.IntRange(0, 2).Draw(r, "with")])
				}
				time.Sleep(time.Second)
			}
			before := [3]mail{copies[0].clone(), copies[1].clone(), copies[2].clone()}
			for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
				merged := before[order[0]].clone()
				merged.merge(before[order[1]])
				merged.merge(before[order[2]])
				merged.merge(before[order[1]]) // once more is nothing
				if order == [3]int{0, 1, 2} {
					copies[0] = merged
					continue
				}
				if !merged.equal(copies[0]) {
					r.Fatalf("%v: %+v, want %+v", order, merged, copies[0])
				}
			}
			for i, m := range before {
				for _, k := range m.Answers {
					all := copies[0].of(k.Message)
					if k.At <= copies[0].Cleared {
						if all != nil {
							r.Fatalf("%s was cleared, and is there", k.Message)
						}
						continue
					}
					if all == nil || k.Done && !all.Done {
						r.Fatalf("copy %d of %s is %+v, merged %+v", i, k.Message, k, all)
					}
					for _, p := range k.Parts {
						there := slices.IndexFunc(all.Parts, func(q part) bool { return q.Key == p.Key && (q.Read || !p.Read) })
						if there < 0 && !all.Failed {
							r.Fatalf("copy %d of %s is %+v, merged %+v", i, k.Message, k, all)
						}
					}
				}
			}
		})
	})
}

// An answer has a bound in bytes, and its parts are forgotten when they were read.
func TestMailIsBounded(t *testing.T) {
	t.Parallel()
	var m mail
	a := Answer{Message: "a", At: 1}
	until := time.Now().Add(time.Hour)
	body := make([]byte, 2000)
	for n := range 100 {
		m.keep(a, PartKey{"x", n}, body, until, until)
	}
	if n := m.of("a").bytes(); n > MaxBytes || n < MaxBytes-len(body) {
		t.Errorf("%d bytes are kept", n)
	}
	for n := range 11 {
		m.read("a", PartKey{"x", n})
	}
	if n := m.of("a").bytes(); n > MaxBytes-11*len(body) {
		t.Errorf("%d bytes are kept after eleven parts were read", n)
	}
	if m.tidy(until); len(m.Answers) != 0 {
		t.Errorf("%d answers are kept past their time", len(m.Answers))
	}
}

// What a part says expires in its time, also while the answer is under way, and further parts can be read.
func TestPartsExpire(t *testing.T) {
	t.Parallel()
	var m mail
	a, began := Answer{Message: "a", At: 1}, time.Now()
	due := began.Add(time.Hour)
	m.keep(a, PartKey{"x", 0}, []byte("one"), due, began.Add(time.Minute))
	m.tidy(began.Add(2 * time.Minute))
	if f := m.find("u", "", "", began.Add(2*time.Minute)); f.State != UnderWay || m.bytes() != 0 {
		t.Errorf("found %+v in %+v", f, m)
	}
	m.keep(a, PartKey{"x", 1}, []byte("two"), due, began.Add(3*time.Minute))
	if f := m.find("u", "", "", began.Add(2*time.Minute)); f.State != Ready || string(f.Part) != "two" || !f.More {
		t.Errorf("found %+v", f)
	}
	m.end(a, false, due)
	if f := m.find("u", "", "", began.Add(4*time.Minute)); f.State != None {
		t.Errorf("found %+v", f)
	}
}

// Parts that two instances have made of one answer are all read, each maker's in order.
func TestPartsOfTwoMakers(t *testing.T) {
	t.Parallel()
	now := time.Now()
	due := now.Add(time.Hour)
	a := Answer{Message: "a", At: 1}
	var one, two mail
	two.keep(a, PartKey{"y", 0}, []byte("sorry"), due, due)
	one.keep(a, PartKey{"x", 0}, []byte("1 2"), due, due)
	one.keep(a, PartKey{"x", 1}, []byte("3 4"), due, due)
	one.merge(two)
	var read []string
	for f := one.find("u", "", "", now); f.State == Ready; f = one.find("u", "", "", now) {
		read = append(read, string(f.Part))
		one.read("a", f.Key)
	}
	if fmt.Sprint(read) != "[1 2 3 4 sorry]" {
		t.Errorf("read %q", read)
	}
}

// What is noted of answers is bounded; what can be read, and what is under way, is forgotten last.
func TestNotedAnswersAreBounded(t *testing.T) {
	t.Parallel()
	var m mail
	now := time.Now()
	due := now.Add(time.Hour)
	m.keep(Answer{Message: "unread", At: 1}, PartKey{"x", 0}, []byte("part"), due, due)
	m.begin(Answer{Message: "under way", At: 2}, due)
	for i := range 10 * maxNoted {
		m.end(Answer{Message: fmt.Sprint(i), At: int64(3 + i)}, true, due)
		m.tidy(now)
	}
	if len(m.Answers) != maxNoted || m.of("unread") == nil || m.of("under way") == nil || m.of("0") != nil {
		t.Errorf("%d answers are noted: %+v", len(m.Answers), m.Answers)
	}
	for i := range 10 * maxNoted {
		m.begin(Answer{Message: fmt.Sprint("later ", i), At: int64(9999 + i)}, due)
		m.tidy(now)
	}
	if len(m.Answers) != maxNoted || m.of("unread") == nil {
		t.Errorf("%d answers are noted: %+v", len(m.Answers), m.Answers)
	}
}
