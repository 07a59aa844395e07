package core

import (
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Refusal is a platform error with words of the sandbox's own about it.
type Refusal struct {
	Code    endpoint.Code
	Text    string // the errmsg where it is not the code's own
	Problem record.Problem
	Asked   bool // it is because of a fault that was asked for
}

func (r *Refusal) Error() string { return r.Code.Error() }

// Unwrap returns the errcode.
func (r *Refusal) Unwrap() error { return r.Code }

// Refuse is the errcode together with what exactly led to it here.
func Refuse(code endpoint.Code, en, zh string) error {
	return &Refusal{Code: code, Problem: problem(en, zh)}
}

func problem(en, zh string) record.Problem { return record.Problem{EN: en, ZH: zh} }

// RefusalOf returns what the platform answers to an API handler's error.
func RefusalOf(err error) Refusal {
	var r *Refusal
	if !errors.As(err, &r) {
		r = &Refusal{}
		if !errors.As(err, &r.Code) {
			r.Code = endpoint.ErrSystemBusy
			r.Problem = problem("The sandbox failed: "+err.Error(), "沙箱内部错误："+err.Error())
		}
	}
	full := *r
	e, explained := full.Code.Explain()
	switch {
	case full.Problem.EN != "":
	case explained:
		full.Problem = problem(e.Cause+" "+e.Cure, e.CauseZH+e.CureZH)
	default:
		full.Problem = problem(fmt.Sprintf("The platform refused the call with errcode %d.", int(full.Code)),
			fmt.Sprintf("平台以错误码 %d 拒绝了该调用。", int(full.Code)))
	}
	if full.Text == "" {
		full.Text = "system error"
		if explained && e.Message != "" {
			full.Text = e.Message
		}
	}
	return full
}

// ActionError is an action that a phone would not let its user do, or a setting
// that the console would not take.
type ActionError struct{ record.Problem }

func (e *ActionError) Error() string { return "sandbox: " + e.EN }

// Cannot is an [ActionError].
func Cannot(en, zh string) error { return &ActionError{problem(en, zh)} }

// NotFoundError is that what a control request names is not there.
type NotFoundError struct{ record.Problem }

func (e *NotFoundError) Error() string { return "sandbox: " + e.EN }

// NoExchange says that an exchange is gone, or never was.
func NoExchange() error {
	return &NotFoundError{problem("There is no exchange with this id: the last 500 are kept.", "没有该编号的记录：仅保留最近 500 条。")}
}

// NoUser says that there is no user of that name.
func NoUser(name string) error {
	if name == "" {
		return &NotFoundError{problem("No user is named: give the name, such as ?user=alice.", "没有指定用户，请给出用户名，例如 ?user=alice。")}
	}
	return &NotFoundError{problem("There is no user called "+name+".", "没有名为 "+name+" 的用户。")}
}
