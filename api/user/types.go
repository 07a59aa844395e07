package user

import "github.com/wechatgo/wechatgo/endpoint"

// InfoIn is the input of [Info].
type InfoIn struct {
	OpenID string        `query:"openid"`
	Lang   endpoint.Lang `query:"lang,omitempty"`
}

// User is the information that the account gets about a user. Since 2021-12-27 the platform sends no nickname, picture,
// sex or place; web login (package oauth) asks the user for the first two.
type User struct {
	// Subscribe is true for a follower. For other users only OpenID, and perhaps UnionID, are set.
	Subscribe     endpoint.Flag `json:"subscribe"`
	OpenID        string        `json:"openid"`
	Language      string        `json:"language"`       // the language of the user's WeChat
	SubscribeTime endpoint.Time `json:"subscribe_time"` // the latest, if the user followed several times
	// UnionID is set if the account is bound to an Open Platform account.
	UnionID string `json:"unionid,omitempty"`
	// Remark is the remark that [Service.UpdateRemark] set.
	Remark  string          `json:"remark"`
	GroupID endpoint.Number `json:"groupid"` // of the groups that tags replaced
	// TagIDs are the user's tags: see [Service.Tags].
	TagIDs         []endpoint.Number `json:"tagid_list,omitzero"`
	SubscribeScene SubscribeScene    `json:"subscribe_scene"`
	// QRScene and QRSceneStr are the scene of the QR code by which the user followed.
	QRScene    endpoint.Number `json:"qr_scene"`
	QRSceneStr string          `json:"qr_scene_str"`
}

// SubscribeScene is the way in which a user came to follow the account.
type SubscribeScene string

// The ways to follow an account.
const (
	SceneSearch           SubscribeScene = "ADD_SCENE_SEARCH"
	SceneAccountMigration SubscribeScene = "ADD_SCENE_ACCOUNT_MIGRATION"
	SceneProfileCard      SubscribeScene = "ADD_SCENE_PROFILE_CARD" // a card of the account that was shared
	SceneQRCode           SubscribeScene = "ADD_SCENE_QR_CODE"
	SceneProfileLink      SubscribeScene = "ADD_SCENE_PROFILE_LINK" // the account's name in an article
	SceneProfileItem      SubscribeScene = "ADD_SCENE_PROFILE_ITEM" // the menu at an article's upper right
	ScenePaid             SubscribeScene = "ADD_SCENE_PAID"         // after a payment
	SceneAdvertisement    SubscribeScene = "ADD_SCENE_WECHAT_ADVERTISEMENT"
	SceneReprint          SubscribeScene = "ADD_SCENE_REPRINT"
	SceneLivestream       SubscribeScene = "ADD_SCENE_LIVESTREAM"
	SceneChannels         SubscribeScene = "ADD_SCENE_CHANNELS" // 视频号
	SceneWxa              SubscribeScene = "ADD_SCENE_WXA"      // a mini program
	SceneOthers           SubscribeScene = "ADD_SCENE_OTHERS"
)

// nonFollower has the fields that the platform sends for a user who does not follow.
type nonFollower struct {
	Subscribe endpoint.Flag `json:"subscribe"`
	OpenID    string        `json:"openid"`
	UnionID   string        `json:"unionid,omitempty"`
}

// MarshalJSON writes the fields that the platform sends, which are only a few for a user who does not follow.
func (u User) MarshalJSON() ([]byte, error) {
	if !u.Subscribe {
		return endpoint.EncodeJSON(nonFollower{u.Subscribe, u.OpenID, u.UnionID})
	}
	type follower User
	return endpoint.EncodeJSON(follower(u))
}

// BatchInfoIn is the input of [BatchInfo].
type BatchInfoIn struct {
	Users []BatchUser `json:"user_list"`
}

// BatchUser identifies one user of a batch.
type BatchUser struct {
	OpenID string        `json:"openid"`
	Lang   endpoint.Lang `json:"lang,omitempty"`
}

// BatchInfoOut is the output of [BatchInfo].
type BatchInfoOut struct {
	Users []User `json:"user_info_list"`
}

// ListIn is the input of [List].
type ListIn struct {
	// NextOpenID is the openid after which the page begins; it is empty for the first page.
	NextOpenID string `query:"next_openid"`
}

// Page is a page of the followers' openids, or of those in the blacklist.
type Page struct {
	Total endpoint.Number `json:"total"` // of the whole list
	Count endpoint.Number `json:"count"` // of this page
	// Data is nil in an empty page.
	Data *OpenIDs `json:"data,omitempty"`
	// NextOpenID is the page's last openid; it is empty in an empty page.
	NextOpenID string `json:"next_openid"`
}

// OpenIDs is a list of openids.
type OpenIDs struct {
	OpenIDs []string `json:"openid"`
}

