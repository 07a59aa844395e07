package datacube

import (
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Days is the input of every endpoint of the area: the days from Begin to End, both included. Each endpoint has a
// largest number of days; the methods of [Service] split a longer range.
type Days struct {
	Begin endpoint.Date `json:"begin_date"`
	End   endpoint.Date `json:"end_date"`
}

// String returns the range as "2026-03-01 to 2026-03-07", or the day alone.
func (d Days) String() string {
	if d.Begin == d.End {
		return d.Begin.String()
	}
	return d.Begin.String() + " to " + d.End.String()
}

// All returns the days from Begin to End, both included, for a table with a line for each day: a [List] has no row of a
// day on which nothing happened.
//
//	for day := range (datacube.Days{Begin: from, End: to}).All() { ... }
//
// Days that are no dates of the calendar, and an End before Begin, return nothing.
func (d Days) All() iter.Seq[endpoint.Date] {
	return func(yield func(endpoint.Date) bool) {
		if !d.Begin.IsValid() || !d.End.IsValid() {
			return
		}
		for day := d.Begin; day.Compare(d.End) <= 0; day = day.Add(1) {
			if !yield(day) {
				return
			}
		}
	}
}

// List is the output of every endpoint of the area. A day on which nothing happened has no row: [Days.All] has the days.
type List[Row any] struct {
	Rows []Row `json:"list"`
	// IsDelay is given in the answers of [GetBizSummary], [GetArticleRead], [GetArticleShare] and
	// [GetArticleTotalDetail] only. It is true if the platform is late and figures of the range may still change.
	IsDelay endpoint.Optional[bool] `json:"is_delay,omitzero"`
}

// Hour is an hour of a day, multiplied by 100: 0 to 2300, in the platform's time zone, [endpoint.China].
type Hour int64

// UnmarshalJSON reads a number or one in a string.
func (h *Hour) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(h).UnmarshalJSON(raw) }

// OfDay returns the hour as 0 to 23.
func (h Hour) OfDay() int { return int(h / 100) }

// UserSource is the way in which a user came to follow the account.
type UserSource int64

// The ways to follow.
const (
	// UserSourceOther holds all other ways together, since June 2023 also the follow after a payment.
	UserSourceOther       UserSource = 0
	UserSourceSearch      UserSource = 1   // a search for the account (公众号搜索)
	UserSourceNameCard    UserSource = 17  // a name card (名片分享)
	UserSourceQRCode      UserSource = 30  // a QR code (扫描二维码)
	UserSourceArticle     UserSource = 57  // the account's name in an article (文章内账号名称)
	UserSourceAds         UserSource = 100 // WeChat's ads (微信广告)
	UserSourceMiniProgram UserSource = 149 // a mini program (小程序关注)
	UserSourceReprint     UserSource = 161 // an article that others reprinted (他人转载), since April 2020
	UserSourceChannels    UserSource = 200 // Channels (视频号)
	UserSourceLive        UserSource = 201 // a live broadcast (直播)
)

// UnmarshalJSON reads a number or one in a string.
func (u *UserSource) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(u).UnmarshalJSON(raw) }

// UserSummary is the followers that a day brought and cost in one way of following. The growth of a day is the sum of
// NewUser less CancelUser over the rows of the day.
type UserSummary struct {
	RefDate    endpoint.Date   `json:"ref_date"` // the day
	UserSource UserSource      `json:"user_source"`
	NewUser    endpoint.Number `json:"new_user"`    // users who followed
	CancelUser endpoint.Number `json:"cancel_user"` // users who left
}

// UserCumulate is how many followers there were at a day's end.
type UserCumulate struct {
	RefDate      endpoint.Date   `json:"ref_date"`      // the day
	CumulateUser endpoint.Number `json:"cumulate_user"` // followers at its end
}

// Scene is where readers found an article. The platform writes it in Chinese.
type Scene string

// The scenes.
const (
	SceneAll       Scene = "全部"    // all scenes together
	SceneMessage   Scene = "公众号消息" // the message of the account
	SceneChat      Scene = "聊天会话"  // a chat
	SceneMoments   Scene = "朋友圈"   // moments
	SceneProfile   Scene = "公众号主页" // the account's profile page
	SceneOther     Scene = "其他"    // anything else
	SceneRecommend Scene = "推荐"    // a recommendation
	SceneSearch    Scene = "搜一搜"   // WeChat's search
)

