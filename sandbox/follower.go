package sandbox

import (
	"slices"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
)

// find returns the user with that OpenID.
func (w *world) find(openID string) (*person, error) {
	if u := w.byOpenID[openID]; u != nil {
		return u, nil
	}
	return nil, endpoint.ErrInvalidOpenID
}

// userInfo is user.info. Of who does not follow it tells the OpenID alone.
func (w *world) userInfo(in api.InfoIn) (api.User, error) {
	u, err := w.find(in.OpenID)
	if err != nil {
		return api.User{}, err
	}
	return u.info(in.Lang), nil
}

func (u *person) info(lang endpoint.Lang) api.User {
	if !u.following {
		return api.User{OpenID: u.openID}
	}
	if lang == "" {
		lang = endpoint.LangZhCN
	}
	out := api.User{
		Subscribe: true, OpenID: u.openID, Language: string(lang), SubscribeTime: endpoint.At(u.followedAt),
		UnionID: u.unionID, Remark: u.remark, TagIDs: []endpoint.Number{}, SubscribeScene: u.followScene,
	}
	for _, id := range u.tags {
		out.TagIDs = append(out.TagIDs, endpoint.Number(id))
	}
	if c := u.followedCode; c != nil {
		out.QRScene, out.QRSceneStr = endpoint.Number(c.id), c.str
	}
	return out
}

// maxBatch is how many users one call may ask for.
const maxBatch = 100

// userBatch is user.info_batchget.
func (w *world) userBatch(in api.BatchInfoIn) (api.BatchInfoOut, error) {
	if len(in.Users) == 0 || len(in.Users) > maxBatch {
		return api.BatchInfoOut{}, endpoint.ErrInvalidOpenIDListSize
	}
	out := api.BatchInfoOut{Users: []api.User{}}
	for _, one := range in.Users {
		u, err := w.find(one.OpenID)
		if err != nil {
			return api.BatchInfoOut{}, err
		}
		out.Users = append(out.Users, u.info(one.Lang))
	}
	return out, nil
}

// maxPage is how many OpenIDs one page of followers has.
const maxPage = 10_000

// userList is user.get: the followers in the order in which they came.
func (w *world) userList(in api.ListIn) (api.Page, error) {
	var all []string
	for _, u := range w.people {
		if u.following {
			all = append(all, u.openID)
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

// maxRemark is how many characters a remark may have: fewer than 30.
const maxRemark = 29

// updateRemark is user.updateremark.
func (w *world) updateRemark(in api.UpdateRemarkIn) (endpoint.None, error) {
	u, err := w.find(in.OpenID)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !u.following:
		return endpoint.None{}, endpoint.ErrInvalidOpenID
	case utf8.RuneCountInString(in.Remark) > maxRemark:
		return endpoint.None{}, refuse(endpoint.ErrInvalidArgs, "A remark has fewer than 30 characters.", "备注名须少于 30 个字符。")
	}
	u.remark = in.Remark
	return endpoint.None{}, nil
}
