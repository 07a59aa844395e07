package agent

import (
	"context"
	"encoding/json"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
)

// addMenu adds the tools for the menu.
func (s *server) addMenu(m *mcp.Server) {
	add(s, m, "menu_get", "Read the account's menu and its conditional menus.", readOnly, s.menuGet)
	add(
		s,
		m,
		"menu_check",
		"Check a menu against WeChat's limits (3 buttons, 5 sub buttons each, names, keys and addresses in bytes) "+
			"without a call. With matchrule it is a conditional menu. menu.create puts it in place.",
		readOnly,
		s.menuCheck,
	)
}

func (s *server) menuGet(ctx context.Context, _ Nothing) (Answer, error) {
	return s.answer(ctx, menu.Get, endpoint.None{}, 0)
}

// MenuIn is the input of menu_check.
type MenuIn struct {
	Menu map[string]any `json:"menu" jsonschema:"an object with button, and matchrule if it is conditional"`
}

// MenuOut is the output of menu_check.
type MenuOut struct {
	OK      bool   `json:"ok"`
	Problem string `json:"problem,omitempty" jsonschema:"the first field that WeChat would refuse, and the cure"`
}

func (s *server) menuCheck(_ context.Context, in MenuIn) (MenuOut, error) {
	raw, err := json.Marshal(in.Menu)
	if err != nil {
		return MenuOut{}, err
	}
	var e endpoint.Any = menu.Create
	if _, conditional := in.Menu["matchrule"]; conditional {
		e = menu.AddConditional
	}
	if _, err := catalogue.Input(e, raw, nil, nil); err != nil {
		return MenuOut{Problem: err.Error()}, nil
	}
	return MenuOut{OK: true}, nil
}
