package comment

import "github.com/wechatgo/wechatgo/endpoint"

// Article is an article that was published or sent to followers.
type Article struct {
	// MsgDataID is the msg_data_id of the publication or of the mass message, as freepublish.Submit and the calls of
	// package mass return it.
	MsgDataID endpoint.Number `json:"msg_data_id"`
	// Index is the article's place among those of the message, from 0.
	Index endpoint.Number `json:"index"`
}

// One is one comment on an article.
type One struct {
	Article
	ID endpoint.Number `json:"user_comment_id"` // of [Comment]
}

// Kind is the kind of comments to list.
type Kind int

// The kinds of comments.
const (
	All     Kind = 0
	Normal  Kind = 1 // those that are not elected
	Elected Kind = 2 // those that everybody sees (精选)
)

// ListIn is the input of [List]: a page of up to [MaxList].
type ListIn struct {
	Article
	Begin endpoint.Number `json:"begin"` // how many comments come before the page
	Count endpoint.Number `json:"count"` // at most MaxList
	Kind  Kind            `json:"type"`
}

// Skip moves the page forward by n comments.
func (in *ListIn) Skip(n int) { in.Begin += endpoint.Number(n) }

// ListOut is the output of [List].
type ListOut struct {
	// Total is said to be the number of comments of the article. In practice it is that of the comments in the answer.
	Total    endpoint.Number `json:"total"`
	Comments []Comment       `json:"comment"`
	// CommentCount is not in the documents; real answers may have it.
	CommentCount endpoint.Number `json:"comment_cnt,omitempty"`
}

// Page returns the comments of the page. How many there are in all is not known: see Total.
func (out ListOut) Page() ([]Comment, int) { return out.Comments, 0 }

// Comment is what a reader wrote about an article.
type Comment struct {
	ID endpoint.Number `json:"user_comment_id"` // for [Service.Elect] and the other methods
	// OpenID is the reader's, "" if the reader did not comment as a user of WeChat.
	OpenID     string        `json:"openid,omitempty"`
	CreateTime endpoint.Time `json:"create_time"` // when it was written
	Content    string        `json:"content"`
	Elected    endpoint.Flag `json:"comment_type"` // everybody sees it
	// Reply is the account's answer, nil if there is none. Of several, the platform is said to give the first one.
	Reply *Reply `json:"reply,omitempty"`
}

// Reply is the account's answer to a comment.
type Reply struct {
	Content    string        `json:"content"`
	CreateTime endpoint.Time `json:"create_time"` // when it was written
}

// ReplyIn is the input of [ReplyAdd].
type ReplyIn struct {
	One
	Content string `json:"content"` // plain text; its limit is not documented
}
