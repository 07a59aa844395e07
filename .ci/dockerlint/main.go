// Command dockerlint checks Dockerfiles with the rules of BuildKit, those of docker build --check, without an engine.
// It is a module of its own, so that BuildKit is none of wechatgo's dependencies. It prints each finding with its
// file and line, and ends with 1 if there is one.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "dockerlint: give the Dockerfiles to check")
		os.Exit(1)
	}
	found := false
	for _, path := range os.Args[1:] {
		findings, err := check(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, "dockerlint:", err)
			os.Exit(1)
		}
		for _, finding := range findings {
			found = true
			fmt.Println(finding)
		}
	}
	if found {
		os.Exit(1)
	}
}

// check returns the findings about a Dockerfile, an error of its syntax among them.
func check(path string) (findings []string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	source := llb.NewSourceMap(nil, path, "Dockerfile", text)
	source.Definition = &llb.Definition{} // the file comes from no build; nil is not expected
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
		SourceMap: source, MetaResolver: offline{},
	})
	if err != nil {
		return nil, err
	}
	if e := results.Error; e != nil {
		findings = append(findings, fmt.Sprintf("%s:%d: %s", path, line(&e.Location), e.Message))
	}
	for _, w := range results.Warnings {
		findings = append(findings, fmt.Sprintf("%s:%d: %s (%s, %s)", path, line(w.Location), w.Detail, w.RuleName, w.URL))
	}
	return findings, nil
}

// offline stands in for registries: it knows no image, and the rules need none.
type offline struct{}

// ResolveImageConfig returns the settings of an image that has none.
func (offline) ResolveImageConfig(
	_ context.Context, ref string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	return ref, "", []byte(`{"architecture":"amd64","os":"linux"}`), nil
}

// line returns the first line of a location, 0 without one.
func line(l *pb.Location) int32 {
	if ranges := l.GetRanges(); len(ranges) > 0 {
		return ranges[0].GetStart().GetLine()
	}
	return 0
}