// SceneReaders is how many people found an article in one scene.
type SceneReaders struct {
	UserCount endpoint.Number `json:"user_count"` // people
	SceneDesc Scene           `json:"scene_desc"`
}

// BizSummary is how all published articles did together on a day.
type BizSummary struct {
	RefDate endpoint.Date `json:"ref_date"` // the day
	Detail  BizDetail     `json:"detail"`
}

// Reception is how readers took an article, or all articles together.
type Reception struct {
	ReadUser       endpoint.Number `json:"read_user"`        // readers, as in the row of [SceneAll]
	ReadUserSource []SceneReaders  `json:"read_user_source"` // readers by scene
	ShareUser      endpoint.Number `json:"share_user"`       // people who shared
	ZaikanUser     endpoint.Number `json:"zaikan_user"`      // people who gave a heart (爱心赞)
	LikeUser       endpoint.Number `json:"like_user"`        // people who gave a thumb (拇指赞)
	CommentCount   endpoint.Number `json:"comment_count"`    // comments
	CollectionUser endpoint.Number `json:"collection_user"`  // people who added it to their favourites
}

// BizDetail has the figures of a [BizSummary].
type BizDetail struct {
	Reception
	RedirectOriPageUser endpoint.Number `json:"redirect_ori_page_user"` // people who went on to 阅读原文
	SendPageCount       endpoint.Number `json:"send_page_count"`        // articles published
}

// ArticleRead is how many people read an article on a day.
type ArticleRead struct {
	RefDate endpoint.Date `json:"ref_date"` // the day
	// MsgID is the msg_data_id of the mass message or the publication, an underscore, and the article's position in it
	// from 1, such as "12003_3".
	MsgID  string            `json:"msgid"`
	Detail ArticleReadDetail `json:"detail"`
}

// ArticleReadDetail has the figures of an [ArticleRead].
type ArticleReadDetail struct {
	ReadUser       endpoint.Number `json:"read_user"`        // readers, as in the row of [SceneAll]
	ReadUserSource []SceneReaders  `json:"read_user_source"` // readers by scene
}

// ArticleShare is how many people shared an article on a day.
type ArticleShare struct {
	RefDate endpoint.Date      `json:"ref_date"` // the day
	MsgID   string             `json:"msgid"`    // as in [ArticleRead]
	Detail  ArticleShareDetail `json:"detail"`
}

// ArticleShareDetail has the figures of an [ArticleShare].
type ArticleShareDetail struct {
	ShareUser endpoint.Number `json:"share_user"` // people who shared
}

// PublishType says whether the followers were told of an article.
type PublishType int64

// The types of publication.
const (
	PublishNotified PublishType = 0 // followers got a message (已通知)
	PublishSilent   PublishType = 1 // they did not (未通知)
)

// UnmarshalJSON reads a number or one in a string.
func (p *PublishType) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(p).UnmarshalJSON(raw)
}

// ArticleTotalDetail is an article that was published on a day, with its figures from then on.
type ArticleTotalDetail struct {
	RefDate     endpoint.Date `json:"ref_date"` // the day of publication
	MsgID       string        `json:"msgid"`    // as in [ArticleRead]
	PublishType PublishType   `json:"publish_type"`
	Title       string        `json:"title"`
	ContentURL  string        `json:"content_url"` // the address of the article's page
	// Details has a row for each day of the first 30 days after the publication.
	Details []ArticleStat `json:"detail_list"`
}

