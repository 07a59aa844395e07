package guide

import (
	"fmt"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that the platform's pages do not allow.
const refuse = field.In("guide")

// Limits of the platform.
const (
	MaxBatch     = 200    // customers of one call
	MaxTextBytes = 10_240 // of a [Text]
)

const nameGuide = "name the guide with Account or OpenID"

// one returns id with one of its names, as the platform wants it; a guide that was read has both. It refuses an ID
// without a name.
func (id ID) one() (ID, error) {
	switch {
	case id.Account != "":
		return Account(id.Account), nil
	case id.OpenID != "":
		return id, nil
	}
	return id, refuse.Empty("guide_account", nameGuide)
}

// Check refuses an input that does not name both guides in the same way, with an [*endpoint.FieldError].
func (in RebindIn) Check() error {
	switch {
	case in.OldAccount == "" && in.OldOpenID == "":
		return refuse.Empty("old_guide_account", nameGuide)
	case in.NewAccount == "" && in.NewOpenID == "":
		return refuse.Empty("new_guide_account", nameGuide)
	case (in.OldAccount == "") != (in.NewAccount == "") || (in.OldOpenID == "") != (in.NewOpenID == ""):
		return refuse.Field("new_guide_account", "and old_guide_account are not both set or both empty",
			"name both guides with Account or both with OpenID")
	}
	return nil
}

// Check refuses an input without a guide, a customer or a material, and a text that is too long, with an
// [*endpoint.FieldError].
func (in MassSendIn) Check() error {
	if _, err := in.one(); err != nil {
		return err
	}
	if len(in.OpenIDs) == 0 {
		return refuse.Empty("openid", "give the openids of customers of the guide")
	}
	const cure = "give a Text, an Image or a MiniProgramCard"
	if len(in.Materials) == 0 {
		return refuse.Empty("material", cure)
	}
	for i, m := range in.Materials {
		if m.Type == 0 {
			return refuse.Empty(fmt.Sprintf("material[%d]", i), cure)
		}
		if len(m.Word) > MaxTextBytes {
			return refuse.Bytes(fmt.Sprintf("material[%d].word", i), m.Word, 0, MaxTextBytes)
		}
	}
	return nil
}
