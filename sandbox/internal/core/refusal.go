package core

import (
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Refusal is an errcode with an explanation by the sandbox.
type Refusal struct {
	Code    endpoint.Code
	Text    string // the errmsg; "" means the usual one of the code
	Problem record.Problem
	Asked   bool // a requested fault is the reason
	Usual   bool // a program that does nothing wrong gets it as well: it is no problem
	Members any  // what the answer has beside the errcode, an object; nil for nothing
}

func (r *Refusal) Error() string { return r.Code.Error() }

// Unwrap returns the errcode.
func (r *Refusal) Unwrap() error { return r.Code }

// Refuse returns an errcode together with the exact reason in this case, in English and Chinese.
func Refuse(code endpoint.Code, en, zh string) error {
	return &Refusal{Code: code, Problem: problem(en, zh)}
}

// RefuseAsUsual returns an errcode that a program which does nothing wrong gets as well, such as that of a menu that does
// not exist yet. The call has no problem.
func RefuseAsUsual(code endpoint.Code) error { return &Refusal{Code: code, Usual: true} }

func problem(en, zh string) record.Problem { return record.Problem{EN: en, ZH: zh} }

// RefusalOf returns the platform's answer to the error of an API handler.
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

// ActionError is the error of an action that a phone would not let its user do, or of a setting that the console would
// refuse.
type ActionError struct{ record.Problem }

func (e *ActionError) Error() string { return "sandbox: " + e.EN }

// RefuseAction returns an [ActionError].
func RefuseAction(en, zh string) error { return &ActionError{problem(en, zh)} }

// NotFoundError is the error of a control request that names something which does not exist.
type NotFoundError struct{ record.Problem }

func (e *NotFoundError) Error() string { return "sandbox: " + e.EN }

// NoExchange returns the error for the id of an exchange that is not recorded any more or never was.
func NoExchange() error {
	return &NotFoundError{problem("There is no exchange with this id: the last 500 are kept.", "没有该编号的记录：仅保留最近 500 条。")}
}

// NoUser returns the error for a name that no user has.
func NoUser(name string) error {
	if name == "" {
		return &NotFoundError{
			problem("No user is named: give the name, such as ?user=alice.", "没有指定用户，请给出用户名，例如 ?user=alice。"),
		}
	}
	return &NotFoundError{problem("There is no user called "+name+".", "没有名为 "+name+" 的用户。")}
}
