package base

import "github.com/wechatgo/wechatgo/endpoint"

// GrantType is the grant_type of a request for a token.
type GrantType string

// GrantClient is the grant_type of [Token] and [StableToken].
const GrantClient GrantType = "client_credential"

// TokenIn is the input of [Token].
type TokenIn struct {
	GrantType GrantType `query:"grant_type"` // GrantClient
	AppID     string    `query:"appid"`
	Secret    string    `query:"secret"`
}

// StableTokenIn is the input of [StableToken].
type StableTokenIn struct {
	GrantType GrantType `json:"grant_type"` // GrantClient
	AppID     string    `json:"appid"`
	Secret    string    `json:"secret"`
	// ForceRefresh replaces the current token.
	ForceRefresh bool `json:"force_refresh"`
}

// AccessToken is an access_token with its remaining life.
type AccessToken struct {
	// AccessToken is a long text: the platform asks programs to allow for at least 512 characters.
	AccessToken string `json:"access_token"`
	// ExpiresIn is in seconds, at most 7200.
	ExpiresIn endpoint.Number `json:"expires_in"`
}

// IPList is a list of addresses or CIDR blocks.
type IPList struct {
	IPs []string `json:"ip_list"`
}

// CheckAction is the test that [CallbackCheck] makes.
type CheckAction string

// The tests.
const (
	CheckDNS  CheckAction = "dns"
	CheckPing CheckAction = "ping"
	CheckAll  CheckAction = "all"
)

// Operator is the network operator that [CallbackCheck] tests from.
type Operator string

// The operators.
const (
	OperatorDefault Operator = "DEFAULT"  // the operator of the callback's address
	OperatorTelecom Operator = "CHINANET" // China Telecom
	OperatorUnicom  Operator = "UNICOM"   // China Unicom
	OperatorTencent Operator = "CAP"      // Tencent's own exit
)

// CallbackCheckIn is the input of [CallbackCheck].
type CallbackCheckIn struct {
	Action   CheckAction `json:"action"`
	Operator Operator    `json:"check_operator"`
}

// CallbackCheckOut is the platform's result for the callback's host.
type CallbackCheckOut struct {
	DNS  []DNSResult  `json:"dns,omitempty"`
	Ping []PingResult `json:"ping,omitempty"`
}

// DNSResult is an address of the callback's host.
type DNSResult struct {
	IP           string `json:"ip"`
	RealOperator string `json:"real_operator"`
}

// PingResult is the result of a ping of an address.
type PingResult struct {
	IP           string `json:"ip"`
	FromOperator string `json:"from_operator"`
	PackageLoss  string `json:"package_loss"` // such as "0%"
	Time         string `json:"time"`         // such as "23.079ms"
}

// QuotaIn names an API by its path, with the leading slash and without a host.
type QuotaIn struct {
	CGIPath string `json:"cgi_path"`
}

// QuotaOut is an API's quota. Its two rate limits are in the platform's field table but not in its sample.
type QuotaOut struct {
	Quota Quota `json:"quota"`
	// RateLimit is the limit over a short time, nil if there is none.
	RateLimit *RateLimit `json:"rate_limit,omitempty"`
	// ComponentRateLimit is the limit of a third-party platform's token.
	ComponentRateLimit *RateLimit `json:"component_rate_limit,omitempty"`
}

// Quota is the quota of a day, which begins at midnight, China time.
type Quota struct {
	DailyLimit endpoint.Number `json:"daily_limit"` // calls a day
	Used       endpoint.Number `json:"used"`        // with an error of up to 1 %
	Remain     endpoint.Number `json:"remain"`      // calls that are left today
}

// RateLimit allows CallCount calls in RefreshSecond seconds.
type RateLimit struct {
	CallCount     endpoint.Number `json:"call_count"`
	RefreshSecond endpoint.Number `json:"refresh_second"`
}

// ClearQuotaIn is the input of [ClearQuota].
type ClearQuotaIn struct {
	AppID string `json:"appid"`
}

// ClearQuotaV2In is the input of [ClearQuotaV2].
type ClearQuotaV2In struct {
	AppID     string `json:"-" query:"appid"`
	AppSecret string `json:"-" query:"appsecret"`
}

// RIDGetIn is the input of [RIDGet].
type RIDGetIn struct {
	RID string `json:"rid"` // of the error of a call
}

// RIDGetOut is the output of [RIDGet].
type RIDGetOut struct {
	Request Request `json:"request"`
}

// Request is a request as the platform recorded it.
type Request struct {
	InvokeTime   endpoint.Time   `json:"invoke_time"`   // when the platform got it
	CostInMS     endpoint.Number `json:"cost_in_ms"`    // how long the platform took, in milliseconds
	RequestURL   string          `json:"request_url"`   // only the query, with the access_token
	RequestBody  string          `json:"request_body"`  // as it was sent
	ResponseBody string          `json:"response_body"` // as the platform answered
	ClientIP     string          `json:"client_ip"`     // the address that called
}
