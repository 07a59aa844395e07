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
	Remark         string            `json:"remark"`
	GroupID        endpoint.Number   `json:"groupid"`
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

// Page is a page of openids.
type Page struct {
	Total endpoint.Number `json:"total"` // of all followers
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

func (p Page) openIDs() []string {
	if p.Data == nil {
		return nil
	}
	return p.Data.OpenIDs
}

// UpdateRemarkIn is the input of [UpdateRemark].
type UpdateRemarkIn struct {
	OpenID string `json:"openid"`
	Remark string `json:"remark"`
}
