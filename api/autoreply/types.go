package autoreply

import "github.com/wechatgo/wechatgo/endpoint"

// Info is the output of [GetInfo]: the rules of the console.
type Info struct {
	// IsAddFriendReplyOpen says whether a new follower gets a reply, IsAutoReplyOpen whether a message gets one.
	IsAddFriendReplyOpen endpoint.Flag `json:"is_add_friend_reply_open"`
	IsAutoReplyOpen      endpoint.Flag `json:"is_autoreply_open"`
	// AddFriend is the reply to a new follower (被关注回复). Its Content is nil if there is none.
	AddFriend Reply `json:"add_friend_autoreply_info,omitzero"`
	// MessageDefault is the reply to a message that no keyword matches (收到消息回复). Its Content is nil if there is none.
	// An older page says that a user gets it at most once in 60 minutes.
	MessageDefault Reply `json:"message_default_autoreply_info,omitzero"`
	// Keywords has the rules for messages with a keyword (关键词回复).
	Keywords Keywords `json:"keyword_autoreply_info,omitzero"`
}

// Keywords holds the rules for messages with a keyword.
type Keywords struct {
	Rules []Rule `json:"list"`
}

// IsZero reports whether there are no rules.
func (k Keywords) IsZero() bool { return k.Rules == nil }

// Rule says which messages get which replies.
type Rule struct {
	Name       string        `json:"rule_name"`
	CreateTime endpoint.Time `json:"create_time"` // when it was made
	ReplyMode  ReplyMode     `json:"reply_mode"`
	// Keywords are the texts of which a message must match one.
	Keywords []Keyword `json:"keyword_list_info"`
	Replies  []Reply   `json:"reply_list_info"`
}

// ReplyMode says which replies of a rule are sent.
type ReplyMode string

// The modes.
const (
	ReplyAll  ReplyMode = "reply_all"  // all replies
	RandomOne ReplyMode = "random_one" // one of them, at random
)

// Keyword is a text that a message must match.
type Keyword struct {
	Type      string    `json:"type"` // "text"; the documents have no other type
	MatchMode MatchMode `json:"match_mode"`
	Content   string    `json:"content"`
}

// MatchMode says how a message matches a [Keyword].
type MatchMode string

// The modes.
const (
	Contain MatchMode = "contain" // the message contains the keyword
	Equal   MatchMode = "equal"   // the message is the keyword
)

// Article is an article of a [News].
type Article struct {
	Title      string        `json:"title"`
	Author     string        `json:"author"`
	Digest     string        `json:"digest"`
	ShowCover  endpoint.Flag `json:"show_cover"` // whether the text shows the cover
	CoverURL   string        `json:"cover_url"`
	ContentURL string        `json:"content_url"` // the article's page
	SourceURL  string        `json:"source_url"`  // the link 阅读原文, "" if there is none
}
