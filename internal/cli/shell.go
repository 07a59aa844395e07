package cli

import (
	"regexp"
	"strings"
)

// bare matches a text that every shell takes literally.
var bare = regexp.MustCompile(`^[0-9A-Za-z_./:@%+=,-]+$`)

// assign returns the command that sets an environment variable, NAME=value, in the usual shell of goos, ready to be
// pasted.
func assign(variable, goos string) string {
	name, value, _ := strings.Cut(variable, "=")
	if goos == "windows" { // PowerShell
		return "$env:" + name + ` = "` + strings.NewReplacer("`", "``", `"`, "`\"", "$", "`$").Replace(value) + `"`
	}
	if !bare.MatchString(value) {
		value = "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
	}
	return "export " + name + "=" + value
}
