package control

import (
	"time"

	api "github.com/wechatgo/wechatgo/api/menu"
	userapi "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/menu"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/qrcode"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/user"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// The state in the form in which the page reads it.
type (
	state struct {
		Now       time.Time         `json:"now"`
		Account   stateAccount      `json:"account"`
		Mode      string            `json:"mode"`
		Callback  string            `json:"callback"`
		WebHosts  []string          `json:"webHosts"`
		Base      string            `json:"base"`
		Users     []stateUser       `json:"users"` // the first 200
		UserCount int               `json:"userCount"`
		Menu      *api.Menu         `json:"menu"`
		Handshake *record.Handshake `json:"handshake"`
		Tags      []userapi.Tag     `json:"tags"`
		QRCodes   []stateQRCode     `json:"qrcodes"` // the newest 50
		Faults    stateFaults       `json:"faults"`
		Rules     stateRules        `json:"rules"`
		Snapshots []string          `json:"snapshots"` // the names, sorted
	}
	stateAccount struct {
		AppID          string `json:"appid"`
		Secret         string `json:"secret"`
		Token          string `json:"token"`
		EncodingAESKey string `json:"encodingAESKey"`
		OriginalID     string `json:"originalId"`
		Nickname       string `json:"nickname"`
	}
	stateUser struct {
		Name              string  `json:"name"`
		OpenID            string  `json:"openid"`
		UnionID           string  `json:"unionid"`
		Nickname          string  `json:"nickname"`
		Avatar            string  `json:"avatar"`
		Following         bool    `json:"following"`
		Snapshot          bool    `json:"snapshot"`
		Refusing          bool    `json:"refusing"`
		RefusingTemplates bool    `json:"refusingTemplates"`
		Remark            string  `json:"remark"`
		Tags              []int64 `json:"tags"`
		Blacklisted       bool    `json:"blacklisted"`
		Platform          int     `json:"platform"` // 1 iOS, 2 Android, 3 others
	}
	stateQRCode struct {
		Scene     string `json:"scene"`
		Ticket    string `json:"ticket"`
		Permanent bool   `json:"permanent"`
	}
)

// maxStateUsers is how many users the state lists.
const maxStateUsers = 200

func stateOf(u *core.Person) stateUser {
	return stateUser{
		u.Name,
		u.OpenID,
		u.UnionID,
		u.Nickname,
		u.Avatar(),
		u.Following,
		u.Snapshot,
		u.Refusing,
		u.RefusingTemplates,
		u.Remark,
		append([]int64{}, u.Tags...), // a copy, which is encoded after the transaction
		u.Blacklisted,
		u.Platform,
	}
}

func (c *control) state() (s state) {
	c.Do(func(tx *core.Tx) {
		a, config := tx.Account(), tx.Config()
		s = state{
			Now: tx.Now(), Mode: a.Mode.String(), WebHosts: tx.WebHosts(), Base: config.Base, Handshake: tx.Handshake(),
			Account: stateAccount{a.AppID, a.Secret, a.Token, a.EncodingAESKey, config.OriginalID, config.Nickname},
			Users:   []stateUser{}, Tags: user.Tags(tx), QRCodes: []stateQRCode{}, Menu: asMenu(menu.Default(tx)),
			Faults: faultsOf(tx), Rules: rulesOf(tx.Rules()),
		}
		if s.WebHosts == nil {
			s.WebHosts = []string{}
		}
		if at := tx.App().Callback; at != nil {
			s.Callback = at.String()
		}
		for u := range tx.People() {
			if s.UserCount++; s.UserCount <= maxStateUsers {
				s.Users = append(s.Users, stateOf(u))
			}
		}
		for _, code := range qrcode.Newest(tx) {
			if !code.Expired(tx.Now()) {
				s.QRCodes = append(s.QRCodes, stateQRCode{code.Scene(), code.Ticket, code.Permanent()})
			}
		}
	})
	s.Snapshots = append([]string{}, c.Kept()...)
	return s
}

func asMenu(buttons []api.Button) *api.Menu {
	if buttons == nil {
		return nil
	}
	return &api.Menu{Buttons: buttons}
}
