package core

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// snapshots are worlds that are kept while the sandbox runs, by their names. They outlive a reset.
type snapshots struct {
	mu     sync.Mutex
	byName map[string]Snapshot
}

// maxSnapshots is how many snapshots are kept.
const maxSnapshots = 20

// Keep keeps the current world under a name, in place of what was there. The error is an [ActionError] where the name
// is none, or too many are kept.
func (p *Platform) Keep(name string) error {
	if !IsUserName(name) {
		return RefuseAction("a snapshot's name has 1 to 32 letters, digits, - or _", "快照名须为 1 到 32 个字母、数字、- 或 _")
	}
	s, err := p.Save()
	if err != nil {
		return err
	}
	kept := &p.snapshots
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if _, there := kept.byName[name]; !there && len(kept.byName) >= maxSnapshots {
		return RefuseAction(
			fmt.Sprintf(
				"there are %d snapshots already: delete one",
				maxSnapshots,
			),
			fmt.Sprintf("快照已达 %d 个，请先删除", maxSnapshots),
		)
	}
	if kept.byName == nil {
		kept.byName = map[string]Snapshot{}
	}
	kept.byName[name] = s
	p.Hub.Publish("state", nil)
	return nil
}

// Return makes a kept world the current one. The error is an [ActionError] where there is none of the name.
func (p *Platform) Return(name string) error {
	p.snapshots.mu.Lock()
	s, there := p.snapshots.byName[name]
	p.snapshots.mu.Unlock()
	if !there {
		return noSnapshot(name)
	}
	return p.Load(s)
}

// Forget removes a kept world.
func (p *Platform) Forget(name string) error {
	p.snapshots.mu.Lock()
	defer p.snapshots.mu.Unlock()
	if _, there := p.snapshots.byName[name]; !there {
		return noSnapshot(name)
	}
	delete(p.snapshots.byName, name)
	p.Hub.Publish("state", nil)
	return nil
}

// Kept returns the names of the kept worlds, sorted.
func (p *Platform) Kept() []string {
	p.snapshots.mu.Lock()
	defer p.snapshots.mu.Unlock()
	return slices.Sorted(maps.Keys(p.snapshots.byName))
}

func noSnapshot(name string) error {
	return RefuseAction(
		fmt.Sprintf("there is no snapshot called %s", Short(name)),
		fmt.Sprintf("没有名为 %s 的快照", Short(name)),
	)
}
