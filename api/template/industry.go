package template

import (
	"fmt"
	"strconv"

	"github.com/wechatgo/wechatgo/field"
)

// Industry is the number of an industry in the platform's table, from 1 (IT科技, 互联网|电子商务) to 41 (其他).
// [Industry.Class] has its names.
type Industry int

// Class names an industry on its two levels.
type Class struct {
	First  string `json:"first_class"`
	Second string `json:"second_class"`
}

// classes has the platform's table, from 1. Its last line is 其它 on the page, and 其他 in answers.
var classes = [...]Class{
	1: {"IT科技", "互联网|电子商务"}, 2: {"IT科技", "IT软件与服务"}, 3: {"IT科技", "IT硬件与设备"},
	4: {"IT科技", "电子技术"}, 5: {"IT科技", "通信与运营商"}, 6: {"IT科技", "网络游戏"},
	7: {"金融业", "银行"}, 8: {"金融业", "基金理财信托"}, 9: {"金融业", "保险"},
	10: {"餐饮", "餐饮"}, 11: {"酒店旅游", "酒店"}, 12: {"酒店旅游", "旅游"},
	13: {"运输与仓储", "快递"}, 14: {"运输与仓储", "物流"}, 15: {"运输与仓储", "仓储"},
	16: {"教育", "培训"}, 17: {"教育", "院校"},
	18: {"政府与公共事业", "学术科研"}, 19: {"政府与公共事业", "交警"},
	20: {"政府与公共事业", "博物馆"}, 21: {"政府与公共事业", "公共事业非盈利机构"},
	22: {"医药护理", "医药医疗"}, 23: {"医药护理", "护理美容"}, 24: {"医药护理", "保健与卫生"},
	25: {"交通工具", "汽车相关"}, 26: {"交通工具", "摩托车相关"}, 27: {"交通工具", "火车相关"}, 28: {"交通工具", "飞机相关"},
	29: {"房地产", "建筑"}, 30: {"房地产", "物业"}, 31: {"消费品", "消费品"},
	32: {"商业服务", "法律"}, 33: {"商业服务", "会展"}, 34: {"商业服务", "中介服务"},
	35: {"商业服务", "认证"}, 36: {"商业服务", "审计"},
	37: {"文体娱乐", "传媒"}, 38: {"文体娱乐", "体育"}, 39: {"文体娱乐", "娱乐休闲"},
	40: {"印刷", "印刷"}, 41: {"其他", "其他"},
}

// Class returns the names of an industry, empty ones for a number that the table does not have.
func (i Industry) Class() Class {
	if i < 1 || int(i) >= len(classes) {
		return Class{}
	}
	return classes[i]
}

// SetIndustryIn is the input of [SetIndustry].
type SetIndustryIn struct {
	First  string `json:"industry_id1"` // an [Industry] in decimal digits
	Second string `json:"industry_id2"`
}

// Industries are the industries of an account. It is the output of [GetIndustry].
type Industries struct {
	Primary   Class `json:"primary_industry"`
	Secondary Class `json:"secondary_industry"`
}

// Check reports the first industry that the platform's table does not have, as an [*endpoint.FieldError].
func (in SetIndustryIn) Check() error {
	return field.First(checkIndustry("industry_id1", in.First), checkIndustry("industry_id2", in.Second))
}

func checkIndustry(path, number string) error {
	if n, err := strconv.Atoi(number); err == nil && Industry(n).Class() != (Class{}) {
		return nil
	}
	return refuse.Field(path, fmt.Sprintf("is %q", number), fmt.Sprintf("give 1 to %d", len(classes)-1))
}
