package menufile

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxDomains is to how many hosts all conditional menus of an account may link together.
const MaxDomains = 3

// check refuses what the platform refuses, and what a file adds to that.
func (r *reader) check(f File) {
	_, given := r.places["button"]
	switch {
	case !given && len(f.Conditional) > 0:
		r.refuseWith(endpoint.ErrConditionalMenuNoDefault, "button", "is missing",
			"give the default menu, which users see whom no rule fits")
	case !given:
		r.refuseWith(0, "button", "is missing", "give the buttons of the menu, or button: [] for no menu")
	case len(f.Buttons) == 0 && len(f.Conditional) > 0:
		r.refuseWith(endpoint.ErrConditionalMenuNoDefault, "button", "is empty although there are conditional menus",
			"give the default menu, which users see whom no rule fits")
	case len(f.Buttons) > 0:
		r.take("", menu.Menu{Buttons: f.Buttons}.Problems())
		r.checkFields("button", f.Buttons)
	}
	for i, c := range f.Conditional {
		path := fmt.Sprintf("conditional[%d].", i)
		r.checkRule(path+"matchrule", i, f)
		r.take(path, c.menu().Problems())
		r.checkFields(path+"button", c.Buttons)
	}
	r.checkDomains(f)
}

// take adds the problems that package menu knows.
func (r *reader) take(prefix string, list []*endpoint.FieldError) {
	for _, p := range list {
		code, _ := errors.AsType[endpoint.Code](p)
		r.refuseWith(code, prefix+p.Path, p.Problem, p.Cure)
	}
}

// checkRule refuses a rule of which nobody could see the menu.
func (r *reader) checkRule(path string, i int, f File) {
	rule := f.Conditional[i].Rule
	for refused := range r.refused { // a rule with a mistake in it is not an empty one
		r.refused[path] = r.refused[path] || strings.HasPrefix(refused, path+".")
	}
	for _, name := range Retired(rule) {
		r.refuseWith(endpoint.ErrConditionalMenuPrivacyRule, path+"."+name,
			"is a condition that the platform no longer takes", "remove the menu, or choose its users by tag_id")
	}
	if p := rule.ClientPlatformType; p != 0 && (p < menu.IOS || p > menu.Others) {
		r.refuseWith(
			0,
			path+".client_platform_type",
			fmt.Sprintf("is %d", p),
			platformCure,
		)
	}
	same := slices.IndexFunc(f.Conditional[:i], func(c Conditional) bool { return c.Rule == rule })
	if same >= 0 && rule != (menu.InstalledRule{}) {
		r.refuseWith(
			0,
			path,
			fmt.Sprintf("is that of conditional[%d], so that nobody sees this menu", same),
			"remove one of the two",
		)
	}
}

// typeFields are the fields that a button of each type has, beside name and type.
var typeFields = map[menu.Type][]string{
	menu.TypeClick:              {"key"},
	menu.TypeView:               {"url"},
	menu.TypeMiniProgram:        {"url", "appid", "pagepath"},
	menu.TypeScanCodePush:       {"key"},
	menu.TypeScanCodeWaitMsg:    {"key"},
	menu.TypePicSysPhoto:        {"key"},
	menu.TypePicPhotoOrAlbum:    {"key"},
	menu.TypePicWeixin:          {"key"},
	menu.TypeLocationSelect:     {"key"},
	menu.TypeMedia:              {"media_id"},
	menu.TypeViewLimited:        {"media_id"},
	menu.TypeArticle:            {"article_id"},
	menu.TypeArticleViewLimited: {"article_id"},
}

// checkFields refuses fields that a button's type does not have. The platform drops them, so that the menu would never
// be that of the file.
func (r *reader) checkFields(path string, buttons []menu.Button) {
	for i, b := range buttons {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkFields(at+".sub_button", b.SubButtons)
		allowed, known := typeFields[b.Type]
		kind := "a " + string(b.Type) + " button"
		if len(b.SubButtons) > 0 {
			allowed, known, kind = nil, true, "a button that opens a list"
		}
		if !known {
			continue // its type is refused
		}
		for _, f := range action(b) {
			if f.value != "" && !slices.Contains(allowed, f.name) {
				r.refuseWith(0, at+"."+f.name, "is no field of "+kind, "remove it")
			}
		}
	}
}

// checkDomains refuses links to more hosts than the conditional menus may have.
func (r *reader) checkDomains(f File) {
	var hosts []string
	var count func(path string, buttons []menu.Button)
	count = func(path string, buttons []menu.Button) {
		for i, b := range buttons {
			at := fmt.Sprintf("%s[%d]", path, i)
			count(at+".sub_button", b.SubButtons)
			u, err := url.Parse(b.URL)
			if err != nil || u.Host == "" || slices.Contains(hosts, u.Hostname()) {
				continue
			}
			if len(hosts) == MaxDomains {
				r.refuseWith(endpoint.ErrConditionalMenuTooManyDomains, at+".url",
					"links to "+u.Hostname()+" beside "+strings.Join(hosts, ", "),
					fmt.Sprintf("let all conditional menus together link to at most %d hosts", MaxDomains))
				continue
			}
			hosts = append(hosts, u.Hostname())
		}
	}
	for i, c := range f.Conditional {
		count(fmt.Sprintf("conditional[%d].button", i), c.Buttons)
	}
}
