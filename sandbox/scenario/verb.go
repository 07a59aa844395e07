package scenario

import (
	"maps"
	"slices"
)

// kind is the kind of a value of an action.
type kind int

const (
	text kind = iota
	number
	yesOrNo
	numbers // a list
	texts   // a list
	values  // an object whose values are texts
	files   // a list of objects with data and contentType
	span    // a duration
)

// verb says which fields an action has.
type verb struct {
	main   string // the field that a value without a name stands for; "" if there is none
	fields map[string]kind
	noUser bool // the action is nobody's
	page   bool // the action opens a page
}

// verbs are the actions of a scenario. Those but open and advance are operations of the control API with the same fields;
// a test of package sandbox compares them.
var verbs = map[string]verb{
	"follow":   {main: "scene", fields: map[string]kind{"scene": text}},
	"unfollow": {},
	"text":     {main: "content", fields: map[string]kind{"content": text, "menuId": text}},
	"image":    {fields: file(nil)},
	"voice":    {main: "recognition", fields: file(map[string]kind{"recognition": text})},
	"video":    {},
	"location": {fields: place(nil)},
	"link":     {fields: map[string]kind{"title": text, "description": text, "url": text}},
	"click": {main: "key", fields: file(place(map[string]kind{
		"key": text, "path": numbers, "result": text, "pictures": files,
	}))},
	"view":             {main: "url", fields: map[string]kind{"url": text, "path": numbers}, page: true},
	"scan":             {main: "scene", fields: map[string]kind{"scene": text, "ticket": text}},
	"comment":          {fields: map[string]kind{"url": text, "content": text}},
	"tags":             {main: "tags", fields: map[string]kind{"tags": numbers}},
	"platform":         {main: "platform", fields: map[string]kind{"platform": number}},
	"snapshot":         toggle,
	"refuse":           toggle,
	"refuse-templates": toggle,
	"popup":            {fields: map[string]kind{"accept": texts, "reject": texts, "scene": number}},
	"cancel-notices":   {main: "templates", fields: map[string]kind{"templates": texts}},
	"revoke":           {main: "info", fields: map[string]kind{"info": text}},
	"close":            {},
	"clean":            {},
	"push":             {main: "push", fields: map[string]kind{"push": text, "set": values, "raw": text}},

	Open:    {main: "url", fields: map[string]kind{"url": text, "refuse": yesOrNo}, page: true},
	Advance: {main: "by", fields: map[string]kind{"by": span}, noUser: true},
}

// The verbs that are no operations of a user in the control API.
const (
	Open    = "open"    // opens a page in the phone's browser: url, and refuse
	Advance = "advance" // sets the platform's clock ahead: by, a [time.Duration]
)

var toggle = verb{main: "enabled", fields: map[string]kind{"enabled": yesOrNo}}

func file(more map[string]kind) map[string]kind {
	return with(more, map[string]kind{"data": text, "contentType": text})
}

func place(more map[string]kind) map[string]kind {
	return with(more, map[string]kind{"latitude": number, "longitude": number, "scale": number, "label": text})
}

func with(a, b map[string]kind) map[string]kind {
	all := maps.Clone(b)
	maps.Copy(all, a)
	return all
}

// Verbs returns the names of the actions, sorted.
func Verbs() []string { return slices.Sorted(maps.Keys(verbs)) }

// Fields returns the names of the fields of an action, sorted.
func Fields(name string) []string { return slices.Sorted(maps.Keys(verbs[name].fields)) }
