package core

import (
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Config has the settings of a platform. Package sandbox documents the fields and fills in the defaults.
type Config struct {
	Account    account.Account
	OriginalID string
	Nickname   string
	Base       string
	WebBase    string
	PagesBase  string
	// CallbackIsWebHost says that the host of the callback is one of the account's pages.
	CallbackIsWebHost bool
	WebHosts          []string
	Users             []string
	Seed              uint64
	KFWindows         record.KFWindows
	Rules             Rules // the rules until they are changed, and after a reset
	AllowSamples      bool
	OnMode            func(account.Account) error
	OnReset           func(account.Account) error
}

// China is the time zone in which the platform's days begin.
var China = time.FixedZone("CST", 8*60*60)

// Lifetimes of what the platform issues.
const (
	TokenLife = 7200 * time.Second // of an access_token, a ticket, a web login's token
	// TokenOverlap is how long a replaced classic token still works, and how long before its end a stable token or a
	// ticket is renewed.
	TokenOverlap = 5 * time.Minute
)
