// Package user has the endpoints for the account's followers, their tags, and the blacklist. The old groups are not built:
// no document says how a user's one group follows from the tags, and the sample of user/info has a user with two tags in
// the group 0.
package user

import (
	"fmt"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Info, info),
		route.Handle(api.BatchInfo, batchInfo),
		route.Handle(api.List, list),
		route.Handle(api.UpdateRemark, updateRemark),
		route.Handle(api.CreateTag, createTag),
		route.Handle(api.GetTags, getTags),
		route.Handle(api.UpdateTag, updateTag),
		route.Handle(api.DeleteTag, deleteTag, route.Needs("tag", endpoint.ErrEmptyPostData)),
		route.Handle(api.GetTagged, getTagged),
		route.Handle(api.GetIDList, getIDList),
		route.Handle(api.BatchTagging, batchTagging),
		route.Handle(api.BatchUntagging, batchUntagging),
		route.Handle(api.GetBlacklist, getBlacklist),
		route.Handle(api.BatchBlacklist, batchBlacklist),
		route.Handle(api.BatchUnblacklist, batchUnblacklist),
	}
}

// info handles user.info. For a user who does not follow the account it answers only the OpenID.
func info(tx *core.Tx, _ *tags, in api.InfoIn) (api.User, error) {
	u, err := tx.FindOpenID(in.OpenID)
	if err != nil {
		return api.User{}, err
	}
	return infoOf(u, in.Lang), nil
}

func infoOf(u *core.Person, lang endpoint.Lang) api.User {
	if !u.Following {
		return api.User{OpenID: u.OpenID}
	}
	if lang == "" {
		lang = endpoint.LangZhCN
	}
	out := api.User{
		Subscribe: true, OpenID: u.OpenID, Language: string(lang), SubscribeTime: endpoint.At(u.FollowedAt),
		UnionID: u.UnionID, Remark: u.Remark, TagIDs: tagIDs(u), SubscribeScene: u.FollowScene,
	}
	out.QRScene, out.QRSceneStr = endpoint.Number(u.QRScene), u.QRSceneStr
	return out
}

// maxBatch is how many users a call may ask for.
const maxBatch = 100

// batchInfo handles user.info_batchget.
func batchInfo(tx *core.Tx, _ *tags, in api.BatchInfoIn) (api.BatchInfoOut, error) {
	if len(in.Users) == 0 || len(in.Users) > maxBatch {
		return api.BatchInfoOut{}, endpoint.ErrInvalidOpenIDListSize
	}
	out := api.BatchInfoOut{Users: []api.User{}}
	for _, one := range in.Users {
		u, err := tx.FindOpenID(one.OpenID)
		if err != nil {
			return api.BatchInfoOut{}, err
		}
		out.Users = append(out.Users, infoOf(u, one.Lang))
	}
	return out, nil
}

// maxPage is how many OpenIDs a page of followers has.
const maxPage = 10_000

// list handles user.get.
func list(tx *core.Tx, _ *tags, in api.ListIn) (api.Page, error) {
	return pageOf(tx, in.NextOpenID, maxPage, func(u *core.Person) bool { return u.Following })
}

// pageOf returns the page, of up to size users, of those who belong to a list. It begins after any user, since the last
// one of the page before may have left the list meanwhile (a choice). They are in the order in which they were made.
func pageOf(tx *core.Tx, after string, size int, belongs func(u *core.Person) bool) (api.Page, error) {
	if after != "" {
		if _, err := tx.FindOpenID(after); err != nil {
			return api.Page{}, err
		}
	}
	var page []string
	var out api.Page
	begun := after == ""
	for u := range tx.People() {
		if belongs(u) {
			out.Total++
			if begun && len(page) < size {
				page = append(page, u.OpenID)
			}
		}
		begun = begun || u.OpenID == after
	}
	out.Count = endpoint.Number(len(page))
	if len(page) > 0 {
		out.Data, out.NextOpenID = &api.OpenIDs{OpenIDs: page}, page[len(page)-1]
	}
	return out, nil
}

// findAll returns the users of a list of 1 to most OpenIDs.
func findAll(tx *core.Tx, openIDs []string, most int) ([]*core.Person, error) {
	if n := len(openIDs); n < 1 || n > most {
		return nil, core.Refuse(
			endpoint.ErrInvalidOpenIDListSize,
			fmt.Sprintf("openid_list has %d OpenIDs: give 1 to %d.", n, most),
			fmt.Sprintf("openid_list 有 %d 个 OpenID，须为 1 到 %d 个。", n, most),
		)
	}
	var users []*core.Person
	for _, openID := range openIDs {
		u, err := tx.FindOwnOpenID(openID)
		if err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, nil
}

// maxRemark is the longest remark, in bytes: the platform requires fewer than 30.
const maxRemark = 29

// updateRemark handles user.updateremark.
func updateRemark(tx *core.Tx, _ *tags, in api.UpdateRemarkIn) (endpoint.None, error) {
	u, err := tx.FindOpenID(in.OpenID)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !u.Following:
		return endpoint.None{}, endpoint.ErrRequireSubscribe
	case len(in.Remark) > maxRemark:
		return endpoint.None{}, &core.Refusal{
			Code: endpoint.ErrInvalidRemark,
			Text: "invalid remark", // how the platform's text goes on is not known
			Problem: record.Problem{
				EN: fmt.Sprintf(
					"The remark has %d bytes; it must have fewer than 30, which are nine Chinese characters.",
					len(in.Remark),
				),
				ZH: fmt.Sprintf("备注名为 %d 字节，须少于 30 字节，即最多 9 个汉字。", len(in.Remark)),
			},
		}
	}
	u.Remark = in.Remark
	tx.Changed()
	return endpoint.None{}, nil
}
