package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxPopulation is the largest --seed.
const maxPopulation = 100_000

// start makes the platform that the flags describe: with its state from the file, and its virtual users. The caller
// calls save before it closes the platform.
func (p *platformFlags) start(
	c sandbox.Config,
	out io.Writer,
) (platform *sandbox.Platform, save func(errs io.Writer), err error) {
	if p.population < 0 || p.population > maxPopulation {
		return nil, nil, fmt.Errorf("--seed is %d: give a number of users from 0 to %d", p.population, maxPopulation)
	}
	state, err := p.readState()
	if err != nil {
		return nil, nil, err
	}
	platform = sandbox.New(c)
	if state != nil {
		if err := platform.Load(state); err != nil {
			platform.Close()
			return nil, nil, fmt.Errorf("--state %s: %w", p.state, err)
		}
		fmt.Fprintf(out, "  the state is that of %s\n  状态已从 %[1]s 恢复\n", p.state)
	}
	platform.Populate(p.population)
	return platform, func(errs io.Writer) { p.saveState(platform, errs) }, nil
}

// readState reads the file, and finds out whether it can be written at the end.
func (p *platformFlags) readState() (*sandbox.State, error) {
	if p.state == "" {
		return nil, nil //nolint:nilnil // no file is asked for
	}
	probe, err := os.CreateTemp(filepath.Dir(p.state), ".wechatgo-state-*")
	if err != nil {
		return nil, fmt.Errorf("--state %s could not be written at the end: %w", p.state, err)
	}
	probe.Close()
	_ = os.Remove(probe.Name())
	state, err := sandbox.ReadStateFile(p.state)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil //nolint:nilnil // it begins now
	case err != nil:
		return nil, fmt.Errorf("--state: %w", err)
	}
	return state, nil
}

// saveState writes the file. What fails is said: there is nothing else left to do.
func (p *platformFlags) saveState(platform *sandbox.Platform, errs io.Writer) {
	if p.state == "" {
		return
	}
	state, err := platform.Save()
	if err == nil {
		err = state.WriteFile(p.state)
	}
	words := record.Problem{EN: "the state is saved in " + p.state, ZH: "状态已保存到 " + p.state}
	if err != nil {
		words = record.Problem{
			EN: fmt.Sprintf("the state is not saved in %s, which is as it was: %v", p.state, err),
			ZH: fmt.Sprintf("状态未能保存到 %s，文件保持不变：%v", p.state, err),
		}
	}
	fmt.Fprintf(errs, "  %s\n  %s\n", words.EN, words.ZH)
}
