package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Verification holds the fields of the events about a valid or expired certification. A reply is not shown.
type Verification struct {
	Common
	// ExpiredTime is when the certification ends, in whole seconds.
	ExpiredTime time.Time
}

// Key returns "".
func (*Verification) Key() string { return "" }

func (v *Verification) fields(b *xmldoc.Binder) { b.Time("ExpiredTime", &v.ExpiredTime) }

// VerificationFailure holds the fields of the events about a failed certification. A reply is not shown.
type VerificationFailure struct {
	Common
	FailTime   time.Time // when the certification failed, in whole seconds
	FailReason string    // the reason
}

// Key returns "".
func (*VerificationFailure) Key() string { return "" }

func (v *VerificationFailure) fields(b *xmldoc.Binder) {
	b.Time("FailTime", &v.FailTime)
	b.Text("FailReason", &v.FailReason)
}

// QualificationVerifySuccessEvent reports that the account's owner is certified; from now on the account may call the
// interfaces that need certification.
type QualificationVerifySuccessEvent struct {
	Verification
	event
}

// EventName returns "qualification_verify_success".
func (*QualificationVerifySuccessEvent) EventName() string { return "qualification_verify_success" }

// QualificationVerifyFailEvent reports that the owner's certification failed.
type QualificationVerifyFailEvent struct {
	VerificationFailure
	event
}

// EventName returns "qualification_verify_fail".
func (*QualificationVerifyFailEvent) EventName() string { return "qualification_verify_fail" }

// NamingVerifySuccessEvent reports that the account's name is certified and shown as such.
type NamingVerifySuccessEvent struct {
	Verification
	event
}

// EventName returns "naming_verify_success".
func (*NamingVerifySuccessEvent) EventName() string { return "naming_verify_success" }

// NamingVerifyFailEvent reports that the name's certification failed. The account may have the interfaces that need
// certification nevertheless.
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

// VerifyExpiredEvent reports that the certification has expired.
type VerifyExpiredEvent struct {
	Verification
	event
}

// EventName returns "verify_expired".
func (*VerifyExpiredEvent) EventName() string { return "verify_expired" }
