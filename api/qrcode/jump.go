package qrcode

import (
	"context"
	"iter"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of jump rules.
const (
	// MaxRulePage is how many rules one call of [JumpGet] reads by page, and how many prefixes it takes.
	MaxRulePage = 200
	// MaxDebugURLs is how many links an ordinary link's rule may have for testing.
	MaxDebugURLs = 5
	// MonthlyPublishes is how many rules an account may publish in a month.
	MonthlyPublishes = 100
)

// Version is the version of a mini program that a scan opens before its rule is published.
type Version int

// The versions.
const (
	Develop Version = 1 // 开发版
	Trial   Version = 2 // 体验版
	Release Version = 3 // 正式版
)

// SubRules says whether other rules may have longer prefixes that begin with a rule's prefix.
type SubRules int

// Whether the longer prefixes are taken.
const (
	SubRulesFree  SubRules = 1 // others may have them
	SubRulesTaken SubRules = 2 // the rule takes them all
)

// Rule leads who scans a code to a page of a mini program.
type Rule struct {
	// Prefix is the link in the code: [Code.URL], such as "http://weixin.qq.com/q/02P5KzM_xxxxx".
	Prefix string `json:"prefix"`
	// AppID is the mini program, which must be linked with the account.
	AppID string `json:"appid,omitempty"`
	// Path is the page of the mini program, such as "pages/index/index".
	Path string `json:"path"`

	// OpenVersion, SubRules and DebugURLs are for ordinary links alone: rules of a mini program's own links, which have
	// no AppID. The platform's page describes them together with the rules of a service account. DebugURLs are at most
	// [MaxDebugURLs] links, each of which begins with Prefix, that open OpenVersion.
	OpenVersion Version  `json:"open_version,omitempty"`
	SubRules    SubRules `json:"permit_sub_rule,omitempty"`
	DebugURLs   []string `json:"debug_url,omitempty"`
}

// JumpAddIn is the input of [JumpAdd].
type JumpAddIn struct {
	Rule
	// IsEdit changes a rule that there is. A published rule cannot be changed.
	IsEdit endpoint.Flag `json:"is_edit"`
}

// JumpDeleteIn is the input of [JumpDelete].
type JumpDeleteIn struct {
	Prefix string `json:"prefix"`
	AppID  string `json:"appid,omitempty"` // required for a rule that has one
}

// JumpPublishIn is the input of [JumpPublish].
type JumpPublishIn struct {
	Prefix string `json:"prefix"`
}

// Selection says which rules [JumpGet] reads.
type Selection int

// The selections.
const (
	Newest   Selection = iota // the newest 10,000
	ByPrefix                  // those of PrefixList
	ByPage                    // a page, in the order in which they were made
)

// JumpGetIn is the input of [JumpGet]. Without any field it asks for the rules of ordinary links.
type JumpGetIn struct {
	AppID   string    `json:"appid,omitempty"`
	GetType Selection `json:"get_type,omitempty"`
	// PrefixList, for ByPrefix, has at most [MaxRulePage] prefixes.
	PrefixList []string `json:"prefix_list,omitempty"`
	// PageNum, from 1, and PageSize, at most [MaxRulePage], are for ByPage.
	PageNum  endpoint.Number `json:"page_num,omitempty"`
	PageSize endpoint.Number `json:"page_size,omitempty"`
}

// Next moves the input to the page after the given one. It returns false if that is the last page, or if the input is
// not for ByPage.
func (in *JumpGetIn) Next(page Rules) bool {
	more := in.GetType == ByPage && len(page.Rules) > 0 && in.PageNum*in.PageSize < page.Total
	in.PageNum++
	return more
}

// RuleState is whether a rule is in force.
type RuleState int64

// The states of a rule.
const (
	Unpublished RuleState = 1
	Published   RuleState = 2
)

// UnmarshalJSON reads a number or one in a string.
func (r *RuleState) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(r).UnmarshalJSON(raw) }

