package agent

import (
	"fmt"
	"maps"
	"slices"
)

// walk calls f with each value of decoded JSON that is no object and no list, and its path.
func walk(v any, path string, f func(path string, leaf any)) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			walk(v[name], below(path, name), f)
		}
	case []any:
		for i, item := range v {
			walk(item, fmt.Sprintf("%s[%d]", path, i), f)
		}
	default:
		f(path, v)
	}
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
