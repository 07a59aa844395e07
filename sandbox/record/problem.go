package record

import "cmp"

// Problem says what is wrong and how to correct it, in English and Chinese.
type Problem struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

func (p *Problem) String() string { return p.EN }

// And returns a problem with the words of both. Either may be nil.
func (p *Problem) And(more *Problem) *Problem {
	if p == nil || more == nil {
		return cmp.Or(p, more)
	}
	return &Problem{EN: p.EN + " " + more.EN, ZH: p.ZH + more.ZH}
}