// ArticleStat is how an article did from its publication to the end of StatDate. Rates are between 0 and 1.
type ArticleStat struct {
	StatDate endpoint.Date `json:"stat_date"`
	Reception
	PraiseMoney endpoint.Number `json:"praise_money"` // rewards (赞赏), in fen
	// ReadSubscribeUser is how many readers came to follow the account.
	ReadSubscribeUser endpoint.Number  `json:"read_subscribe_user"`
	ReadDeliveryRate  endpoint.Decimal `json:"read_delivery_rate"` // readers among the followers who got it, 0 to 1
	ReadFinishRate    endpoint.Decimal `json:"read_finish_rate"`   // readers who read to the end, 0 to 1
	// ReadAvgActivetime is the average time of reading, in minutes.
	ReadAvgActivetime endpoint.Decimal `json:"read_avg_activetime"`
	// ReadJumpPosition says where readers left.
	ReadJumpPosition []JumpPosition `json:"read_jump_position"`
}

// JumpPosition is the share of readers who left in one fifth of an article.
type JumpPosition struct {
	Position endpoint.Number  `json:"position"` // 1 for the first fifth to 5 for the last
	Rate     endpoint.Decimal `json:"rate"`     // between 0 and 1
}

// MsgType is the type of a message that a user sent.
type MsgType int64

// The types of message. The documents have no number 5.
const (
	MsgText  MsgType = 1
	MsgImage MsgType = 2
	MsgVoice MsgType = 3
	MsgVideo MsgType = 4
	MsgLink  MsgType = 6 // a message from a third-party app (第三方应用消息), a link
)

// UnmarshalJSON reads a number or one in a string.
func (m *MsgType) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(m).UnmarshalJSON(raw) }

// UpstreamMsg is the messages of one type that users sent on a day, or in a week or a month. A user who sent two types is
// in the MsgUser of both rows, so the rows of a day do not add up to its users.
type UpstreamMsg struct {
	RefDate  endpoint.Date   `json:"ref_date"` // the day, the Monday of the week, or the first of the month
	MsgType  MsgType         `json:"msg_type"`
	MsgUser  endpoint.Number `json:"msg_user"`  // users who sent at least one
	MsgCount endpoint.Number `json:"msg_count"` // messages
}

// UpstreamMsgHour is the messages of one type that users sent in an hour.
type UpstreamMsgHour struct {
	RefDate  endpoint.Date   `json:"ref_date"` // the day of the hour
	RefHour  Hour            `json:"ref_hour"`
	MsgType  MsgType         `json:"msg_type"`
	MsgUser  endpoint.Number `json:"msg_user"`  // users who sent at least one
	MsgCount endpoint.Number `json:"msg_count"` // messages
}

// CountInterval is a number of messages that one user sent.
type CountInterval int64

// The intervals.
const (
	CountNone    CountInterval = 0 // none
	CountUpTo5   CountInterval = 1 // 1 to 5
	CountUpTo10  CountInterval = 2 // 6 to 10
	CountAbove10 CountInterval = 3 // more than 10
)

// UnmarshalJSON reads a number or one in a string.
func (c *CountInterval) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(c).UnmarshalJSON(raw)
}

// UpstreamMsgDist is how many users sent so many messages on a day, or in a week or a month.
type UpstreamMsgDist struct {
	RefDate       endpoint.Date   `json:"ref_date"` // the day, the Monday of the week, or the first of the month
	CountInterval CountInterval   `json:"count_interval"`
	MsgUser       endpoint.Number `json:"msg_user"` // users
}

// InterfaceSummary is how the account's server answered the platform's pushes on a day.
type InterfaceSummary struct {
	RefDate endpoint.Date `json:"ref_date"` // the day
	Answers
}

// InterfaceSummaryHour is how the account's server answered the platform's pushes in an hour.
type InterfaceSummaryHour struct {
	RefDate endpoint.Date `json:"ref_date"` // the day of the hour
	RefHour Hour          `json:"ref_hour"`
	Answers
}

// Answers has the figures about passive replies. The documents give no unit of the times; the values look like
// milliseconds, with 5,042 where the platform's five seconds were over.
type Answers struct {
	CallbackCount endpoint.Number `json:"callback_count"` // pushes
	FailCount     endpoint.Number `json:"fail_count"`     // pushes without a usable answer
	// TotalTimeCost is the time of all answers together. Divided by CallbackCount it is the average.
	TotalTimeCost endpoint.Number `json:"total_time_cost"`
	MaxTimeCost   endpoint.Number `json:"max_time_cost"` // the longest time of an answer
}

