package core

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wechatgo/wechatgo/api/user"
)

// MaxPopulation is how many virtual users [Platform.Populate] makes at most.
const MaxPopulation = 100_000

// The parts of a made-up nickname.
var (
	surnames = []string{
		"赵",
		"钱",
		"孙",
		"李",
		"周",
		"吴",
		"郑",
		"王",
		"陈",
		"杨",
		"林",
		"黄",
		"何",
		"高",
		"马",
		"罗",
		"梁",
		"宋",
		"欧阳",
		"司马",
	}
	given = []string{
		"小明",
		"丽",
		"伟",
		"芳",
		"静",
		"强",
		"敏",
		"洋",
		"艳",
		"杰",
		"娟",
		"涛",
		"雪梅",
		"建国",
		"子涵",
		"一诺",
		"浩然",
		"思远",
		"雨桐",
		"梓轩",
	}
	signs = []string{"", "", "", "", "🌸", "☀️", "~", " Amy", "（在忙）", "_2026"}
)

// populationTags are the tags that the population has, with how many of a hundred users have each.
var populationTags = []struct {
	name  string
	share int
}{{"会员", 20}, {"新客", 30}, {"活动", 10}}

// followScenes are the ways in which the population has followed.
var followScenes = []user.SubscribeScene{
	user.SceneSearch, user.SceneQRCode, user.SceneProfileCard, user.SceneProfileLink, user.ScenePaid, user.SceneOthers,
}

// Populate makes n followers, user000001 and on, with nicknames, tags and times of following within the last year that
// depend on the sandbox's seed and the day alone. Nothing is pushed. It does nothing where there are such users already.
func (p *Platform) Populate(n int) {
	p.Do(func(tx *Tx) {
		if n <= 0 || tx.byName[populationName(1)] != nil {
			return
		}
		random := rand.New(rand.NewPCG(p.config.Seed, 2)) //nolint:gosec // the same users for each seed
		first := int64(1000)                              // above the ids that the account's calls make
		for i, tag := range populationTags {
			tx.Tags = append(tx.Tags, Tag{first + int64(i), tag.name})
		}
		today := time.Date(tx.now.Year(), tx.now.Month(), tx.now.Day(), 0, 0, 0, 0, time.UTC)
		for i := range min(n, MaxPopulation) {
			u := tx.Person(populationName(i + 1))
			u.Nickname = surnames[random.IntN(len(surnames))] + given[random.IntN(len(given))] + signs[random.IntN(len(signs))]
			u.Following, u.FollowScene = true, followScenes[random.IntN(len(followScenes))]
			u.FollowedAt = today.Add(-time.Duration(random.Int64N(int64(365 * 24 * time.Hour)))).Truncate(time.Second)
			u.Platform = 1 + random.IntN(2)
			for i, tag := range populationTags {
				if random.IntN(100) < tag.share {
					u.Tags = append(u.Tags, first+int64(i))
				}
			}
		}
		tx.Changed()
	})
}

func populationName(i int) string { return fmt.Sprintf("user%06d", i) }
