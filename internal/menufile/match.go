package menufile

// match finds for each item of want the item of have that it was, or -1 for a new one. The first of the functions that
// says so decides; an item of have is taken once.
func match[T any](have, want []T, same ...func(a, b T) bool) []int {
	was := make([]int, len(want))
	for i := range was {
		was[i] = -1
	}
	taken := make([]bool, len(have))
	for _, same := range same {
		for i := range want {
			for j := range have {
				if was[i] < 0 && !taken[j] && same(have[j], want[i]) {
					was[i], taken[j] = j, true
				}
			}
		}
	}
	return was
}

// moved reports which items are at another place among those that stay. It names as few as possible: those outside of
// the longest run that is in order.
func moved(was []int) []bool {
	best, before := make([]int, len(was)), make([]int, len(was)) // length and predecessor of the run that ends here
	last := -1
	for i := range was {
		if before[i] = -1; was[i] < 0 {
			continue
		}
		best[i] = 1
		for j := range i {
			if was[j] >= 0 && was[j] < was[i] && best[j]+1 > best[i] {
				best[i], before[i] = best[j]+1, j
			}
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	list := make([]bool, len(was))
	for i := range was {
		list[i] = was[i] >= 0
	}
	for ; last >= 0; last = before[last] {
		list[last] = false
	}
	return list
}