func (o *OpenIDs) list() []string {
	if o == nil {
		return nil
	}
	return o.OpenIDs
}

func (p Page) openIDs() []string { return p.Data.list() }

// UpdateRemarkIn is the input of [UpdateRemark].
type UpdateRemarkIn struct {
	OpenID string `json:"openid"`
	// Remark has at most [MaxRemarkBytes] bytes.
	Remark string `json:"remark"`
}

// OpenIDIn is the input of endpoints that take one user.
type OpenIDIn struct {
	OpenID string `json:"openid"`
}

// OpenIDsIn is the input of [BatchBlacklist] and [BatchUnblacklist].
type OpenIDsIn struct {
	OpenIDs []string `json:"openid_list"` // at most MaxBlacklistBatch
}

// BlacklistIn is the input of [GetBlacklist].
type BlacklistIn struct {
	// BeginOpenID is the openid after which the page begins, the NextOpenID of the page before. It is empty for the
	// first page.
	BeginOpenID string `json:"begin_openid"`
}

// ChangeOpenIDIn is the input of [ChangeOpenID].
type ChangeOpenIDIn struct {
	// FromAppID is the old account: see [Service.ChangeOpenIDs].
	FromAppID string   `json:"from_appid"`
	OpenIDs   []string `json:"openid_list"` // at most MaxBatch
}

// ChangeOpenIDOut is the output of [ChangeOpenID].
type ChangeOpenIDOut struct {
	Results []ChangedOpenID `json:"result_list"`
}

// ChangedOpenID is a user's openid in the old account and in the new one.
type ChangedOpenID struct {
	OldOpenID string `json:"ori_openid"`
	NewOpenID string `json:"new_openid,omitempty"` // "" if the user does not follow the old account
	// Message is "ok", or the reason why there is no new openid, such as "ori_openid error".
	Message string `json:"err_msg"`
}

// Tag is a tag (标签) that the account gives to its followers.
type Tag struct {
	// ID is given by the platform. The tags 0 to 2 are its own: 2 is 星标组.
	ID    endpoint.Number `json:"id"`
	Name  string          `json:"name"`
	Count endpoint.Number `json:"count"` // the number of followers with the tag
}

// TagName is the name of a new tag.
type TagName struct {
	// Name has at most [MaxTagName] characters.
	Name string `json:"name"`
}

// NamedTag is a tag by its id, with its name.
type NamedTag struct {
	ID endpoint.Number `json:"id"` // the platform's id of the tag
	// Name has at most [MaxTagName] characters.
	Name string `json:"name"`
}

// TagID is a tag by its id.
type TagID struct {
	ID endpoint.Number `json:"id"` // the platform's id of the tag
}

// CreateTagIn is the input of [CreateTag].
type CreateTagIn struct {
	Tag TagName `json:"tag"`
}

// CreateTagOut is the output of [CreateTag].
type CreateTagOut struct {
	Tag NamedTag `json:"tag"`
}

// TagsOut is the output of [GetTags].
type TagsOut struct {
	Tags []Tag `json:"tags"`
}

// UpdateTagIn is the input of [UpdateTag].
type UpdateTagIn struct {
	Tag NamedTag `json:"tag"`
}

// DeleteTagIn is the input of [DeleteTag].
type DeleteTagIn struct {
	Tag TagID `json:"tag"`
}

// TaggedIn is the input of [GetTagged].
type TaggedIn struct {
	TagID endpoint.Number `json:"tagid"` // the tag
	// NextOpenID is the openid after which the page begins; it is empty for the first page.
	NextOpenID string `json:"next_openid"`
}

// TaggedPage is a page of the openids of a tag's followers. The platform does not say how many a page has at most.
type TaggedPage struct {
	Count endpoint.Number `json:"count"` // of this page
	// Data is nil in an empty page.
	Data *OpenIDs `json:"data,omitempty"`
	// NextOpenID is the page's last openid; it is empty in an empty page.
	NextOpenID string `json:"next_openid"`
}

// TaggingIn is the input of [BatchTagging] and [BatchUntagging].
type TaggingIn struct {
	OpenIDs []string        `json:"openid_list"` // at most MaxTagBatch
	TagID   endpoint.Number `json:"tagid"`       // the tag
}

// TaggingOut is the output of [BatchTagging] and [BatchUntagging].
type TaggingOut struct {
	// FailOpenIDs are the openids that failed, if some did (45171, [endpoint.ErrTaggingIncomplete]).
	FailOpenIDs []string `json:"fail_openid_list,omitempty"`
}

// TagIDsOut is the output of [GetIDList].
type TagIDsOut struct {
	TagIDs []endpoint.Number `json:"tagid_list"` // of the user's tags
}
