package doctor

// Report is what an examination has found.
type Report struct {
	// Worst is the worst level of the findings; [Skipped] counts as [OK].
	Worst Level `json:"worst"`
	// Kind is the kind of the account, by its name in the catalogue, such as "service"; it is empty if it is not clear.
	Kind string `json:"kind,omitempty"`
	// May says of each group of the API whether the account may call it: "yes", "no" or "unknown". It is empty if that
	// was not examined.
	May map[string]string `json:"may,omitempty"`
	// Interrupted says that the examination was stopped: the check that was being made then and those after it have no
	// findings.
	Interrupted bool `json:"interrupted,omitempty"`
	// Findings are in the order of the checks.
	Findings []Finding `json:"findings"`
}

// add appends a finding.
func (r *Report) add(f Finding) {
	r.Findings = append(r.Findings, f)
	if f.Level != Skipped && rank[f.Level] > rank[r.Worst] {
		r.Worst = f.Level
	}
}