// ReadSource is where readers of mass-sent articles came from.
type ReadSource int64

// The sources of readers.
const (
	ReadSourceSession  ReadSource = 0        // the account's conversation (会话)
	ReadSourceFriends  ReadSource = 1        // friends (好友)
	ReadSourceMoments  ReadSource = 2        // moments (朋友圈)
	ReadSourceHistory  ReadSource = 4        // the page of older messages (历史消息页)
	ReadSourceOther    ReadSource = 5        // anything else
	ReadSourceTopFeed  ReadSource = 6        // 看一看
	ReadSourceSearch   ReadSource = 7        // 搜一搜
	ReadSourceTogether ReadSource = 99999999 // all of them together
)

// UnmarshalJSON reads a number or one in a string.
func (r *ReadSource) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(r).UnmarshalJSON(raw) }

// Reading has the figures about reading and sharing mass-sent articles. A user counts once, a count counts each time.
type Reading struct {
	IntPageReadUser  endpoint.Number `json:"int_page_read_user"`  // readers of the article's page
	IntPageReadCount endpoint.Number `json:"int_page_read_count"` // readings of the article's page
	OriPageReadUser  endpoint.Number `json:"ori_page_read_user"`  // readers of the original (阅读原文)
	OriPageReadCount endpoint.Number `json:"ori_page_read_count"` // readings of the original
	ShareUser        endpoint.Number `json:"share_user"`          // people who shared
	ShareCount       endpoint.Number `json:"share_count"`         // sharings
	AddToFavUser     endpoint.Number `json:"add_to_fav_user"`     // people who added it to their favourites
	AddToFavCount    endpoint.Number `json:"add_to_fav_count"`    // additions to favourites
}

// ArticleSummary is how a mass-sent article was read on a day. The platform leaves out an article whose figures are
// below 3 together.
type ArticleSummary struct {
	RefDate endpoint.Date `json:"ref_date"` // the day
	MsgID   string        `json:"msgid"`    // as in [ArticleRead]
	Title   string        `json:"title"`
	Reading
	// UserSource is not in the documents; real answers have it, as 0.
	UserSource ReadSource `json:"user_source,omitempty"`
}

// ArticleTotal is an article that was sent on a day, with its figures from then on.
type ArticleTotal struct {
	RefDate endpoint.Date `json:"ref_date"` // the day on which it was sent
	MsgID   string        `json:"msgid"`    // as in [ArticleRead]
	Title   string        `json:"title"`
	// Details has a row for each day of the first seven days.
	Details []ArticleReading `json:"details"`
	// UserSource and URL, the article's address, are not in the documents; real answers have them.
	UserSource ReadSource `json:"user_source,omitempty"`
	URL        string     `json:"url,omitempty"`
}

