package scenario

import (
	"strings"

	"github.com/wechatgo/wechatgo/internal/nearest"
)

// didYouMean returns the cure for an unknown name.
func didYouMean(name string, known []string) string {
	if like := nearest.To(name, known); like != "" {
		return "is it " + like + "?"
	}
	return "give one of " + strings.Join(known, ", ")
}