// Rules is a list of rules, with what concerns all of them.
type Rules struct {
	Rules []ListedRule `json:"rule_list"`
	// Open is whether jump rules are switched on.
	Open endpoint.Flag `json:"qrcodejump_open"`
	// Size is how many rules this answer has, Total how many there are.
	Size  endpoint.Number `json:"list_size"`
	Total endpoint.Number `json:"total_count"`
	// PublishesLeft is how many rules may still be published this month, of [MonthlyPublishes].
	PublishesLeft endpoint.Number `json:"qrcodejump_pub_quota"`
}

// Page returns the rules of the page, and how many there are.
func (r Rules) Page() (rules []ListedRule, total int) { return r.Rules, int(r.Total) }

// ListedRule is a rule in a list. The page says that the prefix of a service account's rule is hidden, while its sample
// shows it.
type ListedRule struct {
	Rule
	State RuleState `json:"state"`
}

// AddRule makes a rule. It is in force once it is published: until then its page opens for the developers alone. The
// platform takes 5 calls a second of all methods for rules ([endpoint.ErrTooFast]), and answers 61007 if no mini
// program is linked with the account.
func (s *Service) AddRule(ctx context.Context, r Rule) error {
	return s.setRule(ctx, JumpAddIn{Rule: r})
}

// EditRule changes the rule of r's prefix. A published rule cannot be changed ([endpoint.ErrInvalidArgs]): delete it,
// and add it again.
func (s *Service) EditRule(ctx context.Context, r Rule) error {
	return s.setRule(ctx, JumpAddIn{Rule: r, IsEdit: true})
}

func (s *Service) setRule(ctx context.Context, in JumpAddIn) error {
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, JumpAdd, in)
}

// PublishRule brings the rule of a prefix into force. The mini program must be released ([endpoint.ErrQRJumpNotReleased]).
// An account has [MonthlyPublishes] a month ([endpoint.ErrQRJumpPublishLimit]).
func (s *Service) PublishRule(ctx context.Context, prefix string) error {
	return endpoint.Do(ctx, s.client, JumpPublish, JumpPublishIn{prefix})
}

// DeleteRule removes the rule of a prefix. appID is its mini program.
func (s *Service) DeleteRule(ctx context.Context, prefix, appID string) error {
	return endpoint.Do(ctx, s.client, JumpDelete, JumpDeleteIn{prefix, appID})
}

// Rules returns the rules that lead to the mini program appID, in the order in which they were made. Pages of
// [MaxRulePage] are fetched as the loop needs them. An error ends the loop; it comes with a zero rule.
func (s *Service) Rules(ctx context.Context, appID string) iter.Seq2[ListedRule, error] {
	first := JumpGetIn{AppID: appID, GetType: ByPage, PageNum: 1, PageSize: MaxRulePage}
	pages := endpoint.Pages(ctx, s.client, JumpGet, first, endpoint.Advance)
	return endpoint.Items(pages, func(page Rules) []ListedRule { return page.Rules })
}

// RulePage returns one page, from 1, of up to [MaxRulePage] rules that lead to the mini program appID, with how many
// rules there are and how many may still be published.
func (s *Service) RulePage(ctx context.Context, appID string, page, size int) (Rules, error) {
	in := JumpGetIn{
		AppID: appID, GetType: ByPage, PageNum: endpoint.Number(page), PageSize: endpoint.Number(size),
	}
	if err := in.Check(); err != nil {
		return Rules{}, err
	}
	return endpoint.Call(ctx, s.client, JumpGet, in)
}

// RulesOf returns the rules of the prefixes that lead to the mini program appID, [MaxRulePage] prefixes a call. With an
// error it returns the rules of the calls before.
func (s *Service) RulesOf(ctx context.Context, appID string, prefixes ...string) (rules []ListedRule, err error) {
	for part := range slices.Chunk(prefixes, MaxRulePage) {
		in := JumpGetIn{AppID: appID, GetType: ByPrefix, PrefixList: part}
		out, err := endpoint.Call(ctx, s.client, JumpGet, in)
		if err != nil {
			return rules, err
		}
		rules = append(rules, out.Rules...)
	}
	return rules, nil
}
