package sandbox

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Problem says what was wrong and what cures it, in English and Chinese.
type Problem struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

func (p *Problem) String() string { return p.EN }

// and says more; either may be nil.
func (p *Problem) and(more *Problem) *Problem {
	if p == nil || more == nil {
		return cmp.Or(p, more)
	}
	return &Problem{EN: p.EN + " " + more.EN, ZH: p.ZH + more.ZH}
}

// explained is the problem that a refusal's errcode stands for.
func explained(code endpoint.Code) *Problem {
	e, ok := code.Explain()
	if !ok {
		return &Problem{EN: fmt.Sprintf("The platform refused the call with errcode %d.", int(code)), ZH: fmt.Sprintf("平台以错误码 %d 拒绝了该调用。", int(code))}
	}
	return &Problem{EN: e.Cause + " " + e.Cure, ZH: e.CauseZH + e.CureZH}
}

// refusal is a platform error with words of the sandbox's own about it.
type refusal struct {
	code    endpoint.Code
	problem Problem
}

func (r *refusal) Error() string { return r.code.Error() }
func (r *refusal) Unwrap() error { return r.code }

// refuse is the errcode together with what exactly led to it here.
func refuse(code endpoint.Code, en, zh string) error {
	return &refusal{code, Problem{EN: en, ZH: zh}}
}

// codeOf returns the errcode of an API handler's error and the problem in
// words.
func codeOf(err error) (endpoint.Code, *Problem) {
	var r *refusal
	if errors.As(err, &r) {
		return r.code, &r.problem
	}
	var code endpoint.Code
	if errors.As(err, &code) {
		return code, explained(code)
	}
	return endpoint.ErrSystemBusy, &Problem{EN: "The sandbox failed: " + err.Error(), ZH: "沙箱内部错误：" + err.Error()}
}

// actionError is an action that a phone would not let its user do.
type actionError struct{ Problem }

func (e *actionError) Error() string { return "sandbox: " + e.EN }

func cannot(en, zh string) error { return &actionError{Problem{EN: en, ZH: zh}} }
