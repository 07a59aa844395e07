package endpoint

import "math"

// Facts is what the platform's documents say about an endpoint. A fact is declared only here; the sandbox, the command
// and the documents read it.
type Facts struct {
	// Title is the platform's own title, in Chinese, such as "创建自定义菜单".
	Title string
	// Doc is the URL of the platform's page about the endpoint.
	Doc string
	// Daily is how many calls a day are allowed.
	Daily Quota
	// Effect is what a call does.
	Effect Effect
	// Access says which kinds of account may call the endpoint.
	Access Access
	// Deprecated endpoints are superseded, or missing from the platform's present documents. They may still answer.
	Deprecated bool
	// Successor is the name of the endpoint that replaces a deprecated one, such as "draft.add", or "" if there is
	// none.
	Successor string
	// Unsampled is the reason why the endpoint has no documented sample, or "" if it has one.
	Unsampled string
}

// Doc sets the URL of the platform's page about the endpoint.
func Doc(url string) Option { return option(func(s *Spec) { s.Doc = url }) }

// Daily sets the documented daily quota of a normal account and of a test account (接口测试号). 0 means that no quota
// is documented; [Unlimited] means that the documents say so.
func Daily(normal, test int) Option { return option(func(s *Spec) { s.Daily = Quota{normal, test} }) }

// Deprecated marks an endpoint that is superseded or missing from the platform's present documents. successor is the
// endpoint to use instead, "" for none.
func Deprecated(successor string) Option {
	return option(func(s *Spec) { s.Deprecated, s.Successor = true, successor })
}

// Unsampled gives the reason why the documents have no sample of the endpoint.
func Unsampled(reason string) Option { return option(func(s *Spec) { s.Unsampled = reason }) }

// Quota is how many calls of an endpoint a new account may make a day. A day begins at midnight, China time. The quota
// grows with the number of followers: the account's console and base.quota_get have the figure in force.
type Quota struct {
	Normal int // of any account but a test account; 0 means not known
	Test   int // of a test account; 0 means not known
}

// Unlimited is the quota of an endpoint that has no daily limit.
const Unlimited = math.MaxInt

// Effect is what a call does, for tools that must know it before they make one. The HTTP method does not say it:
// menu.delete is a GET. An Effect is an [Option].
type Effect int

// The effects, the most harmless first. The zero Effect means "not declared": treat it as [Destroy].
const (
	// Read reads the account's own data and changes nothing.
	Read Effect = iota + 1
	// Personal reads data about people: followers, their messages, who logged in.
	Personal
	// Write changes or adds data of the account.
	Write
	// Send reaches followers or the public. It cannot be undone.
	Send
	// Destroy deletes data for good, or does something else that cannot be undone.
	Destroy
	// Secret returns credentials: tokens, tickets, secrets.
	Secret
)

var effects = [...]string{
	Read:     "read",
	Personal: "personal",
	Write:    "write",
	Send:     "send",
	Destroy:  "destroy",
	Secret:   "secret",
}

// String returns "read", "personal", "write", "send", "destroy", "secret", or "" for an effect that is not declared.
func (e Effect) String() string {
	if e < 0 || int(e) >= len(effects) {
		return ""
	}
	return effects[e]
}

func (e Effect) set(s *Spec) { s.Effect = e }

// reads reports whether a call changes nothing and can be repeated.
func (e Effect) reads() bool { return e == Read || e == Personal }

// AccountKind is a kind of account. It decides which endpoints may be called.
type AccountKind int

// The kinds of account.
const (
	// PersonalAccount is a 公众号 of a person, or one that is not certified.
	PersonalAccount AccountKind = iota
	// SubscriptionAccount is a certified 公众号 (订阅号).
	SubscriptionAccount
	// UnverifiedServiceAccount is a 服务号 that is not certified.
	UnverifiedServiceAccount
	// ServiceAccount is a certified 服务号.
	ServiceAccount
	// TestAccount is a 接口测试号.
	TestAccount

	accountKinds = iota
)

var accountKindNames = [accountKinds]string{"personal", "subscription", "service-unverified", "service", "test"}

// String returns "personal", "subscription", "service-unverified", "service", "test", or "" for an invalid kind.
func (k AccountKind) String() string {
	if k < 0 || k >= accountKinds {
		return ""
	}
	return accountKindNames[k]
}

// AccountKinds lists the kinds of account.
func AccountKinds() []AccountKind {
	return []AccountKind{PersonalAccount, SubscriptionAccount, UnverifiedServiceAccount, ServiceAccount, TestAccount}
}

// Verdict says whether a kind of account may call an endpoint, and how sure that is.
type Verdict int

// The verdicts.
const (
	// Unknown: neither a document nor a report says.
	Unknown Verdict = iota
	// Yes: a table of the platform says so.
	Yes
	// No: a table of the platform says so. The call gets 48001.
	No
	// LikelyYes: derived from documents, or seen in practice.
	LikelyYes
	// LikelyNo: derived from documents, or seen in practice.
	LikelyNo
	// OnApplication: the account has to apply for it.
	OnApplication
)

var verdicts = [...]string{"unknown", "yes", "no", "likely yes", "likely no", "on application"}

// String returns "yes", "no", "likely yes", "likely no", "on application" or "unknown".
func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdicts) {
		return verdicts[Unknown]
	}
	return verdicts[v]
}

// Access is the verdict for each kind of account. It is an [Option]. If the account may not make a call, the platform
// answers 48001, [ErrAPIUnauthorized].
type Access [accountKinds]Verdict

// MayCall returns an Access from the verdicts for the five kinds of account. The platform has no complete table: the
// verdicts combine its page on interface privileges, the indexes of its two kinds of account, and reports from
// accounts.
func MayCall(personal, subscription, unverifiedService, service, test Verdict) Access {
	return Access{personal, subscription, unverifiedService, service, test}
}

// Everybody is the access of an endpoint that every kind of account may call.
var Everybody = MayCall(Yes, Yes, Yes, Yes, Yes)

func (a Access) set(s *Spec) { s.Access = a }

// For returns the verdict for a kind of account.
func (a Access) For(k AccountKind) Verdict {
	if k < 0 || k >= accountKinds {
		return Unknown
	}
	return a[k]
}
