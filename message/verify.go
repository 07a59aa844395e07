package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Verification is what the news of a valid or expired certification carries.
// A reply is not shown.
type Verification struct {
	Common
	// ExpiredTime is when the certification ends, in whole seconds.
	ExpiredTime time.Time
}

// Key returns "".
func (*Verification) Key() string { return "" }

func (v *Verification) fields(b *xmldoc.Binder) { b.Time("ExpiredTime", &v.ExpiredTime) }

// VerificationFailure is what the news of a failed certification carries. A
// reply is not shown.
type VerificationFailure struct {
	Common
	FailTime   time.Time // when it failed, in whole seconds
	FailReason string    // why
}

// Key returns "".
func (*VerificationFailure) Key() string { return "" }

func (v *VerificationFailure) fields(b *xmldoc.Binder) {
	b.Time("FailTime", &v.FailTime)
	b.Text("FailReason", &v.FailReason)
}

// QualificationVerifySuccessEvent tells that the account's owner is certified;
// from now on the account has the interfaces that go with it.
type QualificationVerifySuccessEvent struct {
	Verification
	event
}

// EventName returns "qualification_verify_success".
func (*QualificationVerifySuccessEvent) EventName() string { return "qualification_verify_success" }

// QualificationVerifyFailEvent tells that the owner's certification failed.
type QualificationVerifyFailEvent struct {
	VerificationFailure
	event
}

// EventName returns "qualification_verify_fail".
func (*QualificationVerifyFailEvent) EventName() string { return "qualification_verify_fail" }

// NamingVerifySuccessEvent tells that the account's name is certified and
// shown as such.
type NamingVerifySuccessEvent struct {
	Verification
	event
}

// EventName returns "naming_verify_success".
func (*NamingVerifySuccessEvent) EventName() string { return "naming_verify_success" }

// NamingVerifyFailEvent tells that the name's certification failed. The
// account may have its interfaces all the same.
type NamingVerifyFailEvent struct {
	VerificationFailure
	event
}

// EventName returns "naming_verify_fail".
func (*NamingVerifyFailEvent) EventName() string { return "naming_verify_fail" }

// AnnualRenewEvent reminds the account of the yearly review.
type AnnualRenewEvent struct {
	Verification
	event
}

// EventName returns "annual_renew".
func (*AnnualRenewEvent) EventName() string { return "annual_renew" }

// VerifyExpiredEvent tells that the certification has expired.
type VerifyExpiredEvent struct {
	Verification
	event
}

// EventName returns "verify_expired".
func (*VerifyExpiredEvent) EventName() string { return "verify_expired" }
