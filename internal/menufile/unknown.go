package menufile

import "strings"

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
		if formerNames[name] == f.name || similar(name, f.name) {
			r.refuse(at, path, "is unknown", "is it "+f.name+"?")
			return i
		}
		names = append(names, f.name)
	}
	r.refuse(at, path, "is unknown", "the fields are "+strings.Join(names, ", "))
	return -1
}

// similar reports whether a name may be meant to be another one.
func similar(name, known string) bool {
	fold := strings.NewReplacer("_", "", "-", "")
	a, b := strings.ToLower(fold.Replace(name)), fold.Replace(known)
	return distance(a, b) <= min(2, len(b)/3)
}

// distance returns how many letters of a must be added, removed or replaced, or exchanged with their neighbour, to
// make it b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replace)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
