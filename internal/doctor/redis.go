package doctor

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/store/redisstore"
)

// Limits of the check of a Redis.
const (
	redisTimeout = 5 * time.Second
	oldestRedis  = 6
	fullFrom     = 90 // % of maxmemory
	redisSkew    = 2 * time.Second
	probeLife    = 5 * time.Second
)

var (
	redisURL = known{
		"redis.url",
		Error,
		text{"This is not the address of a Redis.", "这不是 Redis 地址。"},
		text{
			"Give redis://user:password@host:6379/0, or rediss:// with TLS, in WECHATGO_REDIS, which hides the " +
				"password.",
			"请使用 redis://user:password@host:6379/0，TLS 用 rediss://；放在 WECHATGO_REDIS 中可避免暴露密码。",
		},
	}
	redisUnreachable = known{
		"redis.unreachable", Error,
		text{"The Redis gives no answer, or refuses the login.", "Redis 没有应答或拒绝登录。"},
		text{
			"Look at the host, the port, the password and the firewall; with TLS the address begins with rediss://.",
			"请检查主机、端口、密码与防火墙；启用 TLS 时地址以 rediss:// 开头。",
		},
	}
	redisRights = known{
		"redis.rights",
		Warning,
		text{"The user of the Redis may not run a command that the doctor needs.", "Redis 用户无权执行 doctor 需要的命令。"},
		text{
			"PING, INFO and PTTL are for the doctor alone; what programs need is in the documentation of package redisstore.",
			"PING、INFO、PTTL 仅 doctor 需要；程序所需的权限见 redisstore 包的文档。",
		},
	}
	redisCluster = known{
		"redis.cluster", Note,
		text{
			"This is a node of a Redis Cluster: the others are not examined, and nothing is written.",
			"这是 Redis 集群的一个节点：未检查其他节点，也未写入。",
		},
		text{
			"Give each primary in turn, and the program all addresses (redis.NewUniversalClient).",
			"请逐个检查各主节点；程序中须填写全部地址（redis.NewUniversalClient）。",
		},
	}
	redisOld = known{
		"redis.old", Error,
		text{"The Redis is older than version 6.", "Redis 版本低于 6。"},
		text{"Use Redis 6 or later.", "请使用 Redis 6 或更高版本。"},
	}
	redisReplica = known{
		"redis.replica", Error,
		text{"This Redis is a replica: it takes no writes, and lags behind.", "这是 Redis 从节点：不可写，数据也有延迟。"},
		text{"Give the address of the primary.", "请填写主节点的地址。"},
	}
	redisEviction = known{
		"redis.eviction",
		Error,
		text{
			"The Redis evicts keys when its memory is full: a lock or a token may vanish.",
			"Redis 内存满时会淘汰键：锁或 token 可能丢失。",
		},
		text{
			"CONFIG SET maxmemory-policy noeviction, and the same in redis.conf; use a Redis of its own where " +
				"another program needs eviction.",
			"执行 CONFIG SET maxmemory-policy noeviction 并写入 redis.conf；其他程序需要淘汰策略时，" +
				"请使用独立的 Redis。",
		},
	}
	redisFull = known{
		"redis.full",
		Warning,
		text{"The memory of the Redis is nearly used up.", "Redis 内存即将用尽。"},
		text{
			"Raise maxmemory, or remove what is not needed: a full Redis refuses writes.",
			"请调大 maxmemory 或清理数据：内存用尽后 Redis 拒绝写入。",
		},
	}
	redisWrite = known{
		"redis.write",
		Error,
		text{"The Redis refuses to write.", "Redis 拒绝写入。"},
		text{
			"The evidence has its reason: the memory is used up (OOM), the disk is full (MISCONF), or the user " +
				"lacks rights (NOPERM).",
			"原因见下：内存用尽（OOM）、磁盘写满（MISCONF）或用户无权限（NOPERM）。",
		},
	}
	redisExpiry = known{
		"redis.expiry", Error,
		text{"A key with an expiry did not get one.", "设置了过期时间的键没有过期时间。"},
		text{
			"Look at the proxy in front of the Redis, or use a server that is compatible: locks rely on the expiry.",
			"请检查 Redis 前的代理，或改用兼容的服务：锁依赖过期时间。",
		},
	}
	redisClock = known{
		"redis.clock", Note,
		text{"The clock of the Redis differs from this machine's.", "Redis 的时钟与本机不一致。"},
		text{
			"Synchronise both (NTP). Instances that share the Redis use its time.",
			"请用 NTP 校时。共用该 Redis 的实例以它的时间为准。",
		},
	}
	redisOK = known{
		id: "redis.ok", level: OK,
		title: text{"The Redis is as the shared store needs it.", "Redis 符合共享存储的要求。"},
	}
)

