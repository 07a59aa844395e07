package record

import "cmp"

// Problem says what was wrong and what cures it, in English and Chinese.
type Problem struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

func (p *Problem) String() string { return p.EN }

// And says more; either may be nil.
func (p *Problem) And(more *Problem) *Problem {
	if p == nil || more == nil {
		return cmp.Or(p, more)
	}
	return &Problem{EN: p.EN + " " + more.EN, ZH: p.ZH + more.ZH}
}
