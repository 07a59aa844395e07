// Package nearest finds the name that a misspelt one may be meant to be.
package nearest

import "strings"

// To returns the known name that is most like name, or "" if none is like it. Case, _ and - do not count.
func To(name string, known []string) string {
	best, like := "", 0
	for _, one := range known {
		a, b := fold(name), fold(one)
		d := distance(a, b)
		if d <= min(3, len(b)/3) && (best == "" || d < like) {
			best, like = one, d
		}
	}
	return best
}

// maxName bounds what is compared, in bytes: no known name is as long.
const maxName = 64

func fold(name string) string {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name[:min(len(name), 2*maxName)]))
	return name[:min(len(name), maxName)]
}

// distance returns how many bytes of a must be added, removed, replaced or exchanged with their neighbour to make it b.
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
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