// checkRedis looks at the Redis that instances share. It writes one key, which the Redis removes by itself.
func checkRedis(ctx context.Context, x *exam) {
	if x.Redis == "" {
		x.skip("redis", text{
			"Not examined: --redis or WECHATGO_REDIS gives the address of a Redis.",
			"未检查：用 --redis 或 WECHATGO_REDIS 指定 Redis 地址。",
		})
		return
	}
	options, err := redis.ParseURL(x.Redis)
	if err != nil {
		x.add(redisURL, "") // the error may quote the password
		return
	}
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, options.Network, options.Addr) // go-redis would log what fails
	if err != nil {
		x.add(redisUnreachable, err.Error())
		return
	}
	conn.Close()
	options.ContextTimeoutEnabled = true
	options.MaxRetries = -1
	options.DisableIdentity = true
	client := redis.NewClient(options)
	defer client.Close()
	info, wrong := redisInfo{}, false
	report := func(k known, evidence string) {
		x.add(k, evidence)
		wrong = wrong || rank[k.level] >= rank[Warning]
	}
	if err := client.Ping(ctx).Err(); err != nil {
		k := failed(err)
		if k.id == redisUnreachable.id {
			report(k, options.Addr+": "+err.Error())
			return
		}
		report(k, "PING: "+err.Error())
	}
	raw, err := client.Info(ctx).Result()
	switch {
	case err == nil:
		info = parseInfo(raw)
		info.judge(report)
	case !answered(err): // each other command would wait and say the same
		report(redisUnreachable, "INFO: "+err.Error())
		return
	default:
		report(failed(err), "INFO: "+err.Error())
	}
	switch {
	case info["role"] == "slave":
	case info["redis_mode"] == "cluster": // the key may be another node's
		report(redisCluster, options.Addr)
	default:
		if !tryExpiry(ctx, client, report) {
			return
		}
	}
	before := x.World.Now()
	if theirs, err := client.Time(ctx).Result(); err != nil {
		report(failed(err), "TIME: "+err.Error())
	} else if skew := before.Sub(theirs).Round(time.Second); skew.Abs() >= redisSkew {
		report(redisClock, fmt.Sprintf("%+d s", int(skew.Seconds())))
	}
	if !wrong {
		x.add(redisOK, fmt.Sprintf("%s, version %s", options.Addr, info["redis_version"]))
	}
}

// answered reports whether an error is the server's answer, and not the end of the connection or of the time.
func answered(err error) bool {
	_, ok := errors.AsType[redis.Error](err)
	return ok
}

// failed returns the finding for a command that failed: the user has no right to it, or the server knows it not, or the
// connection broke.
func failed(err error) known {
	if redis.HasErrorPrefix(err, "NOPERM") || redis.HasErrorPrefix(err, "ERR unknown command") {
		return redisRights
	}
	return redisUnreachable
}

// redisInfo is what INFO answers.
type redisInfo map[string]string

func parseInfo(raw string) redisInfo {
	info := redisInfo{}
	lines := bufio.NewScanner(strings.NewReader(raw))
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok {
			info[name] = value
		}
	}
	return info
}

// number returns a field that is a number, and 0 for any other.
func (i redisInfo) number(name string) int64 {
	n, _ := strconv.ParseInt(i[name], 10, 64)
	return n
}

// judge reports what the server says about itself. A compatible server may leave fields out.
func (i redisInfo) judge(report func(known, string)) {
	major, _, _ := strings.Cut(i["redis_version"], ".")
	if n, err := strconv.Atoi(major); err == nil && n < oldestRedis {
		report(redisOld, i["redis_version"])
	}
	if i["role"] == "slave" {
		report(redisReplica, "master_host "+i["master_host"])
	}
	limit := i.number("maxmemory")
	if policy := i["maxmemory_policy"]; policy != "" && policy != "noeviction" {
		k := redisEviction
		if limit == 0 {
			k = k.at(Warning) // nothing is evicted while there is no limit
		}
		report(k, fmt.Sprintf("maxmemory-policy %s, maxmemory %d", policy, limit))
	}
	if used := i.number("used_memory"); limit > 0 && 100*used >= fullFrom*limit {
		report(redisFull, fmt.Sprintf("%d of %d bytes", used, limit))
	}
}

// tryExpiry writes a key that lives for some seconds, sees whether it will end, and removes it. It reports whether the
// server still answers.
func tryExpiry(ctx context.Context, client *redis.Client, report func(known, string)) bool {
	key := redisstore.DefaultPrefix + "doctor:" + rand.Text()
	switch err := client.Set(ctx, key, "1", probeLife).Err(); {
	case err == nil:
	case !answered(err):
		report(redisUnreachable, "SET: "+err.Error())
		return false
	default:
		report(redisWrite, "SET: "+err.Error())
		return true
	}
	left, err := client.PTTL(ctx, key).Result()
	switch {
	case err != nil && !answered(err):
		report(redisUnreachable, "PTTL: "+err.Error())
		return false
	case err != nil:
		report(failed(err), "PTTL: "+err.Error())
	case left <= 0 || left > probeLife:
		report(redisExpiry, left.String())
	}
	client.Del(ctx, key)
	return true
}
