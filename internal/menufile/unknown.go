package menufile

import (
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/internal/nearest"
)

// formerNames are names that other places have for fields of the file.
var formerNames = map[string]string{
	"conditionalmenu": "conditional", // menu.get
	"group_id":        "tag_id",      // menu.get
	"value":           "media_id",    // get_current_selfmenu_info
}

// unknown refuses a field that an object does not have. It names the one that it may be, and returns that field's index;
// -1 is none.
func (r *reader) unknown(at place, path, name string, known fields) int {
	if name == "menuid" {
		r.refuse(at, path, "is unknown", "remove it: the platform gives each menu its id")
		return -1
	}
	var names []string
	for i, f := range known {
		if formerNames[name] == f.name {
			r.refuse(at, path, "is unknown", "is it "+f.name+"?")
			return i
		}
		names = append(names, f.name)
	}
	if like := nearest.To(name, names); like != "" {
		r.refuse(at, path, "is unknown", "is it "+like+"?")
		return slices.Index(names, like)
	}
	r.refuse(at, path, "is unknown", "the fields are "+strings.Join(names, ", "))
	return -1
}
