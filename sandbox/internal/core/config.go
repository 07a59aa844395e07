package core

import (
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Config is what a platform is made of. Package sandbox documents the fields
// and fills in what is not set.
type Config struct {
	Account      account.Account
	OriginalID   string
	Nickname     string
	Base         string
	WebHosts     []string
	Users        []string
	Seed         uint64
	KFWindows    record.KFWindows
	Rules        Rules // of the start
	AllowSamples bool
	OnMode       func(account.Account) error
	OnReset      func(account.Account) error
}

// China is where the platform's days begin.
var China = time.FixedZone("CST", 8*60*60)

// Lives of what a platform hands out.
const (
	TokenLife = 7200 * time.Second // of an access_token, a ticket, a web login's token
	// TokenOverlap is how long a replaced classic token still works, and how
	// early a stable one and a ticket are renewed.
	TokenOverlap = 5 * time.Minute
)
