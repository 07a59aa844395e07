package cli

import (
	"regexp"
	"strings"
)

// bare is what no shell reads as anything but itself.
var bare = regexp.MustCompile(`^[0-9A-Za-z_./:@%+=,-]+$`)

// assign is the command that sets an environment variable, NAME=value, in the
// shell that people use on goos, so that it can be pasted.
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