// ArticleReading is how an article was read from the day it was sent to the end of StatDate: altogether, and by where
// the readers and the sharers came from.
type ArticleReading struct {
	StatDate   endpoint.Date   `json:"stat_date"`
	TargetUser endpoint.Number `json:"target_user"` // followers to whom it was sent
	Reading

	// IntPageFromSessionReadUser (readers) and IntPageFromSessionReadCount (readings): from the account's chat (公众号会话).
	IntPageFromSessionReadUser  endpoint.Number `json:"int_page_from_session_read_user"`
	IntPageFromSessionReadCount endpoint.Number `json:"int_page_from_session_read_count"`
	// IntPageFromHistMsgReadUser (readers) and IntPageFromHistMsgReadCount (readings): from past messages (历史消息).
	IntPageFromHistMsgReadUser  endpoint.Number `json:"int_page_from_hist_msg_read_user"`
	IntPageFromHistMsgReadCount endpoint.Number `json:"int_page_from_hist_msg_read_count"`
	// IntPageFromFeedReadUser (readers) and IntPageFromFeedReadCount (readings): from moments (朋友圈).
	IntPageFromFeedReadUser  endpoint.Number `json:"int_page_from_feed_read_user"`
	IntPageFromFeedReadCount endpoint.Number `json:"int_page_from_feed_read_count"`
	// IntPageFromFriendsReadUser (readers) and IntPageFromFriendsReadCount (readings): from friends (好友转发).
	IntPageFromFriendsReadUser  endpoint.Number `json:"int_page_from_friends_read_user"`
	IntPageFromFriendsReadCount endpoint.Number `json:"int_page_from_friends_read_count"`
	// IntPageFromOtherReadUser (readers) and IntPageFromOtherReadCount (readings): from elsewhere.
	IntPageFromOtherReadUser  endpoint.Number `json:"int_page_from_other_read_user"`
	IntPageFromOtherReadCount endpoint.Number `json:"int_page_from_other_read_count"`
	// FeedShareFromSessionUser (people) and FeedShareFromSessionCnt (sharings): from the account's chat to moments.
	FeedShareFromSessionUser endpoint.Number `json:"feed_share_from_session_user"`
	FeedShareFromSessionCnt  endpoint.Number `json:"feed_share_from_session_cnt"`
	// FeedShareFromFeedUser (people) and FeedShareFromFeedCnt (sharings): from moments to moments.
	FeedShareFromFeedUser endpoint.Number `json:"feed_share_from_feed_user"`
	FeedShareFromFeedCnt  endpoint.Number `json:"feed_share_from_feed_cnt"`
	// FeedShareFromOtherUser (people) and FeedShareFromOtherCnt (sharings): from elsewhere to moments.
	FeedShareFromOtherUser endpoint.Number `json:"feed_share_from_other_user"`
	FeedShareFromOtherCnt  endpoint.Number `json:"feed_share_from_other_cnt"`
	// IntPageFromKanyikanReadUser (readers) and IntPageFromKanyikanReadCount (readings): from 看一看.
	IntPageFromKanyikanReadUser  endpoint.Number `json:"int_page_from_kanyikan_read_user"`
	IntPageFromKanyikanReadCount endpoint.Number `json:"int_page_from_kanyikan_read_count"`
	// IntPageFromSouyisouReadUser (readers) and IntPageFromSouyisouReadCount (readings): from 搜一搜.
	IntPageFromSouyisouReadUser  endpoint.Number `json:"int_page_from_souyisou_read_user"`
	IntPageFromSouyisouReadCount endpoint.Number `json:"int_page_from_souyisou_read_count"`
}

// UserRead is how all mass-sent articles were read on a day by readers from one source. Only the row of
// [ReadSourceTogether] has figures about the original and about favourites.
type UserRead struct {
	RefDate    endpoint.Date `json:"ref_date"` // the day
	UserSource ReadSource    `json:"user_source"`
	Reading
}

// UserReadHour is how all mass-sent articles were read in an hour by readers from one source. By one page of the
// documents it has no figures about the original and about favourites.
type UserReadHour struct {
	RefDate    endpoint.Date `json:"ref_date"` // the day of the hour
	RefHour    Hour          `json:"ref_hour"`
	UserSource ReadSource    `json:"user_source"`
	Reading
}

// ShareScene is where an article was shared to.
type ShareScene int64

// The places to share to.
const (
	ShareFriends ShareScene = 1   // friends (好友转发)
	ShareMoments ShareScene = 2   // moments (朋友圈)
	ShareWeibo   ShareScene = 3   // Tencent's microblog, in old figures
	ShareOther   ShareScene = 255 // anything else
)

// UnmarshalJSON reads a number or one in a string.
func (s *ShareScene) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(s).UnmarshalJSON(raw) }

// UserShare is how all mass-sent articles were shared to one place on a day.
type UserShare struct {
	RefDate    endpoint.Date   `json:"ref_date"` // the day
	ShareScene ShareScene      `json:"share_scene"`
	ShareCount endpoint.Number `json:"share_count"` // sharings
	ShareUser  endpoint.Number `json:"share_user"`  // people who shared
}

// UserShareHour is how all mass-sent articles were shared to one place in an hour.
type UserShareHour struct {
	RefDate    endpoint.Date   `json:"ref_date"` // the day of the hour
	RefHour    Hour            `json:"ref_hour"`
	ShareScene ShareScene      `json:"share_scene"`
	ShareCount endpoint.Number `json:"share_count"` // sharings
	ShareUser  endpoint.Number `json:"share_user"`  // people who shared
}
