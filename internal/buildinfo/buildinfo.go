// Package buildinfo says which build of the module runs: its version, and the commit that it was built from.
package buildinfo

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// What a release sets with -ldflags -X. Each is empty in a build that does not set it, and the go command's own record
// counts then.
var (
	version string // such as v1.2.3
	commit  string // 40 hex digits
	date    string // the commit's time, RFC 3339
)

// Unknown is the version of a build that has none.
const Unknown = "(unknown)"

// Info describes a build.
type Info struct {
	// Version is the module's version: v1.2.3 of a release, a pseudo-version of a clone, (devel) of a build without
	// version control, or Unknown.
	Version string `json:"version"`
	// Commit is the revision that it was built from, "" where it is not known, as after go install of a version.
	Commit string `json:"commit,omitempty"`
	// Date is the time of the commit in RFC 3339, "" where it is not known. It is not the time of the build, so that two
	// builds of a commit are the same.
	Date string `json:"date,omitempty"`
	// Modified says that the files had changes which are in no commit.
	Modified bool `json:"modified"`
	// Go is the version of Go that built it, such as go1.26.0.
	Go string `json:"go"`
	// Platform is the operating system and the architecture, such as linux/amd64.
	Platform string `json:"platform"`
}

// Read describes the build that runs.
func Read() Info {
	record, _ := debug.ReadBuildInfo()
	return of(record, release{version, commit, date})
}

// release is what the build of a release sets.
type release struct{ version, commit, date string }

// of describes a build by what its release set, and by the go command's record, which may be nil.
func of(record *debug.BuildInfo, r release) Info {
	info := Info{Version: Unknown, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if record != nil {
		if record.Main.Version != "" {
			info.Version = record.Main.Version
		}
		for _, s := range record.Settings {
			switch s.Key {
			case "vcs.revision":
				info.Commit = s.Value
			case "vcs.time":
				info.Date = s.Value
			case "vcs.modified":
				info.Modified = s.Value == "true"
			}
		}
	}
	for _, set := range []struct {
		field *string
		value string
	}{{&info.Version, r.version}, {&info.Commit, r.commit}, {&info.Date, r.date}} {
		if set.value != "" {
			*set.field = set.value
		}
	}
	return info
}

// commitLength is how many digits of a commit are shown, as in a pseudo-version.
const commitLength = 12

// String returns the description in one line, such as
// "v1.2.3, commit 0123456789ab of 2026-01-02T03:04:05Z, go1.26.0 linux/amd64".
func (i Info) String() string {
	parts := []string{i.Version}
	if i.Commit != "" {
		text := "commit " + i.Commit[:min(len(i.Commit), commitLength)]
		if i.Date != "" {
			text += " of " + i.Date
		}
		if i.Modified {
			text += " with changes"
		}
		parts = append(parts, text)
	}
	return strings.Join(append(parts, i.Go+" "+i.Platform), ", ")
}
