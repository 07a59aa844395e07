package invoice

import "github.com/wechatgo/wechatgo/field"

// Check refuses a title without a name that the user does not fill in, with a [*field.Error].
func (in UserTitleIn) Check() error {
	if in.Name == "" && !in.UserFill {
		return field.In("invoice").Empty("title", "give the title's Name, or set UserFill")
	}
	return nil
}
