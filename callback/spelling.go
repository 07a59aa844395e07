package callback

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/message"
)

// derived has the events that other toolkits make of a follow; the platform pushes none of them.
var derived = map[string]string{
	"subscribe_scan":         "a follow by a QR code with a scene is the event subscribe, with the scene: use mux.Scene, or the SubscribeEvent's Scene",
	"subscribe_scan_product": "a follow by a product's bar code is the event subscribe: use the SubscribeEvent's EventKey",
}

// checkEvent panics if the event that r names does not exist and is probably a misspelt one. Otherwise it may be one
// that package message does not know.
func checkEvent(r route) {
	var nearest []string
	least := 0
	for _, known := range message.EventNames() {
		known = strings.ToLower(known)
		if known == r.name {
			return
		}
		if d := distance(squeeze(r.name), squeeze(known)); d <= typos(known) && (nearest == nil || d <= least) {
			if d < least {
				nearest = nil
			}
			nearest, least = append(nearest, strconv.Quote(known)), d
		}
	}
	switch cure := derived[r.name]; {
	case cure != "":
		panic(fmt.Sprintf("callback: %s: no event is called so: %s", r, cure))
	case slices.Contains(message.MsgTypes(), r.name) || r.name == "event":
		panic(fmt.Sprintf("callback: %s: this is a MsgType and not an event: use On", r))
	case nearest != nil:
		panic(fmt.Sprintf(
			"callback: %s: no event is called so: is it %s? If not, use UnknownEvent", r, strings.Join(nearest, " or "),
		))
	}
}

// typos is how many letters of an event's name may be wrong if the name is still to be recognised.
func typos(name string) int {
	const short = 6 // in such a name two other letters make another word
	if len(name) < short {
		return 1
	}
	return 2
}

// squeeze leaves out what separates words.
func squeeze(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(name)
}

// distance counts the letters to insert, to delete, to replace or to swap with the next one that make b of a.
func distance(a, b string) int {
	var beforeLast, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		beforeLast, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j], row[j-1]) + 1
			if a[i-1] == b[j-1] {
				row[j] = min(row[j], last[j-1])
			} else {
				row[j] = min(row[j], last[j-1]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], beforeLast[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
