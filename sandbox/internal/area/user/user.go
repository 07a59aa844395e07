// Package user has the endpoints for the account's followers.
package user

import (
	"fmt"
	"slices"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Info, info),
		route.Handle(api.BatchInfo, batchInfo),
		route.Handle(api.List, list),
		route.Handle(api.UpdateRemark, updateRemark),
	}
}

// state is empty: this area has no state of its own.
type state struct{}

// info handles user.info. For a user who does not follow the account it answers only the OpenID.
func info(tx *core.Tx, _ *state, in api.InfoIn) (api.User, error) {
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
		UnionID: u.UnionID, Remark: u.Remark, TagIDs: []endpoint.Number{}, SubscribeScene: u.FollowScene,
	}
	for _, id := range u.Tags {
		out.TagIDs = append(out.TagIDs, endpoint.Number(id))
	}
	out.QRScene, out.QRSceneStr = endpoint.Number(u.QRScene), u.QRSceneStr
	return out
}

// maxBatch is how many users a call may ask for.
const maxBatch = 100

// batchInfo handles user.info_batchget.
func batchInfo(tx *core.Tx, _ *state, in api.BatchInfoIn) (api.BatchInfoOut, error) {
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

// list handles user.get: it lists the followers in the order in which the users were made.
func list(tx *core.Tx, _ *state, in api.ListIn) (api.Page, error) {
	var all []string
	for u := range tx.People() {
		if u.Following {
			all = append(all, u.OpenID)
		}
	}
	page := all
	if in.NextOpenID != "" {
		i := slices.Index(all, in.NextOpenID)
		if i < 0 {
			return api.Page{}, endpoint.ErrInvalidOpenID
		}
		page = all[i+1:]
	}
	page = page[:min(len(page), maxPage)]
	out := api.Page{Total: endpoint.Number(len(all)), Count: endpoint.Number(len(page))}
	if len(page) > 0 {
		out.Data, out.NextOpenID = &api.OpenIDs{OpenIDs: page}, page[len(page)-1]
	}
	return out, nil
}

// maxRemark is the longest remark, in bytes: the platform requires fewer than 30.
const maxRemark = 29

// updateRemark handles user.updateremark.
func updateRemark(tx *core.Tx, _ *state, in api.UpdateRemarkIn) (endpoint.None, error) {
	u, err := tx.FindOpenID(in.OpenID)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !u.Following:
		return endpoint.None{}, endpoint.ErrInvalidOpenID
	case len(in.Remark) > maxRemark:
		return endpoint.None{}, core.Refuse(
			endpoint.ErrInvalidArgs,
			fmt.Sprintf(
				"The remark has %d bytes; it must have fewer than 30, which are nine Chinese characters.",
				len(in.Remark),
			),
			fmt.Sprintf("备注名为 %d 字节，须少于 30 字节，即最多 9 个汉字。", len(in.Remark)),
		)
	}
	u.Remark = in.Remark
	return endpoint.None{}, nil
}
